"""Messages load through their room."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import DateTime, Select, bindparam, or_, select, type_coerce
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.chat.models import Message
from server.core.db import iso
from server.core.errors import not_found
from server.core.fields import LARGEST
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
    # As they are stored: to give each moment its zone takes as long as to read the rest of the row.
    type_coerce(Message.created_at, DateTime).label("created_at"),
    type_coerce(Message.edited_at, DateTime).label("edited_at"),
    type_coerce(Message.deleted_at, DateTime).label("deleted_at"),
    Message.removed,
    User.username.label("author_username"),
    User.name.label("author_name"),
)


def messages() -> Select[*tuple[Any, ...]]:
    """Return a query for messages with their authors; plain rows, since no page of history needs objects."""
    return select(*_COLUMNS).join(User, User.id == Message.author_id)


# Made once: to put a statement together takes longer than to run it.
_IN_ROOM = messages().where(Message.room_id == bindparam("room_id"))
_ONE = _IN_ROOM.where(Message.id == bindparam("message_id"))
# With what was removed by somebody who keeps order: its author is to see that it was.
_LIVING = _IN_ROOM.where(or_(Message.deleted_at.is_(None), Message.removed)).limit(bindparam("most"))
_OLDER = _LIVING.where(Message.seq < bindparam("seq")).order_by(Message.seq.desc())
_NEWER = _LIVING.where(Message.seq > bindparam("seq")).order_by(Message.seq)
_CHANGED = (
    _IN_ROOM.where(Message.version > bindparam("since"))
    .order_by(Message.version.desc())
    .limit(bindparam("most"))
)


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
    return _to_json([row[column.key] for column in _COLUMNS])


def _to_json(row: Sequence[Any]) -> dict[str, Any]:
    # In the order of the columns: to look each up by its name takes longer than all that is done with them.
    id, room_id, seq, version, client_id, author_id, text, html, *moments, removed, username, name = row
    created_at, edited_at, deleted_at = map(iso, moments)
    return {
        "id": id,
        "room_id": room_id,
        "seq": seq,
        "version": version,
        "client_id": client_id,
        "author": {"id": author_id, "username": username, "name": name},
        "text": text,
        "html": html,
        "created_at": created_at,
        "edited_at": edited_at,
        "deleted_at": deleted_at,
        "removed": removed,
    }


def message(session: Session, room_id: int, message_id: int) -> dict[str, Any]:
    """Return one message of a room that the caller may read.

    Raises:
        Refused: ``not_found`` when the room has no such message.
    """
    row = session.execute(_ONE, {"room_id": room_id, "message_id": message_id}).first()
    if row is None:
        raise not_found()
    return _to_json(row)


def of_room(session: Session, room_id: int, message_id: int) -> Message:
    """Return a message for changing it.

    Raises:
        Refused: ``not_found`` when the room has no such message.
    """
    # Through the room: an id of another room is one that does not exist.
    message(session, room_id, message_id)
    return session.scalars(select(Message).where(Message.id == message_id)).one()


def changed(session: Session, room_id: int, since: int, most: int) -> list[dict[str, Any]]:
    """Return the messages that have changed after a version, tombstones too; the last changed comes first."""
    return _read(session, _CHANGED, room_id=room_id, since=since, most=most)


def page(
    session: Session,
    room_id: int,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int = PAGE,
) -> dict[str, Any]:
    """Return a page of a room's history, without what its authors have deleted.

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
    elif after is not None:
        newer, has_newer = _newer(session, room_id, after, limit)
        older, has_older = _older(session, room_id, after + 1, 0)
    else:
        older, has_older = _older(session, room_id, LARGEST if before is None else before, limit)
        newer, has_newer = ([], False) if before is None else _newer(session, room_id, before - 1, 0)
    return {"messages": older + newer, "has_older": has_older, "has_newer": has_newer}


def _older(session: Session, room_id: int, seq: int, limit: int) -> tuple[list[dict[str, Any]], bool]:
    # One more than asked for tells whether there are others.
    found = _read(session, _OLDER, room_id=room_id, seq=seq, most=limit + 1)
    return found[:limit][::-1], len(found) > limit


def _newer(session: Session, room_id: int, seq: int, limit: int) -> tuple[list[dict[str, Any]], bool]:
    found = _read(session, _NEWER, room_id=room_id, seq=seq, most=limit + 1)
    return found[:limit], len(found) > limit


def _read(session: Session, statement: Select[*tuple[Any, ...]], **values: int) -> list[dict[str, Any]]:
    return [_to_json(row) for row in session.connection().execute(statement, values).all()]
