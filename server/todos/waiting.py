"""Waiting for an answer: such a to-do is done by itself when the person who was asked writes in that room.

Every post asks whether anybody waits for it, so that has to cost nothing: the places where somebody is waited for are
kept in memory, and forgotten exactly when a to-do that waits has changed.
"""

from collections.abc import Set
from functools import partial
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.memory import Memory
from server.core.writer import Transaction
from server.todos import access, completing
from server.todos.models import TodoItem, TodoList
from server.todos.work import Work

_WAITS = (
    TodoItem.waiting_for_id.is_not(None),
    TodoItem.source_room_id.is_not(None),
    TodoItem.done_at.is_(None),
    TodoItem.deleted_at.is_(None),
)


def hear(tx: Transaction, posts: Set[tuple[int, int]]) -> None:
    """Let posts count as answers, in their transaction.

    Args:
        posts: ``(room id, author id)`` of each.
    """
    for room_id, author_id in sorted(posts & _waited_for(tx, posts)):
        _answer(tx, room_id, author_id)


def _answer(tx: Transaction, room_id: int, author_id: int) -> None:
    theirs = (TodoItem.source_room_id == room_id, TodoItem.waiting_for_id == author_id)
    statement = select(TodoItem, TodoList).join(TodoList, TodoList.id == TodoItem.list_id)
    work = Work(tx, author_id)
    for item, of in tx.session.execute(statement.where(*_WAITS, *theirs).order_by(TodoItem.id)).all():
        work.concern(item, of)
        completing.set_done(work, item, of, done=True)
    work.finish()


def _waited_for(tx: Transaction, posts: Set[tuple[int, int]]) -> access.Places:
    """Return where who is waited for; with several processes only as far as the posts are concerned."""
    known = access.waited_for.peek(access.EVERYBODY)
    if known is not None:
        return known
    if Memory.shared_with_others:
        narrow = (
            TodoItem.waiting_for_id.in_({author_id for _, author_id in posts}),
            TodoItem.source_room_id.in_({room_id for room_id, _ in posts}),
        )
        return _read(tx.session, _places().where(*narrow))
    since = access.waited_for.moment()
    found = _read(tx.session, _places())
    # Not before: what was read may be undone together with a change that comes before it in this transaction.
    tx.after_commit(partial(access.waited_for.keep, access.EVERYBODY, found, since))
    return found


def _places() -> Select[*tuple[Any, ...]]:
    return select(TodoItem.source_room_id, TodoItem.waiting_for_id).where(*_WAITS).distinct()


def _read(session: Session, statement: Select[*tuple[Any, ...]]) -> access.Places:
    return frozenset((room_id, person_id) for room_id, person_id in session.execute(statement))
