"""Waiting for somebody's answer: it clears itself when they answer in that room."""

import pytest

from server.core.memory import Memory
from server.todos import access


@pytest.fixture
def waiting(alice, bob, room, inbox, add):
    """What Alice waits for, since she has asked Bob in the room."""
    message = alice.say(room["id"], "@bob when do we ship?")
    source = {"room_id": room["id"], "message_id": message["id"]}
    return add(alice, inbox(alice), "When do we ship?", source=source, waiting_for_id=bob.id)


def now_of(person, item):
    return person.get(f"/items/{item['uid']}")[1]["item"]


def test_it_is_done_when_they_answer(alice, bob, room, waiting):
    assert waiting["waiting_for"]["name"] == "bob"
    bob.say(room["id"], "On Friday")
    assert now_of(alice, waiting)["done_by"]["name"] == "bob"
    # No line that something is done: the answer stands there.
    assert alice.history(room["id"])["messages"][-1]["text"] == "On Friday"


def test_it_is_told_live(alice, bob, room, inbox, waiting):
    socket = alice.socket()
    socket.ask("join", {"streams": [f"list:{inbox(alice)['id']}"]})
    bob.socket().ask("post", {"room_id": room["id"], "client_id": waiting["uid"], "text": "On Friday"})
    [change] = socket.heard("change")
    assert change["data"] == now_of(alice, waiting)


def test_another_room_and_another_person_do_not_answer(alice, bob, room, closed, waiting):
    bob.say(closed["id"], "Elsewhere")
    alice.say(room["id"], "Anybody?")
    assert now_of(alice, waiting) == waiting


def test_it_is_noticed_also_after_many_messages_that_nobody_waited_for(alice, bob, room, inbox, add, change):
    bob.say(room["id"], "Hello")
    bob.say(room["id"], "Hello again")
    message = alice.say(room["id"], "@bob?")
    item = add(alice, inbox(alice), source={"room_id": room["id"], "message_id": message["id"]})
    bob.say(room["id"], "Hm")
    assert now_of(alice, item)["done_at"] is None
    change(alice, item, waiting_for_id=bob.id)
    bob.say(room["id"], "Yes")
    assert now_of(alice, item)["done_at"]
    change(alice, item, done=False)
    bob.say(room["id"], "Yes!")
    assert now_of(alice, item)["done_at"]


def test_in_a_rooms_list_only_its_members_are_waited_for(alice, charlie, shared, add, refused):
    item = add(alice, shared)
    sentence = "Only members of the room can be chosen."
    assert refused(alice, item, waiting_for_id=charlie.id) == (422, "invalid", sentence)


def test_nobody_waits_for_nobody(alice, inbox, add, refused):
    item = add(alice, inbox(alice))
    sentence = "Somebody of these does not exist."
    assert refused(alice, item, waiting_for_id=999) == (422, "invalid", sentence)


def test_a_message_that_is_refused_is_no_answer(alice, bob, room, waiting):
    assert bob.post(f"/rooms/{room['id']}/messages", {"client_id": waiting["uid"], "text": " "})[0] == 422
    bob.post(f"/rooms/{room['id']}/leave")
    assert (
        bob.post(f"/rooms/{room['id']}/messages", {"client_id": waiting["uid"], "text": "Friday"})[0] == 403
    )
    assert now_of(alice, waiting) == waiting


def test_what_was_said_before_is_no_answer_when_it_is_sent_again(alice, bob, room, inbox, add):
    said = bob.say(room["id"], "Hello")
    source = {"room_id": room["id"], "message_id": said["id"]}
    item = add(alice, inbox(alice), source=source, waiting_for_id=bob.id)
    bob.say(room["id"], "Hello", said["client_id"])
    assert now_of(alice, item)["done_at"] is None


def test_the_line_that_something_else_is_done_is_no_answer(alice, bob, room, shared, add, change, waiting):
    other = add(alice, shared, "Water the plants", source=waiting["source"])
    change(bob, other, done=True)
    assert alice.history(room["id"])["messages"][-1]["author"]["name"] == "bob"
    assert now_of(alice, waiting) == waiting


def test_several_wait_and_all_are_answered(alice, bob, charlie, room, inbox, add, waiting):
    charlie.join_room(room)
    theirs = add(charlie, inbox(charlie), source=waiting["source"], waiting_for_id=bob.id)
    bob.say(room["id"], "On Friday")
    assert now_of(alice, waiting)["done_at"]
    assert now_of(charlie, theirs)["done_at"]


def test_one_that_was_deleted_waits_for_nothing(alice, bob, room, waiting):
    alice.delete(f"/items/{waiting['uid']}")
    bob.say(room["id"], "On Friday")
    assert now_of(alice, waiting)["done_at"] is None


def test_where_nobody_waits_that_is_known_by_heart(alice, bob, room, inbox, add):
    said = bob.say(room["id"], "Hello")
    assert access.waited_for.peek(access.EVERYBODY) == frozenset()
    add(alice, inbox(alice), source={"room_id": room["id"], "message_id": said["id"]}, waiting_for_id=bob.id)
    assert access.waited_for.peek(access.EVERYBODY) is None
    alice.say(room["id"], "Well?")
    assert access.waited_for.peek(access.EVERYBODY) == {(room["id"], bob.id)}
    bob.say(room["id"], "Yes")
    alice.say(room["id"], "Thank you")
    assert access.waited_for.peek(access.EVERYBODY) == frozenset()


def test_among_several_processes_nothing_is_known_by_heart(alice, bob, room, waiting, monkeypatch):
    monkeypatch.setattr(Memory, "shared_with_others", True)
    access.waited_for.forget_all()
    alice.say(room["id"], "Well?")
    assert access.waited_for.peek(access.EVERYBODY) is None
    bob.say(room["id"], "On Friday")
    assert now_of(alice, waiting)["done_at"]
