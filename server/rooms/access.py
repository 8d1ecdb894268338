"""Rooms load through membership, never by their bare id. What one may not see does not exist."""

import math
from collections.abc import Iterable
from typing import Any

from flask_babel import LazyString, format_timedelta, lazy_gettext
from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from server.accounts import roles
from server.accounts.models import VISITOR, User
from server.accounts.roles import GUEST, Permission
from server.core.db import now
from server.core.errors import Refused, not_found
from server.core.memory import Memory
from server.core.writer import Transaction
from server.rooms.models import Membership, Room

# Whether a person may read a room, by both their ids.
readers: Memory[bool] = Memory(50_000)
# Whether a person is in a room, which is what it takes to write there; by both their ids.
writers: Memory[bool] = Memory(50_000)
# Who was found to be restricted lately, by both their ids: a hint only, which spares the others the detour.
restrained: Memory[bool] = Memory(50_000)
_OWN = select(Membership.room_id).where(
    Membership.user_id == bindparam("person_id"),
    Membership.left_at.is_(None),
    Membership.room_id == Room.id,
)
_A_GUEST = select(User.id).where(User.id == bindparam("person_id"), User.role == roles.GUEST)
# Made once: to put a statement together takes longer than to run it.
_FOLLOWABLE = select(Room.id).where(
    Room.id.in_(bindparam("room_ids", expanding=True)),
    or_(and_(Room.kind == "open", or_(Room.guests != "none", ~_A_GUEST.exists())), _OWN.exists()),
)


def visible(session: Session, person_id: int, room_id: int) -> tuple[Room, Membership | None]:
    """Return a room that the person may read (theirs, or an open one; a guest only where guests are let in) and their
    membership.

    Raises:
        Refused: ``not_found``, whether it does not exist or may not be known.
    """
    joined = (
        (Membership.room_id == Room.id) & (Membership.user_id == person_id) & Membership.left_at.is_(None)
    )
    statement = select(Room, Membership).outerjoin(Membership, joined).where(Room.id == room_id)
    row = session.execute(statement, execution_options={"populate_existing": True}).first()
    if row is None or (row.Membership is None and not _is_open_to(session, person_id, row.Room)):
        raise not_found()
    return row.Room, row.Membership


def _is_open_to(session: Session, person_id: int, room: Room) -> bool:
    if room.kind != "open":
        return False
    return room.guests != "none" or session.scalar(_A_GUEST, {"person_id": person_id}) is None


def joined(session: Session, person_id: int, room_id: int) -> tuple[Room, Membership]:
    """Return a room that the person is in, and their membership.

    Raises:
        Refused: ``not_found``; ``not_a_member`` for an open room that they could join.
    """
    room, membership = visible(session, person_id, room_id)
    if membership is None:
        raise Refused("not_a_member", lazy_gettext("Join this room first."), status=403)
    return room, membership


def writable(session: Session, person_id: int, room_id: int) -> tuple[Room, Membership]:
    """Return a room in which the person may write now, and their membership.

    Raises:
        Refused: as ``joined``; ``archived`` where nobody writes any more; ``muted`` for who may not for a while;
            ``guests_read``.
    """
    room, membership = joined(session, person_id, room_id)
    if room.archived_at is not None:
        raise Refused(
            "archived", lazy_gettext("This room is archived. It can be read, but not written in."), status=403
        )
    muted_until, username = session.execute(
        select(User.muted_until, User.username).where(User.id == person_id)
    ).one()
    if username.startswith(VISITOR) and room.guests != "write":
        raise Refused("guests_read", lazy_gettext("Guests can read here, but not write."), status=403)
    if muted_until is not None and muted_until > now():
        wait = math.ceil((muted_until - now()).total_seconds())
        sentence = lazy_gettext(
            "A moderator has muted you. You can write again in %(time)s.",
            time=LazyString(lambda: format_timedelta(muted_until - now())),
        )
        raise Refused("muted", sentence, status=403, retry_after=wait)
    return room, membership


def restricted(session: Session, places: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return those ``(room id, person id)`` where writing depends on more than being a member."""
    places = set(places)
    special = (Room.archived_at.is_not(None)) | (Room.slow_mode_seconds > 0)
    rooms = set(session.scalars(select(Room.id).where(Room.id.in_({room for room, _ in places}), special)))
    held = or_(User.muted_until.is_not(None), User.username.startswith(VISITOR))
    of_these = User.id.in_({person for _, person in places})
    people = set(session.scalars(select(User.id).where(of_these, held)))
    return {(room, person) for room, person in places if room in rooms or person in people}


def forget_writers(tx: Transaction) -> None:
    """Forget who may write where: a room or a person is restricted now, or is no more."""
    for memory in (writers, restrained):
        memory.forget_all()
        tx.after_commit(memory.forget_all)


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
    return set(session.connection().scalars(_FOLLOWABLE, {"person_id": person_id, "room_ids": room_ids}))


def may_manage(membership: Membership | None, role: str) -> bool:
    """Return whether somebody who sees the room, with this role in the workspace, may run it."""
    return roles.allows(role, Permission.MANAGE_ROOMS) or (role != GUEST and is_room_admin(membership))


def may_keep_order(membership: Membership | None, role: str) -> bool:
    """Return whether somebody who sees the room may remove and restore what others have written there."""
    return roles.allows(role, Permission.MODERATE_MESSAGES) or (role != GUEST and is_room_admin(membership))


def is_room_admin(membership: Membership | None) -> bool:
    """Return whether this is the membership of one of the room's own administrators."""
    return membership is not None and membership.role == "admin"


def member_json(membership: Membership, user: User) -> dict[str, Any]:
    """Return a member as the room's stream tells of it."""
    return {
        "room_id": membership.room_id,
        "user": user.to_person(),
        "role": membership.role,
        "joined": membership.left_at is None,
    }
