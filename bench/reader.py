"""A client that can stop reading."""

import json
import socket
from pathlib import Path
from typing import Any

# What the kernel keeps for it, so that the server feels at once that nobody reads.
RECEIVE_BUFFER = 4096
_ESTABLISHED = "01"


class Reader:
    """Follows a room over a websocket of its own, and reads only when it is told to.

    ``version`` is that of the last change it has, ``frame_bytes`` how large that was; ``own_port`` is its end of the
    connection.
    """

    def __init__(self, port: int, cookie: str, room: int) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        self._socket.connect(("127.0.0.1", port))
        self.own_port = self._socket.getsockname()[1]
        self._buffer = b""
        self.frame_bytes = 0
        self._socket.sendall(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            f"Cookie: {cookie}\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self._buffer:
            self._buffer += self._socket.recv(4096)
        self._buffer = self._buffer.partition(b"\r\n\r\n")[2]
        self._wait_for("0")
        self._send("40/chat,")
        self._wait_for("40/chat")
        self._send(f'42/chat,0["join",{{"streams":["room:{room}"]}}]')
        answer = json.loads(self._wait_for("43/chat,0"))[0]
        self.version: int = answer["versions"][f"room:{room}"]

    def read_what_is_left(self) -> None:
        """Take what is on its way, up to the end of the connection."""
        while True:
            message = self._read()
            if message is None:
                break
            if message.startswith('42/chat,["change"'):
                self.version = json.loads(message[len("42/chat,") :])[1]["version"]
                self.frame_bytes = len(message)
        self._socket.close()

    def _wait_for(self, start: str) -> str:
        while True:
            message = self._read()
            if message is None:
                raise SystemExit("the connection ended while it joined")
            if message.startswith(start):
                return message[len(start) :]

    def _read(self) -> str | None:
        head = self._take(2)
        if head is None:
            return None
        length = head[1]
        if length > 125:
            length = int.from_bytes(self._take(2 if length == 126 else 8) or b"", "big")
        payload = self._take(length)
        return None if payload is None else payload.decode()

    def _take(self, count: int) -> bytes | None:
        while len(self._buffer) < count:
            try:
                data = self._socket.recv(65536)
            except ConnectionError:
                data = b""
            if not data:
                return None
            self._buffer += data
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    def _send(self, text: str) -> None:
        payload: Any = text.encode()
        # Masked with zero.
        self._socket.sendall(bytes((0x81, 0x80 | len(payload))) + bytes(4) + payload)


def connected_ports(server_port: int) -> set[int]:
    """Return the other ends of a server's connections as the server sees them: who does not read is not told."""
    server = f"0100007F:{server_port:04X}"
    lines = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines())
    return {int(line[2][-4:], 16) for line in lines if line[1] == server and line[3] == _ESTABLISHED}
