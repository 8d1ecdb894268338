"""Confirming one's address: a link in a mail shows that the mail arrives."""

from contextlib import suppress
from typing import Any

from flask_babel import lazy_gettext

from server.accounts.letters import actions, addresses
from server.accounts.letters.resetting import find, may_sign_in
from server.accounts.models import User
from server.core import limits, mail
from server.core.db import db
from server.core.errors import Refused, invalid
from server.core.jobs import job
from server.core.writer import Transaction, write

PURPOSE = "confirm_email"
MINUTES = 7 * 24 * 60


def ask(user: User) -> None:
    """Mail somebody the link that confirms their address, unless it is confirmed.

    Raises:
        Refused: ``slow_down`` when that was done too often.
    """
    if user.email_confirmed_at is not None:
        return
    _send(user, mail.link("/confirm-email/"), mail.link("/sign-in"))


def ask_again(login: str) -> None:
    """Have whoever has this name or address mailed the link once more; nothing tells whether there is such an account.

    Raises:
        Refused: ``invalid`` without a name; ``slow_down``.
    """
    if not login.strip():
        raise invalid({"login": lazy_gettext("Please fill this in.")})
    limits.spend("mails", f"{PURPOSE}:{login.casefold()[:254]}")
    # Somewhere else: here, the time that it takes would tell whether there is somebody.
    mail_link.later(login[:254], mail.link("/confirm-email/"), mail.link("/sign-in"))


@job(retries=0)
def mail_link(login: str, link: str, sign_in: str) -> None:
    """Mail the person with this name or address what ``ask`` does, if there is one.

    Args:
        link: what the link begins with.
        sign_in: where one signs in.
    """
    user = find(db.session(), login)
    if user is None or user.email_confirmed_at is not None or not may_sign_in(user):
        return
    # Of the person, whoever asks: by name and by address it is one mailbox.
    with suppress(Refused):
        _send(user, link, sign_in)


def confirm(token: str) -> dict[str, Any]:
    """Take the link of a mail; a second time it is as good.

    Returns:
        ``{"email"}``

    Raises:
        Refused: ``link_expired``, ``link_used``.
    """

    def do_confirm(tx: Transaction) -> dict[str, Any]:
        try:
            link = actions.redeem(tx, token, PURPOSE)
        except Refused as refusal:
            if refusal.code == "link_used" and (email := _confirmed_by(tx, token)):
                # Mail programs look at links before their readers do.
                return {"email": email}
            raise
        user, email = tx.session.get_one(User, link.user_id), link.content["email"]
        if user.email != email or not addresses.claim(tx, user, email):
            raise actions.expired()
        return {"email": email}

    return write(do_confirm)


def _send(user: User, link: str, sign_in: str) -> None:
    limits.spend("mails", f"{PURPOSE}:{user.id}")

    def do_send(tx: Transaction) -> None:
        if addresses.belongs_to_another(tx.session, user, user.email):
            addresses.tell_of_account(tx, user.email, user.locale, link=sign_in, name=user.username)
            return
        token = actions.issue(tx, user.id, PURPOSE, MINUTES, email=user.email)
        context = {"link": link + token, "name": user.name}
        tx.after_commit(lambda: mail.send_later(user.email, "confirm-email", user.locale, **context))

    write(do_send)


def _confirmed_by(tx: Transaction, token: str) -> str:
    link = actions.find(tx.session, token, PURPOSE)
    user = tx.session.get_one(User, link.user_id) if link else None
    confirmed = link and user and user.email_confirmed_at and user.email == link.content["email"]
    return user.email if user and confirmed else ""
