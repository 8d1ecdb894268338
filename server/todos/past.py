"""To-dos that were written earlier or elsewhere, by whom and when, for whoever runs the installation."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import update

from server.core.errors import not_found
from server.core.text import render
from server.core.writer import Transaction, write
from server.todos import placing
from server.todos.actions import apply, check_room_for
from server.todos.checks import checked
from server.todos.models import TodoComment, TodoEvent, TodoItem, TodoList
from server.todos.work import Work


@dataclass(frozen=True)
class PastItem:
    """An item: whose, since when (with a time zone), and what it says.

    Args:
        changes: as ``inputs.ChangesIn`` gives them, with ``text``; ``parent`` may be one that comes before it.
        comments: ``(uid, author id, moment, Markdown)`` each.
    """

    uid: str
    author_id: int
    created_at: datetime
    changes: dict[str, Any]
    done_at: datetime | None = None
    done_by: int | None = None
    comments: Sequence[tuple[str, int, datetime, str]] = field(default=())


def import_items(list_id: int, rows: Sequence[PastItem]) -> None:
    """Add items to the end of a list: all of them, or none. Nobody's access is asked.

    Raises:
        Refused: ``not_found`` when there is no such list; ``invalid``; ``full``.
    """
    prepared = [(row, checked(row.changes)) for row in rows]
    said = [[render(text) for *_, text in row.comments] for row in rows]

    def do_import(tx: Transaction) -> None:
        of = tx.session.get(TodoList, list_id)
        if of is None:
            raise not_found()
        check_room_for(tx.session, of, len(rows))
        for (row, kept), html in zip(prepared, said, strict=True):
            _keep(tx, of, row, kept, html)

    write(do_import)


def _keep(tx: Transaction, of: TodoList, row: PastItem, kept: dict[str, Any], html: list[str]) -> None:
    kept = dict(kept)
    item = TodoItem(
        uid=row.uid,
        list_id=of.id,
        created_by=row.author_id,
        created_at=row.created_at,
        position=placing.in_list(tx.session, of.id, None),
        text=kept.pop("text"),
        html=kept.pop("html"),
        done_at=row.done_at,
        done_by=row.done_by,
    )
    tx.session.add(item)
    tx.session.flush()
    work = Work(tx, row.author_id)
    work.record(item, "created")
    apply(work, item, of, kept, is_new=True)
    if row.done_at is not None and row.done_by is not None:
        Work(tx, row.done_by).record(item, "done")
    for kind, moment in (("created", row.created_at), ("done", row.done_at)):
        lines = update(TodoEvent).where(TodoEvent.item_id == item.id, TodoEvent.kind == kind)
        tx.session.execute(lines.values(at=moment or row.created_at))
    work.touch(item)
    work.finish()
    for (uid, author_id, moment, text), rendered in zip(row.comments, html, strict=True):
        values = {"uid": uid, "author_id": author_id, "text": text, "html": rendered}
        tx.session.add(TodoComment(item_id=item.id, created_at=moment, version=item.version, **values))
