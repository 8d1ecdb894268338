"""Emptying the trash: what was deleted a month ago is gone for good."""

from datetime import timedelta

from sqlalchemy import select

from server.core import jobs
from server.core.db import now
from server.core.writer import Transaction, write
from server.todos.completing import blank
from server.todos.models import TodoItem, TodoList

KEPT = timedelta(days=30)
# So many in one transaction: others want to write, too.
BATCH = 200


@jobs.periodic(jobs.crontab(hour="3", minute="37"))
def empty_trash() -> None:
    """Leave tombstones of what has been in the trash for 30 days; they have no text, and tell those who catch up."""
    while write(_empty_some):
        pass
    write(_forget_lists)


def _empty_some(tx: Transaction) -> int:
    statement = (
        select(TodoItem)
        .join(TodoList, TodoList.id == TodoItem.list_id)
        .where(
            TodoItem.text != "",
            (TodoItem.deleted_at < now() - KEPT) | (TodoList.deleted_at < now() - KEPT),
        )
    )
    items = tx.session.scalars(statement.order_by(TodoItem.id).limit(BATCH)).all()
    for item in items:
        # No version: whoever follows the list knows already that it is not there.
        blank(tx.session, item)
    return len(items)


def _forget_lists(tx: Transaction) -> None:
    for found in tx.session.scalars(select(TodoList).where(TodoList.deleted_at < now() - KEPT)):
        found.name = ""
