"""What somebody has to do as a calendar (RFC 5545), for programs that come back for it by themselves."""

import functools
import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, Todo, vDuration, vRecur
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from server.todos import agenda
from server.todos.models import TodoItem, TodoLabel
from server.todos.recurrence import until_instant
from server.todos.reminders import MORNING

# The nearest ones; no calendar shows more.
MOST_ITEMS = 1_000
# How often programs are asked to look again, if they listen.
REFRESH = timedelta(minutes=30)
# Ours, from none to the highest, as a calendar counts: 1 is the highest, 9 the lowest.
_PRIORITIES = (0, 9, 5, 1)
# Changes with what is made of the same items.
_FORM = "1"
# How far a zone's changes of the clocks are written down; a rule may go on for ever.
_ZONE_YEARS = (date(2020, 1, 1), date(2045, 1, 1))


class Entry(NamedTuple):
    """An item with a date, as a calendar shows it: plain values, which a native thread may read."""

    item: TodoItem
    summary: str
    labels: list[str]


def entries(session: Session, user_id: int) -> list[Entry]:
    """Return what the person has to do that has a date: assigned to them, or in a list of their own; the nearest first.

    As in their agenda, a room that they have left or that is archived has nothing to do for them.
    """
    lists = agenda.lists_of(session, user_id)
    own = [each.id for each in lists.values() if each.room_id is None]
    statement = (
        select(TodoItem)
        .where(
            TodoItem.list_id.in_(list(lists)),
            or_(
                TodoItem.assignee_id == user_id,
                TodoItem.assignee_id.is_(None) & TodoItem.list_id.in_(own),
            ),
            TodoItem.due_date.is_not(None),
            TodoItem.done_at.is_(None),
            TodoItem.deleted_at.is_(None),
        )
        .order_by(TodoItem.due_date, TodoItem.id)
        .limit(MOST_ITEMS)
    )
    found = session.scalars(statement, execution_options={"populate_existing": True}).all()
    labels: dict[int, list[str]] = {}
    of_these = select(TodoLabel).where(TodoLabel.item_id.in_([item.id for item in found]))
    for label in session.scalars(of_these.order_by(TodoLabel.label)) if found else ():
        labels.setdefault(label.item_id, []).append(label.label)
    return [Entry(item, _plain(item.html), labels.get(item.id, [])) for item in found]


def _plain(html: str) -> str:
    return unescape(re.sub("<[^>]*>", "", html)).strip()


def tag(found: Iterable[Entry], *circumstances: str) -> str:
    """Return an entity tag of the calendar that ``write`` would make: the same as long as nothing in it changes."""
    marks = [f"{entry.item.uid} {entry.item.list_id} {entry.item.version}" for entry in found]
    return hashlib.sha256("\n".join([_FORM, *circumstances, *marks]).encode()).hexdigest()[:32]


def write(found: list[Entry], *, name: str, address: str, as_todos: bool) -> bytes:
    """Return the calendar.

    Args:
        name: what people call it.
        address: of the page, without a slash at its end.
        as_todos: to-dos (VTODO), which many calendars pass over; otherwise events at the time when something is due.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Parley//To-dos//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for zone in sorted({entry.item.due_zone or "" for entry in found if entry.item.due_time}):
        if zone != "UTC":
            calendar.add_component(_zone(zone))
    for entry in found:
        calendar.add_component(_component(entry, address, as_todos=as_todos))
    return calendar.to_ical()


@functools.lru_cache(maxsize=64)
def _zone(name: str) -> Timezone:
    first, last = _ZONE_YEARS
    return Timezone.from_tzinfo(ZoneInfo(name), name, first, last)


def _component(entry: Entry, address: str, *, as_todos: bool) -> Event | Todo:
    item = entry.item
    component = Todo() if as_todos else Event()
    start = _start(item)
    component.add("uid", item.uid)
    # When it was last written, not when it was fetched: the same items have to be the same file.
    component.add("dtstamp", item.edited_at or item.created_at)
    component.add("created", item.created_at)
    component.add("last-modified", item.edited_at or item.created_at)
    component.add("sequence", item.version)
    component.add("dtstart", start)
    component.add("summary", entry.summary)
    if item.notes:
        component.add("description", item.notes)
    component.add("url", f"{address}/todos/{item.uid}")
    if entry.labels:
        component.add("categories", entry.labels)
    if item.priority:
        component.add("priority", _PRIORITIES[item.priority])
    if as_todos:
        component.add("due", start)
        component.add("status", "NEEDS-ACTION")
    else:
        # A deadline keeps nobody from being invited elsewhere.
        component.add("transp", "TRANSPARENT")
    # What is counted from when it will be done, nobody can know yet.
    if item.repeat_rule and not item.repeat_after_done:
        component.add("rrule", vRecur.from_ical(_rule(item)))
    if item.remind_minutes is not None:
        component.add_component(_alarm(entry))
    return component


def _start(item: TodoItem) -> date | datetime:
    day = item.due_date or date.min
    if item.due_time is None or item.due_zone is None:
        return day
    zone = UTC if item.due_zone == "UTC" else ZoneInfo(item.due_zone)
    return datetime.combine(day, time.fromisoformat(item.due_time), zone)


def _rule(item: TodoItem) -> str:
    """Return the rule with an end of the kind that its start is: a day, or an instant."""
    rule, sign, until = item.repeat_rule.partition("UNTIL=")
    if not sign:
        return rule
    if item.due_time is None or item.due_zone is None:
        return f"{rule}{sign}{until[:8]}"
    return f"{rule}{sign}{until_instant(until, item.due_time, item.due_zone)}"


def _alarm(entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.summary)
    before = -timedelta(minutes=entry.item.remind_minutes or 0)
    if entry.item.due_time is None:
        # A whole day begins at midnight for a calendar, and in the morning for people.
        before += timedelta(hours=MORNING.hour)
    alarm.add("trigger", before)
    return alarm
