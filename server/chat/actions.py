"""What can be done with messages: post, edit, delete, import."""

import re
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

from flask_babel import lazy_gettext
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from server.accounts import access as accounts
from server.accounts import roles
from server.accounts.audit.actions import where_from
from server.accounts.models import User
from server.accounts.roles import Permission
from server.chat import access, changes, telling
from server.chat.models import Message, RemovedMessage
from server.chat.moderation import removal
from server.core import limits
from server.core.db import now
from server.core.errors import Refused, forbidden, invalid, not_found
from server.core.text import render
from server.core.writer import Alike, Transaction, write
from server.realtime import streams
from server.rooms import access as rooms
from server.rooms.models import Membership, Room

LONGEST_TEXT = 10_000  # characters
# They have come in without an account, and everybody's patience ends sooner with them.
VISITOR_PAUSE_SECONDS = 5
# In a slow room: who has not written among the last so many messages need not wait.
MOST_LOOKED_AT = 500
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Control characters have no look, and some are Markdown's own place-holders; line ends and tabs stay.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


# Made once: to put a statement together takes longer than to run it.
_INSERT = insert(Message.__table__)
_INSERT_RETURNING = _INSERT.returning(Message.__table__.c.id, sort_by_parameter_order=True)


# Who else is interested in posts: (transaction, (room id, author id) of each).
_hear: Callable[[Transaction, set[tuple[int, int]]], None] = lambda tx, posts: None  # noqa: E731


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


def tell_of_posts(hear: Callable[[Transaction, set[tuple[int, int]]], None]) -> None:
    """Let ``hear`` know of what people post, as ``(room id, author id)`` of each, in the same transaction.

    It is called for every post, so it has to be quick where it does nothing.
    """
    global _hear
    _hear = hear


def post_message(author_id: int, room_id: int, client_id: str, text: str) -> tuple[dict[str, Any], bool]:
    """Post a message to a room, and return it with whether it is new.

    Args:
        client_id: the sender's own UUID for it; sending it again returns the first result and changes nothing.
        text: Markdown, 1 to ``LONGEST_TEXT`` characters.

    Raises:
        Refused: ``not_found``, ``not_a_member``, ``empty``, ``too_long``, ``invalid``; ``archived``, ``muted``;
            ``slow_down``, of a person or in a slow room.
    """
    limits.spend("posts", author_id)
    client_id = client_id.lower()
    if not _UUID.fullmatch(client_id):
        raise invalid({"client_id": lazy_gettext("This has to be a UUID.")})
    text = check_text(text)
    html = render(text)

    post = _Post(author_id, room_id, client_id, text, html)
    if rooms.restrained.peek((author_id, room_id)):
        # Together with others it would only send them this way as well.
        return write(lambda tx: _do_own_post(tx, post))
    return write(lambda tx: _do_own_post(tx, post), Alike(_do_posts, post))


def post_within(tx: Transaction, author_id: int, room_id: int, client_id: str, text: str) -> dict[str, Any]:
    """Post a message in the transaction of what it tells of, and return it.

    Args:
        client_id: a UUID; the same again returns the first message.
        text: Markdown, as ``check_text`` returns it.

    Raises:
        Refused: as ``post_message``; nothing has been written then.
    """
    return _do_post(tx, _Post(author_id, room_id, client_id, text, render(text)))[0]


def edit_message(author_id: int, room_id: int, message_id: int, text: str) -> dict[str, Any]:
    """Change the text of one's own message, which is marked as edited; return it.

    Raises:
        Refused: ``not_found`` also for a deleted one; ``not_a_member``, ``forbidden``, ``empty``, ``too_long``.
    """
    text = check_text(text)
    html = render(text)

    def do_edit(tx: Transaction) -> dict[str, Any]:
        room, _ = rooms.writable(tx.session, author_id, room_id)
        message = _living(tx.session, room_id, message_id)
        if message.author_id != author_id:
            raise forbidden(lazy_gettext("Only its author can edit a message."))
        if message.text != text:
            message.text, message.html, message.edited_at = text, html, now()
            changes.publish(tx, room, message)
        return access.message(tx.session, room_id, message_id)

    return write(do_edit)


def delete_message(person_id: int, room_id: int, message_id: int, *, role: str) -> dict[str, Any]:
    """Delete a message for everybody: its text is gone at once, a tombstone stays. Deleting again changes nothing.

    Its author's deletion is final. What somebody else removes can be restored (``chat.moderation``).

    Args:
        role: the person's in the workspace.

    Raises:
        Refused: ``not_found``; ``forbidden`` for who is neither its author nor keeps order in the room.
    """
    address = where_from()

    def do_delete(tx: Transaction) -> dict[str, Any]:
        room, membership = rooms.visible(tx.session, person_id, room_id)
        message = access.of_room(tx.session, room_id, message_id)
        if message.author_id == person_id:
            _delete(tx, room, message)
        elif rooms.may_keep_order(membership, role):
            removal.remove(tx, room, message, person_id, address)
        else:
            raise forbidden(lazy_gettext("Only its author or a moderator can delete a message."))
        return access.message(tx.session, room_id, message_id)

    return write(do_delete)


