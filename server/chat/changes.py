"""What chat keeps in a room's stream, and what it tells of a room's activity."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from server.chat import access, telling
from server.chat.models import Message
from server.core.writer import Transaction
from server.realtime import streams
from server.rooms import entries
from server.rooms.entries import MOST_UNREAD, Activity
from server.rooms.models import Room

MOST_LOOKED_AT = 500
# Made once: to put a statement together takes longer than to run it.
_LAST = select(
    Room.id, select(func.max(Message.seq)).where(Message.room_id == Room.id).scalar_subquery()
).where(Room.id.in_(bindparam("room_ids", expanding=True)))
# The newest few first and the choice among them after: a heap of one's own messages or of deleted ones must not make
# the list of rooms slow.
_NEWEST = (
    select(Message.author_id, Message.deleted_at)
    .where(Message.room_id == bindparam("room_id"), Message.seq > bindparam("read_seq"))
    .order_by(Message.seq.desc())
    .limit(MOST_LOOKED_AT)
    .subquery()
)
_UNREAD = (
    select(func.count())
    .select_from(_NEWEST)
    .where(_NEWEST.c.author_id != bindparam("person_id"), _NEWEST.c.deleted_at.is_(None))
)


def register() -> None:
    """Add messages to the streams of rooms, and to what the list of rooms tells."""
    streams.add_source("room", _messages)
    entries.count_with(activity)


def _messages(
    session: Session, room_id: int, since: int, most: int, person: Any
) -> Iterable[tuple[int, str, dict[str, Any]]]:
    rows = access.changed(session, room_id, since, most)
    return [(row["version"], "message", row) for row in rows]


def publish(tx: Transaction, room: Room, message: Message) -> None:
    """Take the room's next version for a message that has changed, and tell of it."""
    message.version = streams.advance(tx, room.stream)
    tx.session.flush()
    data = access.message(tx.session, room.id, message.id)
    streams.publish(tx, room.stream, message.version, "message", data)
    telling.changed(tx, [message.id])


def activity(session: Session, person_id: int, marks: dict[int, int | None]) -> dict[int, Activity]:
    """Return the newest place and the number of unread messages of each room; both are looks into an index."""
    connection = session.connection()
    found = {}
    for room_id, last_seq in connection.execute(_LAST, {"room_ids": list(marks)}).all():
        read_seq, unread = marks[room_id], 0
        if read_seq is not None and last_seq is not None and last_seq > read_seq:
            since = {"room_id": room_id, "read_seq": read_seq, "person_id": person_id}
            unread = min(connection.scalar(_UNREAD, since) or 0, MOST_UNREAD)
        found[room_id] = Activity(last_seq or 0, unread)
    return found
