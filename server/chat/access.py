"""Messages load through their room."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.chat.models import Message
from server.core.db import iso
from server.core.errors import not_found
from server.rooms.models import Membership

PAGE = 50
LARGEST_PAGE = 100

_COLUMNS = (
    Message.id,
    Message.room_id,
    Message.seq,
    Message.version,
    Message.client_id,
    Message.author_id,
    Message.text,
    Message.html,
    Message.created_at,
    Message.edited_at,
    Message.deleted_at,
    User.username.label("author_username"),
    User.name.label("author_name"),
)


def messages() -> Select[*tuple[Any, ...]]:
    """Return a query for messages with their authors; plain rows, since no page of history needs objects."""
    return select(*_COLUMNS).join(User, User.id == Message.author_id)


def authors(session: Session, places: set[tuple[int, int]]) -> dict[tuple[int, int], dict[str, Any]]:
    """Return the author's columns of a message for each ``(room id, person id)`` where the person is in the room."""
    statement = (
        select(Membership.room_id, User.id, User.username, User.name)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.room_id.in_({room_id for room_id, _ in places}),
            Membership.user_id.in_({person_id for _, person_id in places}),
            Membership.left_at.is_(None),
        )
    )
    return {
        (room_id, person_id): {"author_username": username, "author_name": name}
        for room_id, person_id, username, name in session.execute(statement)
    }


def to_json(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a message as the API and the stream give it."""
    return {
        "id": row["id"],
        "room_id": row["room_id"],
        "seq": row["seq"],
        "version": row["version"],
        "client_id": row["client_id"],
        "author": {"id": row["author_id"], "username": row["author_username"], "name": row["author_name"]},
        "text": row["text"],
        "html": row["html"],
        "created_at": iso(row["created_at"]),
        "edited_at": iso(row["edited_at"]),
        "deleted_at": iso(row["deleted_at"]),
    }


def message(session: Session, room_id: int, message_id: int) -> dict[str, Any]:
    """Return one message of a room that the caller may read.

    Raises:
        Refused: ``not_found`` when the room has no such message.
    """
    statement = messages().where(Message.id == message_id, Message.room_id == room_id)
    row = session.execute(statement).mappings().first()
    if row is None:
        raise not_found()
    return to_json(row)


def page(
    session: Session,
    room_id: int,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int = PAGE,
) -> dict[str, Any]:
    """Return a page of a room's history, tombstones left out.

    Args:
        before: the newest ``limit`` messages below this ``seq``.
        after: the oldest ``limit`` above this ``seq``.
        around: the id of the message to be in the middle.
        limit: 1 to ``LARGEST_PAGE``.

    Returns:
        ``{"messages": [oldest … newest], "has_older", "has_newer"}``

    Raises:
        Refused: ``not_found`` when there is no message ``around``.
    """
    limit = max(1, min(limit, LARGEST_PAGE))
    if around is not None:
        middle = message(session, room_id, around)["seq"]
        older, has_older = _older(session, room_id, middle, limit // 2)
        newer, has_newer = _newer(session, room_id, middle - 1, limit - len(older))
        return {"messages": older + newer, "has_older": has_older, "has_newer": has_newer}
    if after is not None:
        newer, has_newer = _newer(session, room_id, after, limit)
        return {
            "messages": newer,
            "has_older": _any(session, room_id, Message.seq <= after),
            "has_newer": has_newer,
        }
    older, has_older = _older(session, room_id, before, limit)
    has_newer = before is not None and _any(session, room_id, Message.seq >= before)
    return {"messages": older, "has_older": has_older, "has_newer": has_newer}


def _older(
    session: Session, room_id: int, before: int | None, limit: int
) -> tuple[list[dict[str, Any]], bool]:
    statement = messages().where(Message.room_id == room_id, Message.deleted_at.is_(None))
    if before is not None:
        statement = statement.where(Message.seq < before)
    # One more than asked for tells whether there are others.
    rows = session.execute(statement.order_by(Message.seq.desc()).limit(limit + 1)).mappings().all()
    return [to_json(row) for row in reversed(rows[:limit])], len(rows) > limit


def _newer(session: Session, room_id: int, after: int, limit: int) -> tuple[list[dict[str, Any]], bool]:
    statement = messages().where(
        Message.room_id == room_id, Message.deleted_at.is_(None), Message.seq > after
    )
    rows = session.execute(statement.order_by(Message.seq).limit(limit + 1)).mappings().all()
    return [to_json(row) for row in rows[:limit]], len(rows) > limit


def _any(session: Session, room_id: int, where: ColumnElement[bool]) -> bool:
    statement = select(Message.id).where(Message.room_id == room_id, Message.deleted_at.is_(None), where)
    return session.scalar(statement.limit(1)) is not None
