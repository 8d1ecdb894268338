"""Items as JSON: plain rows, in a fixed number of queries whatever their number."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Select, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from server.accounts.models import User
from server.core.db import iso
from server.todos.models import TodoComment, TodoItem, TodoLabel, TodoTick

# Above so many items what belongs to them is looked up by their list, which is one condition instead of one for each.
MOST_NAMED = 300
_Parent = aliased(TodoItem)
_COLUMNS = (
    TodoItem.id,
    TodoItem.uid,
    TodoItem.list_id,
    _Parent.uid.label("parent"),
    TodoItem.created_by,
    TodoItem.position,
    TodoItem.text,
    TodoItem.html,
    TodoItem.notes,
    TodoItem.notes_html,
    TodoItem.done_by,
    TodoItem.assignee_id,
    TodoItem.waiting_for_id,
    TodoItem.due_date,
    TodoItem.due_time,
    TodoItem.due_zone,
    TodoItem.remind_minutes,
    TodoItem.repeat_rule,
    TodoItem.repeat_after_done,
    TodoItem.priority,
    TodoItem.roll_call,
    TodoItem.source_room_id,
    TodoItem.source_message_id,
    TodoItem.version,
    # As they are stored: to give each moment its zone takes as long as to read the rest of the row.
    type_coerce(TodoItem.created_at, DateTime).label("created_at"),
    type_coerce(TodoItem.edited_at, DateTime).label("edited_at"),
    type_coerce(TodoItem.done_at, DateTime).label("done_at"),
    type_coerce(TodoItem.due_at, DateTime).label("due_at"),
    type_coerce(TodoItem.deleted_at, DateTime).label("deleted_at"),
)


def items() -> Select[*tuple[Any, ...]]:
    """Return a query for items, to be narrowed and given to ``read``."""
    return select(*_COLUMNS).outerjoin(_Parent, _Parent.id == TodoItem.parent_id)


def one(session: Session, item_id: int) -> dict[str, Any]:
    """Return an item as the API and the stream give it."""
    return read(session, items().where(TodoItem.id == item_id))[0]


def read(
    session: Session, statement: Select[*tuple[Any, ...]], list_id: int | None = None
) -> list[dict[str, Any]]:
    """Return the items that a narrowed ``items()`` finds, as the API and the stream give them.

    Args:
        list_id: the list that all of them are in, if they are in one.
    """
    rows = session.connection().execute(statement).all()
    if not rows:
        return []
    ids = [row[0] for row in rows]
    if len(ids) > MOST_NAMED and list_id is not None:
        belongs: ColumnElement[bool] = TodoItem.list_id == list_id
    else:
        belongs = TodoItem.id.in_(ids)
    labels, ticks, comments = _labels(session, belongs), _ticks(session, belongs), _comments(session, belongs)
    people = _people(session, rows, ticks)
    return [
        _to_json(row, people, labels.get(row[0], ()), ticks.get(row[0], ()), comments.get(row[0], 0))
        for row in rows
    ]


def departed(item_id: int, uid: str, list_id: int, left_at: Any, version: int) -> dict[str, Any]:
    """Return what a list's stream tells of an item that was moved elsewhere; no more than that it is gone."""
    return {
        "id": item_id,
        "uid": uid,
        "list_id": list_id,
        "moved": True,
        "deleted_at": iso(left_at),
        "version": version,
    }


def _to_json(
    row: Any, people: dict[Any, Any], labels: Iterable[str], ticks: Iterable[tuple[int, str]], comments: int
) -> dict[str, Any]:
    # In the order of the columns: to look each up by its name takes longer than all that is done with them.
    (id, uid, list_id, parent, created_by, position, text, html, notes, notes_html, *rest) = row
    (done_by, assignee_id, waiting_for_id, due_date, due_time, due_zone, remind, rule, after_done, *rest) = (
        rest
    )
    (priority, roll_call, source_room_id, source_message_id, version, *moments) = rest
    created_at, edited_at, done_at, due_at, deleted_at = moments
    return {
        "id": id,
        "uid": uid,
        "list_id": list_id,
        "parent": parent,
        "position": position,
        "text": text,
        "html": html,
        "notes": notes,
        "notes_html": notes_html,
        "done_at": iso(done_at),
        "done_by": people.get(done_by),
        "assignee": people.get(assignee_id),
        "author": people[created_by],
        "created_at": iso(created_at),
        "edited_at": iso(edited_at),
        "due": None
        if due_date is None
        else {"date": due_date.isoformat(), "time": due_time, "zone": due_zone, "at": iso(due_at)},
        "remind": remind,
        "repeat": {"rule": rule, "after_done": after_done} if rule else None,
        "labels": list(labels),
        "priority": priority,
        "roll_call": roll_call,
        "ticks": [{"user": people[user_id], "at": at} for user_id, at in ticks],
        "source": None
        if source_message_id is None
        else {"room_id": source_room_id, "message_id": source_message_id},
        "waiting_for": people.get(waiting_for_id),
        "comments": comments,
        "deleted_at": iso(deleted_at),
        "version": version,
    }


def _labels(session: Session, belongs: ColumnElement[bool]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    statement = select(TodoLabel.item_id, TodoLabel.label).join(TodoItem).where(belongs)
    for item_id, label in session.connection().execute(statement.order_by(TodoLabel.label)):
        found[item_id].append(label)
    return found


def _ticks(session: Session, belongs: ColumnElement[bool]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    at = type_coerce(TodoTick.ticked_at, DateTime)
    statement = select(TodoTick.item_id, TodoTick.user_id, at).join(TodoItem).where(belongs)
    for item_id, user_id, moment in session.connection().execute(statement.order_by(at, TodoTick.user_id)):
        found[item_id].append((user_id, iso(moment) or ""))
    return found


def _comments(session: Session, belongs: ColumnElement[bool]) -> dict[int, int]:
    statement = (
        select(TodoComment.item_id, func.count())
        .join(TodoItem)
        .where(belongs, TodoComment.deleted_at.is_(None))
        .group_by(TodoComment.item_id)
    )
    return {row[0]: row[1] for row in session.connection().execute(statement)}


def _people(
    session: Session, rows: Iterable[Any], ticks: dict[int, list[tuple[int, str]]]
) -> dict[int, dict[str, Any]]:
    """Return everybody who is named in the rows."""
    asked = {user_id for row in rows for user_id in (row[4], row[10], row[11], row[12])}
    asked |= {user_id for those in ticks.values() for user_id, _ in those}
    statement = select(User.id, User.username, User.name).where(User.id.in_(asked - {None}))
    return {
        id: {"id": id, "username": username, "name": name}
        for id, username, name in session.connection().execute(statement)
    }


def comments_of() -> Select[*tuple[Any, ...]]:
    """Return a query for comments, to be narrowed and given to ``comments``."""
    return (
        select(TodoComment, TodoItem.uid, User)
        .join(TodoItem, TodoItem.id == TodoComment.item_id)
        .join(User, User.id == TodoComment.author_id)
    )


def comments(session: Session, statement: Select[*tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Return the comments that a narrowed ``comments_of()`` finds, as the API and the stream give them."""
    return [
        {
            "id": comment.id,
            "uid": comment.uid,
            "item": item_uid,
            "author": author.to_person(),
            "text": comment.text,
            "html": comment.html,
            "created_at": iso(comment.created_at),
            "edited_at": iso(comment.edited_at),
            "deleted_at": iso(comment.deleted_at),
            "version": comment.version,
        }
        for comment, item_uid, author in session.execute(statement)
    ]
