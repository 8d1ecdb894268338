"""A new password for whoever has forgotten theirs, by a link in a mail."""

from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts import access
from server.accounts import actions as accounts
from server.accounts.actions import fold
from server.accounts.factors import notices
from server.accounts.letters import actions, addresses
from server.accounts.letters.anew import begin_anew
from server.accounts.models import User
from server.accounts.passwords import hash_password
from server.core import limits, mail
from server.core.db import db
from server.core.errors import Refused, invalid
from server.core.jobs import job
from server.core.writer import Transaction, write

PURPOSE = "reset_password"
MINUTES = 60


def ask(login: str) -> None:
    """Have whoever has this name or address mailed a link; nothing tells whether there is such an account.

    Raises:
        Refused: ``invalid`` without a name; ``slow_down`` when that was asked for too often.
    """
    key = fold(login)[:254]
    if not key:
        raise invalid({"login": lazy_gettext("Please fill this in.")})
    limits.spend("mails", f"{PURPOSE}:{key}")
    # Somewhere else: here, the time that it takes would tell whether there is somebody.
    mail_link.later(key, mail.link("/reset-password/"))


@job(retries=0)
def mail_link(login: str, link: str) -> None:
    """Mail the person with this name or address a link that begins with ``link``, if there is one."""
    user = find(db.session(), login)
    if user is None or not may_sign_in(user):
        return
    try:
        # By name and by address they are two keys, and one person's mailbox.
        limits.spend("mails", f"{PURPOSE}:{user.id}")
    except Refused:
        return
    write(lambda tx: send_link(tx, user, link))


def send_link(tx: Transaction, user: User, link: str) -> str:
    """Mail this person a link that begins with ``link``; return all of it."""
    whole = link + actions.issue(tx, user.id, PURPOSE, MINUTES)
    context = {"link": whole, "name": user.name, "username": user.username}
    tx.after_commit(lambda: mail.send_later(user.email, "reset-password", user.locale, **context))
    return whole


def look(token: str) -> dict[str, Any]:
    """Return whose password it is, ``{"username"}``, without using the link.

    Raises:
        Refused: ``link_expired``, ``link_used``.
    """
    link = actions.look(db.session(), token, PURPOSE)
    return {"username": db.session.get_one(User, link.user_id).username}


def reset(token: str, password: str) -> User:
    """Set the password by the link of a mail, and sign every device out.

    Raises:
        Refused: ``link_expired``, ``link_used``; ``invalid``; what ``access.check_may_sign_in`` does.
    """
    link = actions.look(db.session(), token, PURPOSE)
    user = db.session.get_one(User, link.user_id)
    wrong = accounts.check_password(password, user.username, user.email)
    if wrong:
        raise invalid(wrong)
    kept = hash_password(password)

    def do_reset(tx: Transaction) -> User:
        user = tx.session.get_one(User, actions.redeem(tx, token, PURPOSE).user_id)
        if user.email_confirmed_at is None:
            begin_anew(tx, user)
        actions.revoke_ways_in(tx, user.id)
        # The mail has reached them.
        addresses.claim(tx, user, user.email)
        access.check_may_sign_in(user)
        user.password_hash = kept
        accounts.end_all_sessions(tx, user.id)
        notices.tell(tx, user, "password")
        return user

    user = write(do_reset)
    limits.forget_failures(f"account:{user.username_key}")
    limits.forget_failures(f"account:{user.email_key}")
    return user


def find(session: Session, login: str) -> User | None:
    """Return the person with this name or address."""
    key = fold(login)[:254]
    matches = (User.username_key == key) | (User.email_key == key)
    return session.scalar(select(User).where(matches).order_by(User.username_key != key).limit(1))


def may_sign_in(user: User) -> bool:
    """Return whether the person is not kept out; confirming their address is what a link of a mail does."""
    return user.deleted_at is None and user.banned_at is None and user.deactivated_at is None
