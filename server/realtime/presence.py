"""Who is online, per stream.

A person counts once over any number of tabs and processes. Changes are gathered and published at most once a second
per stream, as the state and not the difference: so a thousand arrivals cost a thousand small updates and not a million.
"""

from collections import defaultdict
from typing import Any

from server.realtime import processes
from server.realtime.hub import socketio

GATHER_SECONDS = 1.0
# Larger rooms show a number and load names when somebody looks.
LARGEST_NAMED = 100

_tabs: dict[str, dict[int, set[str]]] = defaultdict(dict)
_streams_of: dict[str, dict[str, int]] = defaultdict(dict)
# Of each other process: the people of its sockets, by stream.
_elsewhere: dict[str, dict[str, set[int]]] = {}
_changed: set[str] = set()
# Those of them that the other processes have to hear of.
_to_tell: set[str] = set()
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


def register() -> None:
    """Share with the other processes who is present."""
    processes.hear("present", _take)
    processes.hear("who is present", _answer)
    processes.when_missed(_ask)
    processes.when_gone(_take_away)


def count(stream: str) -> int:
    """Return how many people are present."""
    return len(people(stream)) if _elsewhere else len(_tabs.get(stream, ()))


def people(stream: str) -> set[int]:
    """Return the ids of those who are present."""
    return set(_tabs.get(stream, ())).union(*(there.get(stream, ()) for there in list(_elsewhere.values())))


def state(stream: str) -> dict[str, Any]:
    """Return ``{"stream", "count", "people"}``; ``people`` is None above ``LARGEST_NAMED``."""
    present = people(stream)
    return {
        "stream": stream,
        "count": len(present),
        "people": sorted(present) if len(present) <= LARGEST_NAMED else None,
    }


def _note(stream: str, *, here: bool = True) -> None:
    global _publishing
    _changed.add(stream)
    if here:
        _to_tell.add(stream)
    if not _publishing:
        _publishing = True
        socketio.start_background_task(_publish)


def _publish() -> None:
    global _publishing
    try:
        while _changed:
            socketio.sleep(GATHER_SECONDS)
            streams, told = list(_changed), list(_to_tell)
            _changed.clear()
            _to_tell.clear()
            if told:
                processes.tell("present", {"all": False, "streams": _present_here(told)})
            for stream in streams:
                socketio.emit("presence", state(stream), namespace="/chat", to=stream)
    finally:
        _publishing = False


def _present_here(streams: list[str]) -> dict[str, list[int]]:
    return {stream: list(_tabs.get(stream, ())) for stream in streams}


def _ask(process: str | None) -> None:
    # None: the line is back. Whoever said something meanwhile is found out by its numbers.
    if process is not None:
        processes.tell("who is present", process)


def _answer(_: str, asked: str) -> None:
    if asked == processes.name():
        processes.tell("present", {"all": True, "streams": _present_here(list(_tabs))})


def _take(process: str, told: dict[str, Any]) -> None:
    """Note who is present in another process: in the streams that are named, or in ``all`` that there are."""
    streams = {stream: set(present) for stream, present in told["streams"].items()}
    there = _elsewhere.setdefault(process, {})
    if told["all"]:
        streams |= {stream: set() for stream in there if stream not in streams}
    for stream, present in streams.items():
        if there.pop(stream, set()) != present:
            _note(stream, here=False)
        if present:
            there[stream] = present


def _take_away(process: str) -> None:
    for stream in _elsewhere.pop(process, {}):
        _note(stream, here=False)
