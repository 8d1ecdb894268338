"""Catching up: what a client that was away lacks, as the bytes that it is sent.

When a server comes back all of its clients come at once, each of them with a version of its own. So what has changed
lately in a stream is kept, up to the next change, and each is sent its end of it.
"""

from bisect import bisect_right
from typing import Any, NamedTuple

import orjson
from sqlalchemy.orm import Session

from server.core.memory import Memory
from server.realtime import streams

# More rows than this are cheaper to load anew than to catch up with.
LARGEST_CATCH_UP = 1000
# Of what is kept, all streams together.
MOST_BYTES = 50_000_000
# What Python adds to the bytes themselves, about.
_OWN_WEIGHT = 100


class _Recent(NamedTuple):
    """The rows of a stream that changed after ``since``, as they are at ``version``; the last changed is the last.

    With ``is_cut`` there are more than are ever sent: whoever has an older version than ``since`` is to load anew.
    """

    stream: str
    since: int
    version: int
    is_cut: bool
    versions: list[int]
    changes: list[bytes]
    weight: int

    def reaches(self, since: int) -> bool:
        """Return whether it tells what somebody with that version lacks."""
        return since <= self.version and (since >= self.since or self.is_cut)

    def after(self, since: int) -> bytes:
        """Return what somebody with that version lacks."""
        start = b'{"stream":"%s","version":%d,' % (self.stream.encode(), self.version)
        if not self.since <= since <= self.version:
            return start + b'"reset":true}'
        changes = self.changes[bisect_right(self.versions, since) :]
        return start + b'"changes":[%s]}' % b",".join(changes)


_recent: Memory[_Recent] = Memory(MOST_BYTES, weigh=lambda recent: recent.weight)
forget_all = _recent.forget_all


def register() -> None:
    """Begin to forget streams that change."""
    streams.listen(_changed)


def changes_since(session: Session, name: str, since: int, person: Any) -> bytes:
    """Return what a client that has version ``since`` lacks, as JSON.

    Returns:
        ``{"stream", "version", "changes"}`` with the present state of every row changed since, oldest change first;
        or ``{"stream", "version", "reset": true}`` when it is more than ``LARGEST_CATCH_UP`` rows, or when the client
        is ahead of the database (which then was restored from a backup).

    Raises:
        Refused: ``not_found`` when the person may not follow the stream.
    """
    kind, _ = streams.check_follow(session, person.id, name)
    recent = _recent.peek(name)
    if recent is None or not recent.reaches(since):
        moment = _recent.moment()
        recent = _read(session, name, since, person)
        if kind.is_same_for_all:
            _recent.keep(name, recent, moment)
    return recent.after(since)


def _changed(stream: str, _: str) -> None:
    _recent.forget(stream)


def _read(session: Session, name: str, since: int, person: Any) -> _Recent:
    # Read before the rows: a change in between is then sent twice, which is harmless, and never left out.
    version = streams.version_of(session, name)
    if since >= version:
        return _Recent(name, version, version, False, [], [], _OWN_WEIGHT)
    kind, number = streams.parse(name)
    most = LARGEST_CATCH_UP
    rows = [row for source in kind.sources for row in source(session, number, since, most + 1, person)]
    rows.sort(key=lambda row: row[0])
    is_cut = len(rows) > most
    if is_cut:
        since, rows = rows[-most - 1][0], rows[-most:]
    changes = [
        orjson.dumps({"stream": name, "version": number, "type": type, "data": data})
        for number, type, data in rows
    ]
    weight = _OWN_WEIGHT + sum(_OWN_WEIGHT + len(change) for change in changes)
    return _Recent(name, since, version, is_cut, [row[0] for row in rows], changes, weight)
