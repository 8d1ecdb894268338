"""What becomes of to-dos when somebody leaves a room, or goes for good; and what of them belongs to a person."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from server.accounts.leaving import actions as leaving
from server.accounts.leaving import export
from server.core.db import now
from server.core.writer import Transaction, write
from server.rooms import actions as rooms
from server.rooms.models import Membership, Room
from server.todos import changes, comments, completing, reading
from server.todos.models import TodoComment, TodoItem, TodoList
from server.todos.work import Work

# So many in one transaction: others want to write, too.
BATCH = 200


def register() -> None:
    """Take part in farewells and exports, and in leaving rooms."""
    rooms.at_dismissal(_leave_room)
    leaving.at_farewell(_leave_for_good)
    export.add_source("to-dos", _items)
    export.add_source("to-do-comments", _comments)


def _leave_room(tx: Transaction, room: Room, membership: Membership) -> None:
    changes.end_streams(tx, room, membership)
    work = Work(tx, membership.user_id)
    completing.look_at_roll_calls(work, room.id)
    work.finish()


def _leave_for_good(user_id: int, wanted: bool) -> None:
    # Their own lists nobody else has ever seen.
    own = TodoItem.list_id.in_(select(TodoList.id).where(TodoList.owner_id == user_id))
    _repeat(user_id, own, wholly=True)
    write(lambda tx: _forget_lists(tx, user_id))
    _repeat(user_id, or_(TodoItem.assignee_id == user_id, TodoItem.waiting_for_id == user_id), wholly=False)
    if wanted:
        _repeat(user_id, TodoItem.created_by == user_id, wholly=True)
        while write(lambda tx: _remove_comments(tx, user_id)):
            pass


def _repeat(user_id: int, which: Any, *, wholly: bool) -> None:
    """Take somebody out of the items for which they stand; or, wholly, leave nothing of these but tombstones."""
    while write(lambda tx: _take_out(tx, user_id, which, wholly)):
        pass


def _take_out(tx: Transaction, user_id: int, which: Any, wholly: bool) -> int:
    statement = select(TodoItem).where(which, TodoItem.text != "").order_by(TodoItem.id).limit(BATCH)
    items = tx.session.scalars(statement).all()
    work = Work(tx, user_id)
    for item in items:
        if wholly:
            # Parts that others have made stand by themselves from now on.
            for part in tx.session.scalars(select(TodoItem).where(TodoItem.parent_id == item.id)):
                part.parent_id = None
                work.touch(part)
            completing.blank(tx.session, item)
        else:
            item.assignee_id = None if item.assignee_id == user_id else item.assignee_id
            item.waiting_for_id = None if item.waiting_for_id == user_id else item.waiting_for_id
        work.touch(item)
    work.finish()
    return len(items)


def _forget_lists(tx: Transaction, user_id: int) -> None:
    for found in tx.session.scalars(select(TodoList).where(TodoList.owner_id == user_id)):
        found.name = ""
        found.deleted_at = found.deleted_at or (None if found.is_default else now())


def _remove_comments(tx: Transaction, user_id: int) -> int:
    theirs = (TodoComment.author_id == user_id) & TodoComment.deleted_at.is_(None)
    found = tx.session.scalars(select(TodoComment).where(theirs).order_by(TodoComment.id).limit(BATCH)).all()
    work = Work(tx, user_id)
    for comment in found:
        comments.erase(work, comment)
    work.finish()
    return len(found)


def _items(session: Session, user_id: int) -> Iterable[dict[str, Any]]:
    """Those in their own lists, those that they have written, and those that they are to do."""
    own = TodoItem.list_id.in_(select(TodoList.id).where(TodoList.owner_id == user_id))
    theirs = or_(own, TodoItem.created_by == user_id, TodoItem.assignee_id == user_id)
    last = 0
    while rows := reading.read(
        session,
        reading.items()
        .where(theirs, TodoItem.text != "", TodoItem.id > last)
        .order_by(TodoItem.id)
        .limit(reading.MOST_NAMED),
    ):
        yield from rows
        last = rows[-1]["id"]


def _comments(session: Session, user_id: int) -> Iterable[dict[str, Any]]:
    theirs = (TodoComment.author_id == user_id) & TodoComment.deleted_at.is_(None)
    last = 0
    while rows := reading.comments(
        session,
        reading.comments_of().where(theirs, TodoComment.id > last).order_by(TodoComment.id).limit(1000),
    ):
        yield from rows
        last = rows[-1]["id"]
        session.expunge_all()
