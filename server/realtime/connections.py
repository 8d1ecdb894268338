"""Who is behind each socket, and taking streams away from people and sessions."""

from dataclasses import dataclass
from typing import Any

from server.realtime import presence
from server.realtime.hub import NAMESPACES, socketio


@dataclass(frozen=True)
class Person:
    """Who a socket belongs to, as known when it connected."""

    id: int
    session_id: int
    sid: str


_people: dict[tuple[str, str], Person] = {}


def add(namespace: str, sid: str, person: Person) -> None:
    """Remember who is behind a socket that has connected."""
    _people[namespace, sid] = person
    for room in (f"user:{person.id}", f"session:{person.session_id}"):
        socketio.server.enter_room(sid, room, namespace=namespace)


def remove(namespace: str, sid: str) -> None:
    """Forget a socket that is gone."""
    person = _people.pop((namespace, sid), None)
    if person is not None:
        presence.forget(sid)


def person_of(namespace: str, sid: str) -> Person | None:
    """Return who is behind the socket; None when it is gone."""
    return _people.get((namespace, sid))


def enter(namespace: str, sid: str, stream: str) -> None:
    """Let a socket follow a stream; the caller has checked that it may."""
    person = _people.get((namespace, sid))
    if person is not None:
        socketio.server.enter_room(sid, stream, namespace=namespace)
        presence.arrive(stream, person.id, sid)


def leave(namespace: str, sid: str, stream: str) -> None:
    """Let a socket follow a stream no longer."""
    socketio.server.leave_room(sid, stream, namespace=namespace)
    presence.depart(stream, sid)


def expel(person_id: int, namespace: str, stream: str) -> None:
    """Take a stream from every socket of a person at once, and tell them."""
    for sid in _sids(namespace, f"user:{person_id}"):
        if stream in socketio.server.rooms(sid, namespace=namespace):
            leave(namespace, sid, stream)
            socketio.emit("removed", {"stream": stream}, namespace=namespace, to=sid)


def end_session(session_id: int) -> None:
    """Disconnect every socket of a session that has ended."""
    for namespace in NAMESPACES:
        for sid in _sids(namespace, f"session:{session_id}"):
            socketio.server.disconnect(sid, namespace=namespace)


def _sids(namespace: str, room: str) -> list[Any]:
    return [sid for sid, _ in socketio.server.manager.get_participants(namespace, room)]
