"""Done, and open again: what comes again by itself, what each member ticks, and what is said of it in the room."""

import re
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from html import unescape
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.core.db import iso, now
from server.core.errors import Refused, invalid
from server.core.writer import Transaction
from server.todos import access, placing, telling
from server.todos.checks import instant
from server.todos.models import TodoComment, TodoEvent, TodoItem, TodoLabel, TodoList, TodoTick
from server.todos.moving import subtasks
from server.todos.recurrence import next_time
from server.todos.work import Work

LONGEST_SAID = 200
_NO_MARKS = {ord("["): "(", ord("]"): ")", ord("\\"): "\\\\"}
# (transaction, id of the author, id of the room, the message's own UUID, its Markdown), which may refuse.
Announce = Callable[[Transaction, int, int, str, str], Any]
# (session, id of the room, id of the message): the message as the API gives it; may refuse.
LookUp = Callable[[Session, int, int], dict[str, Any]]
_announce: Announce = lambda tx, author_id, room_id, client_id, text: None  # noqa: E731
_look_up: LookUp = lambda session, room_id, message_id: {}  # noqa: E731
# What is the same in the next one.
_COPIED = (
    "text",
    "html",
    "notes",
    "notes_html",
    "assignee_id",
    "remind_minutes",
    "repeat_after_done",
    "priority",
    "roll_call",
)


def announce_with(announce: Announce, look_up: LookUp) -> None:
    """Let ``announce`` post what is said in rooms, in the same transaction; ``look_up`` finds the messages of rooms."""
    global _announce, _look_up
    _announce, _look_up = announce, look_up


def set_done(work: Work, item: TodoItem, of: TodoList, *, done: bool) -> None:
    """Mark an item as done, or as open; one that is so already keeps when and by whom it was done.

    Done, an item that repeats is followed by its next occurrence. Open again, that goes away if nobody has touched it.
    """
    if done == (item.done_at is not None):
        return
    if not done:
        item.done_at, item.done_by = None, None
        work.record(item, "reopened")
        work.touch(item)
        _take_back_next(work, item)
        return
    moment = now()
    item.done_at, item.done_by = moment, work.person_id
    work.record(item, "done")
    work.touch(item)
    work.answer(item, telling.asked(work.session, item, of))
    if item.repeat_rule:
        _bring_next(work, item, of, moment)
    # What is done elsewhere, or in a list of one's own, is no business of that room.
    if (
        item.source_message_id is not None
        and of.room_id == item.source_room_id
        and item.waiting_for_id is None
    ):
        _say_so(work, item, moment)


def set_ticked(work: Work, item: TodoItem, of: TodoList, *, ticked: bool) -> None:
    """Set one's own tick of a roll call. With the last member's it is done; without one of them it is open again.

    Raises:
        Refused: ``invalid`` when it is none.
    """
    if not item.roll_call or of.room_id is None:
        raise invalid({"ticked": lazy_gettext("This is no roll call: it is done for everybody at once.")})
    tick = work.session.get(TodoTick, (item.id, work.person_id))
    if ticked == (tick is not None):
        return
    if tick is not None:
        work.session.delete(tick)
        work.session.flush()
        set_done(work, item, of, done=False)
    else:
        work.session.add(TodoTick(item_id=item.id, user_id=work.person_id, ticked_at=now()))
        work.session.flush()
        if _all_have_ticked(work.session, item, of.room_id):
            set_done(work, item, of, done=True)
    work.touch(item)
    work.concern(item, of)


def look_at_roll_calls(work: Work, room_id: int) -> None:
    """Mark those of a room's roll calls as done that only waited for somebody who has left."""
    waiting = (
        select(TodoItem, TodoList)
        .join(TodoList, TodoList.id == TodoItem.list_id)
        .where(
            TodoList.room_id == room_id,
            TodoItem.roll_call,
            TodoItem.done_at.is_(None),
            TodoItem.deleted_at.is_(None),
            select(TodoTick.item_id).where(TodoTick.item_id == TodoItem.id).exists(),
        )
    )
    for item, of in work.session.execute(waiting).all():
        if _all_have_ticked(work.session, item, room_id):
            work.concern(item, of)
            set_done(work, item, of, done=True)


def end_roll_call(work: Work, item: TodoItem, of: TodoList, moment: datetime) -> None:
    """Close a roll call whose next time has come, whoever has not ticked, and bring the next one."""
    item.done_at, item.done_by = moment, work.person_id
    work.record(item, "done", over=True)
    work.touch(item)
    _bring_next(work, item, of, item.due_at or moment)


def _all_have_ticked(session: Session, item: TodoItem, room_id: int) -> bool:
    ticked = set(session.scalars(select(TodoTick.user_id).where(TodoTick.item_id == item.id)))
    members = access.members(session, room_id)
    return bool(members) and members <= ticked


