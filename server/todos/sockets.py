"""Items over Socket.IO."""

from typing import Any

from server.realtime.connections import Person
from server.realtime.sockets import on_event
from server.todos import actions
from server.todos.inputs import ItemIn, SocketChangeIn, load

_ITEM = ItemIn()
_CHANGE = SocketChangeIn()


def register() -> None:
    """Attach the handlers to ``/chat``, on which lists' streams travel as well."""
    on_event("add_item", add_item, "/chat")
    on_event("change_item", change_item, "/chat")


def add_item(person: Person, data: dict[str, Any]) -> dict[str, Any]:
    """Add an item, as ``POST /items`` does. Acknowledged with ``{"item"}`` once committed."""
    item, _ = actions.add_item(person.id, load(_ITEM, data))
    return {"item": item}


def change_item(person: Person, data: dict[str, Any]) -> dict[str, Any]:
    """Change an item, as ``PATCH /items/<uid>`` does: ``{"uid", "changes": {…}}``. Acknowledged with ``{"item"}``."""
    found = load(_CHANGE, data)
    return {"item": actions.change_item(person.id, found["uid"], found["changes"])}
