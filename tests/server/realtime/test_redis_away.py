"""Redis is killed, hangs, or is not there yet; a process is killed. People go on, and miss nothing."""

import time
import uuid

import pytest

from tests.server.conftest import eventually
from tests.server.realtime.live_people import PASSWORD, LivePerson
from tests.server.realtime.shared_work import ALONE, HEARS, SharedWork, follow, present

# Nobody may notice in writing that Redis is away; with room for a busy machine.
PROMPT_SECONDS = 3
# After Redis is back, all is as before within this time.
SOON_SECONDS = 10


@pytest.fixture
def shared(tmp_path, postgresql):
    """Two servers and a Redis for this test alone."""
    shared = SharedWork(tmp_path, postgresql)
    try:
        yield shared.start()
    finally:
        shared.end()
    for server in (shared.a, shared.b):
        assert "Traceback" not in server.log, server.log


@pytest.fixture
def alice(shared, newcomer_at):
    """Is at the one."""
    return newcomer_at(shared.a)


@pytest.fixture
def bob(shared, newcomer_at):
    """Is at the other."""
    return newcomer_at(shared.b)


@pytest.fixture
def room(alice, bob):
    """A closed room of both."""
    return alice.create_room("closed", bob)


def post(person, room, text):
    """Post over the API, as programs do; return the message."""
    began = time.monotonic()
    message = person.call("POST", f"/rooms/{room}/messages", {"client_id": str(uuid.uuid4()), "text": text})
    assert time.monotonic() - began < PROMPT_SECONDS
    return message


def catch_up(person, socket, room, since):
    """Wait until a socket is told that the room has moved, and return what the database says has changed."""
    told = socket.next("version")
    while told["stream"] != f"room:{room}" or told["version"] <= since:
        told = socket.next("version")
    return person.call("GET", f"/streams/room:{room}/changes?since={since}")["changes"]


def hears_at_once(person, socket, room):
    """Return whether what is posted now comes over the socket by itself, at the first or a later try."""
    text = f"Is it back? {uuid.uuid4().hex}"
    person.call("POST", f"/rooms/{room}/messages", {"client_id": str(uuid.uuid4()), "text": text})
    time.sleep(0.2)
    return text in [data["data"].get("text") for name, data in list(socket.events.queue) if name == "change"]


def versions(socket):
    """Return the versions of everything that has come over a socket."""
    return [(data["stream"], data["version"]) for name, data in list(socket.events.queue) if name == "change"]


def test_while_redis_is_down_people_go_on_and_soon_catch_up(shared, alice, bob, room):
    here, there = follow(alice, room), follow(bob, room)
    before = post(alice, room, "before")
    assert there.next("change")["data"] == before
    shared.redis.kill()
    shared.wait_for(ALONE)
    during = [post(alice, room, "during"), here.post(room, "by socket")["message"]]
    assert [here.next("change")["data"] for _ in range(3)] == [before, *during]
    caught_up = catch_up(bob, there, room, before["version"])
    assert [change["data"] for change in caught_up] == during
    answer = there.post(room, "and back")["message"]
    assert [change["data"] for change in catch_up(alice, here, room, during[-1]["version"])] == [answer]
    shared.redis.start()
    began = time.monotonic()
    eventually(lambda: hears_at_once(alice, there, room))
    eventually(lambda: hears_at_once(bob, here, room))
    assert time.monotonic() - began < SOON_SECONDS
    for socket in (here, there):
        assert len(versions(socket)) == len(set(versions(socket)))


def test_while_redis_hangs_nobody_waits_and_afterwards_nothing_comes_twice(shared, alice, bob, room):
    here, there = follow(alice, room), follow(bob, room)
    before = post(alice, room, "before")
    assert there.next("change")["data"] == before
    shared.redis.hang()
    during = [here.post(room, str(number))["message"] for number in range(20)]
    assert [here.next("change")["data"] for _ in range(21)] == [before, *during]
    caught_up = catch_up(bob, there, room, before["version"])
    assert [change["data"] for change in caught_up] == during
    shared.wait_for(ALONE)
    during.append(post(alice, room, "still hanging"))
    shared.redis.go_on()
    eventually(lambda: hears_at_once(alice, there, room))
    for socket in (here, there):
        assert len(versions(socket)) == len(set(versions(socket)))


