"""The websocket transport, at the engine's seam: a connection is an object, not greenlets and queues.

The engine hands over a connection after its HTTP request. From then on the event loop calls when there is something to
read; packets go straight to the socket; what a client does not take at once waits in a bounded backlog. An idle
connection so has no greenlet, each of which takes 16 KB of Python's stack.
"""

import base64
import hashlib
import logging
from collections import deque
from typing import Any

import eventlet
from engineio import packet
from engineio.exceptions import SocketIsClosedError, UnknownPacketError
from eventlet import wsgi
from eventlet.hubs import get_hub
from eventlet.patcher import original

from server.realtime import broadcasts, frames
from server.realtime.frames import FrameError, Reader

# The real one: the event loop's own would wait in the middle of a broadcast for a client that does not read.
socket: Any = original("socket")
log = logging.getLogger(__name__)
# Of a client that stops reading; beyond it the connection ends, and the client catches up when it is back.
LARGEST_BACKLOG = 1_000_000  # bytes
# The kernel would keep up to 4 MB more for each of them.
KERNEL_BUFFER = 131_072  # bytes
# Of a client that sends faster than it is served; beyond it nothing more is read until they are done.
LARGEST_INBOX = 64  # messages
# How long a connection that is closed may take to read what was sent before.
CLOSE_SECONDS = 5
RECEIVE_BYTES = 16384
_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

# The websocket of each Engine.IO session that has one.
of_session: dict[str, "WebSocket"] = {}


