"""What is read of lists: the lists of a place, the items of one, what is in the trash."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from server.core.errors import invalid
from server.core.fields import LARGEST
from server.realtime import streams
from server.rooms import access as rooms
from server.todos import access, reading
from server.todos.models import TodoItem, TodoLabel, TodoList

STATES = ("active", "completed", "all")
MOST = 5_000
MOST_COMPLETED = 100
MOST_TRASH = 500


def lists_of(
    session: Session, person_id: int, room_id: int | None, *, archived: bool = False
) -> dict[str, Any]:
    """Return a room's lists, or with None the person's own, in their order.

    Args:
        archived: with those in the archive.

    Returns:
        ``{"stream", "version", "lists"}``: what the lists' changes travel on, and from which version.

    Raises:
        Refused: ``not_found``, ``forbidden`` for guests.
    """
    access.check_takes_part(session, person_id)
    if room_id is not None:
        rooms.visible(session, person_id, room_id)
    stream = f"user:{person_id}" if room_id is None else f"room:{room_id}"
    # Before the rows: whoever follows the stream from this version on misses nothing.
    version = streams.version_of(session, stream)
    place = TodoList.owner_id == person_id if room_id is None else TodoList.room_id == room_id
    statement = select(TodoList).where(place, TodoList.deleted_at.is_(None))
    if not archived:
        statement = statement.where(TodoList.archived_at.is_(None))
    found = list(session.scalars(statement.order_by(TodoList.position, TodoList.uid)))
    return {"stream": stream, "version": version, "lists": access.describe(session, found)}


def items_of(
    session: Session,
    person_id: int,
    list_id: int,
    *,
    state: str = "active",
    label: str | None = None,
    person: int | None = None,
    q: str = "",
    after: str = "",
    limit: int = MOST,
) -> dict[str, Any]:
    """Return items of a list with their subtasks: open ones and all in their order, completed ones the newest first.

    Args:
        state: one of ``STATES``.
        label: those that have this label.
        person: those that are assigned to this person.
        q: those whose text holds these words.
        after: the ``next`` of the page before.
        limit: items that are no subtasks; at most ``MOST``, of completed ones ``MOST_COMPLETED``.

    An item matches when it or one of its subtasks does.

    Returns:
        ``{"stream", "version", "items", "next", "counts": {"active", "completed", "all"}}``

    Raises:
        Refused: ``not_found``, ``forbidden`` for guests; ``invalid``.
    """
    if state not in STATES:
        raise invalid({"state": lazy_gettext("Please choose one of these.")})
    of = access.readable(session, person_id, list_id)
    version = streams.version_of(session, of.stream)
    top: list[ColumnElement[bool]] = [
        TodoItem.list_id == list_id,
        TodoItem.deleted_at.is_(None),
        TodoItem.parent_id.is_(None),
        *_matching(label, person, q),
    ]
    counts = _counts(session, top)
    if state == "active":
        top.append(TodoItem.done_at.is_(None))
    elif state == "completed":
        top.append(TodoItem.done_at.is_not(None))
    most = max(1, min(limit, MOST_COMPLETED if state == "completed" else MOST))
    found, following = _page(session, list_id, top, newest_first=state == "completed", after=after, most=most)
    below = _subtasks(session, list_id, top, found)
    items = found + below
    if state != "completed":
        items.sort(key=lambda item: (item["position"], item["uid"]))
    return {"stream": of.stream, "version": version, "items": items, "next": following, "counts": counts}


def labels_of(session: Session, person_id: int, list_id: int) -> dict[str, Any]:
    """Return the labels of a list's items, and how many open ones have each.

    Raises:
        Refused: ``not_found``, ``forbidden`` for guests.
    """
    access.readable(session, person_id, list_id)
    statement = (
        select(TodoLabel.label, func.count(case((TodoItem.done_at.is_(None), 1))))
        .join(TodoItem, TodoItem.id == TodoLabel.item_id)
        .where(TodoItem.list_id == list_id, TodoItem.deleted_at.is_(None))
        .group_by(TodoLabel.label)
        .order_by(TodoLabel.label)
    )
    return {"labels": [{"label": label, "open": count} for label, count in session.execute(statement)]}


def trash(session: Session, person_id: int, *, list_id: int | None, room_id: int | None) -> dict[str, Any]:
    """Return what is in the trash of a list, of a room, or of one's own lists; what went in last comes first.

    Returns:
        ``{"items", "lists"}``; items of lists that are there themselves come back with these and are left out.

    Raises:
        Refused: ``not_found``, ``forbidden`` for guests.
    """
    access.check_takes_part(session, person_id)
    if list_id is not None:
        place = TodoList.id == access.readable(session, person_id, list_id).id
    elif room_id is not None:
        place = TodoList.room_id == rooms.visible(session, person_id, room_id)[0].id
    else:
        place = TodoList.owner_id == person_id
    ids = list(session.scalars(select(TodoList.id).where(place, TodoList.deleted_at.is_(None))))
    gone = reading.items().where(
        TodoItem.list_id.in_(ids), TodoItem.deleted_at.is_not(None), TodoItem.text != ""
    )
    items = reading.read(session, gone.order_by(TodoItem.deleted_at.desc(), TodoItem.id).limit(MOST_TRASH))
    there = select(TodoList).where(place, TodoList.deleted_at.is_not(None), TodoList.name != "")
    lists = list(session.scalars(there.order_by(TodoList.deleted_at.desc()).limit(MOST_TRASH)))
    return {"items": items, "lists": access.describe(session, lists)}


def several(session: Session, person_id: int, uids: Sequence[str]) -> list[dict[str, Any]]:
    """Return those of some items that the person may read and that are not deleted."""
    access.check_takes_part(session, person_id)
    named = TodoItem.uid.in_([uid.lower() for uid in uids]) & TodoItem.deleted_at.is_(None)
    found = reading.read(session, reading.items().where(named))
    allowed = access.followable(session, person_id, list({item["list_id"] for item in found}))
    return [item for item in found if item["list_id"] in allowed]


def _matching(label: str | None, person: int | None, q: str) -> list[ColumnElement[bool]]:
    part = aliased(TodoItem)
    if label is None and person is None and not q.strip():
        return []
    of_part = [part.parent_id == TodoItem.id, part.deleted_at.is_(None), *_match(part, label, person, q)]
    return [or_(and_(*_match(TodoItem, label, person, q)), select(part.id).where(*of_part).exists())]


def _match(item: Any, label: str | None, person: int | None, q: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if label is not None:
        has_it = (TodoLabel.item_id == item.id) & (TodoLabel.label == label)
        found.append(select(TodoLabel.item_id).where(has_it).exists())
    if person is not None:
        found.append(item.assignee_id == person)
    if q.strip():
        found.append(item.text.icontains(q.strip(), autoescape=True))
    return found


def _counts(session: Session, top: list[ColumnElement[bool]]) -> dict[str, int]:
    statement = select(func.count(), func.count(TodoItem.done_at)).select_from(TodoItem).where(*top)
    everything, completed = session.execute(statement).one()
    return {"active": everything - completed, "completed": completed, "all": everything}


def _page(
    session: Session,
    list_id: int,
    top: list[ColumnElement[bool]],
    *,
    newest_first: bool,
    after: str,
    most: int,
) -> tuple[list[dict[str, Any]], str | None]:
    statement = reading.items().where(*top)
    if newest_first:
        statement = statement.order_by(TodoItem.done_at.desc(), TodoItem.id.desc())
    else:
        statement = statement.order_by(TodoItem.position, TodoItem.uid)
    if after:
        statement = statement.where(_beyond(after, newest_first))
    # One more than asked for tells whether there are others.
    found = reading.read(session, statement.limit(most + 1), list_id)
    page = found[:most]
    if len(found) <= most:
        return page, None
    last = page[-1]
    mark = [last["done_at"], last["id"]] if newest_first else [last["position"], last["uid"]]
    return page, base64.urlsafe_b64encode(json.dumps(mark).encode()).decode()


def _beyond(after: str, newest_first: bool) -> ColumnElement[bool]:
    try:
        first, second = json.loads(base64.urlsafe_b64decode(after.encode("ascii")))
        if newest_first:
            moment = datetime.fromisoformat(first).astimezone(UTC)
            if not isinstance(second, int) or not 0 <= second <= LARGEST:
                raise ValueError
            return or_(TodoItem.done_at < moment, and_(TodoItem.done_at == moment, TodoItem.id < second))
        if not (first.isascii() and first.isalnum() and access.UUID.fullmatch(second)):
            raise ValueError
        return or_(TodoItem.position > first, and_(TodoItem.position == first, TodoItem.uid > second))
    except (ArithmeticError, AttributeError, RecursionError, TypeError, ValueError) as error:
        raise invalid({"after": lazy_gettext("There is no such page.")}) from error


def _subtasks(
    session: Session, list_id: int, top: list[ColumnElement[bool]], found: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the subtasks of items that were found by the conditions ``top``, in their order."""
    ids = {item["id"]: item["uid"] for item in found}
    mine = reading.items().where(TodoItem.list_id == list_id, TodoItem.deleted_at.is_(None))
    mine = mine.order_by(TodoItem.position, TodoItem.uid)
    if len(ids) <= reading.MOST_NAMED:
        return reading.read(session, mine.where(TodoItem.parent_id.in_(ids)), list_id)
    parts = reading.read(session, mine.where(TodoItem.parent_id.is_not(None)), list_id)
    uids = set(ids.values())
    return [part for part in parts if part["parent"] in uids]
