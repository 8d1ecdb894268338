"""When a to-do comes again: a recurrence rule of RFC 5545 over days.

Everything is counted in days of the calendar. A time of day stays what the clock on the wall says, also when the
clocks are changed.

The days are found here and not by dateutil, which the tests ask for the same: where nothing is ever found, it goes on
searching until the year 9999, twenty seconds long for a rule of days, and anybody can write such a rule.
"""

import calendar
import itertools
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

LONGEST = 200
MOST_TIMES = 999
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
# The order in which a rule is written down, so that the same rule is always the same text.
_NAMES = ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST", "COUNT", "UNTIL")
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}")
_DAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"[0-9]{8}(T[0-9]{6}Z?)?")
# In these years every day of the year has fallen on every day of the week, leap days too.
_EVERY_CALENDAR = (date(2000, 1, 1), date(2027, 12, 31))
# How many days, weeks, months, years are searched for the next time; what comes more seldom is as good as never.
_PATIENCE = {"DAILY": 15_000, "WEEKLY": 5_000, "MONTHLY": 1_300, "YEARLY": 110}
Parts = dict[str, str]
Check = Callable[[str], str]


class NeverDue(ValueError):
    """A rule under which nothing is ever due, such as the 30th of February."""


class Next(NamedTuple):
    """The next time: its day, and the rule from there on, which is the same but for a COUNT that has less left."""

    date: date
    rule: str


def check_rule(text: str) -> str:
    """Return the rule as it is kept: ``FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR``, capital, in one order, without defaults.

    Raises:
        NeverDue: there is no day that it means.
        ValueError: it is not the value of one RRULE, or not made of what is understood here: FREQ (daily to yearly),
            INTERVAL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS, WKST, COUNT, UNTIL.
    """
    if len(text) > LONGEST:
        raise ValueError("too long")
    parts = _split(text.strip().upper())
    kept = {name: _CHECKS[name](value) for name, value in parts.items()}
    _check_together(kept)
    for name, default in (("INTERVAL", "1"), ("WKST", "MO")):
        if kept.get(name) == default:
            del kept[name]
    if not _ever_due(kept):
        raise NeverDue("no such day")
    return _join(kept)


def next_due(
    rule: str,
    due_date: date,
    due_time: str | None,
    zone: str | None,
    *,
    after_done: bool,
    done_at: datetime,
) -> date | None:
    """Return the day of the next time alone; see ``next_time``."""
    found = next_time(rule, due_date, due_time, zone, after_done=after_done, done_at=done_at)
    return found.date if found else None


def next_time(
    rule: str,
    due_date: date,
    due_time: str | None,
    zone: str | None,
    *,
    after_done: bool,
    done_at: datetime,
) -> Next | None:
    """Return when a to-do that was due on ``due_date`` and is done now comes again; None when that was the last time.

    By the calendar, it is the first time after the due day; of an item that was overdue, the first after the day on
    which it was done. A month without a 31st is left out, as RFC 5545 has it; BYMONTHDAY=-1 is the last of any month.
    ``after_done`` counts from the day on which it was done; a month after the 31st is then the last of a shorter one.

    Args:
        rule: as ``check_rule`` returned it.
        due_time: ``17:00``, None for the whole day.
        zone: whose days and clock count; None for UTC.
    """
    parts = _split(rule)
    clock = ZoneInfo(zone or "UTC")
    done_on = done_at.astimezone(clock).date()
    left = int(parts.pop("COUNT")) - 1 if "COUNT" in parts else None
    until = parts.pop("UNTIL", None)
    used, found = (1, _after(parts, done_on)) if after_done else _by_calendar(parts, due_date, done_on, left)
    if found is None or (left is not None and used > left):
        return None
    if until is not None and _is_past(until, found, due_time, clock):
        return None
    if until is not None:
        parts["UNTIL"] = until
    if left is not None:
        parts["COUNT"] = str(left - used + 1)
    return Next(found, _join(parts))


def until_instant(until: str, due_time: str, zone: str) -> str:
    """Return an UNTIL as RFC 5545 wants it beside a start with a time: the instant in UTC, ``20261231T160000Z``."""
    if until.endswith("Z"):
        return until
    local = _moment(until) if "T" in until else _at(_day(until), due_time)
    return f"{local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _by_calendar(parts: Parts, due_date: date, done_on: date, left: int | None) -> tuple[int, date | None]:
    """Return the first day after both, and how many times lie between it and the due one, itself included."""
    after = max(due_date, done_on)
    if left is None:
        return 0, next(_days(parts, due_date, after), None)
    times = _days(parts, due_date, due_date)
    for number, day in enumerate(times, 1):
        if day > after or number > left:
            return number, day
    return 0, None


