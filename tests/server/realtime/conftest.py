"""Rooms of Alice's: Bob is a member, Charlie is not."""

import pytest

from tests.e2e.live import LiveServer
from tests.server.realtime.live_people import LivePerson


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


@pytest.fixture(
    scope="session",
    params=[pytest.param(mode, marks=pytest.mark.xdist_group(mode)) for mode in ("eventlet", "gevent")],
)
def live(request, tmp_path_factory):
    """A server of its own process on each event loop, its workspace set up."""
    server = LiveServer(tmp_path_factory.mktemp(request.param), ASYNC_MODE=request.param).start()
    try:
        LivePerson(server.url).set_up().leave()
        yield server
        assert server.stop() == 0
        assert "Traceback" not in server.log, server.log
    finally:
        server.kill()


@pytest.fixture
def newcomer_at():
    """Sign somebody up at a server; they leave with the test."""
    people = []

    def newcomer_at(server):
        people.append(LivePerson(server.url).sign_up())
        return people[-1]

    yield newcomer_at
    for person in people:
        person.leave()
