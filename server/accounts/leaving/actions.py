"""Leaving for good: asked for, thought over for two weeks, then done.

What a person leaves in features above (rooms, messages) is theirs to tidy: they say so with ``at_farewell``.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext, lazy_gettext
from sqlalchemy import delete, func, select

from server.accounts import access, actions
from server.accounts.factors import notices, proof
from server.accounts.factors.models import Authenticator, Passkey, RecoveryCode
from server.accounts.letters.models import MailedLink
from server.accounts.models import ActiveDay, User
from server.accounts.oauth.models import Identity
from server.core import jobs
from server.core.db import db, now
from server.core.errors import Refused
from server.core.writer import Transaction, write
from server.realtime import streams

TO_THINK = timedelta(days=14)
# Called with the person's id and whether what they wrote goes with them. May be called again when it was interrupted.
Farewell = Callable[[int, bool], None]
_farewells: list[Farewell] = []


def at_farewell(farewell: Farewell) -> None:
    """Call ``farewell(user id, remove messages)`` when an account goes for good, before it does."""
    if farewell not in _farewells:
        _farewells.append(farewell)


def ask_to_leave(user: User, session_id: int, *, delete_messages: bool) -> User:
    """Have the account deleted in two weeks; until then signing in and saying so keeps it.

    Args:
        session_id: the session that goes on, so that the person sees what will happen; all others end.
        delete_messages: whether what they wrote goes too; otherwise it stays as a deleted person's.

    Raises:
        Refused: ``prove_first``; ``last_admin`` when nobody would be left to administer the workspace.
    """
    proof.require()
    where = notices.here()

    def do_ask(tx: Transaction) -> User:
        leaving = tx.session.get_one(User, user.id)
        _keep_an_admin(tx, leaving)
        leaving.delete_at, leaving.delete_messages = now() + TO_THINK, delete_messages
        actions.end_all_sessions(tx, user.id, except_id=session_id)
        notices.tell(tx, leaving, "leaving", where, day=f"{leaving.delete_at:%Y-%m-%d}")
        return _publish(tx, leaving)

    return write(do_ask)


def stay(user_id: int) -> User:
    """Keep the account after all; staying when one was not about to leave changes nothing."""
    where = notices.here()

    def do_stay(tx: Transaction) -> User:
        user = tx.session.get_one(User, user_id)
        if user.delete_at is None or user.deleted_at is not None:
            return user
        user.delete_at, user.delete_messages = None, False
        notices.tell(tx, user, "staying", where)
        return _publish(tx, user)

    return write(do_stay)


@jobs.periodic(jobs.crontab(minute="17"))
def leave_for_good() -> None:
    """Delete every account whose two weeks are over."""
    due = (User.delete_at <= now()) & User.deleted_at.is_(None)
    for user_id, delete_messages in db.session.execute(
        select(User.id, User.delete_messages).where(due)
    ).all():
        # First, and each in steps of its own: interrupted, the account is still due, and the next round goes on.
        for farewell in _farewells:
            farewell(user_id, delete_messages)
        with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
            _erase(user_id, gettext("Deleted person"))


def _erase(user_id: int, name: str) -> None:
    def do_erase(tx: Transaction) -> None:
        user = tx.session.get_one(User, user_id)
        if user.delete_at is None or user.delete_at > now():
            # They have signed in meanwhile and said that they stay.
            return
        for model in (ActiveDay, Authenticator, Passkey, RecoveryCode, Identity, MailedLink):
            tx.session.execute(delete(model).where(model.user_id == user_id))
        actions.end_all_sessions(tx, user_id)
        user.username, user.name, user.email, user.password_hash = f"deleted-{user_id}", name, "", ""
        # A colon is in no name and no address that anybody could have or take.
        user.username_key = user.email_key = f"deleted:{user_id}"
        user.role, user.deleted_at, user.email_confirmed_at = "member", now(), None
        _publish(tx, user)

    write(do_erase)


def _publish(tx: Transaction, user: User) -> User:
    tx.after_commit(access.people.forget_all)
    access.names.forget(user.id)
    tx.after_commit(lambda: access.names.forget(user.id))
    user.version = streams.advance(tx, f"user:{user.id}")
    data: dict[str, Any] = user.to_json()
    streams.publish(tx, f"user:{user.id}", user.version, "me", data)
    return user


def _keep_an_admin(tx: Transaction, user: User) -> None:
    others = (
        (User.role == "admin")
        & (User.id != user.id)
        & User.deactivated_at.is_(None)
        & User.banned_at.is_(None)
        & User.delete_at.is_(None)
    )
    if user.is_admin and not tx.session.scalar(select(func.count(User.id)).where(others)):
        last = lazy_gettext(
            "Nobody would be left to administer the workspace. Make somebody else administrator first."
        )
        raise Refused("last_admin", last, status=409)
