"""Who looks at a room by one process is told nothing by another."""

import uuid

import pytest

from tests.server.conftest import eventually
from tests.server.realtime.live_people import LivePerson
from tests.server.realtime.shared_work import SharedWork


@pytest.fixture(scope="module")
def shared(tmp_path_factory, postgresql):
    """Two servers."""
    shared = SharedWork(tmp_path_factory.mktemp("looking"), postgresql)
    try:
        yield shared.start()
    finally:
        shared.end()


@pytest.fixture
def people(shared):
    """Alice is at the one process, Bob at the other."""
    found = LivePerson(shared.a.url).sign_up(), LivePerson(shared.b.url).sign_up()
    yield found
    for person in found:
        person.leave()


def test_looking_is_known_everywhere(people):
    alice, bob = people
    username = bob.call("GET", "/me")["username"]
    looked_at, other = alice.create_room("closed", bob), alice.create_room("closed", bob)

    def name_bob(room):
        """Mention Bob in a room, and return the topic of it."""
        body = {"client_id": str(uuid.uuid4()), "text": f"@{username}"}
        return f"message:{alice.call('POST', f'/rooms/{room}/messages', body)['id']}"

    def told():
        return {notice["topic"] for notice in bob.call("GET", "/notices")["notices"]}

    def not_told():
        """Return a mention in the room that Bob looks at of which he has not been told when he is of a later one."""
        topic, later = name_bob(looked_at), name_bob(other)
        eventually(lambda: later in told())
        return topic not in told() and topic

    socket = bob.connect()
    look = {"place": f"room:{looked_at}", "active": True}
    assert socket.client.call("looking", look, namespace="/me", timeout=20) == {}
    spared = eventually(not_told)
    socket.client.disconnect()
    # Once he has gone, he is told again; and never of what he has seen.
    eventually(lambda: not not_told())
    assert spared not in told()
