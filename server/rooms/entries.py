"""A room as one person sees it in their list: with role, read mark, unread count and who is online."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.core.db import iso
from server.realtime import presence, streams
from server.rooms.models import Membership, Room

# People see "99+"; counting further would cost more the longer somebody is away.
MOST_UNREAD = 100
# Made once: to put a statement together takes longer than to run it.
_MINE = (
    select(Room, Membership)
    .join(Membership, Membership.room_id == Room.id)
    .where(Membership.user_id == bindparam("person_id"), Membership.left_at.is_(None))
)


@dataclass(frozen=True)
class Activity:
    """What a room holds for one person: the place of its newest message, and how many are unread."""

    last_seq: int = 0
    unread: int = 0


# (session, person id, read mark by room id; None to leave unread out) -> activity by room id
Counter = Callable[[Session, int, dict[int, int | None]], dict[int, Activity]]
_counter: Counter = lambda session, person_id, marks: {}  # noqa: E731


def count_with(counter: Counter) -> None:
    """Let ``counter`` tell a room's activity. Messages belong to a feature above this one, so it comes from there."""
    global _counter
    _counter = counter


def mine(session: Session, person_id: int, room_id: int | None = None) -> list[dict[str, Any]]:
    """Return an entry for every room that the person is in, or for that one."""
    statement = _MINE if room_id is None else _MINE.where(Room.id == room_id)
    rows = session.execute(
        statement, {"person_id": person_id}, execution_options={"populate_existing": True}
    ).all()
    return describe(session, person_id, [(room, membership) for room, membership in rows])


def one(session: Session, person_id: int, room: Room, membership: Membership | None) -> dict[str, Any]:
    """Return the entry of one room."""
    return describe(session, person_id, [(room, membership)])[0]


def gone(room: Room) -> dict[str, Any]:
    """Return what a person's list is told of a room that they are no longer in; no more than they knew."""
    return {"id": room.id, "kind": room.kind, "joined": False}


def describe(
    session: Session, person_id: int, rooms: Sequence[tuple[Room, Membership | None]]
) -> list[dict[str, Any]]:
    """Return an entry for each room, in a fixed number of queries and one look per room for its activity."""
    marks = {room.id: membership.read_seq if membership else None for room, membership in rooms}
    # Versions first: what is posted in between is then counted and comes again, which is harmless; never the reverse.
    versions = streams.versions_of(session, [room.stream for room, _ in rooms])
    activities = _counter(session, person_id, marks)
    people = _others(session, person_id, [room.id for room, _ in rooms if room.kind == "direct"])
    entries = []
    for room, membership in rooms:
        activity = activities.get(room.id, Activity())
        entries.append(
            room.to_json()
            | {
                "version": versions[room.stream],
                "last_seq": activity.last_seq,
                "joined": membership is not None,
                "role": membership.role if membership else None,
                "joined_at": iso(membership.joined_at) if membership else None,
                "read_seq": membership.read_seq if membership else activity.last_seq,
                "unread": activity.unread,
                "people": people.get(room.id, []),
                "online": presence.count(room.stream),
            }
        )
    return entries


def _others(session: Session, person_id: int, room_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    people: dict[int, list[dict[str, Any]]] = {}
    if not room_ids:
        return people
    statement = (
        select(Membership.room_id, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.room_id.in_(room_ids), User.id != person_id)
        .order_by(User.name, User.id)
    )
    for room_id, user in session.execute(statement):
        people.setdefault(room_id, []).append(user.to_person())
    return people
