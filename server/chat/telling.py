"""Telling people of messages: whom one mentions, whom it is for, who wants to hear of it.

A post asks only whether anybody could want to hear of it, from memory. Who does is found out by a job, in batches, so
that no sender waits while twenty thousand people are told.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.accounts.roles import GUEST
from server.chat.mentions import mentions
from server.chat.models import Message
from server.core.db import db
from server.core.excerpts import excerpt
from server.core.jobs import job
from server.core.memory import Memory
from server.core.writer import Transaction, write
from server.notifications import actions as notices
from server.notifications import interest
from server.notifications.models import Notice, NotificationPlace
from server.notifications.rules import EVERYTHING
from server.notifications.telling import BATCH, Telling
from server.notifications.telling import tell as tell_people
from server.realtime import presence
from server.rooms.models import Membership, Room

KINDS = ("mention", "everyone", "direct", "keyword", "message")
# Whether a room is a direct one, by its id.
_direct: Memory[bool] = Memory(50_000, may_lag=True)


def hear(tx: Transaction, messages: Sequence[dict[str, Any]]) -> None:
    """Have people told of messages that are posted in this transaction, if anybody could want to hear of them.

    Called for every post: it reads nothing that is not in memory, unless it was long ago, and mostly does nothing.
    """
    session = tx.session
    words, watched = interest.keywords(session), interest.watched(session)
    ids = [
        message["id"]
        for message in messages
        if "@" in message["text"]
        or f"room:{message['room_id']}" in watched
        or _is_direct(session, message["room_id"])
        or words.touch(message["text"])
    ]
    if ids:
        tx.after_commit(partial(tell.later, ids))


def changed(tx: Transaction, message_ids: Iterable[int]) -> None:
    """Have what people were told of some messages say what these say now; of deleted ones nothing is left."""
    topics = {f"message:{message_id}": message_id for message_id in message_ids}
    told = tx.session.scalars(select(Notice.topic).where(Notice.topic.in_(topics)).distinct())
    ids = sorted(topics[topic] for topic in told)
    if ids:
        tx.after_commit(partial(tell_anew.later, ids))


@job()
def tell(message_ids: list[int]) -> None:
    """Tell people of messages that have been posted."""
    for message_id in message_ids:
        found = _read(db.session(), message_id)
        if found is not None:
            _tell(found)


@job()
def tell_anew(message_ids: list[int]) -> None:
    """Bring what people were told of messages up to what these say now."""
    for message_id in message_ids:
        found, last = _read(db.session(), message_id), 0
        topic = f"message:{message_id}"
        if found is None:
            while write(partial(notices.settle, topic=topic, kinds=KINDS, most=BATCH)):
                pass
            continue
        again = partial(notices.rewrite, topic=topic, data=found.data(), most=BATCH)
        while reached := write(partial(again, last=last)):
            last = reached


class _Found(NamedTuple):
    """A message that people may be told of."""

    id: int
    author_id: int
    author_role: str
    seq: int
    text: str
    html: str
    room: Room

    def data(self) -> dict[str, Any]:
        """Return what a notice says of it."""
        return {
            "room": self.room.name,
            "room_id": self.room.id,
            "message_id": self.id,
            "seq": self.seq,
            "excerpt": excerpt(self.html),
        }


def _read(session: Session, message_id: int) -> _Found | None:
    columns = (Message.id, Message.author_id, User.role, Message.seq, Message.text, Message.html, Room)
    living = (Message.id == message_id, Message.deleted_at.is_(None))
    statement = (
        select(*columns).join(User, User.id == Message.author_id).join(Room, Room.id == Message.room_id)
    )
    row = session.execute(statement.where(*living), execution_options={"populate_existing": True}).first()
    return _Found(*row) if row else None


def _tell(message: _Found) -> None:
    kind_for, ids = _audience(message)
    data, place = message.data(), message.room.stream
    path = f"/rooms/{message.room.id}/messages/{message.id}"

    def do_tell(tx: Transaction, batch: Sequence[int] | None, last: int) -> int:
        if (
            tx.session.scalar(
                select(Message.id).where(Message.id == message.id, Message.deleted_at.is_(None))
            )
            is None
        ):
            return 0
        people = _members(tx.session, message, batch, last)
        told = []
        for person_id, read_seq in people:
            kind, more = kind_for(person_id)
            # Who reads faster than this job runs has no need of it.
            if kind and person_id != message.author_id and read_seq < message.seq:
                topic = f"message:{message.id}"
                told.append(
                    Telling(person_id, kind, topic, place, path, message.author_id, data | more, message.seq)
                )
        tell_people(tx, told)
        return people[-1][0] if len(people) == BATCH else 0

    if ids is None:
        last = 0
        while last := write(partial(do_tell, batch=None, last=last)):
            pass
        return
    for batch in _batches(ids):
        write(partial(do_tell, batch=batch, last=0))


def _audience(message: _Found) -> tuple[Callable[[int], tuple[str, dict[str, Any]]], list[int] | None]:
    """Return as what a message is told to somebody (nothing: not at all), and whom it may be told to (None: all)."""
    if message.room.kind == "direct":
        return lambda person_id: ("direct", {}), None
    session, named = db.session(), mentions(message.text)
    # Who has no account of their own, or hardly one, calls nobody together.
    calls = message.author_role != GUEST
    people = set(session.scalars(select(User.id).where(User.username_key.in_(named.names))))
    present = presence.people(message.room.stream) if named.here and calls else set()
    keywords = interest.keywords(session).find(message.text)
    watching = (NotificationPlace.place == message.room.stream, NotificationPlace.level == EVERYTHING)
    watchers = set(session.scalars(select(NotificationPlace.user_id).where(*watching)))
    everybody = named.everyone and calls

    def kind_for(person_id: int) -> tuple[str, dict[str, Any]]:
        if person_id in people:
            return "mention", {}
        if everybody or person_id in present:
            return "everyone", {}
        if person_id in keywords:
            return "keyword", {"keyword": keywords[person_id]}
        return ("message" if person_id in watchers else ""), {}

    return kind_for, None if everybody else sorted(people | present | keywords.keys() | watchers)


def _members(
    session: Session, message: _Found, only: Sequence[int] | None, last: int
) -> Sequence[tuple[int, int]]:
    """Return ``(person id, read mark)`` of the room's members after ``last``, a batch at most."""
    here = [
        Membership.room_id == message.room.id,
        Membership.left_at.is_(None),
        Membership.user_id > last,
    ]
    if only is not None:
        here.append(Membership.user_id.in_(only))
    columns = select(Membership.user_id, Membership.read_seq).where(*here)
    return [(row[0], row[1]) for row in session.execute(columns.order_by(Membership.user_id).limit(BATCH))]


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _is_direct(session: Session, room_id: int) -> bool:
    known = _direct.peek(room_id)
    if known is None:
        known = session.scalar(select(Room.kind).where(Room.id == room_id)) == "direct"
        _direct.keep(room_id, known)
    return known
