"""What can be done with messages: post, edit, delete, import."""

import re
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import lazy_gettext
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.chat import access
from server.chat.models import Message
from server.core.db import now
from server.core.errors import Refused, forbidden, invalid, not_found
from server.core.text import render
from server.core.writer import Alike, Transaction, write
from server.realtime import streams
from server.rooms import access as rooms
from server.rooms.models import Room

LONGEST_TEXT = 10_000  # characters
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Control characters have no look, and some are Markdown's own place-holders; line ends and tabs stay.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class PastMessage:
    """A message that was written earlier or elsewhere: by whom, when (with a time zone), and its Markdown."""

    author_id: int
    created_at: datetime
    text: str


class _Post(NamedTuple):
    author_id: int
    room_id: int
    client_id: str
    text: str
    html: str


def post_message(author_id: int, room_id: int, client_id: str, text: str) -> tuple[dict[str, Any], bool]:
    """Post a message to a room, and return it with whether it is new.

    Args:
        client_id: the sender's own UUID for it; sending it again returns the first result and changes nothing.
        text: Markdown, 1 to ``LONGEST_TEXT`` characters.

    Raises:
        Refused: ``not_found``, ``not_a_member``, ``empty``, ``too_long``, ``invalid``.
    """
    client_id = client_id.lower()
    if not _UUID.fullmatch(client_id):
        raise invalid({"client_id": lazy_gettext("This has to be a UUID.")})
    text = check_text(text)
    html = render(text)

    def do_post(tx: Transaction) -> tuple[dict[str, Any], bool]:
        room, _ = rooms.joined(tx.session, author_id, room_id)
        first = access.messages().where(Message.author_id == author_id, Message.client_id == client_id)
        row = tx.session.execute(first).mappings().first()
        if row is not None:
            return access.to_json(row), False
        version = streams.advance(tx, room.stream)
        tx.session.execute(
            insert(Message).values(
                room_id=room_id,
                author_id=author_id,
                client_id=client_id,
                seq=version,
                version=version,
                text=text,
                html=html,
                created_at=now(),
            )
        )
        data = access.to_json(tx.session.execute(first).mappings().one())
        streams.publish(tx, room.stream, version, "message", data)
        return data, True

    return write(do_post, Alike(_do_posts, _Post(author_id, room_id, client_id, text, html)))


def edit_message(author_id: int, room_id: int, message_id: int, text: str) -> dict[str, Any]:
    """Change the text of one's own message, which is marked as edited; return it.

    Raises:
        Refused: ``not_found`` also for a deleted one; ``not_a_member``, ``forbidden``, ``empty``, ``too_long``.
    """
    text = check_text(text)
    html = render(text)

    def do_edit(tx: Transaction) -> dict[str, Any]:
        room, _ = rooms.joined(tx.session, author_id, room_id)
        message = _living(tx.session, room_id, message_id)
        if message.author_id != author_id:
            raise forbidden(lazy_gettext("Only its author can edit a message."))
        if message.text != text:
            message.text, message.html, message.edited_at = text, html, now()
            _touch(tx, room, message)
        return access.message(tx.session, room_id, message_id)

    return write(do_edit)


def delete_message(
    person_id: int, room_id: int, message_id: int, *, is_workspace_admin: bool
) -> dict[str, Any]:
    """Delete a message for everybody: its text is gone at once, a tombstone stays. Deleting again changes nothing.

    Raises:
        Refused: ``not_found``; ``forbidden`` for who is neither its author nor an administrator.
    """

    def do_delete(tx: Transaction) -> dict[str, Any]:
        room, membership = rooms.visible(tx.session, person_id, room_id)
        message = _of_room(tx.session, room_id, message_id)
        mine = message.author_id == person_id
        if not mine and not rooms.may_manage(membership, is_workspace_admin=is_workspace_admin):
            raise forbidden(lazy_gettext("Only its author or an administrator can delete a message."))
        if message.deleted_at is None:
            message.text, message.html, message.deleted_at = "", "", now()
            _touch(tx, room, message)
        return access.message(tx.session, room_id, message_id)

    return write(do_delete)


