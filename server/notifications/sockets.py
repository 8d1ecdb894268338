"""Looking, over Socket.IO."""

from typing import Any

from server.notifications import looking
from server.realtime.connections import Person
from server.realtime.sockets import malformed, on_event


def register() -> None:
    """Attach the handler to ``/me``."""
    on_event("looking", look, "/me")


def look(person: Person, data: dict[str, Any]) -> dict[str, Any]:
    """Say what a tab shows: ``{"place": "room:3" | null, "active": true}``; again each minute while that is so."""
    place, is_active = data.get("place"), data.get("active")
    if not isinstance(is_active, bool) or not isinstance(place, str | None):
        raise malformed()
    if place is not None and len(place) > looking.LONGEST_PLACE:
        raise malformed()
    looking.look(person.id, person.sid, place or "", is_active=is_active)
    return {}
