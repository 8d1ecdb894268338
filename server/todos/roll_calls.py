"""Roll calls that come again by themselves, at an hour on the clock of whoever asked first.

A roll call is over when its next time has come, whoever has not ticked; and at its time its card is posted in the room.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import select

from server.core import jobs
from server.core.db import now
from server.core.writer import Transaction, write
from server.rooms.models import Room
from server.todos import completing
from server.todos.checks import instant
from server.todos.models import TodoItem, TodoList
from server.todos.recurrence import next_time
from server.todos.work import Work

# A server that was away does not ask for yesterday's.
LATEST = timedelta(hours=2)


@jobs.periodic(jobs.crontab(minute="*"))
def call_the_roll() -> None:
    """Do what is due of the roll calls that come again."""
    call(now())


def call(moment: datetime) -> None:
    """Do what is due by a moment."""
    write(lambda tx: _turn_over(tx, moment))
    write(lambda tx: _post_cards(tx, moment))


def _turn_over(tx: Transaction, moment: datetime) -> None:
    for item, of in _due(tx, moment):
        if item.due_date is None or item.due_at is None:
            continue
        following = next_time(
            item.repeat_rule,
            item.due_date,
            item.due_time,
            item.due_zone,
            # Counted from when it was due: that nobody has done it must not put the next one off.
            after_done=False,
            done_at=item.due_at,
        )
        if following is None or instant(following.date, item.due_time or "", item.due_zone or "") > moment:
            continue
        work = Work(tx, item.created_by)
        work.concern(item, of)
        completing.end_roll_call(work, item, of, moment)
        work.finish()


def _post_cards(tx: Transaction, moment: datetime) -> None:
    for item, of in _due(tx, moment, moment - LATEST):
        # The same name every time, so that it is posted once.
        client_id = str(uuid5(UUID(item.uid), "card"))
        completing.say(tx, item.created_by, of.room_id or 0, client_id, completing.link_to(item))


def _due(tx: Transaction, moment: datetime, since: datetime | None = None) -> list[tuple[TodoItem, TodoList]]:
    open_ones = (
        TodoItem.roll_call,
        TodoItem.repeat_rule != "",
        TodoItem.done_at.is_(None),
        TodoItem.deleted_at.is_(None),
        TodoList.archived_at.is_(None),
        TodoList.deleted_at.is_(None),
        Room.archived_at.is_(None),
    )
    # The days come first: they have an index.
    due = (TodoItem.due_date <= (moment + timedelta(days=1)).date(), TodoItem.due_at <= moment)
    statement = select(TodoItem, TodoList).join(TodoList, TodoList.id == TodoItem.list_id)
    statement = statement.join(Room, Room.id == TodoList.room_id)
    statement = statement.where(*open_ones, *due).order_by(TodoItem.due_at, TodoItem.id)
    if since is not None:
        statement = statement.where(TodoItem.due_at > since)
    return [(item, of) for item, of in tx.session.execute(statement).all()]
