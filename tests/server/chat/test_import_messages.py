from datetime import UTC, datetime, timedelta

import pytest

from server.chat.actions import PastMessage, import_messages
from server.core.errors import Refused

THEN = datetime(2020, 2, 29, 9, 30, tzinfo=UTC)


@pytest.fixture
def room(alice):
    return alice.create_room()


def past(person, text, minutes=0):
    return PastMessage(person.id, THEN + timedelta(minutes=minutes), text)


def test_messages_keep_their_authors_times_and_order(app, alice, bob, room):
    with app.app_context():
        seqs = import_messages(room["id"], [past(alice, "Is it *done*?"), past(bob, "Yes.", 1)])
    found = alice.history(room["id"])["messages"]
    assert [message["seq"] for message in found] == seqs
    assert [message["author"]["username"] for message in found] == ["alice", "bob"]
    assert [message["created_at"] for message in found] == [
        "2020-02-29T09:30:00.000Z",
        "2020-02-29T09:31:00.000Z",
    ]
    assert found[0]["html"] == "<p>Is it <em>done</em>?</p>"


def test_each_message_takes_the_next_version(app, alice, room):
    with app.app_context():
        seqs = import_messages(room["id"], [past(alice, f"{number}", number) for number in range(5)])
    assert seqs == list(range(seqs[0], seqs[0] + 5))
    answer = alice.changes(f"room:{room['id']}", room["version"])[1]
    assert answer["version"] == seqs[-1]
    assert [change["version"] for change in answer["changes"] if change["type"] == "message"] == seqs


def test_they_come_after_what_is_there_already(app, alice, room):
    present = alice.say(room["id"], "present")
    with app.app_context():
        assert import_messages(room["id"], [past(alice, "past")])[0] > present["seq"]


def test_the_room_becomes_as_old_as_its_oldest_message(app, alice, room):
    with app.app_context():
        import_messages(room["id"], [past(alice, "first")])
    assert alice.get(f"/rooms/{room['id']}")[1]["created_at"] == "2020-02-29T09:30:00.000Z"


def test_who_follows_is_told_of_the_last_one_and_catches_up(app, alice, room):
    stream = f"room:{room['id']}"
    socket = alice.socket()
    version = socket.ask("join", {"streams": [stream]})["versions"][stream]
    with app.app_context():
        seqs = import_messages(room["id"], [past(alice, "one"), past(alice, "two", 1)])
    (change,) = socket.heard("change")
    assert (change["version"], change["data"]["text"]) == (seqs[-1], "two")
    assert change["version"] > version + 1
    caught_up = alice.changes(stream, version)[1]["changes"]
    assert {"one", "two"} <= {missed["data"].get("text") for missed in caught_up}


def test_an_author_need_not_be_a_member(app, alice, bob):
    closed = alice.create_room(kind="closed")
    with app.app_context():
        import_messages(closed["id"], [past(bob, "I was here once")])
    assert alice.history(closed["id"])["messages"][0]["author"]["username"] == "bob"


def test_nothing_is_changed_by_nothing(app, alice, room):
    with app.app_context():
        assert import_messages(room["id"], []) == []
    assert alice.get(f"/rooms/{room['id']}")[1]["version"] == room["version"]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (PastMessage(1, THEN, " \n"), "empty"),
        (PastMessage(1, THEN, "x" * 10_001), "too_long"),
        (PastMessage(999, THEN, "hello"), "invalid"),
    ],
)
def test_one_that_cannot_be_kept_refuses_them_all(app, alice, room, bad, code):
    with app.app_context(), pytest.raises(Refused) as refusal:
        import_messages(room["id"], [past(alice, "fine"), bad])
    assert refusal.value.code == code
    assert alice.history(room["id"])["messages"] == []


def test_a_room_that_does_not_exist_is_refused(app, alice):
    with app.app_context(), pytest.raises(Refused) as refusal:
        import_messages(999, [past(alice, "hello")])
    assert refusal.value.code == "not_found"
