"""Reading what was done with the powers of a role."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.audit.models import AuditEntry
from server.accounts.models import User
from server.core.db import iso

PAGE = 50
# Of what is read at once for a file, so that a long history takes no more memory than a short one.
BATCH = 1000


def entries(
    session: Session,
    *,
    action: str = "",
    actor_id: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> list[dict[str, Any]]:
    """Return entries, the newest first.

    Args:
        action: all that begin with it (``user.``), or one.
        actor_id: only of this person.
        before: only those older than the entry with this id.
    """
    statement = select(AuditEntry, User).outerjoin(User, User.id == AuditEntry.actor_id)
    if action:
        # An upper bound instead of LIKE: it needs no escaping and uses the index.
        statement = statement.where(AuditEntry.action >= action, AuditEntry.action < action + "\uffff")
    if actor_id is not None:
        statement = statement.where(AuditEntry.actor_id == actor_id)
    if before is not None:
        statement = statement.where(AuditEntry.id < before)
    rows = session.execute(statement.order_by(AuditEntry.id.desc()).limit(limit))
    return [_to_json(entry, actor) for entry, actor in rows]


def every(session: Session, action: str = "") -> Iterator[dict[str, Any]]:
    """Yield every entry, or those of some acts as for ``entries``, the newest first."""
    before = None
    while page := entries(session, action=action, before=before, limit=BATCH):
        yield from page
        before = page[-1]["id"]


def _to_json(entry: AuditEntry, actor: User | None) -> dict[str, Any]:
    return {
        "id": entry.id,
        "actor": actor.to_person() if actor else None,
        "action": entry.action,
        "target": entry.target,
        "data": json.loads(entry.data),
        "address": entry.address,
        "created_at": iso(entry.created_at),
    }
