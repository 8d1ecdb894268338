"""Taking a list out into a file, and a file into a list: all of it, or nothing."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.core import limits
from server.core.db import db, now
from server.core.errors import Refused
from server.core.text import render
from server.core.threads import in_thread
from server.core.writer import Transaction, write
from server.core.zones import is_zone
from server.realtime import streams
from server.todos import access, changes, checks, order, reading
from server.todos.actions import check_room_for
from server.todos.exchange import drafts, own_csv, own_json, tables, todoism, todoist
from server.todos.exchange.drafts import Draft, Said, unreadable
from server.todos.models import TodoComment, TodoEvent, TodoItem, TodoLabel, TodoList
from server.todos.work import MOST_TOLD

LONGEST_COMMENT = checks.LONGEST_NOTES
# What an item is of which a file says no more than its text; many rows in one statement need the same columns.
_DEFAULTS: dict[str, Any] = {
    "notes": "",
    "notes_html": "",
    "due_date": None,
    "due_time": None,
    "due_zone": None,
    "due_at": None,
    "remind_minutes": None,
    "repeat_rule": "",
    "repeat_after_done": False,
    "priority": 0,
    "roll_call": False,
}


class _Row:
    """An item that is about to be kept: its columns, and what goes into other tables."""

    def __init__(self, draft: Draft, columns: dict[str, Any], comments: list[dict[str, Any]]) -> None:
        self.draft = draft
        self.labels: list[str] = columns.pop("labels", [])
        self.comments = comments
        self.columns = columns


def export(person_id: int, list_id: int, form: str) -> tuple[str, TodoList]:
    """Return a list as a file, ``csv`` or ``json``, and the list. What is in the trash stays there.

    Raises:
        Refused: ``not_found``, ``forbidden`` for guests.
    """
    session = db.session()
    found = access.readable(session, person_id, list_id)
    said = _said(session, list_id) if form == "json" else {}
    # Turning thousands of rows into text would keep everybody else waiting.
    rows = _in_order(reading.read(session, _living(list_id), list_id))
    return in_thread(_written, rows, said, form, found.name), found


def import_file(
    person_id: int, list_id: int, content: bytes, *, whose: str = "", leave_out_people: bool = False
) -> dict[str, Any]:
    """Add the items of a file after those of a list; return ``{"added", "version"}``.

    The file may be a list of our own (JSON, CSV), Todoist's table, or Todoism's database. What was done stays done, by
    the person as far as the list knows, who is the author of everything. Who follows the list is told of the last item
    and catches up with the rest.

    Args:
        whose: the username in a database of several people.
        leave_out_people: whether items that are somebody's who is not here become nobody's, instead of a refusal.

    Raises:
        Refused: ``unreadable`` with the line or the item that is wrong; ``too_many``; ``not_found``, ``forbidden``,
            ``archived``, ``muted`` as for any item that is added.
    """
    access.open_list(db.session(), person_id, list_id)
    limits.spend("imports", person_id)
    user = db.session.get_one(User, person_id)
    zone = user.time_zone if is_zone(user.time_zone) else "UTC"
    username = user.username
    rows = in_thread(_read, content, whose, zone, username)
    if not rows:
        raise unreadable(lazy_gettext("There is no to-do in this file."))

    def do_import(tx: Transaction) -> dict[str, Any]:
        into = access.open_list(tx.session, person_id, list_id)
        check_room_for(tx.session, into, len(rows))
        people = _people(tx.session, into)
        for row in rows:
            row.columns["assignee_id"] = _assignee(row.draft, people, leave_out_people=leave_out_people)
            if into.room_id is None and row.columns["roll_call"]:
                raise unreadable(row.draft.place(lazy_gettext("A roll call needs a room.")))
        version = _keep(tx, into, person_id, rows)
        changes.publish_agendas(tx, _concerned(tx.session, into, person_id, rows))
        return {"added": len(rows), "version": version}

    return write(do_import)


def _living(list_id: int) -> Any:
    return (
        reading.items()
        .where(TodoItem.list_id == list_id, TodoItem.deleted_at.is_(None))
        .order_by(TodoItem.position, TodoItem.uid)
    )


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with subtasks after what they are part of."""
    under: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows:
        under.setdefault(row["parent"], []).append(row)
    return [each for row in under.get(None, []) for each in (row, *under.get(row["uid"], []))]


