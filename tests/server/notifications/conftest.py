"""A room to be told of: Alice administers it, Bob is a member, Charlie is an outsider."""

import pytest

from server.core import jobs
from server.core.writer import write
from server.notifications import looking
from server.notifications.telling import Telling, tell


@pytest.fixture(autouse=True)
def nobody_looks():
    """Nobody is at a tab before the test, nor after it."""
    looking.forget_all()
    yield
    looking.forget_all()


@pytest.fixture
def room(alice, bob, charlie):
    """An open room."""
    room = alice.create_room()
    bob.join_room(room)
    return room


@pytest.fixture
def told(app):
    """Tell people of something, as a feature does; return how many notices that made."""

    def told(*tellings, **one):
        every = tellings or (Telling(**one),)
        with app.app_context():
            return len(write(lambda tx: tell(tx, every)))

    return told


@pytest.fixture
def drain(app):
    """Do what is waiting to be done."""

    def drain():
        with app.app_context():
            jobs.run_all()

    return drain


@pytest.fixture
def notices(drain):
    """Return a person's notices, when everything that waits has been done."""

    def notices(person, **query):
        drain()
        status, page = person.get("/notices", query_string=query)
        assert status == 200, page
        return page["notices"]

    return notices


@pytest.fixture
def kinds(notices):
    """Return the kinds of a person's notices, the newest first."""
    return lambda person, **query: [notice["kind"] for notice in notices(person, **query)]


@pytest.fixture
def level():
    """Set what a person wants to hear of a room."""

    def level(person, room, level="", **more):
        status, answer = person.put(f"/places/room:{room['id']}/level", {"level": level, **more})
        assert status == 200, answer
        return answer

    return level
