"""Data directories with one large room, or one long list of to-dos, made in a few seconds."""

import sys
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from load import MARKDOWN, PLAIN
from servers import ROOT
from sqlalchemy import insert, update

sys.path.insert(0, str(ROOT))

from server.accounts import actions as accounts
from server.app import create_app
from server.chat.models import Message
from server.core import schema
from server.core.db import now
from server.core.text import render
from server.core.writer import Transaction, write
from server.realtime.models import StreamVersion
from server.rooms import actions as rooms
from server.todos import access as todos
from server.todos.models import TodoItem, TodoLabel
from server.todos.order import between

HISTORY = 100_000
LONG_LIST = 5_000
FILLED = {"login": "reader", "password": "a password for the bench"}


def fill_room(folder: Path, messages: int = HISTORY) -> None:
    """Make a data directory with the person of ``FILLED`` and room 1 with that many messages."""
    app = _make(folder)
    with app.app_context():
        person = accounts.set_up("Bench", FILLED["login"], "reader@example.org", FILLED["password"], "en")
        room = rooms.create_room(person.id, "open", "Large", "")
        first = room["version"] + 1
        html = [render(PLAIN), render(MARKDOWN)]
        start = now() - timedelta(seconds=30 * messages)

        def do_fill(tx: Transaction) -> None:
            for begin in range(0, messages, 10_000):
                rows = [
                    {
                        "room_id": room["id"],
                        "author_id": person.id,
                        "client_id": str(uuid.UUID(int=number)),
                        "seq": first + number,
                        "version": first + number,
                        "text": (PLAIN, MARKDOWN)[number % 2],
                        "html": html[number % 2],
                        "created_at": start + timedelta(seconds=30 * number),
                    }
                    for number in range(begin, min(begin + 10_000, messages))
                ]
                tx.session.execute(insert(Message), rows)
            mine = StreamVersion.name == f"room:{room['id']}"
            tx.session.execute(update(StreamVersion).where(mine).values(version=first + messages - 1))

        write(do_fill)
    app.extensions["writer"].engine.dispose()


def fill_list(folder: Path, items: int = LONG_LIST) -> None:
    """Make a data directory with the person of ``FILLED`` and room 1, whose first list (1) has that many open to-dos.

    Every third has a date, every fourth a label, every fifth is somebody's, every tenth has notes and is followed by a
    part of it.
    """
    app = _make(folder)
    with app.app_context():
        person = accounts.set_up("Bench", FILLED["login"], "reader@example.org", FILLED["password"], "en")
        room = rooms.create_room(person.id, "open", "Busy", "")
        start = now() - timedelta(minutes=items)

        def do_fill(tx: Transaction) -> None:
            of = todos.default_list(tx.session, room_id=room["id"])
            position = None
            rows = []
            for number in range(1, items + 1):
                position = between(position, None)
                rows.append(
                    {
                        "id": number,
                        "uid": str(uuid.UUID(int=number)),
                        "list_id": of.id,
                        "parent_id": number - 1 if number % 10 == 1 and number > 1 else None,
                        "created_by": person.id,
                        "created_at": start + timedelta(minutes=number),
                        "position": position,
                        "text": f"Look at **{number}** before Friday",
                        "html": f"Look at <strong>{number}</strong> before Friday",
                        "notes": MARKDOWN if number % 10 == 0 else "",
                        "notes_html": render(MARKDOWN) if number % 10 == 0 else "",
                        "due_date": (start + timedelta(days=number % 60)).date() if number % 3 == 0 else None,
                        "assignee_id": person.id if number % 5 == 0 else None,
                        "priority": number % 4,
                        "version": number,
                    }
                )
            tx.session.execute(insert(TodoItem), rows)
            labels = [{"item_id": number, "label": "release"} for number in range(4, items + 1, 4)]
            tx.session.execute(insert(TodoLabel), labels)
            tx.session.execute(insert(StreamVersion).values(name=of.stream, version=items))

        write(do_fill)
    app.extensions["writer"].engine.dispose()


def _make(folder: Path) -> Any:
    app = create_app(
        {
            "ASYNC_MODE": "threading",
            "DATA_DIR": folder,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'parley.db'}",
            "SECRET_KEY": "only for filling",
        }
    )
    schema.upgrade(app)
    return app