def _bring_next(work: Work, item: TodoItem, of: TodoList, done_at: datetime) -> None:
    if item.due_date is None:
        return
    zone = item.due_zone or work.session.get_one(User, work.person_id).time_zone or None
    following = next_time(
        item.repeat_rule,
        item.due_date,
        item.due_time,
        zone,
        after_done=item.repeat_after_done,
        done_at=done_at,
    )
    if following is None:
        return
    due_at = None
    if item.due_time and item.due_zone:
        due_at = instant(following.date, item.due_time, item.due_zone)
    due = {
        "due_date": following.date,
        "due_time": item.due_time,
        "due_zone": item.due_zone,
        "due_at": due_at,
        "repeat_rule": following.rule,
    }
    copy = _copy(work, item, None, due)
    if copy is None:
        return
    for part in subtasks(work.session, item):
        if part.deleted_at is None:
            # A check list begins anew.
            _copy(work, part, copy.id, {})
    work.concern(copy, of)


def _copy(work: Work, item: TodoItem, parent_id: int | None, due: dict[str, Any]) -> TodoItem | None:
    """Return the next one of an item, made now; None when somebody has brought it before."""
    uid = _next_uid(item)
    copy = access.by_uid(work.session, uid)
    if copy is not None and copy.text != "":
        return None
    columns = {name: getattr(item, name) for name in _COPIED} | due
    columns |= {
        "created_by": item.created_by,
        "created_at": now(),
        "deleted_at": None,
        "parent_id": parent_id,
    }
    columns |= {"list_id": item.list_id, "edited_at": None}
    if copy is None:
        columns["position"] = placing.in_list(work.session, item.list_id, item.position)
        copy = TodoItem(uid=uid, **columns)
        work.session.add(copy)
    else:
        # It was taken back once.
        columns["position"] = placing.in_list(work.session, item.list_id, item.position, copy.id)
        for name, value in columns.items():
            setattr(copy, name, value)
    work.session.flush()
    labels = list(work.session.scalars(select(TodoLabel.label).where(TodoLabel.item_id == item.id)))
    if labels:
        work.session.execute(insert(TodoLabel), [{"item_id": copy.id, "label": each} for each in labels])
    work.record(copy, "created", repeats=item.uid)
    work.touch(copy)
    return copy


def _take_back_next(work: Work, item: TodoItem) -> None:
    following = access.by_uid(work.session, _next_uid(item)) if item.repeat_rule else None
    if following is None or following.text == "":
        return
    all_of_it = [following, *subtasks(work.session, following)]
    if any(_is_touched(work.session, each) for each in all_of_it):
        return
    for each in reversed(all_of_it):
        blank(work.session, each)
        work.touch(each)


def _is_touched(session: Session, item: TodoItem) -> bool:
    if item.done_at is not None or item.deleted_at is not None:
        return True
    told = select(TodoEvent.id).where(TodoEvent.item_id == item.id, TodoEvent.kind != "created")
    said = select(TodoComment.id).where(TodoComment.item_id == item.id)
    ticked = select(TodoTick.user_id).where(TodoTick.item_id == item.id)
    return any(session.scalar(trace.limit(1)) is not None for trace in (told, said, ticked))


def blank(session: Session, item: TodoItem) -> None:
    """Leave of an item nothing but a tombstone, for those who catch up."""
    session.flush()
    for model in (TodoLabel, TodoTick, TodoComment, TodoEvent):
        session.execute(delete(model).where(model.item_id == item.id))
    item.text, item.html, item.notes, item.notes_html, item.repeat_rule = "", "", "", "", ""
    item.assignee_id, item.waiting_for_id, item.due_date, item.due_at = None, None, None, None
    item.due_time, item.due_zone, item.remind_minutes = None, None, None
    item.source_room_id, item.source_message_id, item.parent_id = None, None, None
    item.deleted_at = item.deleted_at or now()
    session.flush()


def _next_uid(item: TodoItem) -> str:
    return str(uuid.uuid5(uuid.UUID(item.uid), "next"))


def link_to(item: TodoItem) -> str:
    """Return the Markdown of a link to an item; a message of nothing else is drawn as a card."""
    # The words without their marks: in the text of a link no brackets can be.
    words = unescape(re.sub("<[^>]*>", "", item.html)).translate(_NO_MARKS)
    words = words if len(words) <= LONGEST_SAID else words[:LONGEST_SAID].rstrip() + "…"
    return f"[{words.strip() or '…'}](/todos/{item.uid})"


def say(tx: Transaction, person_id: int, room_id: int, client_id: str, text: str) -> None:
    """Post a message in a room, unless who says it may not write there, or not so soon again."""
    with suppress(Refused):
        _announce(tx, person_id, room_id, client_id, text)


def _say_so(work: Work, item: TodoItem, done_at: datetime) -> None:
    room_id = item.source_room_id or 0
    client_id = str(uuid.uuid5(uuid.UUID(item.uid), str(iso(done_at))))
    # It is done, also when nobody can be told.
    say(work.tx, work.person_id, room_id, client_id, f"✅ {link_to(item)}")
    asked = {item.created_by}
    with suppress(Refused):
        asked.add(_look_up(work.session, room_id, item.source_message_id or 0)["author"]["id"])
    # Those who have left the room hear nothing of it.
    work.answer(item, access.members(work.session, room_id, *asked) - {work.person_id})
