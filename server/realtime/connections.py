"""Who is behind each socket, and taking streams away from people and sessions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from server.core.db import db
from server.realtime import presence, processes, streams
from server.realtime.hub import NAMESPACES, socketio


@dataclass(frozen=True)
class Person:
    """Who a socket belongs to, as known when it connected."""

    id: int
    session_id: int
    sid: str


_people: dict[tuple[str, str], Person] = {}
_goners: list[Callable[[str], None]] = []
_living: Callable[[Session, set[int]], set[int]] = lambda session, session_ids: session_ids  # noqa: E731


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
        for goner in _goners:
            goner(sid)


def when_gone(work: Callable[[str], None]) -> None:
    """Call ``work(sid)`` when a socket is gone."""
    if work not in _goners:
        _goners.append(work)


def person_of(namespace: str, sid: str) -> Person | None:
    """Return who is behind the socket; None when it is gone."""
    return _people.get((namespace, sid))


def enter(namespace: str, sid: str, stream: str) -> None:
    """Let a socket follow a stream; the caller has checked that it may."""
    person = _people.get((namespace, sid))
    if person is not None:
        socketio.server.enter_room(sid, stream, namespace=namespace)
        if streams.shows_presence(stream):
            presence.arrive(stream, person.id, sid)


def leave(namespace: str, sid: str, stream: str) -> None:
    """Let a socket follow a stream no longer."""
    socketio.server.leave_room(sid, stream, namespace=namespace)
    presence.depart(stream, sid)


def expel(person_id: int, namespace: str, stream: str) -> None:
    """Take a stream from every socket of a person at once, in whichever process, and tell them."""
    _expel_here(person_id, namespace, stream)
    processes.tell("expel", [person_id, namespace, stream])


def recheck(person_id: int) -> None:
    """Take from a person's sockets, in whichever process, every stream that they may not follow any more."""
    check_person(db.session(), person_id)
    processes.tell("recheck", person_id)


def recheck_followers(namespace: str, stream: str) -> None:
    """Take a stream from everybody, in whichever process, who may not follow it any more."""
    _check_followers(namespace, stream)
    processes.tell("recheck followers", [namespace, stream])


def end_session(session_id: int) -> None:
    """Disconnect every socket of a session that has ended, in whichever process."""
    _end_session_here(session_id)
    processes.tell("end session", session_id)


def keep_sessions_with(living: Callable[[Session, set[int]], set[int]]) -> None:
    """Let ``living`` tell which of some sessions go on. They belong to a feature above, so it comes from there."""
    global _living
    _living = living


def register() -> None:
    """Do what other processes ask for."""
    processes.hear("expel", lambda _, told: _expel_here(*told))
    processes.hear("end session", lambda _, session_id: _end_session_here(session_id))
    processes.hear("recheck", lambda _, person_id: check_person(db.session(), person_id))
    processes.hear("recheck followers", lambda _, told: _check_followers(*told))


def lives(session: Session, session_id: int) -> bool:
    """Return whether the session of a device goes on."""
    return bool(_living(session, {session_id}))


def check_sessions(session: Session) -> None:
    """Disconnect every socket of this process whose session has ended."""
    known = {person.session_id for person in _people.values()}
    for session_id in known - _living(session, known):
        _end_session_here(session_id)


def check_person(session: Session, person_id: int) -> None:
    """Take from a person's sockets in this process every stream that they may not follow any more."""
    for namespace in NAMESPACES:
        rooms = {room for sid in _sids(namespace, f"user:{person_id}") for room in _rooms(namespace, sid)}
        followed = {room for room in rooms if streams.is_stream(room, namespace)}
        for stream in followed - streams.followable(session, person_id, followed, namespace):
            _expel_here(person_id, namespace, stream)


def followed() -> dict[str, set[str]]:
    """Return the streams that are followed in this process, by namespace."""
    rooms = socketio.server.manager.rooms
    return {
        namespace: {room for room in rooms.get(namespace, ()) if streams.is_stream(room, namespace)}
        for namespace in NAMESPACES
    }


def _expel_here(person_id: int, namespace: str, stream: str) -> None:
    for sid in _sids(namespace, f"user:{person_id}"):
        if stream in _rooms(namespace, sid):
            leave(namespace, sid, stream)
            socketio.emit("removed", {"stream": stream}, namespace=namespace, to=sid)


def _check_followers(namespace: str, stream: str) -> None:
    here = {person.id for sid in _sids(namespace, stream) if (person := person_of(namespace, sid))}
    for person_id in here:
        check_person(db.session(), person_id)


def _end_session_here(session_id: int) -> None:
    for namespace in NAMESPACES:
        for sid in _sids(namespace, f"session:{session_id}"):
            socketio.server.disconnect(sid, namespace=namespace)


def _sids(namespace: str, room: str) -> list[Any]:
    return [sid for sid, _ in socketio.server.manager.get_participants(namespace, room)]


def _rooms(namespace: str, sid: str) -> list[Any]:
    rooms: list[Any] = socketio.server.rooms(sid, namespace=namespace)
    return rooms
