"""What was made of messages: each message of a room shows the to-dos that it has become."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from server.realtime import streams
from server.rooms import access as rooms
from server.todos import access, reading
from server.todos.models import TodoItem


def of_messages(session: Session, person_id: int, room_id: int, message_ids: Sequence[int]) -> dict[str, Any]:
    """Return those of the items made of some messages that the person may read, the deleted ones left out.

    Returns:
        ``{"items", "list_id", "version"}``: the room's first list, into which most of them go, and the version that its
        stream had before they were read.

    Raises:
        Refused: ``not_found``, ``forbidden`` for guests.
    """
    access.check_takes_part(session, person_id)
    rooms.visible(session, person_id, room_id)
    first = access.default_list(session, room_id=room_id)
    version = streams.version_of(session, first.stream)
    here = (TodoItem.source_room_id == room_id) & TodoItem.source_message_id.in_(message_ids)
    found = reading.read(session, reading.items().where(here, TodoItem.deleted_at.is_(None)))
    allowed = access.followable(session, person_id, list({item["list_id"] for item in found}))
    items = [item for item in found if item["list_id"] in allowed]
    return {"items": items, "list_id": first.id, "version": version}
