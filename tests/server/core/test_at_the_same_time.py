"""Two at the same moment: one of them is first, and the other is told as if they had come later."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server.conftest import PASSWORD, Person

CROWD = 8


@pytest.fixture
def at_once(app):
    """Let several people do something at the same moment; return the sorted statuses and all answers."""

    def at_once(people, act):
        start = threading.Barrier(len(people))

        def one(person):
            start.wait()
            return act(person)

        with ThreadPoolExecutor(len(people)) as pool:
            answers = list(pool.map(one, people))
        return sorted(status for status, _ in answers), [answer for _, answer in answers]

    return at_once


@pytest.fixture
def visitors(app):
    """Several who are not signed in."""
    visitors = [Person(app) for _ in range(CROWD)]
    for visitor in visitors:
        visitor.boot()
    return visitors


@pytest.fixture
def devices(app, alice):
    """Several devices of Alice's."""
    return [Person(app, alice.keys) for _ in range(CROWD)]


def account(username, email):
    return {"username": username, "email": email, "password": PASSWORD}


def test_one_sets_the_workspace_up(visitors, at_once):
    def set_up(visitor):
        name = uuid.uuid4().hex[:12]
        body = account(name, f"{name}@example.org") | {"workspace": name}
        return visitor.post("/setup", body)

    statuses, answers = at_once(visitors, set_up)
    assert statuses == [201] + [409] * (CROWD - 1)
    [boot] = [answer for answer in answers if "user" in answer]
    assert visitors[0].get("/session")[1]["workspace"] == boot["workspace"]


def test_one_gets_the_name(alice, visitors, at_once):
    def sign_up(visitor):
        return visitor.post("/users", account("dora", f"{uuid.uuid4().hex}@example.org"))

    statuses, _ = at_once(visitors, sign_up)
    assert statuses == [201] + [422] * (CROWD - 1)
    assert len(alice.get("/users", query_string={"q": "dora"})[1]["users"]) == 1


def test_one_open_room_gets_the_name(devices, at_once):
    statuses, _ = at_once(devices, lambda device: device.post("/rooms", {"kind": "open", "name": "Design"}))
    assert statuses == [201] + [409] * (CROWD - 1)
    assert len(devices[0].get("/rooms/open")[1]["rooms"]) == 1


def test_all_meet_in_one_direct_room(bob, devices, at_once):
    body = {"kind": "direct", "user_ids": [bob.id]}
    statuses, answers = at_once(devices, lambda device: device.post("/rooms", body))
    assert statuses == [200] * (CROWD - 1) + [201]
    assert len({answer["id"] for answer in answers}) == 1


def test_one_message_comes_of_sending_it_again_and_again(alice, devices, at_once):
    room = alice.create_room()
    body = {"client_id": str(uuid.uuid4()), "text": "once"}
    statuses, answers = at_once(devices, lambda device: device.post(f"/rooms/{room['id']}/messages", body))
    assert statuses == [200] * (CROWD - 1) + [201]
    assert answers == [answers[0]] * CROWD
    assert alice.history(room["id"])["messages"] == answers[:1]


def test_messages_of_many_stand_in_one_order_without_gaps(alice, devices, at_once):
    room = alice.create_room()
    before = room["version"]

    def post(device):
        body = {"client_id": str(uuid.uuid4()), "text": "hello"}
        return device.post(f"/rooms/{room['id']}/messages", body)

    statuses, answers = at_once(devices, post)
    assert statuses == [201] * CROWD
    assert sorted(answer["seq"] for answer in answers) == list(range(before + 1, before + CROWD + 1))
    assert [m["seq"] for m in alice.history(room["id"])["messages"]] == list(
        range(before + 1, before + CROWD + 1)
    )


def test_a_member_who_joins_from_everywhere_joins_once(app, alice, bob, at_once):
    room = alice.create_room()
    devices = [Person(app, bob.keys) for _ in range(CROWD)]
    statuses, _ = at_once(devices, lambda device: device.post(f"/rooms/{room['id']}/join"))
    assert statuses == [200] * CROWD
    assert alice.get(f"/rooms/{room['id']}/members")[1]["total"] == 2
    assert alice.entry(room)["version"] == room["version"] + 1


def test_a_room_always_has_an_administrator(app, alice, bob, charlie, at_once):
    room = alice.create_room()
    for person in (bob, charlie):
        person.join_room(room)
    statuses, _ = at_once([alice, bob], lambda person: person.post(f"/rooms/{room['id']}/leave"))
    assert statuses == [204, 204]
    assert charlie.entry(room)["role"] == "admin"
