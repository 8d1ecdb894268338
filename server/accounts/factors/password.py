"""Changing one's password, or setting the first one."""

from server.accounts import actions
from server.accounts.factors import notices, proof
from server.accounts.letters import actions as letters
from server.accounts.models import User
from server.accounts.passwords import hash_password
from server.core.errors import invalid
from server.core.writer import Transaction, write


def change_password(user: User, session_id: int, password: str, present: str | None) -> None:
    """Give the person another password and sign their other devices out.

    Args:
        session_id: the session that goes on.
        present: the password until now; None leans on a fresh proof instead.

    Raises:
        Refused: ``prove_first``, ``slow_down``, or ``invalid`` with what is wrong with which input.
    """
    wrong = actions.check_password(password, user.username, user.email)
    if wrong:
        raise invalid(wrong)
    if present is None or not user.password_hash:
        proof.require()
    else:
        proof.check_password(user, present, "present")
    kept = hash_password(password)
    where = notices.here()

    def do_change(tx: Transaction) -> None:
        changed = tx.session.get_one(User, user.id)
        changed.password_hash = kept
        actions.end_all_sessions(tx, user.id, except_id=session_id)
        letters.revoke_ways_in(tx, user.id)
        notices.tell(tx, changed, "password", where)

    write(do_change)
    proof.note(session_id)