def _said(session: Session, list_id: int) -> dict[str, list[dict[str, Any]]]:
    of = reading.comments_of().where(TodoItem.list_id == list_id, TodoComment.deleted_at.is_(None))
    said: dict[str, list[dict[str, Any]]] = {}
    for comment in reading.comments(session, of.order_by(TodoComment.id)):
        said.setdefault(comment["item"], []).append(comment)
    return said


def _written(rows: list[dict[str, Any]], said: dict[str, list[dict[str, Any]]], form: str, name: str) -> str:
    found = [_draft(row, said.get(row["uid"], ())) for row in rows]
    return own_csv.write(found) if form == "csv" else own_json.write(found, name)


def _draft(row: dict[str, Any], said: Iterable[dict[str, Any]]) -> Draft:
    due = row["due"] and {name: row["due"][name] for name in ("date", "time", "zone")}
    names = ("text", "notes", "remind", "repeat", "labels", "priority", "roll_call")
    return Draft(
        None,
        {name: row[name] for name in names} | {"due": due},
        is_subtask=row["parent"] is not None,
        done_at=drafts.moment(row["done_at"] or ""),
        created_at=drafts.moment(row["created_at"]),
        assignee=row["assignee"]["username"] if row["assignee"] else "",
        comments=[
            Said(each["text"], each["author"]["username"], drafts.moment(each["created_at"])) for each in said
        ],
    )


def _read(content: bytes, whose: str, zone: str, username: str) -> list[_Row]:
    if len(content) > drafts.MOST_BYTES:
        raise Refused("too_long", lazy_gettext("A file has at most 5 MB."), status=413)
    rows: list[_Row] = []
    for draft in _parsed(content, whose, zone):
        if len(rows) == drafts.MOST_ITEMS:
            most = lazy_gettext("A file has at most %(most)s to-dos.", most=drafts.MOST_ITEMS)
            raise Refused("too_many", most, status=422)
        if draft.is_subtask and not rows:
            raise unreadable(
                draft.place(lazy_gettext("There is nothing before it that it could be part of."))
            )
        rows.append(_row(draft, username))
    return rows


def _parsed(content: bytes, whose: str, zone: str) -> Iterator[Draft]:
    if content.startswith(todoism.MAGIC):
        return todoism.read(content, whose)
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return own_json.read(content)
    text = tables.decoded(content)
    names = tables.header(text)
    if todoist.is_todoist(names):
        return todoist.read(text, zone, datetime.now(ZoneInfo(zone)).date())
    if own_csv.is_own(names):
        return own_csv.read(text)
    raise unreadable(
        lazy_gettext(
            "This is neither a list of Parley's (CSV, JSON) nor Todoist's CSV nor Todoism's database."
        )
    )


def _row(draft: Draft, username: str) -> _Row:
    try:
        columns = _DEFAULTS | checks.checked(draft.changes)
        _check_together(columns)
        comments = [_comment(said, username) for said in draft.comments if said.text.strip()]
    except Refused as error:
        # The sentence about the first input that is wrong.
        sentence = next(iter((error.fields or {}).values()), error.message)
        raise unreadable(draft.place(sentence)) from error
    except checks.Wrong as error:
        raise unreadable(draft.place(error.sentence)) from error
    return _Row(draft, columns, comments)


def _check_together(columns: dict[str, Any]) -> None:
    if columns.get("due_date") is not None:
        return
    if columns.get("repeat_rule"):
        raise checks.Wrong(lazy_gettext("What is to come again needs a date first."))
    if columns.get("remind_minutes") is not None:
        raise checks.Wrong(lazy_gettext("A reminder needs a date first."))


def _comment(said: Said, username: str) -> dict[str, Any]:
    """Return a comment as columns. Nobody is made to have said something: another's words say whose they are."""
    text = said.text if said.author in ("", username) else f"{said.author}: {said.text}"
    text = checks.check_text(text, LONGEST_COMMENT)
    return {"text": text, "html": render(text), "created_at": _not_later(said.created_at)}


def _not_later(moment: datetime | None) -> datetime:
    present = now()
    return min(moment, present) if moment else present