def test_who_is_removed_or_signs_out_meanwhile_is_soon_out(shared, alice, bob, room, newcomer_at):
    carol = newcomer_at(shared.a)
    carol_there = carol.at(shared.b.url)
    there, hers = follow(bob, room), carol_there.connect()
    shared.redis.kill()
    shared.wait_for(ALONE)
    alice.call("DELETE", f"/rooms/{room}/members/{bob.id}")
    carol.call("DELETE", "/session")
    assert there.next("removed") == {"stream": f"room:{room}"}
    hers.next("/chat disconnect")
    assert there.client.connected
    assert carol_there.http.get(f"{shared.b.url}/api/v1/rooms").status_code == 401


def test_who_is_online_is_known_again_once_redis_is_back(shared, alice, bob, room):
    here, there = follow(alice, room), follow(bob, room)
    present(here, [alice, bob])
    shared.redis.kill()
    shared.wait_for(ALONE)
    there.client.disconnect()
    carol = alice.at(shared.b.url)
    watching = follow(carol, room)
    shared.redis.start()
    present(here, [alice])
    assert watching.join(room)["online"][f"room:{room}"]["people"] == [alice.id]


def test_those_of_a_killed_process_go_offline_after_a_while(shared, alice, bob, room):
    here = follow(alice, room)
    there = follow(bob, room)
    present(here, [alice, bob])
    shared.b.kill()
    present(here, [alice])
    there.client.disconnect()
    shared.b.start()
    back = follow(bob, room)
    present(here, [alice, bob])
    present(back, [alice, bob])


def test_those_of_a_stopped_process_go_offline_at_once(shared, alice, bob, room):
    here = follow(alice, room)
    follow(bob, room)
    present(here, [alice, bob])
    assert shared.b.stop() == 0
    began = time.monotonic()
    present(here, [alice])
    assert time.monotonic() - began < PROMPT_SECONDS


def sign_in(shared, name, password, times=1):
    """Try to sign in at both by turns; return the statuses."""
    doors = [LivePerson(server.url) for server in (shared.a, shared.b)]
    account = {"login": name, "password": password}
    tries = [doors[number % 2] for number in range(times)]
    return [door.http.post(f"{door.url}/api/v1/session", json=account).status_code for door in tries]


def test_failures_to_sign_in_are_counted_together_and_by_each_while_redis_is_down(shared, alice):
    name = alice.call("GET", "/session")["user"]["username"]
    assert sign_in(shared, name, "wrong", 12) == [401] * 11 + [429]
    shared.redis.kill()
    assert sign_in(shared, name, PASSWORD) == [200]
    assert set(sign_in(shared, name, "wrong", 24)) == {401, 429}


def test_a_server_that_starts_before_redis_says_so_and_serves(tmp_path, postgresql, newcomer_at):
    shared = SharedWork(tmp_path, postgresql)
    shared.redis.kill()
    try:
        for server in (shared.a, shared.b):
            server.start()
        shared.wait_for("Redis is away")
        shared.wait_for(ALONE)
        LivePerson(shared.a.url).set_up().leave()
        alice, bob = newcomer_at(shared.a), newcomer_at(shared.b)
        room = alice.create_room("closed", bob)
        there = follow(bob, room)
        message = post(alice, room, "hello")
        assert message in [change["data"] for change in catch_up(bob, there, room, 0)]
        shared.redis.start()
        shared.wait_for(HEARS)
        eventually(lambda: hears_at_once(alice, there, room))
        for server in (shared.a, shared.b):
            assert server.stop() == 0
            assert server.log.count("Redis is away (") == 1
            assert "Traceback" not in server.log
    finally:
        shared.end()
