"""The database of Todoism, the to-do application of a well-known Flask tutorial: tables ``user`` and ``item``."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from flask_babel import lazy_gettext

from server.core.db import now
from server.core.errors import invalid
from server.core.fields import storable
from server.todos.exchange.drafts import MOST_ITEMS, Draft, item, unreadable

MAGIC = b"SQLite format 3\x00"
# The two bytes of the header that say whether the newest changes are in a second file.
_JOURNAL = slice(18, 20)
# A file may hold anything, a table that takes for ever to read among it.
_MOST_STEPS = 2_000
_STEP = 10_000
_NAMED = 5


def read(content: bytes, whose: str = "") -> Iterator[Draft]:
    """Return the items of a database.

    Args:
        whose: the username in it; needed when several people have items there.

    Raises:
        Refused: ``unreadable``; ``invalid`` on ``user`` when it has to be said whose.
    """
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            rows = _rows(database, content, whose)
        except (sqlite3.Error, OverflowError) as error:
            raise unreadable(lazy_gettext("This is not a database of Todoism.")) from error
    moment = now()
    for number, (body, done) in enumerate(rows, 1):
        text = storable(body) if isinstance(body, str) else ""
        yield Draft(item(number), {"text": text}, done_at=moment if done else None)


def _rows(database: sqlite3.Connection, content: bytes, whose: str) -> list[tuple[Any, Any]]:
    whole = bytearray(content)
    whole[_JOURNAL] = b"\x01\x01"
    database.deserialize(bytes(whole))
    database.execute("PRAGMA trusted_schema=OFF")
    database.execute("PRAGMA query_only=ON")
    database.text_factory = lambda text: text.decode("utf-8", "replace")
    steps = iter(range(_MOST_STEPS))
    database.set_progress_handler(lambda: next(steps, None) is None, _STEP)
    kinds = dict(database.execute("SELECT lower(name), type FROM sqlite_master"))
    if kinds.get("item") != "table" or kinds.get("user") != "table":
        raise sqlite3.DatabaseError("other tables")
    people = database.execute(
        "SELECT DISTINCT user.id, user.username FROM user JOIN item ON item.author_id = user.id ORDER BY user.id"
    ).fetchmany(100)
    if whose:
        people = [person for person in people if person[1] == whose]
    return database.execute(
        "SELECT body, done FROM item WHERE author_id = ? ORDER BY id", (_one(people, whose),)
    ).fetchmany(MOST_ITEMS + 1)


def _one(people: list[tuple[Any, Any]], whose: str) -> Any:
    """Return the id of the person whose items are meant."""
    if len(people) == 1:
        return people[0][0]
    if whose or not people:
        raise invalid({"user": lazy_gettext("Nobody of this name has to-dos in this database.")})
    names = ", ".join(str(name)[:40] for _, name in people[:_NAMED]) + ("…" if len(people) > _NAMED else "")
    several = lazy_gettext("This database has to-dos of several people (%(names)s). Say whose.", names=names)
    raise invalid({"user": several})
