"""Requests that no client of ours sends: each gets a refusal in the API's shape, and never an error of the server."""

import json

import pytest

ROOM = {"kind": "open", "name": "Design"}


def send(person, body, method="POST", path="/rooms", kind="application/json"):
    return person.call(method, path, headers={"Content-Type": kind}, data=body)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"nonsense", 400),
        (b'{"kind": "open", "name": "x"', 400),
        (b'{"kind": "open", "name": "\xff\xfe"}', 400),
        (b"[]", 422),
        (b"null", 422),
        (b'"text"', 422),
        (b"12", 422),
        (b"[" * 100_000, 400),
        (b'{"a":' * 50_000, 400),
        (b'{"kind": "direct", "user_ids": [' + b"9" * 5000 + b"]}", 400),
        (b'{"kind": "direct", "user_ids": ["' + b"9" * 5000 + b'"]}', 422),
        (b'{"kind": "direct", "user_ids": [1e999]}', 422),
        (b'{"kind": "direct", "user_ids": [NaN]}', 422),
        (b"x" * 1_000_001, 413),
    ],
)
def test_a_body_that_cannot_be_used_is_refused(alice, body, status):
    response = send(alice, body)
    assert response.status_code == status
    assert response.get_json()["error"]["message"]
    assert alice.get("/rooms")[1]["rooms"] == []


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_body_that_is_not_declared_to_be_json_is_not_read(alice, kind):
    assert send(alice, json.dumps(ROOM), kind=kind).status_code == 422
    assert alice.get("/rooms")[1]["rooms"] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/rooms", {"name": "x"}, "kind"),
        ("POST", "/rooms", {"kind": None, "name": "x"}, "kind"),
        ("POST", "/rooms", {"kind": "secret", "name": "x"}, "kind"),
        ("POST", "/rooms", {"kind": "open", "name": 5}, "name"),
        ("POST", "/rooms", {"kind": "open", "name": ["x"]}, "name"),
        ("POST", "/rooms", {"kind": "open", "name": {"x": 1}}, "name"),
        ("POST", "/rooms", {"kind": "open", "name": True}, "name"),
        ("POST", "/rooms", {"kind": "open", "name": "x", "colour": "red"}, "colour"),
        ("POST", "/rooms", {"kind": "direct", "user_ids": 1}, "user_ids"),
        ("POST", "/rooms", {"kind": "direct", "user_ids": [1.5]}, "user_ids"),
        ("POST", "/rooms", {"kind": "direct", "user_ids": [True]}, "user_ids"),
        ("POST", "/rooms", {"kind": "direct", "user_ids": [-1]}, "user_ids"),
        ("POST", "/rooms", {"kind": "direct", "user_ids": [2**53]}, "user_ids"),
        ("PATCH", "/me", {"locale": 5}, "locale"),
        ("PATCH", "/me", {"role": "admin"}, "role"),
        ("POST", "/session", {"login": ["alice"], "password": "x"}, "login"),
    ],
)
def test_an_input_of_the_wrong_type_is_named(alice, method, path, body, field):
    response = alice.call(method, path, body)
    error = response.get_json()["error"]
    assert (response.status_code, error["code"], list(error["fields"])) == (422, "invalid", [field])
    assert error["fields"][field]


@pytest.mark.parametrize("query", ["limit=x", "limit=1.5", "limit=-1", "after=9007199254740992", "after="])
def test_a_parameter_of_the_wrong_type_is_named(alice, query):
    response = alice.call("GET", f"/rooms/open?{query}")
    assert response.status_code == 422
    assert list(response.get_json()["error"]["fields"]) == [query.split("=")[0]]


@pytest.mark.parametrize(
    "number", ["9007199254740992", "9" * 16, "9" * 17, "9" * 400, "-1", "1.5", "0", "0x1"]
)
def test_a_number_that_no_room_can_have_is_an_address_that_does_not_exist(alice, number):
    for path in (f"/rooms/{number}", f"/rooms/{number}/messages", f"/streams/room:{number}/changes"):
        status, answer = alice.get(path)
        assert (status, answer["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize("rest", ["\x00", "\ud83d", "\udc00\ud800"])
def test_what_nothing_can_store_is_left_out(alice, rest):
    room = alice.create_room(f"De{rest}sign", topic=f"Shapes{rest} and colours")
    assert (room["name"], room["topic"]) == ("Design", "Shapes and colours")
    assert alice.say(room["id"], f"half an emoji: {rest}!")["text"] == "half an emoji: !"
    assert alice.sign_in(f"al{rest}ice", "wrong")[1]["error"]["code"] == "wrong_credentials"
    assert alice.get("/users", query_string={"q": "ali\x00ce"})[1]["users"]


def test_a_name_needs_something_to_see(alice):
    for name in ("", " ", "\x00", "\t\n", "\x1b"):
        status, answer = alice.post("/rooms", {"kind": "open", "name": name})
        assert (status, list(answer["error"]["fields"])) == (422, ["name"])
