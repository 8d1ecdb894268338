"""Telling people of to-dos: that they were given one, that its time has come, that what they asked for is done."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from server.core.db import db, iso, now
from server.core.excerpts import excerpt
from server.core.jobs import crontab, periodic
from server.core.writer import Transaction, write
from server.notifications import actions as notices
from server.notifications.facts import fact, remember
from server.notifications.telling import BATCH, Telling, tell
from server.rooms.models import Room
from server.todos import access
from server.todos.models import TodoItem, TodoList
from server.todos.reminders import Reminder, due_reminders

# The moment up to which people have been reminded.
_REMINDED = "reminded until"
# After a longer time without a server nobody wants to hear of all that has passed.
LONGEST_GAP = timedelta(days=1)
ALL_KINDS = ("assigned", "due", "done")


def follow(
    tx: Transaction,
    actor_id: int,
    touched: Iterable[TodoItem],
    assigned: Iterable[TodoItem],
    done: dict[int, set[int]],
) -> None:
    """Tell people of some items what has become of them, and put away what is not so any more.

    Args:
        touched: those that have changed.
        assigned: those among them that somebody else is to do now, or nobody.
        done: who has asked for what is done now, by the items' ids.
    """
    items = {item.id: item for item in touched}
    gone: list[str] = []
    over: list[str] = []
    undone: list[str] = []
    for item in items.values():
        is_gone = item.deleted_at is not None or item.text == ""
        (gone if is_gone else over if item.done_at is not None else undone).append(topic(item.uid))
    notices.settle_several(tx, gone, ALL_KINDS)
    notices.settle_several(tx, over, ("assigned", "due"))
    notices.settle_several(tx, undone, ("done",))
    told = []
    for item in assigned:
        notices.settle_several(tx, [topic(item.uid)], ("assigned", "due"), besides=item.assignee_id)
        if item.assignee_id not in (None, actor_id) and item.done_at is None and item.deleted_at is None:
            told.append(_telling(tx.session, item, "assigned", item.assignee_id or 0, actor_id))
    for item_id, people in done.items():
        found = items.get(item_id)
        if found is not None and found.done_at is not None and found.deleted_at is None:
            told += [
                _telling(tx.session, found, "done", person_id, actor_id)
                for person_id in sorted(people - {actor_id})
            ]
    for start in range(0, len(told), BATCH):
        tell(tx, told[start : start + BATCH])


def asked(session: Session, item: TodoItem, of: TodoList) -> set[int]:
    """Return who has asked for an item: who added it and gave it to somebody else, or waits for an answer."""
    gave = item.assignee_id not in (None, item.created_by)
    if of.room_id is None or not (gave or item.waiting_for_id is not None):
        return set()
    return access.members(session, of.room_id, item.created_by)


@periodic(crontab())
def remind() -> None:
    """Tell people of what is due, since the last time that this was done."""
    session, until = db.session(), now()
    known = fact(session, _REMINDED)
    since = datetime.fromisoformat(known) if known else until - timedelta(minutes=1)
    found = due_reminders(session, max(since, until - LONGEST_GAP), until)
    told = [_reminder(session, each) for each in found]

    for start in range(0, len(told), BATCH):
        write(partial(tell, tellings=told[start : start + BATCH]))
    # Last: interrupted, it tells somebody once more rather than never.
    write(lambda tx: remember(tx, _REMINDED, iso(until) or ""))


def topic(uid: str) -> str:
    """Return what notices of an item are about."""
    return f"todo:{uid}"


def _telling(session: Session, item: TodoItem, kind: str, user_id: int, actor_id: int | None) -> Telling:
    room_id = session.get_one(TodoList, item.list_id).room_id
    due = {"date": item.due_date.isoformat(), "time": item.due_time} if item.due_date else None
    data = _data(session, item.uid, item.html, room_id, due)
    place = f"room:{room_id}" if room_id else ""
    return Telling(user_id, kind, topic(item.uid), place, f"/todos/{item.uid}", actor_id, data)


def _reminder(session: Session, reminder: Reminder) -> Telling:
    due = {"date": reminder.due_date.isoformat(), "time": reminder.due_time}
    data = _data(session, reminder.uid, reminder.html, reminder.room_id, due)
    place = f"room:{reminder.room_id}" if reminder.room_id else ""
    return Telling(reminder.user_id, "due", topic(reminder.uid), place, f"/todos/{reminder.uid}", None, data)


def _data(
    session: Session, uid: str, html: str, room_id: int | None, due: dict[str, Any] | None
) -> dict[str, Any]:
    room = session.get(Room, room_id) if room_id else None
    return {
        "uid": uid,
        "excerpt": excerpt(html),
        "room": room.name if room else "",
        "room_id": room_id,
        "due": due,
    }
