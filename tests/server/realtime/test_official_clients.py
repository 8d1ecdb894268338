"""The official Socket.IO clients against a server of its own process, on each event loop and by each transport."""

import json
import subprocess
from pathlib import Path

import pytest
import socketio

from tests.server.conftest import eventually
from tests.server.realtime.live_people import ANSWER_SECONDS, LivePerson

SCRIPT = Path(__file__).with_name("official_client.mjs")
TRANSPORTS = ["websocket", "polling"]


def javascript(person, transport, room_id, text):
    """Let the JavaScript client say something; return what it was told."""
    command = ["node", SCRIPT, person.url, transport, person.cookie, str(room_id), text]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=3 * ANSWER_SECONDS)
    return json.loads(done.stdout)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_python_client_joins_a_room_and_posts(live, newcomer_at, transport):
    alice = newcomer_at(live)
    room = alice.create_room()
    socket = alice.connect(transport)
    joined = socket.join(room)
    assert joined["online"][f"room:{room}"]["people"] == [alice.id]
    message = socket.post(room, "Hello **there**")["message"]
    assert message["html"] == "<p>Hello <strong>there</strong></p>"
    assert socket.next("change") == {
        "stream": f"room:{room}",
        "version": joined["versions"][f"room:{room}"] + 1,
        "type": "message",
        "data": message,
    }
    assert alice.texts(room) == ["Hello **there**"]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_javascript_client_joins_a_room_and_posts(live, newcomer_at, transport):
    alice = newcomer_at(live)
    room = alice.create_room()
    listening = alice.connect()
    listening.join(room)
    told = javascript(alice, transport, room, "你好 👋")
    message = told["posted"]["message"]
    assert message["text"] == "你好 👋"
    assert told["joined"]["refused"] == []
    assert told["heard"] == listening.next("change")
    assert told["heard"]["data"] == message
    assert alice.texts(room) == ["你好 👋"]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_neither_connects_without_being_signed_in(live, transport):
    nobody = LivePerson(live.url)
    assert javascript(nobody, transport, 1, "hello") == {"refused": "unauthorized"}
    # The Python client, when it polls, only returns from a refusal with the server's next ping.
    with pytest.raises(socketio.exceptions.ConnectionError, match="failed to connect"):
        nobody.connect("websocket")
    nobody.leave()


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_what_is_posted_over_http_reaches_sockets(live, newcomer_at, transport):
    alice = newcomer_at(live)
    room = alice.create_room()
    socket = alice.connect(transport)
    socket.join(room)
    body = {"client_id": "aa0e8400-e29b-41d4-a716-446655440000", "text": "by the other door"}
    message = alice.call("POST", f"/rooms/{room}/messages", body)
    assert socket.next("change")["data"] == message


def test_ten_thousand_of_the_largest_characters_pass(live, newcomer_at):
    alice = newcomer_at(live)
    room = alice.create_room()
    socket = alice.connect()
    socket.join(room)
    text = "🦄" * 10_000
    assert socket.post(room, text)["message"]["text"] == text
    assert socket.next("change")["data"]["text"] == text


def test_who_is_removed_hears_that_and_who_signs_out_is_disconnected(live, newcomer_at):
    alice, bob = newcomer_at(live), newcomer_at(live)
    room = alice.create_room(kind="closed")
    alice.call("POST", f"/rooms/{room}/members", {"user_ids": [bob.id]})
    socket = bob.connect()
    socket.join(room)
    alice.call("DELETE", f"/rooms/{room}/members/{bob.id}")
    assert socket.next("removed") == {"stream": f"room:{room}"}
    assert socket.post(room, "still here?")["error"]["code"] == "not_found"
    bob.call("DELETE", "/session")
    socket.next("/chat disconnect")


def test_a_crowd_that_posts_at_once_is_acknowledged_in_one_order(live, newcomer_at):
    alice = newcomer_at(live)
    room = alice.create_room()
    listening = alice.connect()
    version = listening.join(room)["versions"][f"room:{room}"]
    sockets = [alice.connect() for _ in range(3)]
    acknowledged = []
    for number in range(90):
        body = {"room_id": room, "client_id": f"{number:08}-0000-0000-0000-000000000000", "text": str(number)}
        sockets[number % 3].client.emit("post", body, namespace="/chat", callback=acknowledged.append)
    changes = [listening.next("change") for _ in range(90)]
    assert [change["version"] for change in changes] == list(range(version + 1, version + 91))
    heard = [change["data"]["text"] for change in changes]
    assert heard == alice.texts(room)
    assert sorted(heard, key=int) == [str(number) for number in range(90)]
    eventually(lambda: len(acknowledged) == 90)
    assert sorted(answer["message"]["seq"] for answer in acknowledged) == [
        change["version"] for change in changes
    ]