class WebSocket:
    """One connection. The engine makes it with its handler and calls it as a WSGI application."""

    __slots__ = (
        "_backlog",
        "_inbox",
        "_reader",
        "_reading",
        "_socket",
        "_waiting",
        "_working",
        "_writing",
        "engine_socket",
        "pieces",
    )

    def __init__(self, handler: Any, server: Any) -> None:
        # The engine passes its socket's method; whose method it is, is all that is of interest.
        self.engine_socket: Any = handler.__self__
        self._socket: Any = None
        self._reader = Reader(server.max_http_buffer_size)
        self._reading: Any = None
        self._writing: Any = None
        self._inbox: deque[str | bytes | None] = deque()
        self._working = False
        self._backlog: deque[memoryview] = deque()
        self._waiting = 0
        # What a broadcast gathers for this connection in one turn of the event loop.
        self.pieces: list[bytes] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
        if environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13" or len(key) != 24:
            start_response("426 Upgrade Required", [("Sec-WebSocket-Version", "13"), ("Connection", "close")])
            return []
        green = environ["eventlet.input"].get_socket()
        # Taken out of the web server's hands, which would close it when this returns.
        self._socket = socket.socket(fileno=green.fd.detach())
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)
        accept = base64.b64encode(hashlib.sha1(key.encode() + _MAGIC, usedforsecurity=False).digest())
        # permessage-deflate, which browsers offer, is not answered: it makes a broadcast to 1,000 clients 4x slower.
        self.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        if self.engine_socket.connected:
            self.engine_socket.upgrading = True
        else:
            self._take_over()
        self._listen()
        wsgi.WSGI_LOCAL.already_handled = True
        return []

    def write(self, data: bytes) -> None:
        """Send bytes now, or as soon as the client takes them; in the order of the calls.

        A client whose backlog grows beyond ``LARGEST_BACKLOG`` is cut off.
        """
        if self._socket is None:
            return
        sent = 0
        if not self._backlog:
            try:
                sent = self._socket.send(data)
            except BlockingIOError:
                pass
            except OSError:
                self.cut()
                return
            if sent == len(data):
                return
        self._backlog.append(memoryview(data)[sent:])
        self._waiting += len(data) - sent
        if self._waiting > LARGEST_BACKLOG:
            log.info("%s does not read: cut off with %d bytes waiting", self.engine_socket.sid, self._waiting)
            self.cut()
        elif self._writing is None:
            self._writing = _when_ready("WRITE", self._socket, self._drain)

    def cut(self) -> None:
        """End the connection now; what waits for the client is forgotten."""
        if self._socket is None:
            return
        for listener in (self._reading, self._writing):
            if listener is not None:
                get_hub().remove(listener)
        self._reading = self._writing = None
        self._socket.close()
        self._socket = None
        self._backlog.clear()
        self._inbox.clear()
        of_session.pop(self.engine_socket.sid, None)
        self._hand_over(None)

    def refuse(self) -> None:
        """End the connection: its client does not speak the protocol."""
        self._close(frames.PROTOCOL_ERROR)

    # The engine writes to a queue and, when it closes, waits until the queue is empty. This is that queue.

    def put(self, item: packet.Packet | None) -> None:
        """Send an Engine.IO packet; None ends the connection after what was sent before."""
        if item is not None:
            broadcasts.send(self, encode_packet(item))
        else:
            broadcasts.flush()
            self._close(frames.NORMAL)

    def join(self) -> None:
        """Return at once: nothing waits here but what the client has not taken."""

    def _take_over(self) -> None:
        """Become the engine socket's queue, and send what it held."""
        engine_socket = self.engine_socket
        engine_socket.connected = engine_socket.upgraded = True
        engine_socket.upgrading = False
        queue, engine_socket.queue = engine_socket.queue, self
        of_session[engine_socket.sid] = self
        while not queue.empty():
            self.put(queue.get_nowait())

    def _listen(self) -> None:
        if self._socket is not None and self._reading is None:
            self._reading = _when_ready("READ", self._socket, self._receive)

    def _receive(self, _: int) -> None:
        """Read what has come. The event loop itself calls this, so nothing in here may wait."""
        try:
            data = self._socket.recv(RECEIVE_BYTES) if self._socket else b""
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.cut()
            return
        try:
            for opcode, payload in self._reader.feed(data):
                if opcode == frames.TEXT:
                    self._hand_over(payload.decode())
                elif opcode == frames.BINARY:
                    self._hand_over(payload)
                elif opcode == frames.PING:
                    self.write(frames.encode(frames.PONG, payload))
                elif opcode == frames.CLOSE:
                    self.write(frames.encode(frames.CLOSE, payload[:2]))
                    self.cut()
                    return
        except FrameError as error:
            self._close(error.code)
            return
        if len(self._inbox) > LARGEST_INBOX and self._reading is not None:
            get_hub().remove(self._reading)
            self._reading = None

    def _drain(self, _: int) -> None:
        """Send what waits. The event loop itself calls this, so nothing in here may wait."""
        while self._backlog and self._socket is not None:
            piece = self._backlog[0]
            try:
                sent = self._socket.send(piece)
            except BlockingIOError:
                return
            except OSError:
                self.cut()
                return
            self._waiting -= sent
            if sent < len(piece):
                self._backlog[0] = piece[sent:]
                return
            self._backlog.popleft()
        if self._writing is not None:
            get_hub().remove(self._writing)
            self._writing = None

    def _hand_over(self, message: str | bytes | None) -> None:
        self._inbox.append(message)
        if not self._working:
            self._working = True
            eventlet.spawn_n(self._work)

    def _work(self) -> None:
        """Serve messages one after the other; None is the end of the connection."""
        engine_socket = self.engine_socket
        reason = engine_socket.server.reason.TRANSPORT_CLOSE
        try:
            while self._inbox:
                message = self._inbox.popleft()
                if message is None:
                    engine_socket.close(wait=False, abort=True, reason=reason)
                    engine_socket.server.sockets.pop(engine_socket.sid, None)
                elif engine_socket.upgraded:
                    engine_socket.receive(packet.Packet(encoded_packet=message))
                else:
                    self._upgrade(message)
        except (ValueError, IndexError, RecursionError, UnknownPacketError):
            # No packet of the protocol: the documents say to close, not to go on as if nothing were.
            self.refuse()
        except SocketIsClosedError:
            self.cut()
        except Exception:
            log.exception("unexpected error in serving a socket's message")
            self.cut()
        finally:
            self._working = False
            self._listen()
        if self._inbox:
            self._working = True
            eventlet.spawn_n(self._work)

    def _upgrade(self, message: str | bytes) -> None:
        """Take over from long-polling: the client probes, the poll that waits is ended, the client switches."""
        if message == "2probe":
            self.write(frames.encode(frames.TEXT, b"3probe"))
            self.engine_socket.queue.put(packet.Packet(packet.NOOP))
        elif message == "5":
            self._take_over()
            broadcasts.moved(self.engine_socket.sid)
        else:
            # The client goes on by polling, and tries again when it likes.
            self.engine_socket.upgrading = False
            self.refuse()

    def _close(self, code: int) -> None:
        """Say goodbye; shut down once it is read, or soon."""
        self.write(frames.encode(frames.CLOSE, code.to_bytes(2, "big")))
        if self._backlog:
            eventlet.spawn_after(CLOSE_SECONDS, self.cut)
        else:
            self.cut()


def encode_packet(item: packet.Packet) -> bytes:
    """Return the frame of an Engine.IO packet."""
    encoded = item.encode()
    return (
        frames.encode(frames.BINARY, encoded) if item.binary else frames.encode(frames.TEXT, encoded.encode())
    )


def _when_ready(what: str, of: Any, call: Any) -> Any:
    hub = get_hub()
    return hub.add(getattr(hub, what), of.fileno(), call, lambda *_: None, None)
