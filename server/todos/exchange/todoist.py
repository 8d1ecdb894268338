"""Todoist's tables: what its "Export as a template" gives, task by task.

Its dates are phrases in the language of whoever wrote them. Those that name a day, and plain repetitions in English,
are understood; any other goes into the notes, so that nothing is lost.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import lazy_gettext

from server.todos.checks import LONGEST_LABEL
from server.todos.exchange import tables
from server.todos.exchange.drafts import Draft, Said, line, unreadable
from server.todos.exchange.phrases import Due, understood

_LABEL = re.compile(r"(?:^|(?<=\s))@([^\s@]+)")
# "Ana (14781400)"
_PERSON = re.compile(r"(.*?)\s*(\([0-9]+\))?")
# p1, the highest, to p4, which is none.
_PRIORITIES = {"1": 3, "2": 2, "3": 1, "4": 0, "": 0}
_LEVELS = {"", "0", "1"}


def is_todoist(names: list[str]) -> bool:
    """Return whether a table with these columns is one of Todoist's."""
    return {"TYPE", "CONTENT"} <= set(names)


def read(text: str, zone: str, today: date) -> Iterator[Draft]:
    """Return the items of a table. A section becomes a label, a note a comment; deeper levels become subtasks.

    Args:
        zone: in which times of day are meant where the table names none.
        today: from which repetitions begin.

    Raises:
        Refused: ``unreadable``, naming the line.
    """
    section, last, is_first = "", None, True
    for number, row in tables.rows(text):
        kind, content = row["TYPE"].strip(), row["CONTENT"]
        if kind == "section":
            section = " ".join(content.split())[:LONGEST_LABEL]
        elif kind == "note":
            if last is not None and content.strip():
                last.comments.append(Said(content))
        elif kind == "task":
            if last is not None:
                yield last
            last = _task(line(number), row, section, zone, today)
            # The file may begin in the middle of a project.
            last.is_subtask = last.is_subtask and not is_first
            is_first = False
        elif kind not in ("", "meta"):
            unknown = lazy_gettext("“%(type)s” is neither a task nor a section nor a note.", type=kind[:40])
            raise unreadable(line(number)(unknown))
    if last is not None:
        yield last


def _task(place: Any, row: tables.Row, section: str, zone: str, today: date) -> Draft:
    def cell(name: str) -> str:
        return row.get(name, "").strip()

    if cell("PRIORITY") not in _PRIORITIES:
        raise unreadable(place(lazy_gettext("A priority from 1 to 4, please.")))
    phrase = cell("DATE")
    found = understood(phrase, cell("TIMEZONE") or zone, zone, today) or Due(None, None)
    notes = row.get("DESCRIPTION", "").strip()
    if phrase and found.due is None:
        notes = f"{notes}\n\n{phrase}".strip()
    labels = _LABEL.findall(row["CONTENT"])
    person = _PERSON.fullmatch(cell("RESPONSIBLE"))
    return Draft(
        place,
        {
            "text": _LABEL.sub("", row["CONTENT"]),
            "notes": notes,
            "due": found.due,
            "repeat": found.repeat,
            "labels": [*labels, section] if section else labels,
            "priority": _PRIORITIES[cell("PRIORITY")],
        },
        is_subtask=cell("INDENT") not in _LEVELS,
        assignee=person[1] if person else "",
    )