def _after(parts: Parts, day: date) -> date | None:
    """Return the first day after ``day`` when counting begins with it."""
    unit = {"MONTHLY": "months", "YEARLY": "years"}.get(parts["FREQ"])
    if unit and not any(name.startswith("BY") for name in parts):
        try:
            return day + relativedelta(**{unit: int(parts.get("INTERVAL", 1))})  # type: ignore[arg-type]
        except (OverflowError, ValueError):
            return None
    return next(_days(parts, day, day), None)


def _days(parts: Parts, start: date, after: date) -> Iterator[date]:
    """Return the days after ``after`` that the rule means, counted from ``start``, as far as anybody looks ahead."""
    pattern = _pattern(_outspoken(parts, start))
    for first in pattern.periods(start, after):
        for day in pattern.days(first):
            if day > after:
                yield day


def _outspoken(parts: Parts, start: date) -> Parts:
    """Say what the start says silently: the 5th, by a start on the 5th."""
    if "BYDAY" in parts or "BYMONTHDAY" in parts:
        return parts
    frequency = parts["FREQ"]
    if frequency == "WEEKLY":
        return parts | {"BYDAY": _DAYS[start.weekday()]}
    if frequency == "MONTHLY":
        return parts | {"BYMONTHDAY": str(start.day)}
    if frequency == "YEARLY":
        return {"BYMONTH": str(start.month)} | parts | {"BYMONTHDAY": str(start.day)}
    return parts


