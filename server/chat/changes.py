"""What chat keeps in a room's stream, and what it tells of a room's activity."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.chat import access
from server.chat.models import Message
from server.realtime import streams
from server.rooms import entries
from server.rooms.entries import MOST_UNREAD, Activity

MOST_LOOKED_AT = 500


def register() -> None:
    """Add messages to the streams of rooms, and to what the list of rooms tells."""
    streams.add_source("room", _messages)
    entries.count_with(activity)


def _messages(
    session: Session, room_id: int, since: int, most: int, person: Any
) -> Iterable[tuple[int, str, dict[str, Any]]]:
    statement = (
        access.messages()
        .where(Message.room_id == room_id, Message.version > since)
        .order_by(Message.version)
        .limit(most)
    )
    rows = session.execute(statement).mappings()
    return [(row["version"], "message", access.to_json(row)) for row in rows]


def activity(session: Session, person_id: int, marks: dict[int, int | None]) -> dict[int, Activity]:
    """Return the newest place and the number of unread messages of each room; both are looks into an index."""
    found = {}
    for room_id, read_seq in marks.items():
        last_seq = session.scalar(select(func.max(Message.seq)).where(Message.room_id == room_id)) or 0
        unread = 0
        if read_seq is not None and last_seq > read_seq:
            # The newest few first and the choice among them after: a heap of one's own messages or of deleted ones
            # must not make the list of rooms slow.
            newest = (
                select(Message.author_id, Message.deleted_at)
                .where(Message.room_id == room_id, Message.seq > read_seq)
                .order_by(Message.seq.desc())
                .limit(MOST_LOOKED_AT)
                .subquery()
            )
            others = (newest.c.author_id != person_id) & newest.c.deleted_at.is_(None)
            counted = session.scalar(select(func.count()).select_from(newest).where(others)) or 0
            unread = min(counted, MOST_UNREAD)
        found[room_id] = Activity(last_seq, unread)
    return found
