"""What somebody who goes for good has written."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from server.accounts.leaving import actions as leaving
from server.accounts.leaving import export
from server.chat import access, telling
from server.chat.models import Message, RemovedMessage
from server.core.db import iso, now
from server.core.writer import Transaction, write
from server.realtime import streams

# So many in one transaction: others want to write, too.
BATCH = 200


def register() -> None:
    """Take part in farewells and exports."""
    leaving.at_farewell(_remove_messages)
    export.add_source("messages", _messages)


def _remove_messages(user_id: int, wanted: bool) -> None:
    while wanted and write(lambda tx: _remove_some(tx, user_id)):
        pass


def _remove_some(tx: Transaction, user_id: int) -> int:
    # What a ban has hidden looks deleted, and its text is kept apart.
    kept = select(RemovedMessage.message_id).where(RemovedMessage.message_id == Message.id).exists()
    left = (Message.author_id == user_id) & or_(Message.deleted_at.is_(None), kept)
    messages = tx.session.scalars(select(Message).where(left).order_by(Message.id).limit(BATCH)).all()
    ids = [message.id for message in messages]
    # What a moderator took away must not come back either.
    tx.session.execute(delete(RemovedMessage).where(RemovedMessage.message_id.in_(ids)))
    for message in messages:
        message.text, message.html, message.removed = "", "", False
        message.deleted_at = message.deleted_at or now()
        stream = f"room:{message.room_id}"
        message.version = streams.advance(tx, stream)
        tx.session.flush()
        data = access.message(tx.session, message.room_id, message.id)
        streams.publish(tx, stream, message.version, "message", data)
    telling.changed(tx, ids)
    return len(messages)


def _messages(session: Session, user_id: int) -> Iterable[dict[str, Any]]:
    written = (Message.author_id == user_id) & Message.deleted_at.is_(None)
    # By their ids, piece by piece: a reading transaction that lasts would keep the database's log from shrinking.
    last = 0
    while rows := session.scalars(
        select(Message).where(written, Message.id > last).order_by(Message.id).limit(1000)
    ).all():
        for message in rows:
            yield {
                "id": message.id,
                "room_id": message.room_id,
                "text": message.text,
                "created_at": iso(message.created_at),
                "edited_at": iso(message.edited_at),
            }
        last = rows[-1].id
        session.expunge_all()
