"""The newest page of a room is kept, and is never older than the last change."""

import pytest

from server.chat import history
from server.rooms import access as rooms


@pytest.fixture
def made(monkeypatch):
    """Note the rooms whose pages are read from the database."""
    noted = []
    original = history._page

    def note(room_id, query):
        noted.append(room_id)
        return original(room_id, query)

    monkeypatch.setattr(history, "_page", note)
    return noted


@pytest.fixture
def room(alice):
    room = alice.create_room()
    alice.say(room["id"], "hello")
    return room


def texts(person, room):
    return [message["text"] for message in person.history(room["id"])["messages"]]


def test_the_second_answer_comes_from_memory_and_is_the_same(alice, room, made):
    path = f"/rooms/{room['id']}/messages"
    first, second = alice.call("GET", path), alice.call("GET", path)
    assert made == [room["id"]]
    assert first.data == second.data
    assert dict(first.headers) == dict(second.headers)


def test_what_has_not_changed_is_not_sent_again(alice, room):
    path = f"/rooms/{room['id']}/messages"
    tag = alice.call("GET", path).headers["ETag"]
    for _ in range(2):
        answer = alice.call("GET", path, headers={"If-None-Match": tag})
        assert (answer.status_code, answer.data) == (304, b"")
    alice.say(room["id"], "news")
    assert alice.call("GET", path, headers={"If-None-Match": tag}).status_code == 200


def test_every_change_is_in_the_next_answer(alice, bob, room):
    bob.post(f"/rooms/{room['id']}/join")
    assert texts(alice, room) == texts(alice, room) == ["hello"]
    message = bob.say(room["id"], "first")
    assert texts(alice, room) == ["hello", "first"]
    bob.patch(f"/rooms/{room['id']}/messages/{message['id']}", {"text": "second"})
    assert texts(alice, room) == ["hello", "second"]
    bob.delete(f"/rooms/{room['id']}/messages/{message['id']}")
    assert texts(alice, room) == ["hello"]
    assert alice.history(room["id"])["version"] == alice.changes(f"room:{room['id']}")[1]["version"]


def test_a_new_name_is_in_the_next_answer(alice, room):
    texts(alice, room)
    alice.patch("/me", {"name": "Alice Springs"})
    assert alice.history(room["id"])["messages"][0]["author"]["name"] == "Alice Springs"


def test_who_is_removed_gets_no_answer_from_memory(alice, bob, charlie):
    room = alice.create_room(kind="closed")
    path = f"/rooms/{room['id']}"
    alice.post(f"{path}/members", {"user_ids": [bob.id]})
    alice.say(room["id"], "secret")
    assert texts(bob, room) == texts(bob, room) == ["secret"]
    alice.delete(f"{path}/members/{bob.id}")
    assert bob.get(f"{path}/messages")[0] == 404
    assert charlie.get(f"{path}/messages")[0] == 404


def test_who_has_signed_out_gets_no_answer_from_memory(alice, room):
    texts(alice, room)
    before = alice.client.get_cookie("parley_session").value
    alice.delete("/session")
    alice.client.set_cookie("parley_session", before)
    assert alice.get(f"/rooms/{room['id']}/messages")[0] == 401


def test_a_forged_cookie_gets_no_answer_from_memory(alice, visitor, room):
    texts(alice, room)
    value = alice.client.get_cookie("parley_session").value
    # Not the last letter, of which only a part counts.
    visitor.client.set_cookie("parley_session", value[:-2] + ("a" if value[-2] != "a" else "b") + value[-1])
    assert visitor.get(f"/rooms/{room['id']}/messages")[0] == 401


def test_who_is_removed_while_it_is_asked_whether_they_may_read_is_not_remembered(
    app, alice, room, monkeypatch
):
    original = rooms._followable

    def removed_meanwhile(session, person_id, room_ids):
        found = original(session, person_id, room_ids)
        rooms.readers.forget((person_id, room["id"]))
        return found

    monkeypatch.setattr(rooms, "_followable", removed_meanwhile)
    rooms.readers.forget_all()
    assert texts(alice, room) == ["hello"]
    assert rooms.readers.peek((alice.id, room["id"])) is None
