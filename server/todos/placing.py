"""Places in a list, and of lists among each other: no two of one list have the same order key."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from server.todos import order
from server.todos.models import TodoItem, TodoList

# A key that would get longer than this is given up for a place at the end: the column holds no more than 255.
LONGEST_KEPT = 250


def in_list(session: Session, list_id: int, wanted: str | None, item_id: int = 0) -> str:
    """Return the key that an item gets: the ``wanted`` one, the next after it when another item has it, or the last.

    Args:
        item_id: the item itself, when it exists.
    """
    others = [TodoItem.list_id == list_id, TodoItem.id != item_id]
    return _free(session, TodoItem.position, others, wanted)


def among_lists(session: Session, of: TodoList, wanted: str | None) -> str:
    """Return the key that a list gets among those of its room or owner, as ``in_list`` does."""
    place = TodoList.owner_id == of.owner_id if of.room_id is None else TodoList.room_id == of.room_id
    return _free(session, TodoList.position, [place, TodoList.id != (of.id or 0)], wanted)


def _free(
    session: Session,
    column: InstrumentedAttribute[str],
    others: Sequence[ColumnElement[bool]],
    wanted: str | None,
) -> str:
    if wanted is not None:
        if not session.scalar(select(column).where(*others, column == wanted).limit(1)):
            return wanted
        after: Any = session.scalar(select(func.min(column)).where(*others, column > wanted))
        found = order.between(wanted, after)
        if len(found) <= LONGEST_KEPT:
            return found
    return order.between(session.scalar(select(func.max(column)).where(*others)), None)
