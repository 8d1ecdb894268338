"""What can be done with items: add, change, several at once. Each change sets fields to values, and never flips one."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from server.core import limits
from server.core.db import now
from server.core.errors import Refused, invalid
from server.core.writer import Transaction, write
from server.rooms import access as rooms
from server.todos import access, completing, moving, placing, reading
from server.todos.checks import checked
from server.todos.models import TodoItem, TodoLabel, TodoList, TodoTick
from server.todos.work import Work

MOST_AT_ONCE = 200
MOST_ITEMS = 20_000  # of a list
# Columns of which the history keeps a line, by the name of that line; long texts are not repeated there.
_TOLD = {
    "text": "text",
    "notes": "notes",
    "due_date": "due",
    "due_time": "due",
    "due_zone": "due",
    "remind_minutes": "remind",
    "repeat_rule": "repeat",
    "repeat_after_done": "repeat",
    "priority": "priority",
    "assignee_id": "assignee",
    "waiting_for_id": "waiting_for",
    "roll_call": "roll_call",
}
_WRITTEN = ("text", "notes")
# Changes that are carried out by themselves, in this order, after the columns have been set.
_OTHERS = ("labels", "ticked", "done", "deleted")
_PEOPLE = ("assignee_id", "waiting_for_id")
# Messages belong to a feature beside this one: (session, id of the room, id of the message), which refuses.
_check_message: Callable[[Session, int, int], Any] = lambda session, room_id, message_id: None  # noqa: E731


def look_messages_up_with(check: Callable[[Session, int, int], Any]) -> None:
    """Let ``check(session, room id, message id)`` refuse messages that do not exist."""
    global _check_message
    _check_message = check


def add_item(person_id: int, data: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """Add an item to a list, and return it with whether it is new.

    Args:
        data: ``uid`` (the sender's own UUID; sending it again returns the first result and changes nothing) and
            ``text``; ``list_id``, or ``room_id`` for that room's default list, or neither for one's own; ``source``,
            the message it is made of; and what ``change_item`` takes.

    Raises:
        Refused: as ``change_item``; ``conflict`` for the uid of somebody else's; ``full``.
    """
    limits.spend("todos", person_id)
    data = dict(data)
    uid, room_id, source = data.pop("uid").lower(), data.pop("room_id", None), data.pop("source", None)
    list_id = data.pop("list_id", None)
    if not access.UUID.fullmatch(uid):
        raise invalid({"uid": lazy_gettext("This has to be a UUID.")})
    kept = checked(data)

    def do_add(tx: Transaction) -> tuple[dict[str, Any], bool]:
        first = _first(tx.session, person_id, uid)
        if first is not None:
            return first, False
        of = _list_for(tx.session, person_id, list_id, room_id)
        check_room_for(tx.session, of, 1)
        # A copy: a group of writers whose commit fails is run again.
        rest = dict(kept)
        if source is not None:
            _check_source(tx.session, person_id, source)
        item = TodoItem(
            uid=uid,
            list_id=of.id,
            created_by=person_id,
            created_at=now(),
            position=placing.in_list(tx.session, of.id, rest.pop("position", None)),
            text=rest.pop("text"),
            html=rest.pop("html"),
            source_room_id=source["room_id"] if source else None,
            source_message_id=source["message_id"] if source else None,
        )
        tx.session.add(item)
        tx.session.flush()
        work = Work(tx, person_id)
        work.record(item, "created")
        work.touch(item)
        apply(work, item, of, rest, is_new=True)
        return work.finish()[item.id], True

    return write(do_add)


def change_item(person_id: int, uid: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Change an item, and return it; values that it has already change nothing.

    Args:
        changes: as ``inputs.ChangesIn`` gives them.

    Raises:
        Refused: ``not_found`` also for a deleted one, unless it is restored; ``invalid``; ``archived``; what
            ``rooms.access.writable`` does; ``full`` when it is moved into a list that holds no more.
    """
    limits.spend("todos", person_id)
    kept = checked(changes)
    return write(lambda tx: _change_all(tx, person_id, [(uid, kept)])[0])


def tick(person_id: int, uid: str) -> dict[str, Any]:
    """Mark an item as done, or of a roll call that is open one's own part in it; return it.

    Raises:
        Refused: as ``change_item``.
    """
    limits.spend("todos", person_id)

    def do_tick(tx: Transaction) -> dict[str, Any]:
        item, _ = access.item(tx.session, person_id, uid)
        own = item.roll_call and item.done_at is None
        return _change_all(tx, person_id, [(uid, {"ticked": True} if own else {"done": True})])[0]

    return write(do_tick)


def change_items(person_id: int, several: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Change several items: all of them, or none. Returns them in the same order.

    Args:
        several: ``{"uid", …changes}`` each, at most ``MOST_AT_ONCE``.

    Raises:
        Refused: ``too_many``; as ``change_item``.
    """
    limits.spend("todos", person_id)
    if len(several) > MOST_AT_ONCE:
        too_many = lazy_gettext("At most %(most)s to-dos at once, please.", most=MOST_AT_ONCE)
        raise Refused("too_many", too_many, status=422)
    prepared = [
        (each["uid"], checked({name: value for name, value in each.items() if name != "uid"}))
        for each in several
    ]
    return write(lambda tx: _change_all(tx, person_id, prepared))


def _change_all(
    tx: Transaction, person_id: int, several: list[tuple[str, dict[str, Any]]]
) -> list[dict[str, Any]]:
    work = Work(tx, person_id)
    items = []
    opened: dict[int, TodoList] = {}
    for uid, kept in several:
        item, of = access.open_item(tx.session, person_id, uid, opened)
        if item.deleted_at is not None and "deleted" not in kept:
            raise Refused("not_found", lazy_gettext("This to-do has been deleted."), status=404)
        apply(work, item, of, kept)
        items.append(item)
    published = work.finish()
    same = {item.id for item in items} - published.keys()
    if same:
        # They had these values already.
        rows = reading.read(tx.session, reading.items().where(TodoItem.id.in_(same)))
        published |= {row["id"]: row for row in rows}
    return [published[item.id] for item in items]


def apply(work: Work, item: TodoItem, of: TodoList, kept: dict[str, Any], *, is_new: bool = False) -> None:
    """Carry the changes of an item out, as ``checks.checked`` returned them.

    Args:
        is_new: whether it has just been made, so that its history has no lines of what it was made with.

    Raises:
        Refused: as ``change_item``.
    """
    kept = dict(kept)
    # Where it stands is nobody's agenda.
    concerns = kept.keys() - {"position"} or is_new
    if concerns:
        work.concern(item, of)
    others = {name: kept.pop(name) for name in _OTHERS if name in kept}
    if "list_id" in kept:
        of = _move(work, item, of, kept.pop("list_id"))
    if "parent" in kept:
        moving.set_parent(work, item, kept.pop("parent"))
    if "position" in kept:
        position = placing.in_list(work.session, of.id, kept.pop("position"), item.id)
        _set(work, item, {"position": position})
    if kept.get("due_date", item.due_date) is None and "due_date" in kept:
        # What hangs on the date goes with it, unless it is asked for, which is refused below.
        kept = {"repeat_rule": "", "repeat_after_done": False, "remind_minutes": None} | kept
    _check(work.session, item, of, kept)
    _set(work, item, kept, tells=not is_new)
    if not item.roll_call and "roll_call" in kept:
        work.session.execute(delete(TodoTick).where(TodoTick.item_id == item.id))
    _do_others(work, item, of, others, is_new=is_new)
    if concerns:
        work.concern(item, of)


def _do_others(work: Work, item: TodoItem, of: TodoList, others: dict[str, Any], *, is_new: bool) -> None:
    if "labels" in others:
        _set_labels(work, item, others["labels"], tells=not is_new)
    if "ticked" in others:
        completing.set_ticked(work, item, of, ticked=others["ticked"])
    if "done" in others:
        completing.set_done(work, item, of, done=others["done"])
    if "deleted" in others:
        moving.set_deleted(work, item, deleted=others["deleted"])


def _set(work: Work, item: TodoItem, columns: dict[str, Any], *, tells: bool = True) -> None:
    """Set columns to values; those that have them already change nothing."""
    changed = {name: value for name, value in columns.items() if getattr(item, name) != value}
    if not changed:
        return
    lines: dict[str, dict[str, Any]] = {}
    for name, value in changed.items():
        if name in _TOLD and name not in _WRITTEN:
            lines.setdefault(_TOLD[name], {})[name] = _plain(value)
        elif name == "text":
            lines["text"] = {"from": item.text, "to": value}
        elif name == "notes":
            lines["notes"] = {}
        setattr(item, name, value)
    if tells and any(name in changed for name in _WRITTEN):
        item.edited_at = now()
    for kind, detail in lines.items() if tells else ():
        work.record(item, kind, **detail)
    if "assignee_id" in changed:
        work.assign(item)
    work.touch(item)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, str)) else value.isoformat()


def _check(session: Session, item: TodoItem, of: TodoList, kept: dict[str, Any]) -> None:
    """Refuse what the fields of an item cannot be together, or not in its list."""
    wrong: dict[str, Any] = {}
    due_date = kept.get("due_date", item.due_date)
    if due_date is None and kept.get("repeat_rule"):
        wrong["repeat"] = lazy_gettext("What is to come again needs a date first.")
    if due_date is None and kept.get("remind_minutes") is not None:
        wrong["remind"] = lazy_gettext("A reminder needs a date first.")
    if kept.get("roll_call") and of.room_id is None:
        wrong["roll_call"] = lazy_gettext("A roll call needs a room.")
    for name in _PEOPLE:
        person_id = kept.get(name)
        if person_id is not None and not _may_be(session, person_id, of, name):
            wrong[name] = _not_them(of, name)
    if wrong:
        raise invalid(wrong)


def _may_be(session: Session, person_id: int, of: TodoList, name: str) -> bool:
    if of.room_id is None and name == "waiting_for_id":
        # Somebody's own note of whom they wait for; it tells that person nothing.
        return access.is_somebody(session, person_id)
    return access.is_member(session, person_id, of)


def _not_them(of: TodoList, name: str) -> Any:
    if of.room_id is not None:
        return lazy_gettext("Only members of the room can be chosen.")
    if name == "assignee_id":
        return lazy_gettext("In a list of your own nobody but you can be chosen.")
    return lazy_gettext("Somebody of these does not exist.")


def _set_labels(work: Work, item: TodoItem, labels: list[str], *, tells: bool) -> None:
    session = work.session
    present = set(session.scalars(select(TodoLabel.label).where(TodoLabel.item_id == item.id)))
    if present == set(labels):
        return
    session.execute(delete(TodoLabel).where(TodoLabel.item_id == item.id))
    if labels:
        session.execute(insert(TodoLabel), [{"item_id": item.id, "label": label} for label in labels])
    if tells:
        work.record(item, "labels", labels=labels)
    work.touch(item)


def _move(work: Work, item: TodoItem, of: TodoList, list_id: int) -> TodoList:
    if list_id == of.id:
        return of
    to = access.open_list(work.session, work.person_id, list_id)
    check_room_for(work.session, to, 1 + len(moving.subtasks(work.session, item)))
    moving.move(work, item, of, to)
    return to


def check_room_for(session: Session, of: TodoList, more: int) -> None:
    """Refuse more items than a list holds.

    Raises:
        Refused: ``full``.
    """
    here = (TodoItem.list_id == of.id) & TodoItem.deleted_at.is_(None)
    if (session.scalar(select(func.count()).where(here)) or 0) + more > MOST_ITEMS:
        full = lazy_gettext("A list holds at most %(most)s to-dos. Begin another one.", most=MOST_ITEMS)
        raise Refused("full", full, status=409)


def _first(session: Session, person_id: int, uid: str) -> dict[str, Any] | None:
    """Return what was sent under this uid before."""
    found = access.by_uid(session, uid)
    if found is None:
        return None
    if found.created_by != person_id:
        taken = lazy_gettext("Somebody else has used this UUID already.")
        raise Refused("conflict", taken, status=409, fields={"uid": taken})
    # Whether they still may write there does not matter: it is there, and the sender must learn that.
    access.readable(session, person_id, found.list_id)
    return reading.one(session, found.id)


def _list_for(session: Session, person_id: int, list_id: int | None, room_id: int | None) -> TodoList:
    if list_id is None:
        access.check_takes_part(session, person_id)
        if room_id is not None:
            rooms.visible(session, person_id, room_id)
            list_id = access.default_list(session, room_id=room_id).id
        else:
            list_id = access.default_list(session, owner_id=person_id).id
    return access.open_list(session, person_id, list_id)


def _check_source(session: Session, person_id: int, source: dict[str, int]) -> None:
    rooms.visible(session, person_id, source["room_id"])
    _check_message(session, source["room_id"], source["message_id"])
