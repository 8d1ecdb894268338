"""Two processes are one: whoever is at either of them sees, hears and loses the same."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server.conftest import eventually
from tests.server.realtime.live_people import LivePerson
from tests.server.realtime.shared_work import HEARS, SharedWork, follow, present

POSTS = 60


@pytest.fixture(
    scope="module",
    params=[pytest.param(mode, marks=pytest.mark.xdist_group(mode)) for mode in ("eventlet", "gevent")],
)
def shared(request, tmp_path_factory, postgresql):
    """Two servers on each event loop."""
    shared = SharedWork(tmp_path_factory.mktemp(request.param), postgresql, ASYNC_MODE=request.param)
    try:
        yield shared.start()
        for server in (shared.a, shared.b):
            assert server.stop() == 0
            assert "Traceback" not in server.log, server.log
    finally:
        shared.end()


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


def heard(socket, count):
    """Return the next changes."""
    return [socket.next("change") for _ in range(count)]


def nothing_more(socket, name):
    """Return whether no such event has come that was not asked for."""
    return name not in [found for found, _ in list(socket.events.queue)]


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_what_is_posted_at_one_is_heard_at_the_other_in_order_and_once(alice, bob, room, transport):
    here, there = follow(alice, room), follow(bob, room, transport)
    posted = [here.post(room, str(number))["message"] for number in range(POSTS)]
    assert [change["data"] for change in heard(there, POSTS)] == posted
    assert [change["data"] for change in heard(here, POSTS)] == posted
    there.post(room, "the last word")
    assert there.next("change")["data"]["text"] == here.next("change")["data"]["text"] == "the last word"
    assert nothing_more(here, "change")
    assert nothing_more(there, "change")


def test_what_both_post_at_once_stands_in_one_order_for_all(alice, bob, room):
    sockets = [follow(alice, room), follow(bob, room)]

    def post_all(socket):
        return [socket.post(room, str(number))["message"] for number in range(POSTS)]

    with ThreadPoolExecutor(2) as pool:
        posted = [message for messages in pool.map(post_all, sockets) for message in messages]
    posted.sort(key=lambda message: message["seq"])
    first = posted[0]["seq"]
    assert [message["seq"] for message in posted] == list(range(first, first + 2 * POSTS))
    for socket in sockets:
        # Two may overtake each other on their way; versions tell, and no client shows them so.
        changes = sorted(heard(socket, 2 * POSTS), key=lambda change: change["version"])
        assert [change["data"] for change in changes] == posted
        assert nothing_more(socket, "change")


def test_edits_deletions_members_and_ones_own_rooms_are_heard(alice, bob, room):
    there = follow(bob, room)
    message = alice.connect().post(room, "helo")["message"]
    address = f"/rooms/{room}/messages/{message['id']}"
    alice.call("PATCH", address, {"text": "hello"})
    alice.call("DELETE", address)
    assert [change["data"]["text"] for change in heard(there, 3)] == ["helo", "hello", ""]
    alice.call("PATCH", f"/rooms/{room}", {"topic": "What next?"})
    assert there.next("change")["data"]["topic"] == "What next?"
    other = alice.create_room("closed")
    alice.call("POST", f"/rooms/{other}/members", {"user_ids": [bob.id]})
    invited = there.next("change")
    assert (invited["stream"], invited["data"]["id"]) == (f"user:{bob.id}", other)


def test_what_was_missed_at_one_is_caught_up_with_at_the_other(alice, bob, room):
    posted = [alice.connect().post(room, "while you were out")["message"]]
    changes = bob.call("GET", f"/streams/room:{room}/changes?since=0")["changes"]
    assert posted[0] in [change["data"] for change in changes]
    assert bob.texts(room) == ["while you were out"]


def test_sending_it_again_at_the_other_posts_nothing_new(shared, alice, bob, room):
    client_id = str(uuid.uuid4())
    there = follow(bob, room)
    doors = [alice.connect(), alice.at(shared.b.url).connect()]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: doors[number % 2].post(room, "once", client_id), range(8)))
    assert all(answer == answers[0] for answer in answers)
    assert bob.texts(room) == ["once"]
    assert there.next("change")["data"] == answers[0]["message"]
    assert nothing_more(there, "change")


class TestAtTheSameMoment:
    """One of them is first, and the others are told as if they had come later, wherever they are."""

    CROWD = 8

    def statuses(self, shared, person, method, path, body):
        doors = [person, person.at(shared.b.url)]
        start = threading.Barrier(self.CROWD)

        def act(number):
            start.wait()
            door = doors[number % 2]
            return door.http.request(method, f"{door.url}/api/v1{path}", json=body(number))

        with ThreadPoolExecutor(self.CROWD) as pool:
            answers = list(pool.map(act, range(self.CROWD)))
        return sorted(answer.status_code for answer in answers)

    def test_one_gets_the_name_of_a_room(self, shared, alice):
        name = uuid.uuid4().hex
        statuses = self.statuses(shared, alice, "POST", "/rooms", lambda _: {"kind": "open", "name": name})
        assert statuses == [201] + [409] * (self.CROWD - 1)

    def test_one_gets_the_name_of_a_person(self, shared):
        nobody = LivePerson(shared.a.url)
        username = f"dora-{uuid.uuid4().hex[:12]}"

        def account(number):
            return {
                "username": username,
                "email": f"{username}-{number}@example.org",
                "password": "correct horse",
            }

        statuses = self.statuses(shared, nobody, "POST", "/users", account)
        assert statuses == [201] + [422] * (self.CROWD - 1)

    def test_all_meet_in_one_direct_room(self, shared, alice, bob):
        body = {"kind": "direct", "user_ids": [bob.id]}
        statuses = self.statuses(shared, alice, "POST", "/rooms", lambda _: body)
        assert statuses == [200] * (self.CROWD - 1) + [201]

    def test_whoever_joins_everywhere_joins_once(self, shared, alice, bob):
        room = alice.create_room()
        statuses = self.statuses(shared, bob, "POST", f"/rooms/{room}/join", lambda _: {})
        assert statuses == [200] * self.CROWD
        assert alice.call("GET", f"/rooms/{room}/members")["total"] == 2

    def test_what_is_sent_under_one_uid_is_there_once(self, shared, alice):
        room = alice.create_room()
        body = {"uid": str(uuid.uuid4()), "room_id": room, "text": "Light the lamps"}
        statuses = self.statuses(shared, alice, "POST", "/items", lambda _: body)
        assert statuses == [200] * (self.CROWD - 1) + [201]

    def test_a_room_keeps_an_administrator_when_all_leave_at_once(self, shared, alice, bob, newcomer_at):
        heir = newcomer_at(shared.b)
        room = alice.create_room()
        for person in (bob, heir):
            person.call("POST", f"/rooms/{room}/join")
        start = threading.Barrier(2)

        def leave(person):
            start.wait()
            person.call("POST", f"/rooms/{room}/leave")

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(leave, [alice, bob]))
        [entry] = heir.call("GET", "/rooms")["rooms"]
        assert entry["role"] == "admin"


def test_who_is_online_counts_those_of_both(shared, alice, bob, room):
    here = follow(alice, room)
    present(here, [alice])
    there = follow(bob, room)
    present(here, [alice, bob])
    present(there, [alice, bob])
    second = follow(alice.at(shared.b.url), room)
    assert second.join(room)["online"][f"room:{room}"]["people"] == sorted([alice.id, bob.id])
    for person in (alice, bob):
        [entry] = [entry for entry in person.call("GET", "/rooms")["rooms"] if entry["id"] == room]
        assert entry["online"] == 2
    there.client.disconnect()
    present(here, [alice])
    # Still there with the tab at the other process.
    here.client.disconnect()
    present(second, [alice])


def test_who_is_removed_at_one_leaves_the_room_at_the_other_at_once(alice, bob, room):
    there, own = follow(bob, room), bob.connect()
    alice.call("DELETE", f"/rooms/{room}/members/{bob.id}")
    assert there.next("removed") == {"stream": f"room:{room}"}
    alice.connect().post(room, "now among ourselves")
    assert there.join(room)["refused"] == [f"room:{room}"]
    assert own.post(room, "may I?")["error"]["code"] == "not_found"
    texts = [data["data"].get("text") for name, data in list(there.events.queue) if name == "change"]
    assert "now among ourselves" not in texts


def test_who_signs_out_at_one_is_disconnected_at_the_other(shared, alice, bob, room):
    sockets = [follow(alice.at(shared.b.url), room, transport) for transport in ("websocket", "polling")]
    bystander = follow(bob, room)
    alice.call("DELETE", "/session")
    for socket in sockets:
        socket.next("/chat disconnect")
    assert bystander.client.connected


def test_another_installation_on_the_same_redis_hears_nothing(shared, alice, bob, room):
    stranger = shared.stranger.start()
    try:
        eventually(lambda: HEARS in stranger.log)
        carol = LivePerson(stranger.url).set_up()
        assert room in [carol.create_room() for _ in range(room)]
        listening, there = follow(carol, room), follow(bob, room)
        alice.connect().post(room, "ours alone")
        assert there.next("change")["data"]["text"] == "ours alone"
        listening.post(room, "theirs alone")
        assert listening.next("change")["data"]["text"] == "theirs alone"
        carol.leave()
    finally:
        stranger.kill()
