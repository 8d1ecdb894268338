"""How often something may be done."""

import uuid

import pytest

from server.core.config import OFF, RATES


@pytest.fixture
def config(limits):
    """Only the limits that the test is about."""
    return {"LIMITS": dict.fromkeys(RATES, OFF) | limits}


@pytest.fixture
def limits(request):
    """What ``limited`` asks for."""
    return request.param


def limited(**limits):
    return pytest.mark.parametrize("limits", [limits], indirect=True, ids=[" ".join(limits)])


def message():
    return {"client_id": str(uuid.uuid4()), "text": "hello"}


def is_refused(answer):
    status, body = answer
    assert status == 429, body
    assert body["error"]["code"] == "slow_down"
    assert 1 <= body["error"]["retry_after"] <= 60
    assert str(body["error"]["retry_after"]) in body["error"]["message"]


@limited(posts="3 per minute")
def test_posts_of_a_person_by_whichever_door(alice, bob):
    room = alice.create_room()
    bob.join_room(room)
    path, socket = f"/rooms/{room['id']}/messages", alice.socket()
    for _ in range(2):
        assert alice.post(path, message())[0] == 201
    assert "message" in socket.ask("post", {"room_id": room["id"], **message()})
    is_refused(alice.post(path, message()))
    assert socket.ask("post", {"room_id": room["id"], **message()})["error"]["code"] == "slow_down"
    assert bob.post(path, message())[0] == 201
    assert len(alice.history(room["id"])["messages"]) == 4


@limited(writes="6 per minute")
def test_writes_of_a_person_and_never_their_reading(alice, bob):
    while alice.patch("/me", {"name": "Alice"})[0] == 200:
        pass
    answer = alice.patch("/me", {"name": "Alicia"})
    is_refused(answer)
    assert [alice.get("/rooms")[0] for _ in range(20)] == [200] * 20
    assert bob.patch("/me", {"name": "Bob"})[0] == 200


@limited(address_writes="9 per minute")
def test_writes_of_everybody_behind_an_address(alice, bob):
    while alice.patch("/me", {"name": "Alice"})[0] == 200:
        pass
    is_refused(bob.patch("/me", {"name": "Bob"}))


@limited(sign_ins="4 per minute")
def test_signing_in_from_an_address(alice, visitor):
    wrong = {"login": "nobody", "password": "a wrong one"}
    while visitor.post("/session", wrong)[0] == 401:
        pass
    is_refused(visitor.post("/session", wrong))


@limited(sign_ups="5 per hour")
def test_signing_up_from_an_address(alice, visitor):
    incomplete = {"username": "dora", "email": "dora@example.org", "password": "short"}
    assert [visitor.post("/users", incomplete)[0] for _ in range(5)] == [422] * 5
    status, body = visitor.post("/users", incomplete | {"password": "long enough now"})
    assert (status, body["error"]["code"]) == (429, "slow_down")


@limited(writes="2 per minute")
def test_the_refusal_speaks_the_readers_language(alice):
    alice.headers = {"Accept-Language": "zh-Hans"}
    for _ in range(3):
        status, body = alice.patch("/me", {"locale": "zh_Hans"})
    assert status == 429
    assert "请" in body["error"]["message"]


@limited(writes="2 per minute")
def test_the_header_says_when_to_come_back(alice):
    for _ in range(3):
        response = alice.client.patch("/api/v1/me", json={"name": "A"}, headers={"X-CSRFToken": alice.csrf})
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert response.headers["Content-Security-Policy"]
