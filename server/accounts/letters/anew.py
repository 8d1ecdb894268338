"""Keeping out whoever made an account with an address that they have never shown to be theirs."""

from sqlalchemy import delete

from server.accounts import access, actions
from server.accounts.factors.models import Authenticator, Passkey, RecoveryCode
from server.accounts.letters import actions as letters
from server.accounts.models import User
from server.accounts.oauth.models import Identity
from server.core.db import now
from server.core.writer import Transaction


def begin_anew(tx: Transaction, user: User) -> None:
    """Take every way in from an account whose address is shown to be somebody's for the first time.

    Otherwise one could prepare an account for somebody else, and stay in it once they have taken it over.
    """
    user.password_hash = ""
    user.email_confirmed_at = now()
    user.must_confirm = False
    for table in (Authenticator, Passkey, RecoveryCode, Identity):
        tx.session.execute(delete(table).where(table.user_id == user.id))
    letters.revoke_ways_in(tx, user.id)
    actions.end_all_sessions(tx, user.id)
    tx.after_commit(access.people.forget_all)
