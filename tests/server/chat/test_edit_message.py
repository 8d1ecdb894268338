"""Changing the text of a message."""

import pytest


def test_its_author_edits_a_message_and_it_says_so(bob, room, address):
    first = bob.say(room["id"], "helo")
    status, edited = bob.patch(address(first), {"text": "hello *there*"})
    assert status == 200
    assert edited == first | {
        "text": "hello *there*",
        "html": "<p>hello <em>there</em></p>",
        "version": first["version"] + 1,
        "edited_at": edited["edited_at"],
    }
    assert edited["edited_at"] >= first["created_at"]
    assert bob.history(room["id"])["messages"] == [edited]


def test_it_keeps_its_place(alice, bob, room, address):
    messages = [bob.say(room["id"], text) for text in ("one", "two", "three")]
    bob.patch(address(messages[0]), {"text": "first"})
    assert [message["text"] for message in alice.history(room["id"])["messages"]] == ["first", "two", "three"]


def test_everybody_who_follows_the_room_sees_it(alice, bob, room, address):
    message = bob.say(room["id"], "helo")
    watching = alice.socket()
    watching.ask("join", {"streams": [f"room:{room['id']}"]})
    edited = bob.patch(address(message), {"text": "hello"})[1]
    stream = f"room:{room['id']}"
    assert watching.heard("change") == [
        {"stream": stream, "version": edited["version"], "type": "message", "data": edited}
    ]


def test_the_same_text_changes_nothing(bob, room, address):
    message = bob.say(room["id"], "hello")
    assert bob.patch(address(message), {"text": "hello\r\n"}) == (200, message)
    assert bob.get(address(message)) == (200, message)


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), (" \n ", "empty"), ("x" * 10_001, "too_long"), (5, "invalid")]
)
def test_what_could_not_be_posted_cannot_be_put_in_its_place(bob, room, address, text, code):
    message = bob.say(room["id"], "hello")
    status, answer = bob.patch(address(message), {"text": text})
    assert (status, answer["error"]["code"]) == (422, code)
    assert bob.get(address(message)) == (200, message)


def test_nobody_else_edits_it_not_even_an_administrator(alice, bob, room, address):
    message = bob.say(room["id"], "my words")
    status, answer = alice.patch(address(message), {"text": "other words"})
    assert (status, answer["error"]["code"]) == (403, "forbidden")
    assert bob.get(address(message)) == (200, message)


def test_who_has_left_an_open_room_joins_again_first(bob, room, address):
    message = bob.say(room["id"], "hello")
    bob.post(f"/rooms/{room['id']}/leave")
    status, answer = bob.patch(address(message), {"text": "bye"})
    assert (status, answer["error"]["code"]) == (403, "not_a_member")


def test_who_was_removed_from_a_closed_room_finds_nothing_to_edit(alice, bob, closed, address):
    message = bob.say(closed["id"], "hello")
    alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    status, answer = bob.patch(address(message), {"text": "bye"})
    assert (status, answer["error"]["code"]) == (404, "not_found")
    assert alice.get(address(message)) == (200, message)


def test_a_deleted_message_stays_deleted(bob, room, address):
    message = bob.say(room["id"], "hello")
    bob.delete(address(message))
    status, answer = bob.patch(address(message), {"text": "back again"})
    assert (status, answer["error"]["code"]) == (404, "not_found")
    assert bob.get(address(message))[1]["text"] == ""


def test_a_message_is_found_only_through_its_own_room(alice, bob, room, closed):
    message = bob.say(closed["id"], "hello")
    status, answer = bob.patch(f"/rooms/{room['id']}/messages/{message['id']}", {"text": "bye"})
    assert (status, answer["error"]["code"]) == (404, "not_found")


def test_a_message_that_does_not_exist_is_not_found(bob, room):
    status, answer = bob.patch(f"/rooms/{room['id']}/messages/812", {"text": "bye"})
    assert (status, answer["error"]["code"]) == (404, "not_found")
