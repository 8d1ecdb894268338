"""For who has lost their phone and their recovery codes: an administrator takes the second factors away."""

from sqlalchemy import delete

from server.accounts import actions
from server.accounts.audit.actions import record, where_from
from server.accounts.factors import access, notices
from server.accounts.factors.models import Authenticator, Passkey, RecoveryCode
from server.accounts.letters import actions as letters
from server.accounts.models import User
from server.core.errors import not_found
from server.core.writer import Transaction, write


def remove_factors(actor_id: int | None, user_id: int) -> None:
    """Let somebody sign in by the password (or a linked account) alone again; they are told, and signed out everywhere.

    Passkeys stay when nothing else would let the person in. Whoever calls has checked that the actor may.

    Args:
        actor_id: None for the command line.

    Raises:
        Refused: ``not_found``.
    """
    address, where = where_from(), notices.here()
    # It is nobody's device but the administrator's.
    where = where | {"device": "", "came_from": ""}

    def do_remove(tx: Transaction) -> None:
        user = tx.session.get(User, user_id)
        if user is None or user.deleted_at is not None or not access.ways(tx.session, user_id):
            raise not_found()
        tx.session.execute(delete(Authenticator).where(Authenticator.user_id == user_id))
        tx.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        if access.ways_in(tx.session, user, without_passkeys=True):
            tx.session.execute(delete(Passkey).where(Passkey.user_id == user_id))
        actions.end_all_sessions(tx, user_id)
        letters.revoke_ways_in(tx, user_id)
        record(tx, actor_id, "user.factors", f"user:{user_id}", address)
        notices.tell(tx, user, "factors_removed", where)

    write(do_remove)