class _Pattern(NamedTuple):
    """A rule as numbers. Its ``periods`` are days, weeks, months or years, each named by its first day."""

    frequency: str
    interval: int
    months: frozenset[int]
    month_days: frozenset[int]
    # Which Monday (0: every one), and the day of the week.
    week_days: frozenset[tuple[int, int]]
    positions: frozenset[int]
    week_start: int

    def periods(self, start: date, after: date) -> Iterator[date]:
        """Return every so-manieth period, counted from that of ``start``, from the last before ``after`` on."""
        count = self._between(start, after) // self.interval * self.interval
        for _ in range(_PATIENCE[self.frequency]):
            first = self._first(start, count)
            if first is None:
                return
            yield first
            count += self.interval

    def days(self, first: date) -> list[date]:
        """Return the days in the period that are meant."""
        length = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": _length(first.year, first.month)}.get(
            self.frequency, 365 + calendar.isleap(first.year)
        )
        beginning = first.toordinal()
        last = min(beginning + length, date.max.toordinal() + 1)
        found = [day for day in map(date.fromordinal, range(beginning, last)) if self._means(day)]
        if not self.positions:
            return found
        count = len(found)
        return [day for place, day in enumerate(found) if {place + 1, place - count} & self.positions]

    def _means(self, day: date) -> bool:
        if self.months and day.month not in self.months:
            return False
        if self.month_days:
            from_end = day.day - _length(day.year, day.month) - 1
            if day.day not in self.month_days and from_end not in self.month_days:
                return False
        if not self.week_days or (0, day.weekday()) in self.week_days:
            return True
        # Which of its kind it is: in the month, or in the year when no month is named.
        if self.frequency == "MONTHLY" or self.months:
            place, length = day.day, _length(day.year, day.month)
        else:
            place, length = day.timetuple().tm_yday, 365 + calendar.isleap(day.year)
        which = {((place - 1) // 7 + 1, day.weekday()), (-((length - place) // 7 + 1), day.weekday())}
        return bool(which & self.week_days)

    def _between(self, start: date, after: date) -> int:
        """Return how many periods after that of ``start`` the one of ``after`` is."""
        if self.frequency == "DAILY":
            return (after - start).days
        if self.frequency == "WEEKLY":
            return (after.toordinal() - self._week(start)) // 7
        if self.frequency == "MONTHLY":
            return (after.year - start.year) * 12 + after.month - start.month
        return after.year - start.year

    def _first(self, start: date, count: int) -> date | None:
        """Return the first day of the period so many after that of ``start``; None beyond the end of the calendar."""
        if self.frequency in ("DAILY", "WEEKLY"):
            weekly = self.frequency == "WEEKLY"
            ordinal = self._week(start) + 7 * count if weekly else start.toordinal() + count
            return date.fromordinal(max(ordinal, 1)) if ordinal <= date.max.toordinal() else None
        months = start.month - 1 + count if self.frequency == "MONTHLY" else 0
        year = start.year + (months // 12 if self.frequency == "MONTHLY" else count)
        return date(year, months % 12 + 1, 1) if year <= date.max.year else None

    def _week(self, day: date) -> int:
        return day.toordinal() - (day.weekday() - self.week_start) % 7


def _pattern(parts: Parts) -> _Pattern:
    def numbers(name: str) -> frozenset[int]:
        return frozenset(int(number) for number in parts.get(name, "").split(",") if number)

    days = [day for day in parts.get("BYDAY", "").split(",") if day]
    return _Pattern(
        parts["FREQ"],
        int(parts.get("INTERVAL", 1)),
        numbers("BYMONTH"),
        numbers("BYMONTHDAY"),
        frozenset((int(day[:-2] or 0), _DAYS.index(day[-2:])) for day in days),
        numbers("BYSETPOS"),
        _DAYS.index(parts.get("WKST", "MO")),
    )


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _is_past(until: str, day: date, due_time: str | None, clock: ZoneInfo) -> bool:
    if due_time is None or "T" not in until:
        return day > _day(until)
    moment = _at(day, due_time).replace(tzinfo=clock)
    end = _moment(until).replace(tzinfo=UTC if until.endswith("Z") else clock)
    return moment.astimezone(UTC) > end.astimezone(UTC)


def _at(day: date, due_time: str = "00:00") -> datetime:
    return datetime.combine(day, time.fromisoformat(due_time))


def _day(until: str) -> date:
    return date(int(until[:4]), int(until[4:6]), int(until[6:8]))


def _moment(until: str) -> datetime:
    return datetime.combine(_day(until), time(int(until[9:11]), int(until[11:13]), int(until[13:15])))


def _split(rule: str) -> Parts:
    parts: Parts = {}
    for part in rule.removeprefix("RRULE:").removesuffix(";").split(";"):
        name, equals, value = part.partition("=")
        if name not in _NAMES or not equals or name in parts:
            raise ValueError(f"not understood: {part[:20]}")
        parts[name] = value
    return parts


def _join(parts: Parts) -> str:
    return ";".join(f"{name}={parts[name]}" for name in _NAMES if name in parts)


def _one_of(*known: str) -> Check:
    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"not understood: {value[:20]}")
        return value

    return check


def _whole(largest: int) -> Check:
    def check(value: str) -> str:
        return str(_number(value, largest, signed=False))

    return check


def _several(largest: int, *, signed: bool = True) -> Check:
    def check(value: str) -> str:
        numbers = {_number(number, largest, signed=signed) for number in value.split(",")}
        return ",".join(str(number) for number in sorted(numbers))

    return check


def _number(value: str, largest: int, *, signed: bool) -> int:
    if _NUMBER.fullmatch(value) is None:
        raise ValueError(f"not a number: {value[:20]}")
    number = int(value)
    if not 1 <= abs(number) <= largest or (number < 0 and not signed):
        raise ValueError(f"out of range: {number}")
    return number


def _check_days(value: str) -> str:
    days = set()
    for day in value.split(","):
        found = _DAY.fullmatch(day)
        if found is None:
            raise ValueError(f"not a day: {day[:20]}")
        days.add((int(found[1]) if found[1] else 0, _DAYS.index(found[2])))
        if found[1] and not 1 <= abs(int(found[1])) <= 53:
            raise ValueError(f"no such day: {day}")
    return ",".join(f"{which or ''}{_DAYS[day]}" for which, day in sorted(days))


def _check_until(value: str) -> str:
    if _UNTIL.fullmatch(value) is None:
        raise ValueError(f"not a date: {value[:20]}")
    # They raise for a day or an hour that does not exist.
    if "T" in value:
        _moment(value)
    _day(value)
    return value


def _check_together(parts: Parts) -> None:
    frequency = parts.get("FREQ")
    ordinals = any(character.isdigit() for character in parts.get("BYDAY", ""))
    wrong = {
        "no frequency": frequency is None,
        "both COUNT and UNTIL": "COUNT" in parts and "UNTIL" in parts,
        "the first Monday of a week": ordinals and frequency in ("DAILY", "WEEKLY"),
        "a day of the month in a week": "BYMONTHDAY" in parts and frequency == "WEEKLY",
        "a position among nothing": "BYSETPOS" in parts
        and not {"BYMONTH", "BYMONTHDAY", "BYDAY"} & set(parts),
    }
    for reason, is_so in wrong.items():
        if is_so:
            raise ValueError(reason)


def _ever_due(parts: Parts) -> bool:
    """Return whether there is any such day, whenever it was begun; an interval only leaves some of them out."""
    start, end = _EVERY_CALENDAR
    pattern = _pattern(_outspoken(parts | {"INTERVAL": "1"}, start))
    periods = itertools.takewhile(lambda first: first <= end, pattern.periods(start, start))
    return any(pattern.days(first) for first in periods)


_CHECKS = {
    "FREQ": _one_of(*_FREQUENCIES),
    "INTERVAL": _whole(999),
    "BYMONTH": _several(12, signed=False),
    "BYMONTHDAY": _several(31),
    "BYDAY": _check_days,
    "BYSETPOS": _several(366),
    "WKST": _one_of(*_DAYS),
    "COUNT": _whole(MOST_TIMES),
    "UNTIL": _check_until,
}
