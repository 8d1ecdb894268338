"""Rooms load through membership, never by their bare id. What one may not see does not exist."""

from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.core.errors import Refused, not_found
from server.core.memory import Memory
from server.rooms.models import Membership, Room

# Whether a person may read a room, by both their ids.
readers: Memory[bool] = Memory(50_000)


def visible(session: Session, person_id: int, room_id: int) -> tuple[Room, Membership | None]:
    """Return a room that the person may read (theirs, or an open one) and their membership.

    Raises:
        Refused: ``not_found``, whether it does not exist or may not be known.
    """
    joined = (
        (Membership.room_id == Room.id) & (Membership.user_id == person_id) & Membership.left_at.is_(None)
    )
    statement = select(Room, Membership).outerjoin(Membership, joined).where(Room.id == room_id)
    row = session.execute(statement, execution_options={"populate_existing": True}).first()
    if row is None or (row.Room.kind != "open" and row.Membership is None):
        raise not_found()
    return row.Room, row.Membership


def joined(session: Session, person_id: int, room_id: int) -> tuple[Room, Membership]:
    """Return a room that the person is in, and their membership.

    Raises:
        Refused: ``not_found``; ``not_a_member`` for an open room that they could join.
    """
    room, membership = visible(session, person_id, room_id)
    if membership is None:
        raise Refused("not_a_member", lazy_gettext("Join this room first."), status=403)
    return room, membership


def is_member(session: Session, person_id: int, room_id: int) -> bool:
    """Return whether the person is in the room now."""
    statement = select(Membership.user_id).where(
        Membership.room_id == room_id, Membership.user_id == person_id, Membership.left_at.is_(None)
    )
    return session.scalar(statement) is not None


def followable(session: Session, person_id: int, room_ids: list[int]) -> set[int]:
    """Return those of the rooms that the person may follow: theirs, and open ones."""
    known = {room_id for room_id in room_ids if readers.peek((person_id, room_id))}
    asked = [room_id for room_id in room_ids if room_id not in known]
    since = readers.moment()
    found = _followable(session, person_id, asked) if asked else set()
    for room_id in found:
        readers.keep((person_id, room_id), True, since)
    return known | found


def _followable(session: Session, person_id: int, room_ids: list[int]) -> set[int]:
    own = select(Membership.room_id).where(
        Membership.user_id == person_id, Membership.left_at.is_(None), Membership.room_id.in_(room_ids)
    )
    statement = select(Room.id).where(Room.id.in_(room_ids), or_(Room.kind == "open", Room.id.in_(own)))
    return set(session.scalars(statement))


def may_manage(membership: Membership | None, *, is_workspace_admin: bool) -> bool:
    """Return whether somebody who sees the room may rename it, remove people and delete their messages."""
    return is_workspace_admin or (membership is not None and membership.role == "admin")


def member_json(membership: Membership, user: User) -> dict[str, Any]:
    """Return a member as the room's stream tells of it."""
    return {
        "room_id": membership.room_id,
        "user": user.to_person(),
        "role": membership.role,
        "joined": membership.left_at is None,
    }
