"""Taking messages away so that they can come back: what they said is kept apart, where no reader gets it."""

from sqlalchemy import delete, insert, select, update

from server.accounts.audit.actions import record
from server.accounts.models import User
from server.chat import access, changes, telling
from server.chat.models import Message, RemovedMessage
from server.core.db import now
from server.core.jobs import job
from server.core.writer import Transaction, write
from server.realtime import streams
from server.rooms.models import Room

# To be written in one go; others write in between.
BATCH = 500


def remove(tx: Transaction, room: Room, message: Message, actor_id: int, address: str) -> None:
    """Remove a message of somebody else; removing again changes nothing."""
    kept = tx.session.get(RemovedMessage, message.id)
    if message.deleted_at is not None and (kept is None or not kept.by_ban):
        return
    if kept is None:
        kept = RemovedMessage(message_id=message.id, text=message.text, html=message.html)
        tx.session.add(kept)
    # What a ban had hidden does not come back any more when the ban is lifted.
    kept.removed_by, kept.removed_at, kept.by_ban = actor_id, now(), False
    message.text, message.html, message.removed = "", "", True
    message.deleted_at = message.deleted_at or now()
    changes.publish(tx, room, message)
    record(
        tx,
        actor_id,
        "message.remove",
        f"message:{message.id}",
        address,
        room=room.id,
        author=message.author_id,
    )


def restore(tx: Transaction, room: Room, message: Message, actor_id: int, address: str) -> None:
    """Bring back a message that was removed; nothing happens to one whose author has deleted it, for that is final."""
    kept = tx.session.get(RemovedMessage, message.id)
    if kept is None:
        return
    message.text, message.html, message.deleted_at, message.removed = kept.text, kept.html, None, False
    tx.session.delete(kept)
    changes.publish(tx, room, message)
    record(
        tx,
        actor_id,
        "message.restore",
        f"message:{message.id}",
        address,
        room=room.id,
        author=message.author_id,
    )


def follow_ban(tx: Transaction, user_id: int, hide: bool) -> None:
    """Hide all that somebody wrote together with their ban, or show it again: soon, for it may be much."""
    tx.after_commit(lambda: (_hide if hide else _show).later(user_id))


@job()
def _hide(user_id: int) -> None:
    def hide(tx: Transaction) -> bool:
        if tx.session.get_one(User, user_id).banned_at is None:
            return False
        texts = select(Message.id, Message.text, Message.html, Message.room_id)
        found = tx.session.execute(
            texts.where(Message.author_id == user_id, Message.deleted_at.is_(None)).limit(BATCH)
        ).all()
        moment = now()
        kept = [
            {
                "message_id": id,
                "text": text,
                "html": html,
                "removed_by": user_id,
                "removed_at": moment,
                "by_ban": True,
            }
            for id, text, html, _ in found
        ]
        if kept:
            tx.session.execute(insert(RemovedMessage), kept)
        gone = {"text": "", "html": "", "deleted_at": moment}
        _change(tx, {(id, room_id): gone for id, _, _, room_id in found})
        return len(found) == BATCH

    while write(hide):
        pass


@job()
def _show(user_id: int) -> None:
    def show(tx: Transaction) -> bool:
        if tx.session.get_one(User, user_id).banned_at is not None:
            return False
        kept = select(RemovedMessage.message_id, RemovedMessage.text, RemovedMessage.html, Message.room_id)
        found = tx.session.execute(
            kept.join(Message, Message.id == RemovedMessage.message_id)
            .where(Message.author_id == user_id, RemovedMessage.by_ban)
            .limit(BATCH)
        ).all()
        _change(
            tx,
            {
                (id, room_id): {"text": text, "html": html, "deleted_at": None}
                for id, text, html, room_id in found
            },
        )
        tx.session.execute(
            delete(RemovedMessage).where(RemovedMessage.message_id.in_([row[0] for row in found]))
        )
        return len(found) == BATCH

    while write(show):
        pass


def _change(tx: Transaction, rows: dict[tuple[int, int], dict[str, object]]) -> None:
    """Change messages by ``(id, room id)``. Each room is told once, of the last of its versions: whoever follows it
    sees that some are missing and fetches them together.
    """
    for room_id in {room_id for _, room_id in rows}:
        stream = f"room:{room_id}"
        here = [(id, values) for (id, room), values in rows.items() if room == room_id]
        last = streams.advance(tx, stream, len(here))
        for version, (id, values) in enumerate(here, last - len(here) + 1):
            tx.session.execute(update(Message).where(Message.id == id).values(version=version, **values))
        streams.publish(tx, stream, last, "message", access.message(tx.session, room_id, here[-1][0]))
    telling.changed(tx, [id for id, _ in rows])
