"""Finding out from the database what was told in vain, or by nobody: by other processes, or by commands."""

from server.core.db import db
from server.realtime import connections, processes, streams
from server.realtime.hub import socketio

# As many as one statement may ask for, on any database.
BATCH = 1000

# The versions that were found the last time.
_found: dict[str, int] = {}
_wanted = False
_looking = False


def register() -> None:
    """Look whenever something may have been missed."""
    processes.when_missed(look_soon)


def look_soon(_: str | None = None) -> None:
    """Look, and once more if it is asked for meanwhile."""
    global _wanted, _looking
    _wanted = True
    if not _looking:
        _looking = True
        socketio.start_background_task(_look_while_wanted)


def _look_while_wanted() -> None:
    global _wanted, _looking
    try:
        while _wanted:
            _wanted = False
            processes.carefully(_look)
    finally:
        _looking = False


def _look() -> None:
    """Tell the clients of this process which streams have moved, and take from people what they have lost."""
    global _found
    session = db.session()
    connections.check_sessions(session)
    before, _found = _found, {}
    for namespace, names in connections.followed().items():
        for start in range(0, len(names), BATCH):
            versions = streams.versions_of(session, sorted(names)[start : start + BATCH])
            _found |= versions
            for stream, version in versions.items():
                if before.get(stream) == version:
                    continue
                socketio.emit(
                    "version", {"stream": stream, "version": version}, namespace=namespace, to=stream
                )
                kind, _, number = stream.partition(":")
                # A person's own stream moves with everything that they gain or lose.
                if kind == "user":
                    connections.check_person(session, int(number))
