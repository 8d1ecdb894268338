"""Todoist's phrases for dates: ``2026-10-05 15:30``, ``5 Oct``, ``every! 2 weeks``, ``every mon, fri at 9am``."""

import re
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from server.core.zones import is_zone
from server.todos.recurrence import check_rule, next_due

_DAY = "(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_UNITS = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_ADVERBS = {"daily": "every day", "weekly": "every week", "monthly": "every month", "yearly": "every year"}
_CLOCK = re.compile(
    r"(?:^|\s)(?:at\s+|@\s*)?(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s*(?P<half>am|pm)?$", re.ASCII
)
_STARTING = re.compile(r"\s+(?:starting|from)\s+(?P<day>.+)$")
_EVERY = re.compile(r"every(?P<after>!)?\s+(?P<what>.+)")
_UNIT = re.compile(r"(?:(?P<interval>\d{1,3}|other)\s+)?(?P<unit>day|week|month|year)s?", re.ASCII)
_WEEKDAYS = re.compile(rf"(?P<other>other\s+)?(?P<days>{_DAY}(?:(?:\s*,\s*|\s+and\s+){_DAY})*)")
_MONTH_DAY = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)", re.ASCII)
_DATES = ("%Y-%m-%d", "%b %d %Y", "%d %b %Y", "%B %d %Y", "%d %B %Y", "%Y年%m月%d日")
_WITHOUT_YEAR = ("%b %d %Y", "%d %b %Y", "%B %d %Y", "%d %B %Y")


class Due(NamedTuple):
    """What a phrase says, as ``inputs.ChangesIn`` would bring it."""

    due: dict[str, Any] | None
    repeat: dict[str, Any] | None


def understood(phrase: str, zone: str, fallback: str, today: date) -> Due | None:
    """Return what a phrase says; None when it is not one of those that are understood.

    Args:
        zone: in which a time of day is meant; ``fallback`` when there is no such zone.
        today: from which a repetition begins.
    """
    words = " ".join(phrase.lower().split())
    words = _ADVERBS.get(words, words)
    zone = zone if is_zone(zone) else fallback
    # A year may look like an hour, and an hour like a year: the day alone first.
    for rest, clock in ((words, None), *_without_clock(words)):
        found = _repetition(rest, today) or _single(rest, today)
        if found is not None:
            day, repeat = found
            due = {"date": day.isoformat(), "time": clock, "zone": zone if clock else None}
            return Due(due, repeat)
    return None


def _without_clock(words: str) -> list[tuple[str, str]]:
    found = _CLOCK.search(words)
    if found is None or not (found["minute"] or found["half"]):
        return []
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return []
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    minute = int(found["minute"] or 0)
    if hour > 23 or minute > 59:
        return []
    clock = f"{hour:02}:{minute:02}"
    return [(words[: found.start()].strip(), clock)]


def _repetition(words: str, today: date) -> tuple[date, dict[str, Any]] | None:
    starting = _STARTING.search(words)
    start = today
    if starting:
        named = _day(starting["day"], today)
        if named is None:
            return None
        start, words = named, words[: starting.start()]
    every = _EVERY.fullmatch(words)
    rule = _rule(every["what"]) if every else None
    if every is None or rule is None:
        return None
    repeat = {"rule": rule, "after_done": bool(every["after"])}
    if "BY" not in rule:
        return start, repeat
    noon = datetime.fromisoformat(f"{start - timedelta(days=1)}T12:00Z")
    # The first one is the next that there is; the interval begins with it.
    every_one = re.sub(";INTERVAL=[0-9]+", "", rule)
    first = next_due(every_one, noon.date(), None, None, after_done=False, done_at=noon)
    return (first, repeat) if first else None


def _rule(what: str) -> str | None:
    if what in ("weekday", "workday"):
        return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    if what == "weekend":
        return "FREQ=WEEKLY;BYDAY=SA"
    if what == "last day":
        return "FREQ=MONTHLY;BYMONTHDAY=-1"
    rule = None
    if unit := _UNIT.fullmatch(what):
        interval = "2" if unit["interval"] == "other" else unit["interval"] or "1"
        rule = f"FREQ={_UNITS[unit['unit']]};INTERVAL={interval}"
    elif days := _WEEKDAYS.fullmatch(what):
        named = [day[:2].upper() for day in re.findall(_DAY, days["days"])]
        rule = f"FREQ=WEEKLY;INTERVAL={2 if days['other'] else 1};BYDAY={','.join(named)}"
    elif month_day := _MONTH_DAY.fullmatch(what):
        rule = f"FREQ=MONTHLY;BYMONTHDAY={month_day['day']}"
    try:
        return rule and check_rule(rule)
    except ValueError:
        return None


def _single(words: str, today: date) -> tuple[date, None] | None:
    day = _day(words, today)
    return (day, None) if day else None


def _day(words: str, today: date) -> date | None:
    words = words.replace(",", " ")
    found = _parsed(words, _DATES)
    if found is not None:
        return found
    # Without a year it is the nearest one, behind or ahead.
    years = (today.year - 1, today.year, today.year + 1)
    candidates = [_parsed(f"{words} {year}", _WITHOUT_YEAR) for year in years]
    return min((day for day in candidates if day), key=lambda day: abs(day - today), default=None)


def _parsed(words: str, forms: tuple[str, ...]) -> date | None:
    for form in forms:
        try:
            return datetime.strptime(" ".join(words.split()), form).date()  # noqa: DTZ007 (a day, in no zone)
        except ValueError:
            continue
    return None
