"""A data directory with one large room, made in a few seconds."""

import sys
import uuid
from datetime import timedelta
from pathlib import Path

from harness import MARKDOWN, PLAIN, ROOT
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

HISTORY = 100_000
FILLED = {"login": "reader", "password": "a password for the bench"}


def fill_room(folder: Path, messages: int = HISTORY) -> None:
    """Make a data directory with the person of ``FILLED`` and room 1 with that many messages."""
    app = create_app(
        {
            "ASYNC_MODE": "threading",
            "DATA_DIR": folder,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'parley.db'}",
            "SECRET_KEY": "only for filling",
        }
    )
    schema.upgrade(app)
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
