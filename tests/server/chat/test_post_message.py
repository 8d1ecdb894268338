"""Posting a message."""

import uuid

import pytest


def test_a_member_posts_and_everybody_in_the_room_can_read_it(alice, bob):
    room = alice.create_room()
    bob.post(f"/rooms/{room['id']}/join")
    message = bob.say(room["id"], "Hello **there**")
    assert message["html"] == "<p>Hello <strong>there</strong></p>"
    assert message["author"] == {"id": bob.id, "username": "bob", "name": "bob"}
    assert alice.history(room["id"])["messages"] == [message]


def test_sending_again_returns_the_first_result_and_changes_nothing(alice):
    room = alice.create_room()
    client_id = str(uuid.uuid4())
    first = alice.say(room["id"], "once", client_id)
    again = alice.say(room["id"], "twice", client_id.upper())
    assert again == first
    assert len(alice.history(room["id"])["messages"]) == 1
    assert alice.changes(f"room:{room['id']}")[1]["version"] == first["version"]


def test_who_was_removed_still_learns_that_an_earlier_send_arrived(alice, bob, closed):
    client_id = str(uuid.uuid4())
    first = bob.say(closed["id"], "arrived, but the answer was lost", client_id)
    alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    assert bob.say(closed["id"], "arrived, but the answer was lost", client_id) == first
    status, refusal = bob.post(
        f"/rooms/{closed['id']}/messages", {"client_id": str(uuid.uuid4()), "text": "a new one"}
    )
    assert (status, refusal["error"]["code"]) == (404, "not_found")


def test_it_reaches_the_sockets_that_follow_the_room_and_no_others(alice, bob, charlie):
    room = alice.create_room(kind="closed")
    alice.post(f"/rooms/{room['id']}/members", {"user_ids": [bob.id]})
    stream = f"room:{room['id']}"
    inside, outside = bob.socket(), charlie.socket()
    assert stream in inside.ask("join", {"streams": [stream]})["versions"]
    assert outside.ask("join", {"streams": [stream]}) == {"versions": {}, "online": {}, "refused": [stream]}
    message = alice.say(room["id"], "secret")
    assert inside.heard("change") == [
        {"stream": stream, "version": message["version"], "type": "message", "data": message}
    ]
    assert outside.heard("change") == []


def test_a_socket_posts_and_is_acknowledged(alice):
    room = alice.create_room()
    body = {"room_id": room["id"], "client_id": str(uuid.uuid4()), "text": "by socket"}
    message = alice.socket().ask("post", body)["message"]
    assert alice.history(room["id"])["messages"] == [message]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\x00\x01", "empty"),
        ("x" * 10_001, "too_long"),
        (None, "invalid"),
    ],
)
def test_what_cannot_be_posted_is_refused_with_its_reason(alice, text, code):
    room = alice.create_room()
    status, answer = alice.post(
        f"/rooms/{room['id']}/messages", {"client_id": str(uuid.uuid4()), "text": text}
    )
    assert status == 422
    assert answer["error"]["code"] == code
    assert answer["error"]["message"]
    assert alice.history(room["id"])["messages"] == []


def test_ten_thousand_characters_fit(alice):
    room = alice.create_room()
    assert len(alice.say(room["id"], "字" * 10_000)["text"]) == 10_000


def test_who_is_not_in_an_open_room_joins_first(alice, bob):
    room = alice.create_room()
    status, answer = bob.post(f"/rooms/{room['id']}/messages", {"client_id": str(uuid.uuid4()), "text": "hi"})
    assert (status, answer["error"]["code"]) == (403, "not_a_member")


def test_a_closed_room_does_not_exist_for_others(alice, bob):
    room = alice.create_room(kind="closed")
    status, answer = bob.post(f"/rooms/{room['id']}/messages", {"client_id": str(uuid.uuid4()), "text": "hi"})
    assert (status, answer["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        [],
        {},
        {"room_id": "1", "client_id": str(uuid.uuid4()), "text": "x"},
        {"room_id": True, "client_id": str(uuid.uuid4()), "text": "x"},
        {"room_id": 2**70, "client_id": str(uuid.uuid4()), "text": "x"},
        {"room_id": 1, "client_id": 5, "text": "x"},
        {"room_id": 1, "client_id": "not a uuid", "text": "x"},
        {"room_id": 1, "client_id": str(uuid.uuid4()), "text": {"a": 1}},
    ],
)
def test_a_malformed_event_gets_an_error_acknowledgement(alice, data):
    alice.create_room()
    answer = alice.socket().ask("post", data)
    assert answer["error"]["code"] == "invalid"
    assert answer["error"]["message"]


def test_an_event_without_its_argument_gets_an_error_acknowledgement(alice):
    assert alice.socket().ask("post")["error"]["code"] == "invalid"
