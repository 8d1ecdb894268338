"""What rooms keep in the streams, for those who catch up."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.realtime import catching_up, streams
from server.rooms import access, entries
from server.rooms.models import Membership, Room

Rows = Iterable[tuple[int, str, dict[str, Any]]]
# Made once: to put a statement together takes longer than to run it.
_ROOM = select(Room).where(Room.id == bindparam("room_id"), Room.version > bindparam("since"))
_MEMBERS = (
    select(Membership, User)
    .join(User, User.id == Membership.user_id)
    .where(Membership.room_id == bindparam("room_id"), Membership.version > bindparam("since"))
    .order_by(Membership.version.desc())
    .limit(bindparam("most"))
)


def register() -> None:
    """Declare the streams of rooms and people, and what rooms keep in them."""
    streams.declare("room", "/chat", access.followable, is_same_for_all=True)
    streams.declare("user", "/me", lambda session, person_id, user_ids: {person_id} & set(user_ids))
    streams.add_source("room", _room)
    streams.add_source("room", _members)
    streams.add_source("user", _me)
    streams.add_source("user", _my_rooms)
    streams.listen(_changed)


def _changed(stream: str, type: str) -> None:
    if type == "me":
        # Messages and members show people's names.
        catching_up.forget_all()


def _room(session: Session, room_id: int, since: int, most: int, person: Any) -> Rows:
    room = session.scalar(_ROOM, {"room_id": room_id, "since": since})
    return [(room.version, "room", room.to_json())] if room else []


def _members(session: Session, room_id: int, since: int, most: int, person: Any) -> Rows:
    return [
        (membership.version, "member", access.member_json(membership, user))
        for membership, user in session.execute(_MEMBERS, {"room_id": room_id, "since": since, "most": most})
    ]


def _me(session: Session, user_id: int, since: int, most: int, person: Any) -> Rows:
    user = session.scalar(select(User).where(User.id == user_id, User.version > since))
    return [(user.version, "me", user.to_json())] if user else []


def _my_rooms(session: Session, user_id: int, since: int, most: int, person: Any) -> Rows:
    statement = (
        select(Room, Membership)
        .join(Room, Room.id == Membership.room_id)
        .where(Membership.user_id == user_id, Membership.user_version > since)
        .order_by(Membership.user_version.desc())
        .limit(most)
    )
    rows = [(room, membership) for room, membership in session.execute(statement)]
    here = [(room, membership) for room, membership in rows if membership.left_at is None]
    described = {entry["id"]: entry for entry in entries.describe(session, user_id, here)}
    return [
        (membership.user_version, "room", described.get(room.id) or entries.gone(room))
        for room, membership in rows
    ]