def _delete(tx: Transaction, room: Room, message: Message) -> None:
    kept = tx.session.get(RemovedMessage, message.id)
    if kept is not None:
        # Somebody removed it before; now it cannot come back either.
        tx.session.delete(kept)
    if message.deleted_at is None or message.removed:
        message.text, message.html, message.removed = "", "", False
        message.deleted_at = message.deleted_at or now()
        changes.publish(tx, room, message)


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


def _do_own_post(tx: Transaction, post: _Post) -> tuple[dict[str, Any], bool]:
    """Post what somebody has written themselves."""
    data, is_new = _do_post(tx, post)
    if is_new:
        _hear(tx, {(post.room_id, post.author_id)})
        telling.hear(tx, [data])
    return data, is_new


def _do_post(tx: Transaction, post: _Post) -> tuple[dict[str, Any], bool]:
    first = access.messages().where(Message.author_id == post.author_id, Message.client_id == post.client_id)
    row = tx.session.execute(first).mappings().first()
    if row is not None:
        # Whether they still may write there does not matter: it is there, and the sender must learn that.
        return access.to_json(row), False
    room, membership = rooms.writable(tx.session, post.author_id, post.room_id)
    _wait_in_slow_room(tx, room, membership)
    version = streams.advance(tx, room.stream)
    values = {"seq": version, "version": version, "created_at": now()}
    tx.session.execute(insert(Message).values(**post._asdict(), **values))
    data = access.to_json(tx.session.execute(first).mappings().one())
    streams.publish(tx, room.stream, version, "message", data)
    return data, True


def _do_posts(tx: Transaction, posts: list[_Post]) -> list[tuple[dict[str, Any], bool]]:
    """Post several at once: three statements and one for each room, whatever their number.

    Raises:
        KeyError: somebody is not in the room.
        sqlalchemy.exc.IntegrityError: something was sent again.
    """
    authors = _authors(tx, {(post.room_id, post.author_id) for post in posts})
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
    ids = _insert(tx, rows)
    results = []
    for row, message_id in zip(rows, ids, strict=True):
        author = authors[row["room_id"], row["author_id"]]
        fresh = {"id": message_id, "edited_at": None, "deleted_at": None, "removed": False}
        data = access.to_json(row | author | fresh)
        streams.publish(tx, f"room:{row['room_id']}", row["version"], "message", data)
        results.append((data, True))
    _hear(tx, {(post.room_id, post.author_id) for post in posts})
    telling.hear(tx, [data for data, _ in results])
    return results


def _wait_in_slow_room(tx: Transaction, room: Room, membership: Membership) -> None:
    """Refuse a message that comes too soon after the last one of the same person; who moderates need not wait."""
    author = tx.session.get_one(User, membership.user_id)
    pause = max(room.slow_mode_seconds, VISITOR_PAUSE_SECONDS if author.is_visitor else 0)
    if not pause or membership.role == "admin" or roles.allows(author.role, Permission.MODERATE_MESSAGES):
        return
    newest = (
        select(Message.author_id, Message.created_at)
        .where(Message.room_id == room.id)
        .order_by(Message.seq.desc())
        .limit(MOST_LOOKED_AT)
        .subquery()
    )
    last = tx.session.scalar(
        select(func.max(newest.c.created_at)).where(newest.c.author_id == membership.user_id)
    )
    wait = pause - (now() - last).total_seconds() if last else 0
    if wait > 0:
        raise limits.slow_down(wait)


def _authors(tx: Transaction, places: set[tuple[int, int]]) -> dict[tuple[int, int], dict[str, Any]]:
    """Return the author's columns of a message for each ``(room id, person id)`` where the person is in the room.

    They are answered from memory, which spares a post a third of its time in the writer.
    """
    found = {}
    for room_id, person_id in places:
        author = accounts.names.peek(person_id)
        if author is not None and rooms.writers.peek((person_id, room_id)):
            found[room_id, person_id] = author
    if len(found) == len(places):
        return found
    since = rooms.writers.moment(), accounts.names.moment()
    unknown = places - found.keys()
    # Muted people, archived and slow rooms: one by one, by the way that knows every case.
    restricted = rooms.restricted(tx.session, unknown)
    for room_id, person_id in restricted:
        rooms.restrained.keep((person_id, room_id), True)
    read = access.authors(tx.session, unknown - restricted)

    def keep() -> None:
        for (room_id, person_id), author in read.items():
            rooms.writers.keep((person_id, room_id), True, since[0])
            accounts.names.keep(person_id, author, since[1])

    # Not before: what was read may be undone together with a change that comes before it in this transaction.
    tx.after_commit(keep)
    return found | read


def _insert(tx: Transaction, rows: list[dict[str, Any]]) -> Sequence[int]:
    """Insert rows of messages and return their ids in the same order."""
    connection = tx.session.connection()
    if len(rows) == 1:
        # Without a list to sort it takes a third of the time.
        return [cast(Any, connection.execute(_INSERT, rows[0])).inserted_primary_key[0]]
    return connection.scalars(_INSERT_RETURNING, rows).all()


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


def _living(session: Session, room_id: int, message_id: int) -> Message:
    message = access.of_room(session, room_id, message_id)
    if message.deleted_at is not None:
        raise Refused("not_found", lazy_gettext("This message has been deleted."), status=404)
    return message
