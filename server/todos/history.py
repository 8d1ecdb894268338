"""What has happened to an item."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.core.db import iso
from server.todos import access
from server.todos.models import TodoEvent

MOST = 200


def of_item(session: Session, person_id: int, uid: str) -> list[dict[str, Any]]:
    """Return the last lines of an item's history, the newest first.

    Raises:
        Refused: ``not_found``, ``forbidden`` for guests.
    """
    item, _ = access.item(session, person_id, uid)
    statement = (
        select(TodoEvent, User)
        .join(User, User.id == TodoEvent.actor_id)
        .where(TodoEvent.item_id == item.id)
        .order_by(TodoEvent.id.desc())
        .limit(MOST)
    )
    return [
        {
            "id": event.id,
            "at": iso(event.at),
            "actor": actor.to_person(),
            "kind": event.kind,
            "detail": json.loads(event.detail),
        }
        for event, actor in session.execute(statement)
    ]
