"""Whose an address is: of whoever has shown that its mail reaches them. Until then anybody may claim it, and nobody is
told who else does."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts import access
from server.accounts.actions import fold, unclaimed
from server.accounts.models import User
from server.core import mail
from server.core.db import now
from server.core.writer import Transaction


def holder(session: Session, email: str) -> User | None:
    """Return who signs in with this address."""
    return session.scalar(select(User).where(User.email_key == fold(email)))


def claim(tx: Transaction, user: User, email: str) -> bool:
    """Give an address to somebody whom its mail has reached; return whether it was to be had.

    One who only said that it was theirs has to give it up.
    """
    other = holder(tx.session, email)
    if other is not None and other.id != user.id:
        if other.email_confirmed_at is not None:
            return False
        other.email_key = unclaimed()
        tx.session.flush()
    user.email, user.email_key, user.email_confirmed_at = email, fold(email), now()
    user.must_confirm = False
    tx.after_commit(access.people.forget_all)
    return True


def tell_of_account(tx: Transaction, email: str, locale: str, **links: Any) -> None:
    """Mail an address that there is an account with it already: the page may not say so to whoever typed it."""
    tx.after_commit(lambda: mail.send_later(email, "account-exists", locale, **links))


def belongs_to_another(session: Session, user: User, email: str) -> bool:
    """Return whether somebody else has shown that the address is theirs."""
    other = holder(session, email)
    return other is not None and other.id != user.id and other.email_confirmed_at is not None
