"""What moderators get to see: reported messages with what stands around them, and what was removed."""

from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.accounts.roles import ROLES, Permission, allows
from server.chat import access
from server.chat.models import Message, RemovedMessage, Report
from server.core.db import iso
from server.rooms.models import Membership, Room

PAGE = 20
# Messages shown before and after a reported one.
AROUND = 2

_OPEN = Report.resolved_at.is_(None)


def moderators(session: Session) -> list[int]:
    """Return the ids of everybody who deals with reports."""
    deal = [role for role in ROLES if allows(role, Permission.MODERATE_MESSAGES)]
    able = User.banned_at.is_(None) & User.deactivated_at.is_(None)
    return list(session.scalars(select(User.id).where(User.role.in_(deal), able)))


def open_count(session: Session) -> int:
    """Return how many messages wait for somebody to look at their reports."""
    return session.scalar(select(func.count(func.distinct(Report.message_id))).where(_OPEN)) or 0


def queue(session: Session, *, after: int = 0) -> dict[str, Any]:
    """Return reported messages that wait, those reported first before the others.

    Args:
        after: only messages whose first report has a larger id.

    Returns:
        ``{"reported": [{"id", "message", "room", "author", "context", "reports"}], "next", "open"}``
    """
    first = func.min(Report.id).label("first")
    statement = select(Report.message_id, first).where(_OPEN).group_by(Report.message_id)
    rows = session.execute(statement.having(first > after).order_by(first).limit(PAGE + 1)).all()
    return {
        "reported": [_reported(session, message_id) | {"id": id} for message_id, id in rows[:PAGE]],
        "next": rows[PAGE - 1].first if len(rows) > PAGE else None,
        "open": open_count(session),
    }


def removed(session: Session, person_id: int, *, before: int | None = None) -> dict[str, Any]:
    """Return messages that were removed and can be restored, the newest first: of rooms that the person sees, and
    those that were reported.

    Args:
        before: only messages with a smaller id.

    Returns:
        ``{"removed": [{"message", "room", "author", "removed_by", "removed_at"}], "next"}``
    """
    mine = select(Membership.room_id).where(Membership.user_id == person_id, Membership.left_at.is_(None))
    reported = select(Report.id).where(Report.message_id == Message.id)
    seen = or_(Room.kind == "open", Room.id.in_(mine), reported.exists())
    wanted: list[ColumnElement[bool]] = [Message.removed.is_(True), seen]
    if before is not None:
        wanted.append(Message.id < before)
    statement = (
        select(RemovedMessage, Message.room_id)
        .join(Message, Message.id == RemovedMessage.message_id)
        .join(Room, Room.id == Message.room_id)
        .where(*wanted)
        .order_by(Message.id.desc())
        .limit(PAGE + 1)
    )
    rows = session.execute(statement).all()
    return {
        "removed": [_removed(session, kept, room_id) for kept, room_id in rows[:PAGE]],
        "next": rows[PAGE - 1][0].message_id if len(rows) > PAGE else None,
    }


def is_reported(session: Session, message_id: int) -> bool:
    """Return whether somebody has reported the message, which shows it to every moderator."""
    return session.scalar(select(Report.id).where(Report.message_id == message_id).limit(1)) is not None


def room_of(session: Session, message_id: int) -> int | None:
    """Return the id of the room of a message."""
    return session.scalar(select(Message.room_id).where(Message.id == message_id))


def _reported(session: Session, message_id: int) -> dict[str, Any]:
    room = session.scalars(
        select(Room).join(Message, Message.room_id == Room.id).where(Message.id == message_id)
    ).one()
    message = access.message(session, room.id, message_id)
    statement = (
        select(Report, User).join(User, User.id == Report.reporter_id).where(Report.message_id == message_id)
    )
    return {
        "message": message,
        "room": _room(room),
        "author": _author(session, message["author"]["id"]),
        "context": _around(session, room.id, message["seq"]),
        "reports": [
            {"reporter": user.to_person(), "reason": report.reason, "created_at": iso(report.created_at)}
            for report, user in session.execute(statement.where(_OPEN).order_by(Report.id))
        ],
    }


def _removed(session: Session, kept: RemovedMessage, room_id: int) -> dict[str, Any]:
    message = access.message(session, room_id, kept.message_id)
    return {
        "message": message | {"text": kept.text, "html": kept.html},
        "room": _room(session.get_one(Room, room_id)),
        "author": _author(session, message["author"]["id"]),
        "removed_by": session.get_one(User, kept.removed_by).to_person(),
        "removed_at": iso(kept.removed_at),
    }


def _around(session: Session, room_id: int, seq: int) -> list[dict[str, Any]]:
    older = access.page(session, room_id, before=seq, limit=AROUND)["messages"]
    newer = access.page(session, room_id, after=seq, limit=AROUND)["messages"]
    return older + newer


def _room(room: Room) -> dict[str, Any]:
    return {"id": room.id, "kind": room.kind, "name": room.name}


def _author(session: Session, user_id: int) -> dict[str, Any]:
    user = session.get_one(User, user_id)
    return user.to_person() | {
        "role": user.role,
        "muted_until": iso(user.muted_until),
        "banned_at": iso(user.banned_at),
    }
