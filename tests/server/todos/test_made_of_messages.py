"""A message shows the to-dos that it has become, and who asked hears when one is done."""

import pytest


@pytest.fixture
def message(bob, room):
    """What Bob asks for."""
    return bob.say(room["id"], "Who waters the plants?")


@pytest.fixture
def source(room, message):
    return {"room_id": room["id"], "message_id": message["id"]}


def made(person, room, *message_ids):
    query = {"messages": ",".join(str(each) for each in message_ids)}
    return person.get(f"/rooms/{room['id']}/items", query_string=query)


def test_a_message_shows_what_was_made_of_it(alice, bob, room, shared, message, source, add):
    other = alice.say(room["id"], "Something else")
    item = add(alice, shared, source=source)
    add(alice, shared, "Of no message")
    status, answer = made(bob, room, message["id"], other["id"], 999)
    assert status == 200
    assert answer["items"] == [item]
    assert answer["list_id"] == shared["id"]
    assert answer["version"] >= item["version"]
    assert made(bob, room, other["id"])[1]["items"] == []


def test_from_the_version_on_nothing_is_missed(alice, bob, room, shared, message, source, add):
    before = made(bob, room, message["id"])[1]
    item = add(alice, shared, source=source)
    changes = bob.changes(f"list:{before['list_id']}", before["version"])[1]["changes"]
    assert [change["data"] for change in changes] == [item]


def test_what_others_keep_in_their_own_lists_is_not_shown(
    alice, bob, room, shared, inbox, message, source, add
):
    item = add(alice, inbox(alice), "Remember that", source=source)
    assert made(alice, room, message["id"])[1]["items"] == [item]
    assert made(bob, room, message["id"])[1]["items"] == []


def test_what_was_deleted_is_not_shown(alice, room, shared, message, source, add):
    item = add(alice, shared, source=source)
    alice.delete(f"/items/{item['uid']}")
    assert made(alice, room, message["id"])[1]["items"] == []


def test_nobody_looks_into_a_room_that_is_closed_to_them(alice, charlie, closed, hidden, add):
    message = alice.say(closed["id"], "Secret")
    add(alice, hidden, source={"room_id": closed["id"], "message_id": message["id"]})
    assert made(charlie, closed, message["id"])[0] == 404


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("1,x", "Please give the numbers of messages."),
        ("9" * 30, "Please give the numbers of messages."),
        ("²", "Please give the numbers of messages."),
        (",".join(["1"] * 301), "At most 300 messages at once, please."),
    ],
)
def test_odd_questions_are_refused(alice, room, shared, asked, sentence):
    status, answer = alice.get(f"/rooms/{room['id']}/items", query_string={"messages": asked})
    error = answer["error"]
    assert status == 422
    assert next(iter(error.get("fields", {"": error["message"]}).values())) == sentence


def told(person):
    """Return which to-dos somebody hears of as done."""
    return [each["data"]["uid"] for each in person.get("/notices")[1]["notices"] if each["kind"] == "done"]


def test_who_asked_hears_that_it_is_done(alice, bob, shared, source, add, change):
    item = add(alice, shared, source=source)
    change(alice, item, done=True)
    assert (told(alice), told(bob)) == ([], [item["uid"]])


def test_what_is_kept_in_ones_own_list_is_announced_to_nobody(
    alice, bob, room, inbox, source, message, add, change
):
    item = add(alice, inbox(alice), source=source)
    change(alice, item, done=True)
    assert told(bob) == []
    assert alice.history(room["id"])["messages"] == [message]


def test_who_has_left_hears_nothing(alice, bob, charlie, room, shared, source, add, change):
    item = add(alice, shared, source=source)
    bob.post(f"/rooms/{room['id']}/leave")
    change(alice, item, done=True)
    assert told(bob) == []


def test_words_that_look_like_markdown_stay_words(alice, bob, room, shared, source, add, change):
    item = add(alice, shared, "Path C:\\", source=source)
    change(alice, item, done=True)
    said = alice.history(room["id"])["messages"][-1]
    assert f'<a href="/todos/{item["uid"]}">Path C:\\</a>' in said["html"]
