"""Writing down what was done with the powers of a role."""

import json
from typing import Any

from flask import has_request_context

from server.accounts import access
from server.accounts.audit.models import AuditEntry
from server.core.writer import Transaction


def where_from() -> str:
    """Return the address that an act comes from; empty on the command line. To be asked before the writer runs."""
    return access.address() if has_request_context() else ""


def record(
    tx: Transaction, actor_id: int | None, action: str, target: str = "", address: str = "", **data: Any
) -> None:
    """Add an entry in the same transaction as what it tells of.

    Args:
        actor_id: None for the command line.
        action: ``<what>.<done to it>``: ``user.deactivate``, ``room.archive``.
        target: ``user:5``, ``room:3``.
        address: of ``where_from``, which needs the request that the writer does not have.
        data: what changed, for JSON; never a secret.
    """
    tx.session.add(
        AuditEntry(
            actor_id=actor_id,
            action=action,
            target=target,
            address=address,
            data=json.dumps(data, ensure_ascii=False),
        )
    )
