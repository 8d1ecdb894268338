"""Whose reminder of what has come: data for those who tell people. Nothing is sent from here."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.core.zones import is_zone
from server.rooms.models import Membership, Room
from server.todos.checks import LONGEST_REMINDER, instant
from server.todos.models import TodoItem, TodoList

# A day without a time begins for people when they get up, in their own zone.
MORNING = time(9)
# The earth has times of day from 12 hours behind UTC to 14 ahead of it.
_ROUND_THE_WORLD = timedelta(hours=14)


class Reminder(NamedTuple):
    """Something that somebody wanted to be reminded of, and when that was to be."""

    at: datetime
    user_id: int
    item_id: int
    uid: str
    room_id: int | None
    text: str
    html: str
    due_date: date
    due_time: str | None
    due_zone: str | None


def due_reminders(session: Session, since: datetime, until: datetime) -> list[Reminder]:
    """Return the reminders that come after ``since`` and not after ``until``, in their order.

    Asked about one span of time after the other, everybody is reminded once of each. Reminded is whoever it is assigned
    to; when it is nobody's, the owner of the list, or in a room whoever has added it. Who has left the room is not, nor
    is anybody of what is in an archived one.
    """
    span = TodoItem.due_date.between(
        (since - _ROUND_THE_WORLD).date(),
        (until + _ROUND_THE_WORLD + timedelta(minutes=LONGEST_REMINDER)).date(),
    )
    who = User.id == _reminded()
    statement = (
        select(TodoItem, TodoList.room_id, User.id, User.time_zone)
        .join(TodoList, TodoList.id == TodoItem.list_id)
        .join(User, who)
        .where(
            TodoItem.remind_minutes.is_not(None),
            TodoItem.done_at.is_(None),
            TodoItem.deleted_at.is_(None),
            TodoList.archived_at.is_(None),
            TodoList.deleted_at.is_(None),
            User.deactivated_at.is_(None),
            User.banned_at.is_(None),
            User.deleted_at.is_(None),
            or_(TodoList.room_id.is_(None), _is_in_room()),
            span,
        )
    )
    found = [
        reminder
        for row in session.execute(statement, execution_options={"populate_existing": True})
        for reminder in [_reminder(*row)]
        if since < reminder.at <= until
    ]
    return sorted(found, key=lambda reminder: (reminder.at, reminder.item_id))


def remind_at(item: TodoItem, zone: str) -> datetime:
    """Return the moment of an item's reminder, for somebody in a time zone; a whole day counts from its morning."""
    due = item.due_at
    if due is None:
        due = instant(
            item.due_date or date.min, MORNING.isoformat("minutes"), zone if is_zone(zone) else "UTC"
        )
    return due - timedelta(minutes=item.remind_minutes or 0)


def _reminded() -> ColumnElement[int]:
    return func.coalesce(TodoItem.assignee_id, TodoList.owner_id, TodoItem.created_by)


def _is_in_room() -> ColumnElement[bool]:
    return (
        select(Membership.user_id)
        .join(Room, Room.id == Membership.room_id)
        .where(
            Membership.room_id == TodoList.room_id,
            Membership.user_id == User.id,
            Membership.left_at.is_(None),
            Room.archived_at.is_(None),
        )
        .exists()
    )


def _reminder(item: TodoItem, room_id: int | None, user_id: int, zone: str) -> Reminder:
    return Reminder(
        remind_at(item, zone),
        user_id,
        item.id,
        item.uid,
        room_id,
        item.text,
        item.html,
        item.due_date or date.min,
        item.due_time,
        item.due_zone,
    )
