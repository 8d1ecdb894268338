"""Items as files hold them: what every format is read into and written from."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask_babel import lazy_gettext

from server.core.errors import Refused

MOST_ITEMS = 5_000
MOST_BYTES = 5_000_000


@dataclass(slots=True)
class Said:
    """A comment, by the username of who wrote it; empty when that is not known or is whoever reads the file in."""

    text: str
    author: str = ""
    created_at: datetime | None = None


@dataclass(slots=True)
class Draft:
    """An item of a file.

    Args:
        place: where in the file it is, as ``line`` and ``item`` give it.
        changes: what it says, as ``inputs.ChangesIn`` would bring it.
        assignee: a username.
        is_subtask: of the nearest one before it that is none.
    """

    place: Any
    changes: dict[str, Any]
    is_subtask: bool = False
    done_at: datetime | None = None
    created_at: datetime | None = None
    assignee: str = ""
    comments: list[Said] = field(default_factory=list)


class Unreadable(Exception):
    """What is wrong at one place of a file, as a sentence."""

    def __init__(self, sentence: Any) -> None:
        super().__init__()
        self.sentence = sentence


def unreadable(sentence: Any) -> Refused:
    """A file that cannot be read, or holds what cannot be kept; nothing of it is."""
    return Refused("unreadable", sentence, status=422)


def line(number: int) -> Any:
    """Return the words for a line of a text file, the first being 1; they take the problem."""
    return lambda problem: lazy_gettext("Line %(number)s: %(problem)s", number=number, problem=problem)


def item(number: int) -> Any:
    """Return the words for an item of a file without lines, the first being 1; they take the problem."""
    return lambda problem: lazy_gettext("Item %(number)s: %(problem)s", number=number, problem=problem)


def moment(text: str) -> datetime | None:
    """Return the moment that a text such as ``2026-11-19T09:05:00.000Z`` means; None for an empty one.

    Raises:
        Unreadable: it means none.
    """
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (OverflowError, ValueError) as error:
        raise Unreadable(
            lazy_gettext("%(text)s is not a moment. Write it as 2026-11-19T09:05:00Z.", text=text[:40])
        ) from error
    return found
