"""A room to talk in: Alice administers it, Bob is a member, Charlie is in neither of the two."""

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
def address():
    """Return the address of a message, for the verbs of the cast."""
    return lambda message: f"/rooms/{message['room_id']}/messages/{message['id']}"
