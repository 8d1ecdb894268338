"""A closed room does not exist for who is not in it, by any door; not even for who administers the workspace."""

import re
import uuid

import pytest

# (verb, address below the room, body): every address there is below /api/v1/rooms/<id>
DOORS = [
    ("GET", "", None),
    ("PATCH", "", {"name": "Mine"}),
    ("POST", "/join", {}),
    ("POST", "/leave", {}),
    ("PUT", "/archive", {}),
    ("DELETE", "/archive", {}),
    ("GET", "/members", None),
    ("POST", "/members", {"user_ids": [1]}),
    ("DELETE", "/members/{member}", None),
    ("PUT", "/members/{member}/role", {"role": "admin"}),
    ("PUT", "/read", {"seq": 1}),
    ("GET", "/messages", None),
    ("POST", "/messages", {"client_id": "aa0e8400-e29b-41d4-a716-446655440000", "text": "hi"}),
    ("GET", "/messages/{message}", None),
    ("PATCH", "/messages/{message}", {"text": "hi"}),
    ("DELETE", "/messages/{message}", None),
    ("POST", "/messages/{message}/reports", {}),
    ("POST", "/messages/{message}/restore", {}),
    ("GET", "/lists", None),
    ("GET", "/items?messages=1", None),
    ("GET", "/guests", None),
    ("POST", "/guests", {"nickname": "Mika"}),
]


@pytest.fixture(params=["closed", "direct"])
def secret(request, alice, bob, charlie):
    """A room of Bob and Charlie's, which Alice, who administers the workspace, is not in."""
    if request.param == "direct":
        return bob.direct(charlie)
    room = bob.create_room(kind="closed")
    bob.invite(room, charlie)
    return room


def test_every_door_of_the_api_is_known_here(app):
    rules = {
        (method, rule.rule.removeprefix("/api/v1/rooms/<id:room_id>"))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/rooms/<id:room_id>")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    names = {"{member}": "<id:user_id>", "{message}": "<id:message_id>"}
    known = {(method, path.partition("?")[0]) for method, path, _ in DOORS}
    assert {(method, re.sub("{.*}", lambda name: names[name[0]], path)) for method, path in known} == rules


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door[0]} {door[1]}")
def test_the_api_answers_as_if_there_were_none(alice, bob, charlie, secret, door):
    method, path, body = door
    message = bob.say(secret["id"], "secret")

    def ask(room_id):
        place = path.format(member=charlie.id, message=message["id"])
        response = alice.call(method, f"/rooms/{room_id}{place}", body)
        return response.status_code, response.get_json()

    assert ask(secret["id"]) == ask(812)
    assert ask(secret["id"])[0] == 404


def test_the_page_says_that_there_is_none(alice, bob, secret):
    message = bob.say(secret["id"], "secret")
    for path in (f"/rooms/{secret['id']}", f"/rooms/{secret['id']}/messages/{message['id']}"):
        assert alice.client.get(path).status_code == 404
        assert bob.client.get(path).status_code == 200


def test_its_stream_cannot_be_followed_or_caught_up_with(alice, bob, secret):
    stream = f"room:{secret['id']}"
    socket = alice.socket()
    assert socket.ask("join", {"streams": [stream]}) == {"versions": {}, "online": {}, "refused": [stream]}
    status, answer = alice.changes(stream)
    assert (status, answer["error"]["code"]) == (404, "not_found")
    bob.say(secret["id"], "secret")
    assert socket.heard() == []


def test_its_socket_takes_no_message(alice, bob, secret):
    body = {"room_id": secret["id"], "client_id": str(uuid.uuid4()), "text": "hi"}
    assert alice.socket().ask("post", body)["error"]["code"] == "not_found"
    assert bob.history(secret["id"])["messages"] == []
