"""When a team talks: in working hours, in bursts of minutes, hardly at night and on weekends."""

import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

DAYS = 36
# How much is said in each hour of a working day.
_WEIGHTS = {9: 14, 10: 15, 11: 13, 12: 4, 13: 10, 14: 14, 15: 14, 16: 12, 17: 7, 18: 3, 20: 1, 21: 1}
# (first minute of the day, last minute of the day)
_SPANS = {
    "dawn": (5 * 60 + 19, 5 * 60 + 20),
    "morning": (8 * 60 + 35, 9 * 60 + 25),
    "noon": (11 * 60 + 20, 12 * 60 + 35),
    "evening": (17 * 60, 19 * 60),
    "weekend": (10 * 60, 21 * 60),
}
_WORKING = range(5)
_WEEKDAYS = {
    "monday": {0},
    "tuesday": {1},
    "wednesday": {2},
    "thursday": {3},
    "friday": {4},
    "weekend": {5, 6},
}
_LONGEST_PAUSE = 240.0


class Hours:
    """The weeks up to ``now``, in the time zone of ``now``."""

    def __init__(self, now: datetime, random: Random) -> None:
        self.now = now
        self.random = random
        self._days = [now.date() - timedelta(days=back) for back in range(DAYS, -1, -1)]

    def start(self, place: float, tags: frozenset[str], length: timedelta, latest: datetime) -> datetime:
        """Return a moment for a scene to begin.

        Args:
            place: where in the weeks it belongs, 0 to 1.
            tags: times of the day and days of the week that it is bound to.
            length: how long it takes.
            latest: when it has to be over.
        """
        days = self._bound_to(tags)
        index = min(int(place * len(days)), len(days) - 1)
        while True:
            start = self._at(days[index], tags)
            if start + length <= latest:
                return start
            index = max(index - 1, 0)

    def is_weekly(self, tags: frozenset[str]) -> bool:
        """Return whether the tags bind a scene to days of the week."""
        return not tags.isdisjoint(_WEEKDAYS)

    def most(self, tags: frozenset[str]) -> int:
        """Return how often a scene with these tags may be played: once on each day that is meant."""
        return len(self._bound_to(tags)) if self.is_weekly(tags) else sys.maxsize

    def pause(self, text: str, minutes: int | None) -> timedelta:
        """Return how long it takes until somebody has read, thought and written this."""
        if minutes is not None:
            return timedelta(seconds=minutes * 60 * self.random.uniform(0.8, 1.25))
        seconds = 7 + self.random.expovariate(1 / 28) + len(text) * 0.09
        return timedelta(seconds=min(seconds, _LONGEST_PAUSE))

    def launch(self) -> datetime:
        """Return the day that everybody works towards: a Tuesday, Wednesday or Thursday soon."""
        day = self.now + timedelta(days=4)
        while day.weekday() not in (1, 2, 3):
            day += timedelta(days=1)
        return day

    def _bound_to(self, tags: frozenset[str]) -> list[date]:
        named = [days for tag, days in _WEEKDAYS.items() if tag in tags]
        allowed = set().union(*named) if named else set(_WORKING)
        return [day for day in self._days if day.weekday() in allowed]

    def _at(self, day: date, tags: frozenset[str]) -> datetime:
        span = next((span for tag, span in _SPANS.items() if tag in tags), None)
        if span is None:
            hour = self.random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
            span = (hour * 60, hour * 60 + 59)
        minute = self.random.uniform(*span)
        return datetime.combine(day, time(tzinfo=self.now.tzinfo)) + timedelta(minutes=minute)


def without_overlaps(
    begun: Sequence[tuple[datetime, timedelta]], latest: datetime, random: Random
) -> list[datetime]:
    """Return beginnings, in order, such that each scene is over before the next one begins.

    Args:
        begun: beginning and length of each scene, earliest first.
        latest: when the last one has to be over.
    """
    starts = []
    for start, length in reversed(begun):
        moved = min(start, latest - length)
        starts.append(moved)
        latest = moved - timedelta(minutes=random.uniform(2, 14))
    return starts[::-1]