def _people(session: Session, into: TodoList) -> dict[str, int]:
    """Return the ids of those who can have items in the list, by their names in lower case; usernames come first."""
    ids = access.members(session, into.room_id) if into.room_id is not None else {into.owner_id}
    rows = session.execute(select(User.id, User.username, User.name).where(User.id.in_(ids))).all()
    named: dict[str, list[int]] = {}
    for id, _, name in rows:
        named.setdefault(name.lower(), []).append(id)
    found = {name: those[0] for name, those in named.items() if len(those) == 1}
    return found | {username.lower(): id for id, username, _ in rows}


def _assignee(draft: Draft, people: dict[str, int], *, leave_out_people: bool) -> int | None:
    found = people.get(draft.assignee.lower())
    if draft.assignee and found is None and not leave_out_people:
        nobody = lazy_gettext("“%(name)s” is nobody who shares this list.", name=draft.assignee[:80])
        raise unreadable(draft.place(nobody))
    return found


def _concerned(session: Session, into: TodoList, person_id: int, rows: list[_Row]) -> set[int]:
    """Return those whose agenda is different, as ``work.Work.concern`` counts them."""
    if into.room_id is None:
        return {into.owner_id or 0}
    assigned = {row.columns["assignee_id"] for row in rows} - {None}
    found = assigned | {person_id} if assigned else set()
    if any(row.columns["roll_call"] for row in rows):
        members = access.members(session, into.room_id)
        found |= members if len(members) <= MOST_TOLD else set()
    return found


def _keep(tx: Transaction, into: TodoList, person_id: int, rows: list[_Row]) -> int:
    """Add the rows in a few statements, whatever their number; return the version that the list has then."""
    session, count = tx.session, len(rows) + sum(len(row.comments) for row in rows)
    version = streams.advance(tx, into.stream, count)
    versions = iter(range(version - count + 1, version + 1))
    position = session.scalar(select(func.max(TodoItem.position)).where(TodoItem.list_id == into.id))
    for row in rows:
        position = order.between(position, None)
        row.columns |= _columns(row.draft, into, person_id) | {
            "position": position,
            "version": next(versions),
        }
    tops = [row for row in rows if not row.draft.is_subtask]
    ids = _add(session, tops)
    top = tops[0]
    for row in rows:
        if row.draft.is_subtask:
            row.columns["parent_id"] = ids[top.columns["uid"]]
        else:
            top = row
    ids |= _add(session, [row for row in rows if row.draft.is_subtask])
    _add_what_belongs(session, person_id, rows, ids, versions)
    last = reading.one(session, ids[rows[-1].columns["uid"]])
    # Whoever follows misses all that lies between, and asks for it; a version of a comment's may be the last.
    streams.publish(tx, into.stream, version, "item", last | {"version": version})
    return version


def _columns(draft: Draft, into: TodoList, person_id: int) -> dict[str, Any]:
    return {
        "uid": str(uuid.uuid4()),
        "list_id": into.id,
        "parent_id": None,
        "created_by": person_id,
        "created_at": _not_later(draft.created_at),
        "done_at": _not_later(draft.done_at) if draft.done_at else None,
        "done_by": person_id if draft.done_at else None,
    }


def _add(session: Session, rows: list[_Row]) -> dict[str, int]:
    """Add items; return their ids by their uids."""
    if not rows:
        return {}
    session.execute(insert(TodoItem), [row.columns for row in rows])
    first = min(row.columns["version"] for row in rows)
    here = (TodoItem.list_id == rows[0].columns["list_id"]) & (TodoItem.version >= first)
    return {row.uid: row.id for row in session.execute(select(TodoItem.uid, TodoItem.id).where(here))}


def _add_what_belongs(
    session: Session, person_id: int, rows: list[_Row], ids: dict[str, int], versions: Iterator[int]
) -> None:
    moment = now()
    labels, comments, events = [], [], []
    for row in rows:
        item_id = ids[row.columns["uid"]]
        labels += [{"item_id": item_id, "label": label} for label in row.labels]
        events.append(
            {"item_id": item_id, "actor_id": person_id, "at": moment, "kind": "created", "detail": "{}"}
        )
        comments += [
            {
                **comment,
                "uid": str(uuid.uuid4()),
                "item_id": item_id,
                "author_id": person_id,
                "version": next(versions),
            }
            for comment in row.comments
        ]
    for model, values in ((TodoLabel, labels), (TodoComment, comments), (TodoEvent, events)):
        if values:
            session.execute(insert(model), values)
