"""Serving in a process of its own: whom it lets connect, and how it ends."""

import base64
import contextlib
import json
import os
import signal
import socket
import threading
import uuid

import pytest
import requests

from tests.e2e.live import LiveServer
from tests.server.conftest import eventually
from tests.server.realtime.live_people import ANSWER_SECONDS, LivePerson

POLL = "/socket.io/?EIO=4&transport=polling"
SOCKET = "/socket.io/?EIO=4&transport=websocket"


@pytest.fixture(
    params=[pytest.param(mode, marks=pytest.mark.xdist_group(mode)) for mode in ("eventlet", "gevent")]
)
def server(request, tmp_path):
    """A server that only this test stops or kills."""
    server = LiveServer(tmp_path, ASYNC_MODE=request.param).start()
    LivePerson(server.url).set_up().leave()
    yield server
    server.kill()


def handshake(server, **headers):
    """Ask for a websocket; return the head of the answer, and the first packet when there is one."""
    lines = {
        "Host": f"127.0.0.1:{server.port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Version": "13",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    request = f"GET {SOCKET} HTTP/1.1\r\n{head}\r\n".encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=ANSWER_SECONDS) as connection:
        connection.sendall(request)
        answer = b""
        # A refusal keeps the connection for other requests; everything else comes to an end by itself.
        while b'"sid"' not in answer and not answer.startswith(b"HTTP/1.1 4"):
            more = connection.recv(4096)
            if not more:
                break
            answer += more
        return answer.decode("latin-1")


class TestOrigin:
    def origins(self, live):
        return [
            "https://evil.example",
            "http://127.0.0.1:1",
            f"http://127.0.0.1:{live.port}.evil.example",
            "null",
        ]

    def test_a_websocket_of_our_own_page_connects(self, live):
        for own in ({}, {"Origin": live.url}):
            assert '"sid"' in handshake(live, **own)

    def test_a_websocket_of_another_site_does_not(self, live):
        for origin in self.origins(live):
            assert '"sid"' not in handshake(live, Origin=origin), origin

    def test_nor_does_polling(self, live):
        for origin in self.origins(live):
            response = requests.get(live.url + POLL, headers={"Origin": origin}, timeout=ANSWER_SECONDS)
            assert response.status_code == 400
            assert "sid" not in response.text
        assert (
            "sid" in requests.get(live.url + POLL, headers={"Origin": live.url}, timeout=ANSWER_SECONDS).text
        )

    def test_another_site_cannot_poll_a_connection_that_there_is(self, live):
        sid = json.loads(requests.get(live.url + POLL, timeout=ANSWER_SECONDS).text[1:])["sid"]
        for method in ("GET", "POST"):
            response = requests.request(
                method,
                f"{live.url}{POLL}&sid={sid}",
                data="40/chat," if method == "POST" else None,
                headers={"Origin": "https://evil.example"},
                timeout=ANSWER_SECONDS,
            )
            assert response.status_code == 400

    def test_no_answer_invites_another_site(self, live):
        response = requests.options(
            live.url + POLL, headers={"Origin": "https://evil.example"}, timeout=ANSWER_SECONDS
        )
        assert "Access-Control-Allow-Origin" not in response.headers


def test_compressing_each_message_is_declined(live):
    answer = handshake(live, Sec_WebSocket_Extensions="permessage-deflate; client_max_window_bits")
    assert answer.startswith("HTTP/1.1 101 ")
    assert "sec-websocket-extensions" not in answer.lower()


def frame(payload, opcode=1, masked=True):
    """Return a websocket frame as a client sends it."""
    mask = os.urandom(4)
    length, flag = len(payload), 128 if masked else 0
    if length < 126:
        size = bytes([length | flag])
    elif length < 65536:
        size = bytes([126 | flag]) + length.to_bytes(2, "big")
    else:
        size = bytes([127 | flag]) + length.to_bytes(8, "big")
    body = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload)) if masked else payload
    return bytes([128 | opcode]) + size + (mask if masked else b"") + body


NONSENSE = {
    "text": [
        b"",
        b"x",
        b"b",
        b"b!",
        b"7",
        b"4" + b"[" * 20_000,
        b"4",
        b"42",
        b"42[",
        b"42/chat,",
        b"42/chat,1[",
        b"49",
        b"9",
        b"40/chat,{",
    ],
    "json": [
        b'42/chat,1["post",' + b"[" * 20_000,
        b'42/chat,1["post",' + b"9" * 5_000 + b"]",
        b'42/chat,1["post",NaN]',
    ],
    "events": [
        b"42/chat,1[]",
        b"42/chat,1{}",
        b"42/chat,1[1]",
        b'42/chat,1[{"a":1}]',
        b'42/chat,1["connect"]',
    ],
    "reserved": [
        b'42/chat,1["disconnect"]',
        b'42/chat,1["*",{}]',
        b'42/nowhere,1["post",{}]',
        b'42["post",{}]',
    ],
    "acknowledgements": [b"43/chat,1[]", b"43/chat,99[1]", b"43/chat,[]"],
    "attachments": [
        b'451-/chat,1["post",{"_placeholder":true,"num":0}]',
        b'4599999999-/chat,["post"]',
        b"45-/chat,[]",
    ],
    "numbers": [b"42/chat," + b"1" * 500 + b'["post",{}]', b'42/chat,-1["post",{}]'],
    "encoding": [b'42/chat,1["post","\xff\xfe"]', b"\xff" * 100],
    "large": [b'42/chat,1["post","' + b"x" * 300_000 + b'"]'],
}


