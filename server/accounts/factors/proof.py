"""Proving that it is you: what is dangerous asks again who is there, when the last proof is a while ago."""

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy import update

from server.accounts import access
from server.accounts.factors import access as factors
from server.accounts.models import DeviceSession, User
from server.accounts.passwords import verify_password
from server.core import limits
from server.core.db import db, now
from server.core.errors import Refused, invalid
from server.core.writer import Transaction, write

FRESH = timedelta(minutes=15)


def require() -> None:
    """Let only those go on who have signed in, or proved who they are, a short while ago on this device.

    Raises:
        Refused: ``prove_first``.
    """
    if not is_fresh():
        raise Refused("prove_first", lazy_gettext("Please confirm first that it is you."), status=403)


def is_fresh() -> bool:
    """Return whether the last proof on this device is fresh enough for what is dangerous."""
    return bool(current_user.proved_at > now() - FRESH)


def ways(user: User) -> list[str]:
    """Return what the person can prove themselves with; empty: only by signing in again."""
    others = factors.ways(db.session(), user.id)
    return [*(["password"] if user.password_hash else []), *(way for way in others if way != "recovery")]


def check_password(user: User, password: str, field: str = "password") -> None:
    """Let only the right password pass.

    Raises:
        Refused: ``invalid`` with what is wrong with the input ``field``; ``slow_down`` after too many wrong ones.
    """
    key = f"proof:{user.id}"
    limits.check_failures(key)
    if not verify_password(user.password_hash, password[:1000]):
        limits.note_failure(key)
        raise invalid({field: lazy_gettext("This is not your password.")})
    limits.forget_failures(key)


def note(session_id: int) -> None:
    """Note that the person has just proved on this device who they are."""

    def do_note(tx: Transaction) -> None:
        tx.after_commit(access.people.forget_all)
        values: dict[str, Any] = {"proved_at": now()}
        tx.session.execute(update(DeviceSession).where(DeviceSession.id == session_id).values(values))

    write(do_note)
