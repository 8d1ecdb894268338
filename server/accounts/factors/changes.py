"""What goes with every change of a person's factors: recovery codes, and a mail to them."""

from typing import Any

from server.accounts.factors import access, notices, recovery
from server.accounts.models import User
from server.core.writer import Transaction


def added(tx: Transaction, user_id: int, notice: str, where: dict[str, Any]) -> list[str] | None:
    """Tell the person of a new factor, and see that they have recovery codes.

    Returns:
        The codes, to be shown once; None when the person has some already.
    """
    notices.tell(tx, tx.session.get_one(User, user_id), notice, where)
    return None if access.recovery_codes_left(tx.session, user_id) else recovery.make(tx, user_id)


def removed(tx: Transaction, user_id: int, notice: str, where: dict[str, Any]) -> None:
    """Tell the person that a factor is gone; with the last one the recovery codes go, which would guard nothing."""
    notices.tell(tx, tx.session.get_one(User, user_id), notice, where)
    if not access.ways(tx.session, user_id):
        recovery.forget(tx, user_id)
