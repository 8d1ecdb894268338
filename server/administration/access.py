"""What administrators get to see: everybody, every room but the direct ones, and figures."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, func, or_, select
from sqlalchemy.orm import Session

from server.accounts.models import ActiveDay, DeviceSession, User
from server.administration import storage
from server.chat.models import Message
from server.core.db import iso, now
from server.core.memory import Memory
from server.rooms.models import Membership, Room

PAGE = 50
LONGEST_SPAN = 90  # days
STATES = ("active", "deactivated", "banned", "leaving")

# Figures by number of days; they look at every message of the span.
_figures: Memory[dict[str, Any]] = Memory(10)


def people(
    session: Session, *, query: str = "", role: str = "", state: str = "", after: int = 0
) -> dict[str, Any]:
    """Return people in the order in which they came, ``PAGE`` at a time.

    Args:
        query: part of a name, username or e-mail address.
        role: only people of this role.
        state: one of ``STATES``.
        after: only people whose id is larger.

    Returns:
        ``{"people": […], "next": where the next page starts or None, "total"}``
    """
    wanted = _people_like(query, role, state)
    seen = (
        select(func.max(DeviceSession.last_seen_at)).where(DeviceSession.user_id == User.id).scalar_subquery()
    )
    statement = select(User, seen).where(*wanted, User.id > after).order_by(User.id).limit(PAGE + 1)
    rows = session.execute(statement).all()
    total = session.scalar(select(func.count(User.id)).where(*wanted))
    return {
        "people": [_person(user, seen_at) for user, seen_at in rows[:PAGE]],
        "next": rows[PAGE - 1][0].id if len(rows) > PAGE else None,
        "total": total,
    }


def rooms(session: Session, *, query: str = "", after: int = 0) -> dict[str, Any]:
    """Return open and closed rooms in the order in which they were made; direct ones are nobody else's matter."""
    members = (
        select(func.count())
        .where(Membership.room_id == Room.id, Membership.left_at.is_(None))
        .scalar_subquery()
    )
    newest = (
        select(Message.created_at)
        .where(Message.room_id == Room.id)
        .order_by(Message.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement: Select[Any] = select(Room, members, newest).where(Room.kind != "direct", Room.id > after)
    if query.strip():
        statement = statement.where(Room.name.ilike(_pattern(query), escape="\\"))
    rows = session.execute(statement.order_by(Room.id).limit(PAGE + 1)).all()
    return {
        "rooms": [
            room.to_json()
            | {"members": count, "last_message_at": iso(last), "archived_at": iso(room.archived_at)}
            for room, count, last in rows[:PAGE]
        ],
        "next": rows[PAGE - 1][0].id if len(rows) > PAGE else None,
    }


def figures(engine: Engine, data_dir: Path, days: int) -> dict[str, Any]:
    """Return how much was said, by how many, and how many bytes that takes, for each of the last days (UTC); and how
    much there is in all.

    It looks at every message of these days, so it belongs into a native thread; asked again soon, it is remembered.
    """
    days = max(1, min(days, LONGEST_SPAN))
    found = _figures.get(days, lambda: _count(engine, data_dir, days))
    return found or _count(engine, data_dir, days)


def _count(engine: Engine, data_dir: Path, days: int) -> dict[str, Any]:
    first = now().date() - timedelta(days=days - 1)
    day = func.date(Message.created_at)
    with Session(engine) as session:
        stored = storage.octets(session, Message.text) + storage.octets(session, Message.html)
        statement = (
            select(
                day, func.count(Message.id), func.count(func.distinct(Message.author_id)), func.sum(stored)
            )
            .where(Message.created_at >= datetime.combine(first, datetime.min.time(), now().tzinfo))
            .group_by(day)
        )
        by_day = {_as_date(row[0]): row[1:] for row in session.execute(statement)}
        active = _active(session, first)
        totals = {
            "people": session.scalar(select(func.count(User.id)).where(User.deleted_at.is_(None))),
            "rooms": session.scalar(select(func.count(Room.id)).where(Room.kind != "direct")),
            "messages": session.scalar(select(func.count(Message.id)).where(Message.deleted_at.is_(None))),
            "storage": storage.in_use(session, data_dir),
        }
    rows = []
    for number in range(days):
        messages, writers, stored = by_day.get(first + timedelta(days=number), (0, 0, 0))
        rows.append(
            {
                "day": (first + timedelta(days=number)).isoformat(),
                "messages": messages,
                "active": active.get(first + timedelta(days=number), 0),
                "writers": writers,
                "bytes": int(stored or 0),
            }
        )
    return {"days": rows, "totals": totals}


def _active(session: Session, first: date) -> dict[date, int]:
    """Return how many people were here on each day. Who only wrote over a socket that was open was here as well."""
    here = select(ActiveDay.day, ActiveDay.user_id).where(ActiveDay.day >= first)
    start = datetime.combine(first, datetime.min.time(), now().tzinfo)
    day = func.date(Message.created_at)
    wrote = select(day, Message.author_id).where(Message.created_at >= start).distinct()
    days: dict[date, set[int]] = {}
    for statement in (here, wrote):
        for found, user_id in session.execute(statement):
            days.setdefault(_as_date(found), set()).add(user_id)
    return {found: len(people) for found, people in days.items()}


def _as_date(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _people_like(query: str, role: str, state: str) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [User.deleted_at.is_(None)]
    if query.strip():
        columns = (User.name, User.username, User.email)
        wanted.append(or_(*(column.ilike(_pattern(query), escape="\\") for column in columns)))
    if role:
        wanted.append(User.role == role)
    conditions = {
        "active": User.deactivated_at.is_(None) & User.banned_at.is_(None),
        "deactivated": User.deactivated_at.is_not(None),
        "banned": User.banned_at.is_not(None),
        "leaving": User.delete_at.is_not(None),
    }
    if state in conditions:
        wanted.append(conditions[state])
    return wanted


def _person(user: User, seen_at: datetime | None) -> dict[str, Any]:
    return user.to_person() | {
        "email": user.email,
        "email_confirmed": user.email_confirmed_at is not None,
        "role": user.role,
        "created_at": iso(user.created_at),
        "last_seen_at": iso(seen_at),
        "deactivated_at": iso(user.deactivated_at),
        "banned_at": iso(user.banned_at),
        "muted_until": iso(user.muted_until),
        "delete_at": iso(user.delete_at),
    }


def _pattern(query: str) -> str:
    words = query.strip()
    return "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
