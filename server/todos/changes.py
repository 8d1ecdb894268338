"""What to-dos keep in the streams, and how a change is told."""

import functools
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import iso, now
from server.core.writer import Transaction
from server.realtime import connections, streams
from server.rooms.models import Membership, Room
from server.todos import access, reading
from server.todos.models import TodoAgenda, TodoComment, TodoDeparture, TodoItem, TodoList

Rows = Iterable[tuple[int, str, dict[str, Any]]]


def register() -> None:
    """Declare the streams of lists, and what to-dos keep in them and in those of rooms and people.

    They travel on rooms' namespace: one of their own would cost every connection a handshake more.
    """
    streams.declare("list", "/chat", access.followable, is_same_for_all=True, shows_presence=False)
    streams.add_source("list", _items)
    streams.add_source("list", _departures)
    streams.add_source("list", _comments)
    streams.add_source("room", _lists_of_room)
    streams.add_source("user", _lists_of_person)
    streams.add_source("user", _agenda)


def publish_list(tx: Transaction, changed: TodoList) -> dict[str, Any]:
    """Take the next version of the room or the person for a list that has changed, and tell of it; return it."""
    changed.version = streams.advance(tx, changed.parent_stream)
    tx.session.flush()
    data = access.describe(tx.session, [changed])[0]
    streams.publish(tx, changed.parent_stream, changed.version, "list", data)
    return data


def publish_items(tx: Transaction, changed: Iterable[TodoItem]) -> dict[int, dict[str, Any]]:
    """Take their lists' next versions for items that have changed, and tell of them; return them by their ids.

    A few statements whatever their number: while they run, nobody else can write.
    """
    by_list: dict[int, list[TodoItem]] = defaultdict(list)
    for item in changed:
        by_list[item.list_id].append(item)
    for list_id in sorted(by_list):
        count = len(by_list[list_id])
        last = streams.advance(tx, f"list:{list_id}", count)
        for version, item in enumerate(by_list[list_id], last - count + 1):
            item.version = version
    tx.session.flush()
    published: dict[int, dict[str, Any]] = {}
    for list_id, items in by_list.items():
        these = reading.items().where(TodoItem.id.in_([item.id for item in items]))
        found = {row["id"]: row for row in reading.read(tx.session, these, list_id)}
        for item in items:
            streams.publish(tx, f"list:{list_id}", item.version, "item", found[item.id])
        published |= found
    return published


def publish_departure(tx: Transaction, item: TodoItem, list_id: int) -> None:
    """Tell those who follow a list that an item has been moved away from it."""
    stream = f"list:{list_id}"
    mine = (TodoDeparture.list_id == list_id) & (TodoDeparture.item_id == item.id)
    departure = tx.session.scalar(select(TodoDeparture).where(mine))
    if departure is None:
        departure = TodoDeparture(list_id=list_id, item_id=item.id)
        tx.session.add(departure)
    departure.left_at, departure.version = now(), streams.advance(tx, stream)
    tx.session.flush()
    data = reading.departed(item.id, item.uid, list_id, departure.left_at, departure.version)
    streams.publish(tx, stream, departure.version, "item", data)


def publish_comment(tx: Transaction, comment: TodoComment, item: TodoItem) -> dict[str, Any]:
    """Take the list's next version for a comment that has changed, and tell of it; return it."""
    stream = f"list:{item.list_id}"
    comment.version = streams.advance(tx, stream)
    tx.session.flush()
    [data] = reading.comments(tx.session, reading.comments_of().where(TodoComment.id == comment.id))
    streams.publish(tx, stream, comment.version, "comment", data)
    return data


def publish_agendas(tx: Transaction, user_ids: Iterable[int]) -> None:
    """Tell people that what they have to do may be different now."""
    moment = now()
    people = sorted(set(user_ids))
    for start in range(0, len(people), streams.LARGEST_STEP):
        _publish_agendas(tx, people[start : start + streams.LARGEST_STEP], moment)


def _publish_agendas(tx: Transaction, people: list[int], moment: datetime) -> None:
    versions = streams.advance_each(tx, [f"user:{user_id}" for user_id in people])
    theirs = tx.session.scalars(select(TodoAgenda).where(TodoAgenda.user_id.in_(people)))
    known = {agenda.user_id: agenda for agenda in theirs}
    for user_id in people:
        stream = f"user:{user_id}"
        agenda = known.get(user_id)
        if agenda is None:
            agenda = TodoAgenda(user_id=user_id)
            tx.session.add(agenda)
        agenda.moment, agenda.version = moment, versions[stream]
        data = {"user_id": user_id, "moment": iso(moment)}
        streams.publish(tx, stream, versions[stream], "agenda", data)
    tx.session.flush()


def end_streams(tx: Transaction, room: Room, membership: Membership) -> None:
    """Take the streams of a room's lists from somebody who has left it, at once."""
    for list_id in tx.session.scalars(select(TodoList.id).where(TodoList.room_id == room.id)):
        expel = functools.partial(connections.expel, membership.user_id, "/chat", f"list:{list_id}")
        tx.after_commit(expel)


def _items(session: Session, list_id: int, since: int, most: int, person: Any) -> Rows:
    statement = reading.items().where(TodoItem.list_id == list_id, TodoItem.version > since)
    rows = reading.read(session, statement.order_by(TodoItem.version.desc()).limit(most), list_id)
    return [(row["version"], "item", row) for row in rows]


def _departures(session: Session, list_id: int, since: int, most: int, person: Any) -> Rows:
    statement = (
        select(TodoDeparture, TodoItem.uid)
        .join(TodoItem, TodoItem.id == TodoDeparture.item_id)
        .where(
            TodoDeparture.list_id == list_id,
            TodoDeparture.version > since,
            # Not of what has come back since.
            TodoItem.list_id != list_id,
        )
        .order_by(TodoDeparture.version.desc())
        .limit(most)
    )
    return [
        (row.version, "item", reading.departed(row.item_id, uid, list_id, row.left_at, row.version))
        for row, uid in session.execute(statement)
    ]


def _comments(session: Session, list_id: int, since: int, most: int, person: Any) -> Rows:
    statement = reading.comments_of().where(TodoItem.list_id == list_id, TodoComment.version > since)
    rows = reading.comments(session, statement.order_by(TodoComment.version.desc()).limit(most))
    return [(row["version"], "comment", row) for row in rows]


def _lists_of_room(session: Session, room_id: int, since: int, most: int, person: Any) -> Rows:
    return _lists(session, TodoList.room_id == room_id, since, most)


def _lists_of_person(session: Session, user_id: int, since: int, most: int, person: Any) -> Rows:
    return _lists(session, TodoList.owner_id == user_id, since, most)


def _lists(session: Session, whose: Any, since: int, most: int) -> Rows:
    statement = select(TodoList).where(whose, TodoList.version > since)
    found = list(session.scalars(statement.order_by(TodoList.version.desc()).limit(most)))
    return [(data["version"], "list", data) for data in access.describe(session, found)]


def _agenda(session: Session, user_id: int, since: int, most: int, person: Any) -> Rows:
    mine = select(TodoAgenda).where(TodoAgenda.user_id == user_id, TodoAgenda.version > since)
    row = session.scalar(mine)
    return [(row.version, "agenda", {"user_id": user_id, "moment": iso(row.moment)})] if row else []
