"""What the fields of an item may be; and what they become when they are kept. Needs no database."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext

from server.core.errors import invalid
from server.core.text import render, render_line
from server.core.zones import is_zone
from server.todos import order
from server.todos.recurrence import check_rule

LONGEST_TEXT = 2_000
LONGEST_NOTES = 10_000
LONGEST_LABEL = 40
MOST_LABELS = 20
HIGHEST_PRIORITY = 3
LONGEST_REMINDER = 60 * 24 * 366  # minutes
FIRST_YEAR, LAST_YEAR = 1970, 2200
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
# Control characters have no look, and some are Markdown's own place-holders; line ends and tabs stay.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Wrong(Exception):
    """What is wrong with one input, as a sentence."""

    def __init__(self, sentence: Any) -> None:
        super().__init__()
        self.sentence = sentence


def checked(changes: dict[str, Any]) -> dict[str, Any]:
    """Return the changes of an item as columns of its row, and what else is to be done under its own name.

    Args:
        changes: as ``inputs.ChangesIn`` gives them.

    Raises:
        Refused: ``invalid``, with a sentence for each field that cannot be so.
    """
    kept: dict[str, Any] = {}
    wrong: dict[str, Any] = {}
    for name, value in changes.items():
        try:
            kept |= _CHECKS[name](value) if name in _CHECKS else {name: value}
        except Wrong as error:
            wrong[name] = error.sentence
    if wrong:
        raise invalid(wrong)
    return kept


def instant(day: date, clock: str, zone: str) -> datetime:
    """Return the moment of a local time: one that the clocks skip comes as much later, of two alike it is the first."""
    local = datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone))
    return local.astimezone(UTC)


def check_text(text: str, longest: int) -> str:
    """Return text of several lines as it is kept.

    Raises:
        Wrong: it is too long.
    """
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n").rstrip()
    if len(text) > longest:
        raise Wrong(
            lazy_gettext(
                "This has %(length)s characters; %(most)s are the most.", length=len(text), most=longest
            )
        )
    return text


def _text(text: str) -> dict[str, Any]:
    # An item is one line.
    text = " ".join(check_text(text, LONGEST_TEXT).split())
    if not text:
        raise Wrong(lazy_gettext("A to-do needs some text."))
    return {"text": text, "html": render_line(text)}


def _notes(text: str) -> dict[str, Any]:
    text = check_text(text, LONGEST_NOTES)
    return {"notes": text, "notes_html": render(text) if text.strip() else ""}


def _due(due: dict[str, Any] | None) -> dict[str, Any]:
    if due is None:
        return {"due_date": None, "due_time": None, "due_zone": None, "due_at": None}
    if not due["date"]:
        if due["time"]:
            raise Wrong(lazy_gettext("A time of day needs a date as well."))
        raise Wrong(lazy_gettext("Please choose a day."))
    day = check_day(due["date"])
    if not due["time"]:
        return {"due_date": day, "due_time": None, "due_zone": None, "due_at": None}
    if not _TIME.fullmatch(due["time"]):
        raise Wrong(lazy_gettext("There is no such time of day. Write it as 17:00."))
    if not due["zone"]:
        raise Wrong(lazy_gettext("A time of day needs a time zone as well."))
    if not is_zone(due["zone"]):
        raise Wrong(lazy_gettext("There is no such time zone."))
    at = instant(day, due["time"], due["zone"])
    return {"due_date": day, "due_time": due["time"], "due_zone": due["zone"], "due_at": at}


def check_day(text: str) -> date:
    """Return a day of the calendar.

    Raises:
        Wrong: there is none of this name.
    """
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise Wrong(lazy_gettext("There is no such day."))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        years = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise Wrong(lazy_gettext("A day from %(first)s to %(last)s, please.", **years))
    return day


def _remind(minutes: int | None) -> dict[str, Any]:
    if minutes is not None and minutes > LONGEST_REMINDER:
        raise Wrong(lazy_gettext("At most a year before it is due, please."))
    return {"remind_minutes": minutes}


def _repeat(repeat: dict[str, Any] | None) -> dict[str, Any]:
    if repeat is None:
        return {"repeat_rule": "", "repeat_after_done": False}
    try:
        rule = check_rule(repeat["rule"])
    except ValueError as error:
        raise Wrong(
            lazy_gettext("This rule of repetition cannot be understood, or never comes to pass.")
        ) from error
    return {"repeat_rule": rule, "repeat_after_done": repeat["after_done"]}


def _labels(labels: list[str]) -> dict[str, Any]:
    kept = dict.fromkeys(filter(None, (" ".join(_CONTROLS.sub("", label).split()) for label in labels)))
    if any(len(label) > LONGEST_LABEL for label in kept):
        raise Wrong(lazy_gettext("A label has at most %(most)s characters.", most=LONGEST_LABEL))
    if len(kept) > MOST_LABELS:
        raise Wrong(lazy_gettext("A to-do has at most %(most)s labels.", most=MOST_LABELS))
    return {"labels": sorted(kept)}


def _priority(priority: int) -> dict[str, Any]:
    if priority > HIGHEST_PRIORITY:
        raise Wrong(lazy_gettext("A priority from 0 to %(most)s, please.", most=HIGHEST_PRIORITY))
    return {"priority": priority}


def check_position(position: str) -> dict[str, Any]:
    """Return an order key as a column.

    Raises:
        Wrong: it is none.
    """
    if not order.is_key(position):
        raise Wrong(lazy_gettext("This is not a place in the list."))
    return {"position": position}


_CHECKS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "text": _text,
    "notes": _notes,
    "due": _due,
    "remind": _remind,
    "repeat": _repeat,
    "labels": _labels,
    "priority": _priority,
    "position": check_position,
}
