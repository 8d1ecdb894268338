"""What somebody has to do, in all of their lists and rooms: today, in the days to come, and what they wait for."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.core.db import now
from server.core.errors import invalid
from server.core.zones import is_zone
from server.rooms.models import Membership, Room
from server.todos import access, reading
from server.todos.checks import Wrong, check_day
from server.todos.models import TodoItem, TodoList, TodoTick

VIEWS = ("today", "upcoming", "undated", "waiting", "assigned")
MOST = 1_000
LOOKS_AHEAD = timedelta(days=31)
LONGEST_LOOK = timedelta(days=400)
_Condition = ColumnElement[bool]
_Ids = Select[Any]


def view(
    session: Session,
    person_id: int,
    which: str,
    *,
    first: str | None = None,
    last: str | None = None,
    zone: str | None = None,
) -> dict[str, Any]:
    """Return the open items of one view of somebody's agenda, with the lists and rooms that they are in.

    ``today`` is what is overdue or due today, and without a date what is assigned to them or a roll call that they have
    not ticked; ``upcoming`` what is due from ``first`` to ``last``; ``undated`` what they have to do some day;
    ``waiting`` what they gave to others or wait for; ``assigned`` what is assigned to them. What nobody is assigned to
    counts as theirs in lists of their own.

    Args:
        first, last: days, ``2026-11-28``.
        zone: in which days are counted; None for the person's own.

    Returns:
        ``{"items", "lists", "rooms", "counts"}``, the counts as ``counts`` gives them.

    Raises:
        Refused: ``invalid``, ``forbidden`` for guests.
    """
    if which not in VIEWS:
        raise invalid({"view": lazy_gettext("Please choose one of these.")})
    days = _Days(session, person_id, zone)
    span = _span(days, first, last)
    lists = lists_of(session, person_id)
    mine = _Agenda(person_id, list(lists.values()), days)
    statement = reading.items().where(TodoItem.id.in_(mine.ids(which, span)))
    # Engines differ in where they put what is empty.
    hour = (TodoItem.due_time.is_not(None), TodoItem.due_time)
    due = (TodoItem.due_date.is_(None), TodoItem.due_date, *hour, TodoItem.priority.desc())
    items = reading.read(session, statement.order_by(*due, TodoItem.id).limit(MOST))
    shown = [lists[list_id] for list_id in dict.fromkeys(item["list_id"] for item in items)]
    return {
        "items": items,
        "lists": access.describe(session, shown),
        "rooms": _rooms(session, shown),
        "counts": mine.counts(session),
    }


def counts(session: Session, person_id: int, zone: str | None = None) -> dict[str, int]:
    """Return how many items are in the views: ``{"today", "overdue", "waiting", "assigned"}``; today with the overdue.

    Raises:
        Refused: ``invalid``, ``forbidden`` for guests.
    """
    days = _Days(session, person_id, zone)
    return _Agenda(person_id, list(lists_of(session, person_id).values()), days).counts(session)


class _Days:
    """The days of somebody's calendar, and this moment."""

    def __init__(self, session: Session, person_id: int, zone: str | None) -> None:
        access.check_takes_part(session, person_id)
        if zone and not is_zone(zone):
            raise invalid({"zone": lazy_gettext("There is no such time zone.")})
        own = session.scalar(select(User.time_zone).where(User.id == person_id))
        self.zone = ZoneInfo(zone or own or "UTC")
        self.now = now()
        self.today = self.now.astimezone(self.zone).date()

    def start(self, day: date) -> datetime:
        """Return the moment at which a day begins."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def due_by(self, day: date) -> _Condition:
        """What is due on that day or before."""
        timed = TodoItem.due_at < self.start(day + timedelta(days=1))
        return or_(timed, and_(TodoItem.due_at.is_(None), TodoItem.due_date <= day))

    def due_from(self, day: date) -> _Condition:
        """What is due on that day or after."""
        return or_(
            TodoItem.due_at >= self.start(day), and_(TodoItem.due_at.is_(None), TodoItem.due_date >= day)
        )

    def overdue(self) -> _Condition:
        """What was due before this moment, or on a day that is over."""
        return or_(
            TodoItem.due_at < self.now, and_(TodoItem.due_at.is_(None), TodoItem.due_date < self.today)
        )


class _Agenda:
    """Which items somebody has to do, each way to have one with an index of its own."""

    def __init__(self, person_id: int, lists: Sequence[TodoList], days: _Days) -> None:
        self._person_id = person_id
        self._days = days
        self._all = [each.id for each in lists]
        self._own = [each.id for each in lists if each.room_id is None]
        self._shared = [each.id for each in lists if each.room_id is not None]

    def ids(self, which: str, span: tuple[date, date] | None = None) -> _Ids:
        """Return a query for the ids of the items in a view; ``overdue`` is a part of ``today``."""
        if which == "waiting":
            return self._waiting()
        if which == "assigned":
            return self._union(self._assigned())
        if which == "upcoming" and span is not None:
            due = and_(self._days.due_from(span[0]), self._days.due_by(span[1]))
            return self._union(*(ids.where(due) for ids in self._mine()))
        if which == "undated":
            return self._union(*(ids.where(TodoItem.due_date.is_(None)) for ids in self._mine()))
        if which == "overdue":
            return self._union(*(ids.where(self._days.overdue()) for ids in self._mine()))
        due = or_(self._days.due_by(self._days.today), self._days.overdue())
        assigned, own, roll_calls = self._mine()
        undated = TodoItem.due_date.is_(None)
        return self._union(
            assigned.where(or_(due, undated)), own.where(due), roll_calls.where(or_(due, undated))
        )

    def counts(self, session: Session) -> dict[str, int]:
        """Return how many items are in the views that have a count."""
        return {
            which: session.scalar(select(func.count()).select_from(self.ids(which).subquery())) or 0
            for which in ("today", "overdue", "waiting", "assigned")
        }

    def _mine(self) -> tuple[_Ids, _Ids, _Ids]:
        own = self._open(self._own).where(TodoItem.assignee_id.is_(None))
        ticked = (TodoTick.item_id == TodoItem.id) & (TodoTick.user_id == self._person_id)
        roll_calls = self._open(self._shared).where(
            TodoItem.roll_call, ~select(TodoTick.item_id).where(ticked).exists()
        )
        return self._assigned(), own, roll_calls

    def _assigned(self) -> _Ids:
        return self._open(self._all).where(TodoItem.assignee_id == self._person_id)

    def _waiting(self) -> _Ids:
        others = and_(TodoItem.assignee_id.is_not(None), TodoItem.assignee_id != self._person_id)
        waits = or_(others, TodoItem.waiting_for_id.is_not(None))
        return self._open(self._all).where(TodoItem.created_by == self._person_id, waits)

    def _open(self, list_ids: list[int]) -> _Ids:
        living = (TodoItem.done_at.is_(None), TodoItem.deleted_at.is_(None))
        return select(TodoItem.id).where(TodoItem.list_id.in_(list_ids), *living)

    def _union(self, *ids: _Ids) -> _Ids:
        found = ids[0].union(*ids[1:]) if len(ids) > 1 else ids[0]
        return select(found.subquery().c.id)


def _span(days: _Days, first: str | None, last: str | None) -> tuple[date, date]:
    wrong: dict[str, Any] = {}
    found = []
    for name, text in (("from", first), ("to", last)):
        try:
            found.append(check_day(text) if text else None)
        except Wrong as error:
            wrong[name] = error.sentence
    if wrong:
        raise invalid(wrong)
    begin = found[0] or days.today
    end = found[1] or begin + LOOKS_AHEAD
    if end - begin > LONGEST_LOOK:
        raise invalid({"to": lazy_gettext("At most a year at once, please.")})
    return begin, end


def lists_of(session: Session, person_id: int) -> dict[int, TodoList]:
    """Return the lists that somebody works with: their own, and those of rooms that they are in."""
    rooms = (
        select(Membership.room_id)
        .join(Room, Room.id == Membership.room_id)
        .where(Membership.user_id == person_id, Membership.left_at.is_(None), Room.archived_at.is_(None))
    )
    statement = select(TodoList).where(
        or_(TodoList.owner_id == person_id, TodoList.room_id.in_(rooms)),
        TodoList.deleted_at.is_(None),
        TodoList.archived_at.is_(None),
    )
    return {found.id: found for found in session.scalars(statement)}


def _rooms(session: Session, lists: Sequence[TodoList]) -> list[dict[str, Any]]:
    ids = {each.room_id for each in lists if each.room_id is not None}
    rooms = session.scalars(select(Room).where(Room.id.in_(ids)).order_by(Room.id))
    return [{"id": room.id, "name": room.name, "kind": room.kind} for room in rooms]
