"""Parley's own table of a list: one line an item, for spreadsheets and back."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from flask_babel import lazy_gettext

from server.core.db import iso
from server.todos.exchange import tables
from server.todos.exchange.drafts import Draft, Unreadable, line, moment, unreadable

COLUMNS = (
    "text",
    "subtask",
    "done_at",
    "assignee",
    "due_date",
    "due_time",
    "due_zone",
    "remind_minutes",
    "repeat",
    "repeat_after_done",
    "labels",
    "priority",
    "roll_call",
    "notes",
    "created_at",
)
# A spreadsheet takes what begins so for a formula, and a formula can send a whole sheet away.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_YES, _NO = {"yes", "true", "1", "x"}, {"", "no", "false", "0"}


def is_own(names: list[str]) -> bool:
    """Return whether a table with these columns is one of ours."""
    return "text" in names


def write(drafts: list[Draft]) -> str:
    """Return the table of a list, with a mark at its beginning by which spreadsheets know that it is in UTF-8."""
    file = io.StringIO(newline="")
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for draft in drafts:
        table.writerow([_guarded(cell) for cell in _cells(draft)])
    return "\ufeff" + file.getvalue()


def read(text: str) -> Iterator[Draft]:
    """Return the items of a table.

    Raises:
        Refused: ``unreadable``, naming the line.
    """
    for name in tables.header(text):
        if name and name not in COLUMNS:
            unknown = lazy_gettext("There is no column “%(name)s”.", name=name[:40])
            raise unreadable(line(1)(unknown))
    for number, row in tables.rows(text):
        place = line(number)
        try:
            yield _draft(place, {name: _unguarded(cell) for name, cell in row.items()})
        except Unreadable as error:
            raise unreadable(place(error.sentence)) from error


def _cells(draft: Draft) -> list[str]:
    changes = draft.changes
    due, repeat = changes["due"] or {}, changes["repeat"] or {}
    remind = changes["remind"]
    return [
        changes["text"],
        _flag(draft.is_subtask),
        iso(draft.done_at) or "",
        draft.assignee,
        due.get("date") or "",
        due.get("time") or "",
        due.get("zone") or "",
        "" if remind is None else str(remind),
        repeat.get("rule") or "",
        _flag(bool(repeat.get("after_done"))),
        _one_line(changes["labels"]),
        str(changes["priority"]),
        _flag(changes["roll_call"]),
        changes["notes"],
        iso(draft.created_at) or "",
    ]


def _draft(place: Callable[[Any], Any], row: dict[str, str]) -> Draft:
    def cell(name: str) -> str:
        return row.get(name, "").strip()

    due = {"date": cell("due_date"), "time": cell("due_time"), "zone": cell("due_zone")}
    return Draft(
        place,
        {
            "text": row["text"],
            "notes": row.get("notes", ""),
            "due": due if any(due.values()) else None,
            "remind": _number(cell("remind_minutes"), None),
            "repeat": {"rule": cell("repeat"), "after_done": _truth(cell("repeat_after_done"))}
            if cell("repeat")
            else None,
            "labels": _several(row.get("labels", "")),
            "priority": _number(cell("priority"), 0),
            "roll_call": _truth(cell("roll_call")),
        },
        is_subtask=_truth(cell("subtask")),
        done_at=moment(cell("done_at")),
        created_at=moment(cell("created_at")),
        assignee=cell("assignee"),
    )


def _guarded(cell: str) -> str:
    return "'" + cell if _FORMULA.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _flag(is_so: bool) -> str:
    return "yes" if is_so else ""


def _truth(cell: str) -> bool:
    word = cell.lower()
    if word not in _YES | _NO:
        raise Unreadable(lazy_gettext("“%(text)s” has to be yes or no.", text=cell[:40]))
    return word in _YES


def _number(cell: str, without: int | None) -> int | None:
    if not cell:
        return without
    if not (cell.isascii() and cell.isdecimal() and len(cell) <= 9):
        raise Unreadable(lazy_gettext("“%(text)s” has to be a whole number.", text=cell[:40]))
    return int(cell)


def _one_line(labels: list[str]) -> str:
    """Return labels as a row within the cell: they may have commas themselves."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="").writerow(labels)
    return file.getvalue() if labels else ""


def _several(cell: str) -> list[str]:
    try:
        return [label for row in csv.reader([cell], skipinitialspace=True) for label in row if label.strip()]
    except csv.Error as error:
        raise Unreadable(lazy_gettext("Labels are separated by commas.")) from error
