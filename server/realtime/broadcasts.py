"""Broadcasts: framed once, gathered over one turn of the event loop, written to each client with one send.

What happens within a turn (a group commit publishes all its changes in one) goes out together, and in the order in
which it was sent, also between a room's messages and a client's own.
"""

from collections.abc import Callable
from typing import Any, Protocol

import socketio
from engineio import packet as engine_packet
from socketio import packet

from server.realtime import frames


class Connection(Protocol):
    """What can be written to."""

    pieces: list[bytes]

    def write(self, data: bytes) -> None:
        """Send bytes without waiting."""

    def refuse(self) -> None:
        """End the connection: its client does not speak the protocol."""


# The connection of an Engine.IO session, and how to be called at the end of this turn: set by ``use``.
_connections: dict[str, Any] = {}
_at_end_of_turn: Callable[[Callable[[], None]], None] = lambda work: work()  # noqa: E731
_managers: list["Broadcasts"] = []
# In the order of sending: to whom, and the frames that follow each other to the same.
_gathered: list[tuple[list[Any], list[bytes]]] = []


def use(connections: dict[str, Any], at_end_of_turn: Callable[[Callable[[], None]], None]) -> None:
    """Say which sessions have a connection of our own, and how work is put off to the end of the turn."""
    global _connections, _at_end_of_turn
    _connections, _at_end_of_turn = connections, at_end_of_turn


def send(connection: Connection, frame: bytes) -> None:
    """Send a frame to one client, after what was broadcast to it before."""
    _gather([connection], frame)


def moved(session: str) -> None:
    """Look anew at how a session is connected: it has changed its transport."""
    for manager in _managers:
        manager.forget_transport(session)


def end(server: Any, session: str) -> None:
    """End a session that broke the protocol."""
    connection = _connections.get(session)
    if connection is not None:
        connection.refuse()
    else:
        server.eio.disconnect(session)


def flush() -> None:
    """Write what has been gathered."""
    global _gathered
    runs, _gathered = _gathered, []
    if len(runs) == 1:
        targets, gathered = runs[0]
        data = b"".join(gathered)
        for connection in targets:
            connection.write(data)
        return
    touched: list[Any] = []
    answered: dict[Any, None] = {}
    for targets, gathered in runs:
        data = b"".join(gathered)
        if len(targets) == 1:
            answered[targets[0]] = None
        for connection in targets:
            if not connection.pieces:
                touched.append(connection)
            connection.pieces.append(data)
    # Who is answered comes last: they see their message already, and their next one would wait for all these writes.
    # With one post in flight the others then have it a third sooner.
    for connection in [*(each for each in touched if each not in answered), *answered]:
        pieces, connection.pieces = connection.pieces, []
        connection.write(pieces[0] if len(pieces) == 1 else b"".join(pieces))


def _gather(targets: list[Any], frame: bytes) -> None:
    if not _gathered:
        _gathered.append((targets, [frame]))
        _at_end_of_turn(flush)
    elif _gathered[-1][0] is targets:
        _gathered[-1][1].append(frame)
    else:
        _gathered.append((targets, [frame]))


class Broadcasts(socketio.Manager):
    """Keeps who is in which Socket.IO room, and broadcasts to them."""

    def __init__(self) -> None:
        super().__init__()
        # Of each Socket.IO room: the connections of our own, and the sessions on other transports.
        self._audiences: dict[tuple[str, Any], tuple[list[Any], list[str]]] = {}
        _managers[:] = [self]
        self._rooms_of: dict[tuple[str, str], dict[Any, None]] = {}

    def emit(self, event: str, data: Any, namespace: str, room: Any = None, **options: Any) -> None:
        """Send an event to a client, a Socket.IO room or a namespace. What is no plain broadcast goes the stock way."""
        room = options.pop("to", None) or room
        if any(options.values()) or isinstance(room, list | tuple) or isinstance(data, tuple | bytes):
            super().emit(event, data, namespace, room=room, **options)
            return
        if any(self._audience(namespace, room)):
            self.deliver(self.encode(event, data, namespace), namespace, room)

    def encode(self, event: str, data: Any, namespace: str) -> str:
        """Return the packet of an event."""
        arguments = [event] if data is None else [event, data]
        encoded: str = self.server.packet_class(packet.EVENT, namespace=namespace, data=arguments).encode()
        return encoded

    def deliver(self, encoded: str, namespace: str, room: Any) -> None:
        """Send a packet to everybody who is in a Socket.IO room of this process."""
        own, others = self._audience(namespace, room)
        if own:
            _gather(own, frames.encode(frames.TEXT, b"4" + encoded.encode()))
        for session in others:
            self.server._send_eio_packet(session, engine_packet.Packet(engine_packet.MESSAGE, encoded))

    def basic_enter_room(self, sid: str, namespace: str, room: Any, eio_sid: str | None = None) -> None:
        """Note that a client is in a room."""
        self._audiences.pop((namespace, room), None)
        super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)
        self._rooms_of.setdefault((namespace, sid), {})[room] = None

    def basic_leave_room(self, sid: str, namespace: str, room: Any) -> None:
        """Note that a client is in a room no longer."""
        self._audiences.pop((namespace, room), None)
        super().basic_leave_room(sid, namespace, room)
        self._rooms_of.get((namespace, sid), {}).pop(room, None)

    def basic_disconnect(self, sid: str, namespace: str, **options: Any) -> None:
        """Take a client out of its rooms; stock looks through every room there is, for each client that goes."""
        for room in list(self._rooms_of.get((namespace, sid), ())):
            self.basic_leave_room(sid, namespace, room)
        self._rooms_of.pop((namespace, sid), None)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            if sid in pending.get(namespace, ()):
                pending[namespace].remove(sid)
                if not pending[namespace]:
                    del pending[namespace]

    def get_rooms(self, sid: str, namespace: str) -> list[Any]:
        """Return the rooms that a client is in."""
        return [room for room in self._rooms_of.get((namespace, sid), ()) if room is not None]

    def forget_transport(self, eio_sid: str) -> None:
        """Look anew at how the session is connected: it has changed its transport."""
        for audience in [a for a, (_, others) in self._audiences.items() if eio_sid in others]:
            del self._audiences[audience]

    def _audience(self, namespace: str, room: Any) -> tuple[list[Any], list[str]]:
        found = self._audiences.get((namespace, room))
        if found is None:
            sessions = [eio_sid for _, eio_sid in self.get_participants(namespace, room)]
            own = [_connections[session] for session in sessions if session in _connections]
            found = own, [session for session in sessions if session not in _connections]
            if sessions:
                self._audiences[namespace, room] = found
        return found
