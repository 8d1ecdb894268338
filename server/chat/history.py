"""Pages of a room's history as bytes. The newest, which opens the room for everybody, is kept until it changes."""

import hashlib
import re

import orjson

from server.accounts.access import SignedIn
from server.chat import access
from server.core.db import db
from server.core.memory import Memory
from server.core.shortcut import Answer
from server.realtime import streams
from server.rooms import access as rooms

PATH = re.compile(r"/api/v1/rooms/([0-9]{1,15})/messages")
QUERY = {"before", "after", "around", "limit"}
# Of what is kept, all rooms together.
MOST_BYTES = 50_000_000
# The newest page and its entity tag, by room.
_newest: Memory[tuple[bytes, str]] = Memory(MOST_BYTES, weigh=lambda page: len(page[0]))


def register() -> None:
    """Begin to forget pages when something in them changes."""
    streams.listen(_changed)


def answer(person: SignedIn, room: str, query: dict[str, int], known: str) -> Answer:
    """Return a page of a room, which ``access.page`` finds by the ``query``; without one the newest, with a tag.

    Args:
        room: its id.
        known: the tags that the reader has; a newest page with one of them is not sent again.

    Raises:
        Refused: ``not_found`` when the person may not read the room, or there is no such message.
    """
    room_id = int(room)
    if not rooms.readers.peek((person.id, room_id)):
        streams.check_follow(db.session(), person.id, f"room:{room_id}")
    if query:
        return Answer(_page(room_id, query))
    body, tag = _newest.get(room_id, lambda: _tagged(room_id)) or _tagged(room_id)
    headers = (("ETag", tag), ("Cache-Control", "private, no-cache"), ("Vary", "Cookie"))
    return Answer(b"", "304 Not Modified", headers) if tag in known else Answer(body, headers=headers)


def _changed(stream: str, change: str) -> None:
    if stream.startswith("room:"):
        _newest.forget(int(stream[5:]))
    elif change == "me":
        # Pages hold their authors' names.
        _newest.forget_all()


def _tagged(room_id: int) -> tuple[bytes, str]:
    body = _page(room_id, {})
    return body, f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def _page(room_id: int, query: dict[str, int]) -> bytes:
    # Before the rows: whoever follows the stream from this version on misses nothing.
    version = streams.version_of(db.session(), f"room:{room_id}")
    return orjson.dumps(access.page(db.session(), room_id, **query) | {"version": version})
