"""A room of Alice's in which Bob writes; Charlie moderates the workspace."""

import pytest


@pytest.fixture
def moderator(alice, charlie):
    """Charlie, whom Alice has made a moderator."""
    assert alice.put(f"/users/{charlie.id}/role", {"role": "moderator"})[0] == 200
    return charlie


@pytest.fixture
def room(alice, bob):
    """An open room."""
    room = alice.create_room()
    bob.join_room(room)
    return room


@pytest.fixture
def closed(alice, bob):
    """A closed room that the moderator is not in."""
    room = alice.create_room("Board", kind="closed")
    alice.invite(room, bob)
    return room


@pytest.fixture
def acts(alice):
    """Return what the log says was done, the latest first."""
    return lambda: [entry["action"] for entry in alice.get("/administration/audit")[1]["entries"]]
