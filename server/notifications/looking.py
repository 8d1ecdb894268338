"""Who is looking at what: nobody is told of what they see anyway, on whichever of their devices.

A tab says so on ``/me``, again each minute while somebody is at it. It is kept in memory, a socket at a time; other
processes hear of it on their line, and what gets lost there is over by itself.
"""

import time
from typing import Any, NamedTuple

from server.realtime import connections, processes

# A tab that says nothing more for so long is not being looked at, whatever it said last: three minutes without a touch,
# and some time for the word to come.
LOOKING_SECONDS = 200
LONGEST_PLACE = 32


class Look(NamedTuple):
    """Somebody at a tab: who, at which place (empty: at none that counts), and until when that is taken for true."""

    person_id: int
    place: str
    until: float


_here: dict[str, Look] = {}
# Of each other process, by its sockets.
_elsewhere: dict[str, dict[str, Look]] = {}


def register() -> None:
    """Share it with the other processes, and forget sockets that are gone."""
    connections.when_gone(_forget)
    processes.hear("looking", _take)
    processes.when_gone(_take_away)


def look(person_id: int, sid: str, place: str, *, is_active: bool) -> None:
    """Note what somebody is looking at in a tab.

    Args:
        is_active: whether the tab is visible, has the focus, and was touched in the last three minutes.
    """
    _note(sid, Look(person_id, place, time.monotonic() + LOOKING_SECONDS) if is_active else None)


def people_at(place: str) -> set[int]:
    """Return the ids of those who are looking at a place."""
    return {each.person_id for each in _looks() if each.place == place}


def people_here() -> set[int]:
    """Return the ids of those who are using a tab at all."""
    return {each.person_id for each in _looks()}


def forget_all() -> None:
    """Begin with nobody."""
    _here.clear()
    _elsewhere.clear()


def _looks() -> list[Look]:
    now = time.monotonic()
    every = [*_here.values(), *(each for there in list(_elsewhere.values()) for each in there.values())]
    return [each for each in every if each.until > now]


def _forget(sid: str) -> None:
    _note(sid, None)


def _note(sid: str, found: Look | None) -> None:
    known = _here.pop(sid, None)
    if found is not None:
        _here[sid] = found
    elif known is None:
        return
    # Clocks of processes agree on how long a time is, not on when it is.
    processes.tell("looking", [sid, *(found[:2] if found else (0, ""))])


def _take(process: str, told: list[Any]) -> None:
    sid, person_id, place = told
    there = _elsewhere.setdefault(process, {})
    there.pop(sid, None)
    if person_id:
        there[sid] = Look(person_id, place, time.monotonic() + LOOKING_SECONDS)


def _take_away(process: str) -> None:
    _elsewhere.pop(process, None)
