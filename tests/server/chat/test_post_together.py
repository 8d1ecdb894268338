"""Posts that arrive while a commit runs share the next one, and each still gets its own answer."""

import threading
import uuid

import pytest
from sqlalchemy import event, text

from server.accounts import actions as accounts
from server.chat import actions
from server.core.errors import Refused
from server.rooms import actions as rooms


@pytest.fixture
def together(app):
    """Carry out several pieces of work so that all of them are in one group of the writer."""
    writer = app.extensions["writer"]

    def run(*pieces):
        results = [None] * len(pieces)
        hold, held = threading.Event(), threading.Event()

        def wait(tx):
            tx.session.execute(text("SELECT 1"))
            held.set()
            assert hold.wait(10)

        def carry_out(number, work):
            with app.app_context():
                try:
                    results[number] = work()
                except Refused as refusal:
                    results[number] = refusal.code

        first = threading.Thread(target=lambda: writer.write(wait))
        first.start()
        assert held.wait(10)
        others = [threading.Thread(target=carry_out, args=piece) for piece in enumerate(pieces)]
        for number, thread in enumerate(others):
            thread.start()
            while len(writer._waiting) < number + 1:
                pass
        hold.set()
        for thread in (first, *others):
            thread.join(10)
        return results

    return run


@pytest.fixture
def commits(app):
    """Count commits of the writer."""
    counted = []
    event.listen(app.extensions["writer"].engine, "commit", counted.append)
    return counted


def post(person_id, room_id, words, client_id=None):
    return lambda: actions.post_message(person_id, room_id, client_id or str(uuid.uuid4()), words)


def test_they_share_a_commit_and_take_versions_without_a_gap(alice, bob, together, commits):
    rooms = [alice.create_room("One"), alice.create_room("Two")]
    for room in rooms:
        bob.post(f"/rooms/{room['id']}/join")
    before = [alice.changes(f"room:{room['id']}")[1]["version"] for room in rooms]
    commits.clear()
    work = [
        post((alice, bob)[number % 2].id, rooms[number // 2 % 2]["id"], f"message {number}")
        for number in range(12)
    ]
    results = together(*work)
    # One of the operation that held the writer, one of all the others.
    assert len(commits) == 2
    assert [message["text"] for message, is_new in results if is_new] == [
        f"message {number}" for number in range(12)
    ]
    for room, version in zip(rooms, before, strict=True):
        messages = alice.history(room["id"])["messages"]
        assert [message["seq"] for message in messages] == list(range(version + 1, version + 7))
        assert messages == [message for message, _ in results if message["room_id"] == room["id"]]


def test_they_reach_sockets_once_and_in_order(alice, together):
    room = alice.create_room()
    socket = alice.socket()
    socket.ask("join", {"streams": [f"room:{room['id']}"]})
    together(*(post(alice.id, room["id"], f"message {number}") for number in range(8)))
    heard = socket.heard("change")
    assert [change["data"]["text"] for change in heard] == [f"message {number}" for number in range(8)]
    assert [change["version"] for change in heard] == sorted(change["version"] for change in heard)


def test_one_that_is_sent_again_gets_the_first_result_and_the_others_are_posted(alice, together):
    room = alice.create_room()
    client_id = str(uuid.uuid4())
    first = alice.say(room["id"], "first", client_id)
    results = together(
        post(alice.id, room["id"], "before"),
        post(alice.id, room["id"], "again", client_id),
        post(alice.id, room["id"], "after"),
    )
    assert [is_new for _, is_new in results] == [True, False, True]
    assert results[1][0] == first
    assert [message["text"] for message in alice.history(room["id"])["messages"]] == [
        "first",
        "before",
        "after",
    ]


def test_the_same_twice_in_one_group_is_posted_once(alice, together):
    room = alice.create_room()
    client_id = str(uuid.uuid4())
    results = together(*(post(alice.id, room["id"], "once", client_id) for _ in range(3)))
    assert sorted(is_new for _, is_new in results) == [False, False, True]
    assert len(alice.history(room["id"])["messages"]) == 1


def test_a_refused_one_takes_no_other_with_it_and_no_version(alice, bob, charlie, together):
    room = alice.create_room(kind="closed")
    before = alice.changes(f"room:{room['id']}")[1]["version"]
    results = together(
        post(alice.id, room["id"], "one"),
        post(charlie.id, room["id"], "let me in"),
        post(alice.id, 10**9, "nowhere"),
        post(alice.id, room["id"], "two"),
    )
    assert results[1:3] == ["not_found", "not_found"]
    messages = alice.history(room["id"])["messages"]
    assert [message["text"] for message in messages] == ["one", "two"]
    assert [message["version"] for message in messages] == [before + 1, before + 2]


def test_who_is_removed_in_the_same_commit_does_not_post_any_more(alice, bob, closed, together):
    room = closed
    bob.say(room["id"], "known to be in here")
    results = together(
        lambda: rooms.remove(alice.id, room["id"], bob.id, role="member"),
        post(bob.id, room["id"], "still here"),
    )
    assert results[1] == "not_found"
    assert [message["text"] for message in alice.history(room["id"])["messages"]] == ["known to be in here"]


def test_a_new_name_is_on_what_is_posted_in_the_same_commit(alice, together):
    room = alice.create_room()
    alice.say(room["id"], "known by the old name")
    results = together(
        lambda: accounts.change_me(alice.id, name="Alicia"), post(alice.id, room["id"], "by the new one")
    )
    assert results[1][0]["author"]["name"] == "Alicia"