@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_over_a_socket_disturbs_nobody(live, newcomer_at, kind):
    alice = newcomer_at(live)
    room = alice.create_room()
    listening = alice.connect()
    listening.join(room)
    for payload in NONSENSE[kind]:
        with socket.create_connection(("127.0.0.1", live.port), timeout=ANSWER_SECONDS) as connection:
            head = f"GET {SOCKET} HTTP/1.1\r\nHost: 127.0.0.1:{live.port}\r\nCookie: {alice.cookie}\r\n"
            upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            connection.sendall((head + upgrade + key).encode())
            connection.recv(4096)
            connection.sendall(frame(b"40/chat,"))
            connection.recv(4096)
            # The server may close the connection over any of these.
            with contextlib.suppress(ConnectionError):
                connection.sendall(frame(payload))
                connection.sendall(frame(payload, opcode=2))
                connection.sendall(frame(payload[:100], masked=False))
    assert listening.post(room, "undisturbed")["message"]["text"] == "undisturbed"
    assert listening.next("change")["data"]["text"] == "undisturbed"


def test_told_to_stop_as_soon_as_its_port_is_open_it_stops(server):
    assert server.stop() == 0
    server.start()
    assert server.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_says_goodbye_and_ends_well(server, newcomer_at, number):
    alice = newcomer_at(server)
    sockets = [alice.connect("websocket"), alice.connect("polling")]
    server._process.send_signal(number)
    for told in sockets:
        assert told.next("stopping") == {}
        told.next("/chat disconnect")
    assert server._process.wait(ANSWER_SECONDS) == 0
    assert "Traceback" not in server.log


def test_who_is_gone_without_a_word_does_not_keep_it_from_stopping(server):
    assert "sid" in requests.get(server.url + POLL, timeout=ANSWER_SECONDS).text
    assert handshake(server).startswith("HTTP/1.1 101 ")
    assert server.stop() == 0


def test_a_request_that_is_running_ends_first(server, newcomer_at):
    alice = newcomer_at(server)
    room = alice.create_room()
    told = alice.connect()
    body = json.dumps({"client_id": str(uuid.uuid4()), "text": "just in time"}).encode()
    head = (
        f"POST /api/v1/rooms/{room}/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {alice.cookie}\r\n"
        f"X-CSRFToken: {alice.http.headers['X-CSRFToken']}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=ANSWER_SECONDS) as connection:
        connection.sendall(head.encode() + body[:5])
        # An answer to another request shows that the server has read the first part by now.
        alice.texts(room)
        server._process.send_signal(signal.SIGTERM)
        told.next("stopping")
        connection.sendall(body[5:])
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 201 ")
    assert server._process.wait(ANSWER_SECONDS) == 0
    server.start()
    assert alice.texts(room) == ["just in time"]


def test_killed_in_the_middle_it_has_kept_everything_that_it_acknowledged(server, newcomer_at):
    alice = newcomer_at(server)
    room = alice.create_room()
    client_ids = [str(uuid.uuid4()) for _ in range(120)]
    acknowledged = {}

    def post_all(socket):
        for number, client_id in enumerate(client_ids):
            body = {"room_id": room, "client_id": client_id, "text": str(number)}
            socket.client.emit(
                "post", body, namespace="/chat", callback=lambda answer: note(answer["message"])
            )

    def note(message):
        acknowledged[message["client_id"]] = message

    sender = threading.Thread(target=post_all, args=[alice.connect()])
    sender.start()
    eventually(lambda: len(acknowledged) >= 20)
    server.kill()
    sender.join()
    server.start()
    kept = {message["client_id"]: message for message in history(alice, room)}
    assert {client_id: kept.get(client_id) for client_id in acknowledged} == acknowledged
    again = alice.connect()
    for number, client_id in enumerate(client_ids):
        again.post(room, str(number), client_id)
    assert sorted(message["client_id"] for message in history(alice, room)) == sorted(client_ids)
    changes = alice.call("GET", f"/streams/room:{room}/changes?since=0")
    versions = [change["version"] for change in changes["changes"]]
    assert versions == list(range(1, changes["version"] + 1))


def history(person, room):
    """Return every message of a room."""
    messages, more = [], {"has_older": True}
    while more["has_older"]:
        before = f"&before={messages[0]['seq']}" if messages else ""
        more = person.call("GET", f"/rooms/{room}/messages?limit=100{before}")
        messages = more["messages"] + messages
    return messages
