"""The websocket transport, against a server of its own process."""

import base64
import json
import os
import socket
import urllib.request
import uuid
from collections.abc import Iterator
from http.cookiejar import CookieJar
from typing import Any

import pytest

from tests.e2e.live import LiveServer
from tests.server.realtime.test_frames import masked

OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    live = LiveServer(tmp_path_factory.mktemp("transport")).start()
    yield live
    live.kill()


class Web:
    """The API, as somebody."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.csrf = self.call("GET", "/session")["csrf"]

    def call(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Content-Type": "application/json", "X-CSRFToken": getattr(self, "csrf", "")}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.server.url}/api/v1{path}", data, headers, method=method)
        with self.opener.open(request) as response:
            answer = json.loads(response.read() or b"null")
        self.csrf = answer.get("csrf", getattr(self, "csrf", ""))
        return answer

    @property
    def cookie(self) -> str:
        return "; ".join(f"{item.name}={item.value}" for item in self.jar)


@pytest.fixture(scope="module")
def alice(server: LiveServer) -> Web:
    web = Web(server)
    account = {"username": "alice", "email": "alice@example.org", "password": "correct horse battery"}
    web.call("POST", "/setup", {"workspace": "Northwind", **account})
    return web


@pytest.fixture
def room(alice: Web) -> int:
    return int(alice.call("POST", "/rooms", {"kind": "open", "name": uuid.uuid4().hex})["id"])


class Wire:
    """A websocket, byte by byte."""

    def __init__(self, web: Web, query: str = "EIO=4&transport=websocket", more: str = OFFER) -> None:
        self.socket = socket.create_connection(("127.0.0.1", web.server.port), 10)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /socket.io/?{query} HTTP/1.1\r\nHost: 127.0.0.1:{web.server.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Cookie: {web.cookie}\r\n{more}\r\n".encode()
        )
        self.held = b""
        while b"\r\n\r\n" not in self.held:
            piece = self.socket.recv(4096)
            if not piece:
                break
            self.held += piece
        self.head, _, self.held = self.held.partition(b"\r\n\r\n")

    def send(self, text: str) -> None:
        self.socket.sendall(masked(0x81, text.encode()))

    def frame(self) -> tuple[int, bytes]:
        """Return the next frame; opcode 0 when the connection has ended."""
        while True:
            if len(self.held) >= 2:
                length, at = self.held[1], 2
                if length == 126:
                    length, at = int.from_bytes(self.held[2:4], "big"), 4
                elif length == 127:
                    length, at = int.from_bytes(self.held[2:10], "big"), 10
                if len(self.held) >= at + length:
                    opcode, payload = self.held[0] & 15, self.held[at : at + length]
                    self.held = self.held[at + length :]
                    return opcode, payload
            try:
                piece = self.socket.recv(65536)
            except ConnectionError:
                piece = b""
            if not piece:
                return 0, b""
            self.held += piece

    def text(self) -> str:
        opcode, payload = self.frame()
        assert opcode == 1, (opcode, payload)
        return payload.decode()

    def until(self, start: str) -> str:
        while not (text := self.text()).startswith(start):
            pass
        return text

    def enter(self, room: int) -> "Wire":
        """Connect to /chat and follow a room."""
        self.until("0")
        self.send("40/chat,")
        self.until("40/chat,")
        self.send(f'42/chat,1["join",{{"streams":["room:{room}"]}}]')
        self.until("43/chat,1")
        return self

    def post(self, room: int, text: str, number: int = 2) -> None:
        body = json.dumps({"room_id": room, "client_id": str(uuid.uuid4()), "text": text})
        self.send(f'42/chat,{number}["post",{body}]')

    def ending(self) -> int:
        """Return the code with which the server closes."""
        while True:
            opcode, payload = self.frame()
            if opcode == 8:
                return int.from_bytes(payload[:2], "big")
            assert opcode, "ended without a word"


def test_compression_is_declined(alice):
    wire = Wire(alice)
    assert b"101 Switching Protocols" in wire.head
    assert b"sec-websocket-extensions" not in wire.head.lower()


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null"])
def test_another_origin_is_refused(alice, origin):
    assert b"101" not in Wire(alice, more=f"Origin: {origin}\r\n").head.splitlines()[0]


def test_the_own_origin_is_let_in(alice):
    assert b"101" in Wire(alice, more=f"Origin: {alice.server.url}\r\n").head.splitlines()[0]


def test_posts_come_back_in_order_and_before_their_own_acknowledgement(alice, room):
    wire = Wire(alice).enter(room)
    for number in range(20):
        wire.post(room, f"message {number}", number + 10)
    seen, acknowledged = [], []
    while len(acknowledged) < 20:
        text = wire.text()
        if text.startswith('42/chat,["change"'):
            seen.append(json.loads(text[8:])[1]["data"]["text"])
        elif text.startswith("43/chat,"):
            acknowledged.append(json.loads(text[text.index("[") :])[0]["message"]["text"])
            assert acknowledged[-1] in seen
    assert sorted(seen) == sorted(f"message {number}" for number in range(20))


def test_a_websocket_ping_is_answered(alice):
    wire = Wire(alice)
    wire.until("0")
    wire.socket.sendall(masked(0x89, b"are you there?"))
    assert wire.frame() == (10, b"are you there?")


def test_a_close_is_answered_with_its_code(alice):
    wire = Wire(alice)
    wire.socket.sendall(masked(0x88, b"\x03\xe9going"))
    assert wire.ending() == 1001
    assert wire.frame() == (0, b"")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x81\x02hi", 1002),
        (masked(0xC1, b"hi"), 1002),
        (masked(0x81, b"\xff\xfe"), 1007),
        (b"\x81\xff" + (2**40).to_bytes(8, "big") + b"abcd", 1009),
    ],
)
def test_a_broken_frame_ends_the_connection_with_its_code(alice, data, code):
    wire = Wire(alice)
    wire.socket.sendall(data)
    assert wire.ending() == code


@pytest.mark.parametrize(
    "message", ["x", "9", "", "4", "4x", "49", '42/chat,["post"', "42/chat,1", '45-["a"]']
)
def test_what_is_no_packet_ends_the_connection_and_nobody_elses(alice, room, message):
    other, wire = Wire(alice).enter(room), Wire(alice).enter(room)
    wire.send(message)
    assert wire.ending() == 1002
    other.post(room, "still here")
    assert "still here" in other.until("43/chat,2")


def test_fragments_of_a_message_are_put_together(alice, room):
    wire = Wire(alice).enter(room)
    body = json.dumps({"room_id": room, "client_id": str(uuid.uuid4()), "text": "in pieces 好"})
    data = f'42/chat,7["post",{body}]'.encode()
    wire.socket.sendall(masked(0x01, data[:9]) + masked(0x89, b"") + masked(0x00, data[9:40]))
    wire.socket.sendall(masked(0x80, data[40:]))
    assert wire.frame() == (10, b"")
    acknowledged = wire.until("43/chat,7")
    assert json.loads(acknowledged[acknowledged.index("[") :])[0]["message"]["text"] == "in pieces 好"


def test_one_that_stops_reading_is_cut_off_and_the_others_go_on(alice, room):
    reader, sleeper = Wire(alice).enter(room), Wire(alice).enter(room)
    # Small buffers, so that the backlog grows in the server and not in the kernels between.
    sleeper.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    posts = 120
    for number in range(posts):
        reader.post(room, "x" * 9000, number + 10)
        reader.until(f"43/chat,{number + 10}")
    # What had been sent to it is read up to the cut, and nothing after.
    sleeper.socket.settimeout(10)
    received = 0
    while sleeper.frame()[0]:
        received += 1
    assert received < posts
    reader.post(room, "done", 9999)
    assert "done" in reader.until("43/chat,9999")
    changes = alice.call("GET", f"/streams/room:{room}/changes?since=2")
    assert len(changes["changes"]) == posts + 1


def test_polling_works_and_can_be_left_for_a_websocket(alice, room):
    def poll(session: str = "", data: bytes | None = None) -> str:
        url = f"{alice.server.url}/socket.io/?EIO=4&transport=polling{session}"
        request = urllib.request.Request(url, data, {"Content-Type": "text/plain"})
        with alice.opener.open(request) as response:
            return str(response.read().decode())

    session = "&sid=" + json.loads(poll()[1:])["sid"]
    assert poll(session, b"40/chat,") == "OK"
    assert poll(session).startswith("40/chat,")
    join = f'42/chat,1["join",{{"streams":["room:{room}"]}}]'
    assert poll(session, join.encode()) == "OK"
    arrived = ""
    while "43/chat,1" not in arrived:
        arrived += poll(session)
    alice.call("POST", f"/rooms/{room}/messages", {"client_id": str(uuid.uuid4()), "text": "by polling"})
    arrived = ""
    while "by polling" not in arrived:
        arrived += poll(session)
    wire = Wire(alice, query=f"EIO=4&transport=websocket{session}")
    wire.send("2probe")
    assert wire.text() == "3probe"
    wire.send("5")
    alice.call("POST", f"/rooms/{room}/messages", {"client_id": str(uuid.uuid4()), "text": "by websocket"})
    assert "by websocket" in wire.until('42/chat,["change"')


def test_signing_out_closes_the_sockets_of_the_session(server, alice, room):
    again = Web(server)
    again.call("POST", "/session", {"login": "alice", "password": "correct horse battery"})
    wire = Wire(again).enter(room)
    again.call("DELETE", "/session")
    assert wire.until("41/chat,")
    alice.call("POST", f"/rooms/{room}/messages", {"client_id": str(uuid.uuid4()), "text": "after"})
    # Asked and answered after the message: had it been sent to this socket, it would be here before.
    wire.socket.sendall(masked(0x89, b"anything?"))
    while (frame := wire.frame())[0] == 1:
        assert b"after" not in frame[1]
    assert frame == (10, b"anything?")
