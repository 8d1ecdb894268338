"""What somebody who goes for good leaves in rooms, and what of it belongs to them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.leaving import actions as leaving
from server.accounts.leaving import export
from server.core.db import db, iso
from server.rooms import actions
from server.rooms.models import Membership, Room


def register() -> None:
    """Take part in farewells and exports."""
    leaving.at_farewell(_leave_rooms)
    export.add_source("rooms", _rooms)


def _leave_rooms(user_id: int, _: bool) -> None:
    # Direct conversations stay: they belong to the other as much.
    in_it = (Membership.user_id == user_id) & Membership.left_at.is_(None) & (Room.kind != "direct")
    for room_id in db.session.scalars(select(Room.id).join(Membership).where(in_it)).all():
        actions.leave_room(user_id, room_id)


def _rooms(session: Session, user_id: int) -> Iterable[dict[str, Any]]:
    rows = session.execute(select(Room, Membership).join(Membership).where(Membership.user_id == user_id))
    for room, membership in rows:
        yield {
            "id": room.id,
            "kind": room.kind,
            "name": room.name,
            "role": membership.role,
            "joined_at": iso(membership.joined_at),
            "left_at": iso(membership.left_at),
        }
