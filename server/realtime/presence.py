"""Who is online, per stream.

A person counts once over any number of tabs. Changes are gathered and published at most once a second per stream, as
the state and not the difference: so a thousand arrivals cost a thousand small updates and not a million.
"""

from collections import defaultdict
from typing import Any

from server.realtime.hub import socketio

GATHER_SECONDS = 1.0
# Larger rooms show a number and load names when somebody looks.
LARGEST_NAMED = 100

_tabs: dict[str, dict[int, set[str]]] = defaultdict(dict)
_streams_of: dict[str, dict[str, int]] = defaultdict(dict)
_changed: set[str] = set()
_publishing = False


def arrive(stream: str, person_id: int, sid: str) -> None:
    """Count a person's socket as present in a stream."""
    people = _tabs[stream]
    _streams_of[sid][stream] = person_id
    if person_id in people:
        people[person_id].add(sid)
        return
    people[person_id] = {sid}
    _note(stream)


def depart(stream: str, sid: str) -> None:
    """Count a socket out; the person is gone with the last one."""
    person_id = _streams_of.get(sid, {}).pop(stream, None)
    tabs = _tabs[stream].get(person_id) if person_id is not None else None
    if tabs is None or person_id is None:
        return
    tabs.discard(sid)
    if not tabs:
        del _tabs[stream][person_id]
        if not _tabs[stream]:
            del _tabs[stream]
        _note(stream)


def forget(sid: str) -> None:
    """Count a socket out of every stream."""
    for stream in list(_streams_of.get(sid, {})):
        depart(stream, sid)
    _streams_of.pop(sid, None)


def count(stream: str) -> int:
    """Return how many people are present."""
    return len(_tabs.get(stream, ()))


def people(stream: str) -> set[int]:
    """Return the ids of those who are present."""
    return set(_tabs.get(stream, ()))


def state(stream: str) -> dict[str, Any]:
    """Return ``{"stream", "count", "people"}``; ``people`` is None above ``LARGEST_NAMED``."""
    present = _tabs.get(stream, {})
    return {
        "stream": stream,
        "count": len(present),
        "people": sorted(present) if len(present) <= LARGEST_NAMED else None,
    }


def _note(stream: str) -> None:
    global _publishing
    _changed.add(stream)
    if not _publishing:
        _publishing = True
        socketio.start_background_task(_publish)


def _publish() -> None:
    global _publishing
    try:
        while _changed:
            socketio.sleep(GATHER_SECONDS)
            streams = list(_changed)
            _changed.clear()
            for stream in streams:
                socketio.emit("presence", state(stream), namespace="/chat", to=stream)
    finally:
        _publishing = False