def import_messages(room_id: int, rows: Sequence[PastMessage]) -> list[int]:
    """Add messages that were written earlier or elsewhere to a room: all of them, or none.

    This is for whoever runs the installation: nobody's access is asked, and authors need not be members (any more).
    Each message takes a version of its own. Who follows the room is told of the last one and catches up with the rest.
    The room becomes as old as its oldest message.

    Args:
        rows: oldest first; they come after what is in the room already.

    Returns:
        The ``seq`` of each message, in the same order.

    Raises:
        Refused: ``not_found`` when there is no such room; ``invalid`` when there is no such author; ``empty``,
            ``too_long``.
    """
    texts = [check_text(row.text) for row in rows]
    rendered = [render(text) for text in texts]

    def do_import(tx: Transaction) -> list[int]:
        room = tx.session.get(Room, room_id)
        if room is None:
            raise not_found()
        authors = {row.author_id for row in rows}
        if set(tx.session.scalars(select(User.id).where(User.id.in_(authors)))) != authors:
            raise invalid({"author_id": lazy_gettext("Somebody of these does not exist.")})
        if not rows:
            return []
        oldest = min(row.created_at for row in rows)
        if oldest < room.created_at:
            room.created_at, room.version = oldest, streams.advance(tx, room.stream)
        seqs = [streams.advance(tx, room.stream) for _ in rows]
        values = [
            {
                "room_id": room_id,
                "author_id": row.author_id,
                "client_id": str(uuid.uuid4()),
                "seq": seq,
                "version": seq,
                "text": text,
                "html": html,
                "created_at": row.created_at,
            }
            for row, text, html, seq in zip(rows, texts, rendered, seqs, strict=True)
        ]
        tx.session.execute(insert(Message), values)
        last = access.messages().where(Message.room_id == room_id, Message.seq == seqs[-1])
        data = access.to_json(tx.session.execute(last).mappings().one())
        streams.publish(tx, room.stream, seqs[-1], "message", data)
        return seqs

    return write(do_import)


def _do_posts(tx: Transaction, posts: list[_Post]) -> list[tuple[dict[str, Any], bool]]:
    """Post several at once: three statements and one for each room, whatever their number.

    Raises:
        KeyError: somebody is not in the room.
        sqlalchemy.exc.IntegrityError: something was sent again.
    """
    authors = access.authors(tx.session, {(post.room_id, post.author_id) for post in posts})
    waiting = Counter(post.room_id for post in posts)
    versions = {
        room_id: streams.advance(tx, f"room:{room_id}", count) - count for room_id, count in waiting.items()
    }
    moment = now()
    rows = []
    for post in posts:
        versions[post.room_id] += 1
        rows.append(
            {
                **post._asdict(),
                "seq": versions[post.room_id],
                "version": versions[post.room_id],
                "created_at": moment,
            }
        )
    ids = tx.session.scalars(insert(Message).returning(Message.id, sort_by_parameter_order=True), rows)
    results = []
    for row, message_id in zip(rows, ids, strict=True):
        author = authors[row["room_id"], row["author_id"]]
        data = access.to_json(row | author | {"id": message_id, "edited_at": None, "deleted_at": None})
        streams.publish(tx, f"room:{row['room_id']}", row["version"], "message", data)
        results.append((data, True))
    return results


def check_text(text: str) -> str:
    """Return the text as it is kept.

    Raises:
        Refused: ``empty``, ``too_long``.
    """
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n").rstrip()
    if not text.strip():
        raise Refused("empty", lazy_gettext("A message needs some text."), status=422)
    if len(text) > LONGEST_TEXT:
        too_long = lazy_gettext(
            "This message has %(length)s characters; %(most)s are the most. Please shorten or split it.",
            length=len(text),
            most=LONGEST_TEXT,
        )
        raise Refused("too_long", too_long, status=422)
    return text


def _of_room(session: Session, room_id: int, message_id: int) -> Message:
    # Through the room: an id of another room is one that does not exist.
    access.message(session, room_id, message_id)
    return session.scalars(select(Message).where(Message.id == message_id)).one()


def _living(session: Session, room_id: int, message_id: int) -> Message:
    message = _of_room(session, room_id, message_id)
    if message.deleted_at is not None:
        raise Refused("not_found", lazy_gettext("This message has been deleted."), status=404)
    return message


def _touch(tx: Transaction, room: Room, message: Message) -> None:
    message.version = streams.advance(tx, room.stream)
    tx.session.flush()
    data = access.message(tx.session, room.id, message.id)
    streams.publish(tx, room.stream, message.version, "message", data)
