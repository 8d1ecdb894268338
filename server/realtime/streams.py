"""Streams: what clients follow, the versions of their changes, and catching up.

This package knows no feature. A feature says with ``declare`` who may follow its kind of stream, and with
``add_source`` which rows it keeps there.
"""

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from server.core.errors import Refused, not_found
from server.core.fields import LARGEST
from server.core.writer import Transaction
from server.realtime.hub import socketio
from server.realtime.models import StreamVersion

# More rows than this are cheaper to load anew than to catch up with.
LARGEST_CATCH_UP = 1000

# (session, id of the stream's subject, version, at most, who asks) -> (version, type, data) of each row changed since
Source = Callable[[Session, int, int, int, Any], Iterable[tuple[int, str, dict[str, Any]]]]


@dataclass(frozen=True)
class Kind:
    """One kind of stream (``room``): its namespace, who may follow, and where its rows are."""

    namespace: str
    followable: Callable[[Session, int, list[int]], set[int]]
    sources: list[Source] = field(default_factory=list)


_kinds: dict[str, Kind] = {}
# Called with the stream and the type of every change that has been committed, before anybody is told.
_listeners: list[Callable[[str, str], None]] = []


def declare(kind: str, namespace: str, followable: Callable[[Session, int, list[int]], set[int]]) -> None:
    """Make a kind of stream known.

    Args:
        kind: the part before the colon.
        namespace: the Socket.IO namespace that carries its changes.
        followable: called with a session, the id of the person and ids after the colon; returns those that the
            person may follow.
    """
    _kinds[kind] = Kind(namespace, followable)


def add_source(kind: str, source: Source) -> None:
    """Let ``source`` give rows of a kind of stream for catching up."""
    _kinds[kind].sources.append(source)


def listen(listener: Callable[[str, str], None]) -> None:
    """Call ``listener(stream, type)`` after each commit of a change, before it is sent to anybody."""
    if listener not in _listeners:
        _listeners.append(listener)


def parse(name: Any) -> tuple[Kind, int]:
    """Return the kind and the id in ``room:3``.

    Raises:
        Refused: ``not_found`` when it names no stream.
    """
    kind, _, number = name.partition(":") if isinstance(name, str) else ("", "", "")
    if kind not in _kinds or not (number.isascii() and number.isdecimal() and len(number) <= 16):
        raise not_found()
    if int(number) > LARGEST or str(int(number)) != number:
        raise not_found()
    return _kinds[kind], int(number)


def check_follow(session: Session, person_id: int, name: Any) -> tuple[Kind, int]:
    """Return the kind and id of a stream that the person may follow.

    Raises:
        Refused: ``not_found``, whether it does not exist or may not be known.
    """
    kind, number = parse(name)
    if number not in kind.followable(session, person_id, [number]):
        raise not_found()
    return kind, number


def followable(session: Session, person_id: int, names: Iterable[str], namespace: str) -> set[str]:
    """Return those of the streams that the person may follow in the namespace; nonsense is left out."""
    asked: dict[str, list[int]] = {}
    for name in names:
        with contextlib.suppress(Refused):
            if parse(name)[0].namespace == namespace:
                asked.setdefault(name.partition(":")[0], []).append(parse(name)[1])
    return {
        f"{kind}:{number}"
        for kind, numbers in asked.items()
        for number in _kinds[kind].followable(session, person_id, numbers)
    }


def versions_of(session: Session, names: Iterable[str]) -> dict[str, int]:
    """Return the version that each of the streams has reached."""
    names = list(names)
    rows = session.execute(
        select(StreamVersion.name, StreamVersion.version).where(StreamVersion.name.in_(names))
    )
    return dict.fromkeys(names, 0) | {row.name: row.version for row in rows}


def version_of(session: Session, name: str) -> int:
    """Return the version that the stream has reached."""
    return session.scalar(select(StreamVersion.version).where(StreamVersion.name == name)) or 0


def advance(tx: Transaction, name: str, count: int = 1) -> int:
    """Take the stream's next version, within the transaction of the change that it is for.

    Args:
        count: how many versions to take; the last of them is returned.
    """
    mine = update(StreamVersion).where(StreamVersion.name == name)
    bump = mine.values(version=StreamVersion.version + count)
    session = tx.session
    if session.get_bind().dialect.update_returning:
        version = session.scalar(
            bump.returning(StreamVersion.version), execution_options={"synchronize_session": False}
        )
    else:
        session.execute(bump, execution_options={"synchronize_session": False})
        version = session.scalar(select(StreamVersion.version).where(StreamVersion.name == name))
    if version is None:
        session.execute(insert(StreamVersion).values(name=name, version=count))
        version = count
    return int(version)


def publish(tx: Transaction, name: str, version: int, type: str, data: dict[str, Any]) -> None:
    """Send a change to all who follow the stream, once it is committed.

    Args:
        data: the row's whole present state, so that applying it twice changes nothing.
    """
    change = {"stream": name, "version": version, "type": type, "data": data}
    namespace = parse(name)[0].namespace

    def tell() -> None:
        for listener in _listeners:
            listener(name, type)
        socketio.emit("change", change, namespace=namespace, to=name)

    tx.after_commit(tell)


def changes_since(session: Session, name: str, since: int, person: Any) -> dict[str, Any]:
    """Return what a client that has version ``since`` lacks.

    Returns:
        ``{"stream", "version", "changes"}`` with the present state of every row changed since, oldest change first;
        or ``{"stream", "version", "reset": True}`` when it is more than ``LARGEST_CATCH_UP`` rows, or when the client
        is ahead of the database (which then was restored from a backup).

    Raises:
        Refused: ``not_found`` when the person may not follow the stream.
    """
    kind, number = check_follow(session, person.id, name)
    # Read before the rows: a change in between is then sent twice, which is harmless, and never left out.
    version = version_of(session, name)
    if since > version:
        return {"stream": name, "version": version, "reset": True}
    rows = [
        row for rows in kind.sources for row in rows(session, number, since, LARGEST_CATCH_UP + 1, person)
    ]
    if len(rows) > LARGEST_CATCH_UP:
        return {"stream": name, "version": version, "reset": True}
    rows.sort(key=lambda row: row[0])
    changes = [{"stream": name, "version": number, "type": type, "data": data} for number, type, data in rows]
    return {"stream": name, "version": version, "changes": changes}
