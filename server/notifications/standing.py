"""Telling people of their role in the workspace."""

from server.accounts.standing import actions as standing
from server.core.writer import Transaction
from server.notifications.telling import Telling, tell


def register() -> None:
    """Hear of roles that are changed."""
    standing.tell_of_roles_with(_tell)


def _tell(tx: Transaction, actor_id: int | None, user_id: int, role: str) -> None:
    if actor_id != user_id:
        data = {"fact": "role", "role": role}
        tell(tx, [Telling(user_id, "admin", "role", path="/settings", actor_id=actor_id, data=data)])
