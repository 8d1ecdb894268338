"""Parley's own file of a list in JSON, which holds comments too."""

import json
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext
from marshmallow import Schema

from server.core.db import iso
from server.core.errors import Refused
from server.core.fields import Input, Several, Text
from server.todos.exchange.drafts import Draft, Said, Unreadable, item, moment, unreadable
from server.todos.exchange.tables import decoded
from server.todos.inputs import ChangesIn, Object, load

FORMAT = "parley-list"
_SAID = ("text", "notes", "due", "remind", "repeat", "labels", "priority", "roll_call")


class SaidIn(Input):
    text = Text(required=True)
    author = Text(load_default="")
    created_at = Text(load_default="", allow_none=True)


class SubtaskIn(ChangesIn):
    """An item of the file."""

    class Meta:
        fields = (*_SAID, "assignee", "done_at", "created_at", "comments")

    text = Text(required=True)
    assignee = Text(load_default="", allow_none=True)
    done_at = Text(load_default="", allow_none=True)
    created_at = Text(load_default="", allow_none=True)
    comments = Several(Object(SaidIn), load_default=[])


class OneIn(SubtaskIn):
    """An item of the file that is no subtask."""

    class Meta:
        fields = (*SubtaskIn.Meta.fields, "subtasks")

    subtasks = Several(Object(SubtaskIn), load_default=[])


_ONE: Schema = OneIn()


def write(drafts: list[Draft], name: str) -> str:
    """Return the file of a list."""
    items: list[dict[str, Any]] = []
    for draft in drafts:
        if draft.is_subtask and items:
            items[-1]["subtasks"].append(_json(draft))
        else:
            items.append(_json(draft) | {"subtasks": []})
    return json.dumps(
        {"format": FORMAT, "version": 1, "name": name, "items": items}, ensure_ascii=False, indent=1
    )


def read(content: bytes) -> Iterator[Draft]:
    """Return the items of a file.

    Raises:
        Refused: ``unreadable``, naming the line or the item.
    """
    text = decoded(content)
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        broken = lazy_gettext("Line %(number)s: %(problem)s", number=error.lineno, problem=_not_json())
        raise unreadable(broken) from error
    except (RecursionError, ValueError) as error:
        # Thousands of brackets, or of digits.
        raise unreadable(_not_json()) from error
    if (
        not isinstance(whole, dict)
        or whole.get("format") != FORMAT
        or not isinstance(whole.get("items"), list)
    ):
        raise unreadable(lazy_gettext("This is not a file of a to-do list."))
    number = 0
    for raw in whole["items"]:
        number += 1
        yield from _drafts(raw, number)
        number += _count(raw)


def _json(draft: Draft) -> dict[str, Any]:
    return {name: draft.changes[name] for name in _SAID} | {
        "assignee": draft.assignee or None,
        "done_at": iso(draft.done_at),
        "created_at": iso(draft.created_at),
        "comments": [
            {"author": said.author, "text": said.text, "created_at": iso(said.created_at)}
            for said in draft.comments
        ],
    }


def _count(raw: Any) -> int:
    subtasks = raw.get("subtasks") if isinstance(raw, dict) else None
    return len(subtasks) if isinstance(subtasks, list) else 0


def _drafts(raw: Any, number: int) -> Iterator[Draft]:
    """Return an item and its subtasks; they are counted as they stand in the file."""
    place = item(number)
    try:
        found = load(_ONE, raw)
    except Refused as error:
        # The sentence about the first input that is wrong.
        first = next(iter((error.fields or {}).values()), error.message)
        raise unreadable(place(first)) from error
    subtasks = found.pop("subtasks")
    yield _draft(place, found, is_subtask=False)
    for after, subtask in enumerate(subtasks, 1):
        yield _draft(item(number + after), subtask, is_subtask=True)


def _draft(place: Any, found: dict[str, Any], *, is_subtask: bool) -> Draft:
    if found.get("due"):
        # Which moment this is follows from the rest.
        del found["due"]["at"]
    try:
        return Draft(
            place,
            {name: found[name] for name in _SAID if name in found},
            is_subtask=is_subtask,
            done_at=moment(found["done_at"] or ""),
            created_at=moment(found["created_at"] or ""),
            assignee=found["assignee"] or "",
            comments=[
                Said(said["text"], said["author"], moment(said["created_at"] or ""))
                for said in found["comments"]
            ],
        )
    except Unreadable as error:
        raise unreadable(place(error.sentence)) from error


def _not_json() -> Any:
    return lazy_gettext("This is not JSON.")
