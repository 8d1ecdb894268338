"""Messages over Socket.IO."""

from typing import Any

from server.chat import actions
from server.core.fields import LARGEST
from server.realtime.connections import Person
from server.realtime.sockets import malformed, on_event


def register() -> None:
    """Attach the handlers of ``/chat``."""
    on_event("post", post, "/chat")


def post(person: Person, data: dict[str, Any]) -> dict[str, Any]:
    """Post a message: ``{"room_id", "client_id", "text"}``. Acknowledged with ``{"message"}`` once committed."""
    room_id, client_id, text = data.get("room_id"), data.get("client_id"), data.get("text")
    if not isinstance(room_id, int) or isinstance(room_id, bool) or not 0 <= room_id <= LARGEST:
        raise malformed()
    if not isinstance(client_id, str) or not isinstance(text, str):
        raise malformed()
    message, _ = actions.post_message(person.id, room_id, client_id, text)
    return {"message": message}
