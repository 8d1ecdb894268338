"""Streams: what clients follow, the versions of their changes.

This package knows no feature. A feature says with ``declare`` who may follow its kind of stream, and with
``add_source`` which rows it keeps there.
"""

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from server.core.errors import Refused, not_found
from server.core.fields import LARGEST
from server.core.writer import Transaction
from server.realtime import processes
from server.realtime.models import StreamVersion

_STREAMS: Any = StreamVersion.__table__
# Streams that are advanced together.
LARGEST_STEP = 1000
# Made once: to put a statement together takes longer than to run it.
_BUMP = (
    update(_STREAMS)
    .where(_STREAMS.c.name == bindparam("stream"))
    .values(version=_STREAMS.c.version + bindparam("count"))
)
_BUMP_EACH = (
    update(_STREAMS)
    .where(_STREAMS.c.name.in_(bindparam("streams", expanding=True)))
    .values(version=_STREAMS.c.version + 1)
)
_BUMP_RETURNING = _BUMP.returning(_STREAMS.c.version)
_VERSION = select(_STREAMS.c.version).where(_STREAMS.c.name == bindparam("stream"))
_VERSIONS = select(_STREAMS.c.name, _STREAMS.c.version).where(
    _STREAMS.c.name.in_(bindparam("streams", expanding=True))
)

# (session, id of the stream's subject, version, at most, who asks) -> (version, type, data) of each row changed since;
# when there are more, those that changed last
Source = Callable[[Session, int, int, int, Any], Iterable[tuple[int, str, dict[str, Any]]]]


@dataclass(frozen=True)
class Kind:
    """One kind of stream (``room``): its namespace, who may follow, and where its rows are."""

    namespace: str
    followable: Callable[[Session, int, list[int]], set[int]]
    is_same_for_all: bool
    shows_presence: bool
    sources: list[Source] = field(default_factory=list)


_kinds: dict[str, Kind] = {}
# Called with the stream and the type of every change that has been committed, before anybody is told.
_listeners: list[Callable[[str, str], None]] = []


def declare(
    kind: str,
    namespace: str,
    followable: Callable[[Session, int, list[int]], set[int]],
    *,
    is_same_for_all: bool = False,
    shows_presence: bool = True,
) -> None:
    """Make a kind of stream known.

    Args:
        kind: the part before the colon.
        namespace: the Socket.IO namespace that carries its changes.
        followable: called with a session, the id of the person and ids after the colon; returns those that the
            person may follow.
        is_same_for_all: whether its rows look the same to everybody who follows, and change with its version alone
            (or tell ``catching_up.forget_all``): then they are read once for many.
        shows_presence: whether who follows it counts as online there.
    """
    _kinds[kind] = Kind(namespace, followable, is_same_for_all, shows_presence)


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


def is_stream(name: Any, namespace: str) -> bool:
    """Return whether this is the name of a stream that the namespace carries."""
    with contextlib.suppress(Refused):
        return parse(name)[0].namespace == namespace
    return False


def shows_presence(name: str) -> bool:
    """Return whether who follows the stream counts as online there."""
    return _kinds[name.partition(":")[0]].shows_presence


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
        if is_stream(name, namespace):
            asked.setdefault(name.partition(":")[0], []).append(parse(name)[1])
    return {
        f"{kind}:{number}"
        for kind, numbers in asked.items()
        for number in _kinds[kind].followable(session, person_id, numbers)
    }


def versions_of(session: Session, names: Iterable[str]) -> dict[str, int]:
    """Return the version that each of the streams has reached."""
    names = list(names)
    rows = session.connection().execute(_VERSIONS, {"streams": names}).all()
    return dict.fromkeys(names, 0) | {row.name: row.version for row in rows}


def version_of(session: Session, name: str) -> int:
    """Return the version that the stream has reached."""
    return session.connection().scalar(_VERSION, {"stream": name}) or 0


def advance(tx: Transaction, name: str, count: int = 1) -> int:
    """Take the stream's next version, within the transaction of the change that it is for.

    Args:
        count: how many versions to take; the last of them is returned.
    """
    connection = tx.session.connection()
    step = {"stream": name, "count": count}
    if connection.dialect.update_returning:
        version = connection.scalar(_BUMP_RETURNING, step)
    else:
        connection.execute(_BUMP, step)
        version = connection.scalar(select(_STREAMS.c.version).where(_STREAMS.c.name == name))
    if version is None:
        connection.execute(insert(_STREAMS).values(name=name, version=count))
        version = count
    return int(version)


def advance_each(tx: Transaction, names: Iterable[str]) -> dict[str, int]:
    """Take the next version of each of many streams, in three statements whatever their number; return them by name.

    Args:
        names: as many as a statement may ask for: ``LARGEST_STEP`` at most.
    """
    connection = tx.session.connection()
    wanted = {"streams": sorted(set(names))}
    if not wanted["streams"]:
        return {}
    connection.execute(_BUMP_EACH, wanted)
    versions: dict[str, int] = {row.name: row.version for row in connection.execute(_VERSIONS, wanted)}
    missing = [name for name in wanted["streams"] if name not in versions]
    if missing:
        connection.execute(insert(_STREAMS), [{"name": name, "version": 1} for name in missing])
    return dict.fromkeys(missing, 1) | versions


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
        processes.broadcast("change", change, namespace, name)

    tx.after_commit(tell)
