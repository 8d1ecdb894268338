"""What is kept for those who catch up is, at every moment, what the database holds."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from server.accounts.models import User
from server.chat import access
from server.chat.models import Message
from server.core import memory, shortcut
from server.core.db import db
from server.realtime import catching_up
from server.realtime.models import StreamVersion
from server.rooms.models import Membership, Room

# More rows than this are not sent.
FEW = 8
PEOPLE = st.sampled_from(["alice", "bob"])
STEPS = st.one_of(
    st.tuples(st.just("post"), PEOPLE),
    st.tuples(st.just("rename"), PEOPLE),
    st.tuples(st.just("edit"), st.integers(0, 30)),
    st.tuples(st.just("delete"), st.integers(0, 30)),
    st.tuples(st.just("topic"), st.none()),
    st.tuples(st.just("come or go"), st.none()),
    # How many versions behind is who asks; below 0 they are ahead of the database.
    st.tuples(st.just("catch up"), st.integers(-2, 25)),
)


@pytest.fixture
def board(alice, bob, charlie, monkeypatch):
    """Return how to make a closed room of Alice and Bob; no more than a few rows are sent at once."""
    monkeypatch.setattr(catching_up, "LARGEST_CATCH_UP", FEW)

    def board():
        room = alice.create_room("Board", kind="closed")
        alice.invite(room, bob)
        return room

    return board


@pytest.fixture
def read(monkeypatch):
    """Note the versions from which a stream is read from the database."""
    noted = []
    original = catching_up._read

    def note(session, name, since, person):
        noted.append(since)
        return original(session, name, since, person)

    monkeypatch.setattr(catching_up, "_read", note)
    return noted


@settings(
    max_examples=50,
    deadline=None,
    # One application for all examples, with a room for each.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEPS, min_size=5, max_size=40))
def test_it_is_what_the_database_holds(app, board, steps):
    people, room = app.cast, board()
    alice, bob, charlie = people.values()
    written = []
    for number, (step, which) in enumerate([*steps, ("catch up", 3), ("catch up", 25)]):
        path = f"/rooms/{room['id']}"
        author, message = (
            written[which % len(written)] if written and isinstance(which, int) else (None, None)
        )
        if step == "post":
            written.append((people[which], people[which].say(room["id"], f"Said {number}")))
        elif step == "rename":
            assert people[which].patch("/me", {"name": f"Name {number}"})[0] == 200
        elif step == "topic":
            assert alice.patch(path, {"topic": f"Topic {number}"})[0] == 200
        elif step == "come or go" and charlie.entry(room):
            assert charlie.post(f"{path}/leave")[0] == 204
        elif step == "come or go":
            alice.invite(room, charlie)
        elif step == "catch up":
            with app.app_context():
                since = max(0, truth(room, 0)["version"] - which)
                assert bob.changes(f"room:{room['id']}", since) == (200, truth(room, since))
        elif step == "edit" and author:
            author.patch(f"{path}/messages/{message['id']}", {"text": f"Edited {number}"})
        elif author:
            author.delete(f"{path}/messages/{message['id']}")


def truth(room, since):
    """Return what somebody with that version lacks, looked up row by row."""
    db.session.expire_all()
    session, name = db.session(), f"room:{room['id']}"
    version = session.get(StreamVersion, name).version
    found = session.get(Room, room["id"])
    rows = [(found.version, "room", found.to_json())]
    for member in session.scalars(select(Membership).where(Membership.room_id == room["id"])):
        user = session.get(User, member.user_id).to_person()
        data = {"room_id": room["id"], "user": user, "role": member.role, "joined": member.left_at is None}
        rows.append((member.version, "member", data))
    for message_id in session.scalars(select(Message.id).where(Message.room_id == room["id"])):
        message = access.message(session, room["id"], message_id)
        rows.append((message["version"], "message", message))
    rows = sorted(row for row in rows if row[0] > since)
    if since > version or len(rows) > FEW:
        return {"stream": name, "version": version, "reset": True}
    changes = [{"stream": name, "version": row[0], "type": row[1], "data": row[2]} for row in rows]
    return {"stream": name, "version": version, "changes": changes}


def test_many_are_answered_from_one_reading(alice, bob, charlie, room, read):
    messages = [alice.say(room["id"], f"message {number}") for number in range(10)]
    for person, missed in ((alice, 10), (bob, 10), (charlie, 4), (bob, 1), (alice, 0)):
        since = messages[-1]["version"] - missed
        found = person.changes(f"room:{room['id']}", since)[1]["changes"]
        assert [change["data"] for change in found] == messages[10 - missed :]
    assert len(read) == 1
    bob.changes(f"room:{room['id']}", messages[0]["version"] - 1)
    bob.changes(f"room:{room['id']}", 0)
    assert len(read) == 2


def test_that_it_is_too_much_is_known_to_many_from_one_reading(alice, bob, board, read):
    room = board()
    messages = [alice.say(room["id"], f"message {number}") for number in range(FEW + 5)]
    for since in (0, 1, messages[3]["version"], messages[4]["version"], messages[-1]["version"]):
        answer = bob.changes(f"room:{room['id']}", since)[1]
        assert answer.get("reset", False) == (since < messages[4]["version"])
    assert len(read) == 1


def test_answers_are_the_same_however_they_are_made(app, alice, bob, room, monkeypatch):
    alice.say(room["id"], "**bold** “quoted” 北京 😀")
    message = bob.say(room["id"], "two")
    bob.patch(f"/rooms/{room['id']}/messages/{message['id']}", {"text": "three"})
    address = f"/rooms/{room['id']}/messages"
    paths = [f"/streams/room:{room['id']}/changes?since=2", address, f"{address}?before=99", "/rooms"]

    def answers():
        found = [bob.call("GET", path) for path in paths]
        return [(answer.status, answer.data, answer.headers["Cache-Control"]) for answer in found]

    cold = answers()
    assert all(status == "200 OK" for status, _, _ in cold)
    assert answers() == cold
    with monkeypatch.context() as patch:
        patch.setattr(shortcut, "_answer", lambda *_: None)
        assert answers() == cold
    memory.start(shared_with_others=True)
    assert answers() == answers() == cold


def test_who_is_removed_is_refused_at_once(alice, bob, closed):
    stream = f"room:{closed['id']}"
    alice.say(closed["id"], "secret")
    assert bob.changes(stream)[0] == bob.changes(stream)[0] == 200
    alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    assert bob.changes(stream)[0] == 404
    assert bob.get(f"/rooms/{closed['id']}/messages?before=99")[0] == 404
    assert alice.changes(stream)[0] == 200


def test_who_has_signed_out_is_refused_at_once(alice, room):
    stream, cookie = f"room:{room['id']}", alice.keys.cookie
    assert alice.changes(stream)[0] == alice.changes(stream)[0] == 200
    alice.delete("/session")
    alice.client.set_cookie("parley_session", cookie)
    assert alice.changes(stream)[0] == 401


def test_a_new_name_is_shown_at_once(alice, bob, room):
    alice.say(room["id"], "hello")
    bob.changes(f"room:{room['id']}")
    alice.patch("/me", {"name": "Alice Springs"})
    changes = bob.changes(f"room:{room['id']}")[1]["changes"]
    named = [change["data"].get("author") or change["data"].get("user") for change in changes]
    names = {person["name"] for person in named if person and person["id"] == alice.id}
    assert names == {"Alice Springs"}


def test_what_another_process_writes_is_seen_after_a_while(app, alice, bob, room, monkeypatch):
    message = alice.say(room["id"], "old")
    bob.changes(f"room:{room['id']}")
    with app.extensions["writer"].engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE messages SET text = 'new' WHERE id = {message['id']}")
    later = memory.monotonic() + memory.KEEP_SECONDS + 0.1
    monkeypatch.setattr(memory, "monotonic", lambda: later)
    assert bob.changes(f"room:{room['id']}")[1]["changes"][-1]["data"]["text"] == "new"


def test_ones_own_stream_is_not_kept(alice, bob, room, read):
    # What is unread in it does not wait for a version of its own.
    alice.changes(f"user:{alice.id}")
    bob.say(room["id"], "hello")
    changes = alice.changes(f"user:{alice.id}")[1]["changes"]
    assert [change["data"]["unread"] for change in changes if change["type"] == "room"] == [1]
    assert len(read) == 2
