"""Rooms of Alice's: Bob is a member, Charlie is not."""

import pytest


@pytest.fixture
def room(alice, bob, charlie):
    """An open room."""
    room = alice.create_room()
    bob.join_room(room)
    return room


@pytest.fixture
def closed(alice, bob, charlie):
    """A closed room."""
    room = alice.create_room("Board", kind="closed")
    alice.invite(room, bob)
    return room


@pytest.fixture
def members():
    """Return who is in a room as its members see it: ``{username: role}``."""

    def members(person, room):
        status, answer = person.get(f"/rooms/{room['id']}/members")
        assert status == 200, answer
        return {member["user"]["username"]: member["role"] for member in answer["members"]}

    return members
