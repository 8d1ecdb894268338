"""Into another list, below another item, into the trash and back: a to-do and its subtasks."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.core.db import now
from server.core.errors import invalid, not_found
from server.todos import access, placing
from server.todos.models import TodoEvent, TodoItem, TodoList, TodoTick
from server.todos.work import Work


def subtasks(session: Session, item: TodoItem) -> list[TodoItem]:
    """Return the subtasks of an item in their order, deleted ones too, but no tombstones."""
    mine = (TodoItem.parent_id == item.id) & (TodoItem.text != "")
    statement = select(TodoItem).where(mine).order_by(TodoItem.position, TodoItem.uid)
    return list(session.scalars(statement, execution_options={"populate_existing": True}))


def move(work: Work, item: TodoItem, of: TodoList, to: TodoList) -> None:
    """Move an item with its subtasks to the end of another list; a subtask by itself is none there."""
    moved = [item, *subtasks(work.session, item)]
    item.parent_id = None
    for each in moved:
        each.position = placing.in_list(work.session, to.id, None)
        each.list_id = to.id
        work.session.flush()
        _fit(work, each, of, to)
        work.depart(each, of.id)
    work.record(item, "moved", **{"from": of.name, "to": to.name} if _same_people(of, to) else {})


def set_parent(work: Work, item: TodoItem, uid: str | None) -> None:
    """Make an item a subtask of another one in its list; or, with None, of none.

    Raises:
        Refused: ``invalid``, with the reason why it cannot be.
    """
    parent_id = None if uid is None else _checked_parent(work.session, item, uid).id
    if item.parent_id != parent_id:
        item.parent_id = parent_id
        work.record(item, "parent", uid=uid)
        work.touch(item)


def set_deleted(work: Work, item: TodoItem, *, deleted: bool) -> None:
    """Put an item with its subtasks into the trash, or take it out again with those that went in together with it.

    A subtask that is taken out while the item above it stays there is none any more.
    """
    if deleted == (item.deleted_at is not None):
        return
    below = subtasks(work.session, item)
    if deleted:
        together = [each for each in below if each.deleted_at is None]
        moment = now()
    else:
        together = [each for each in below if each.deleted_at == item.deleted_at]
        moment = None
        _keep_parent_alive(work.session, item)
    for each in (item, *together):
        _mark(work, each, moment)


def _mark(work: Work, item: TodoItem, deleted_at: datetime | None) -> None:
    item.deleted_at = deleted_at
    work.record(item, "deleted" if deleted_at else "restored")
    work.touch(item)


def _keep_parent_alive(session: Session, item: TodoItem) -> None:
    if item.parent_id is not None and session.get_one(TodoItem, item.parent_id).deleted_at is not None:
        item.parent_id = None


def _fit(work: Work, item: TodoItem, of: TodoList, to: TodoList) -> None:
    """Take from an item what cannot be in the list that it has come to."""
    if _same_people(of, to):
        return
    # What was said of it among others is not for these.
    work.session.execute(delete(TodoEvent).where(TodoEvent.item_id == item.id))
    if item.assignee_id is not None and not access.is_member(work.session, item.assignee_id, to):
        item.assignee_id = None
    waiting_for = None if to.room_id is None else item.waiting_for_id
    if waiting_for is not None and not access.is_member(work.session, waiting_for, to):
        item.waiting_for_id = None
    work.session.execute(delete(TodoTick).where(TodoTick.item_id == item.id))
    item.roll_call = item.roll_call and to.room_id is not None


def _same_people(of: TodoList, to: TodoList) -> bool:
    return (of.room_id, of.owner_id) == (to.room_id, to.owner_id)


def _checked_parent(session: Session, item: TodoItem, uid: str) -> TodoItem:
    found = access.by_uid(session, uid) if access.UUID.fullmatch(uid.lower()) else None
    reason: Any = None
    if found is None or found.list_id != item.list_id or found.deleted_at is not None:
        reason = lazy_gettext("There is no such to-do in this list.")
    elif found.id == item.id:
        reason = lazy_gettext("A to-do cannot be a subtask of itself.")
    elif found.parent_id == item.id:
        reason = lazy_gettext("This one is a subtask of it already: they cannot be subtasks of each other.")
    elif found.parent_id is not None:
        reason = lazy_gettext("A subtask has no subtasks of its own.")
    elif any(each.deleted_at is None for each in subtasks(session, item)):
        reason = lazy_gettext("This to-do has subtasks itself, so it cannot be a subtask of another.")
    if reason is not None:
        raise invalid({"parent": reason})
    if found is None:
        raise not_found()
    return found
