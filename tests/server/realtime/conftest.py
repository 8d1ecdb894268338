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
def follow():
    """Connect somebody to a room's stream, and return the socket."""

    def follow(person, *rooms):
        socket = person.socket()
        streams = [f"room:{room['id']}" for room in rooms]
        answer = socket.ask("join", {"streams": streams})
        assert sorted(answer["versions"]) == sorted(streams), answer
        return socket

    return follow
