"""Changing one's address: the new one has to confirm, the old one is told."""

from typing import Any

from server.accounts import actions as accounts
from server.accounts.letters import actions, addresses
from server.accounts.models import User
from server.core import limits, mail
from server.core.errors import invalid
from server.core.writer import Transaction, write

PURPOSE = "change_email"
MINUTES = 24 * 60


def ask(user: User, email: str) -> None:
    """Mail a new address the link that makes it the person's; nothing tells whether it is somebody's already.

    Raises:
        Refused: ``invalid``, ``slow_down``.
    """
    _, email, wrong = accounts.check_person(user.username, email)
    if wrong:
        raise invalid(wrong)
    limits.spend("mails", f"{PURPOSE}:{user.id}")
    limits.spend("mails", f"{PURPOSE}:{accounts.fold(email)}")
    link, sign_in = mail.link("/change-email/"), mail.link("/sign-in")

    def do_ask(tx: Transaction) -> None:
        token = actions.issue(tx, user.id, PURPOSE, MINUTES, email=email)
        if addresses.belongs_to_another(tx.session, user, email):
            addresses.tell_of_account(tx, email, user.locale, link=sign_in, name=user.username)
            return
        context = {"link": link + token, "name": user.name, "email": email}
        tx.after_commit(lambda: mail.send_later(email, "change-email", user.locale, **context))

    write(do_ask)


def give_up(user_id: int) -> None:
    """Stay with the present address."""
    write(lambda tx: actions.revoke(tx, user_id, PURPOSE))


def confirm(token: str) -> dict[str, Any]:
    """Take the link of a mail.

    Returns:
        ``{"email"}``, the new address.

    Raises:
        Refused: ``link_expired``, ``link_used``.
    """

    def do_confirm(tx: Transaction) -> dict[str, Any]:
        link = actions.redeem(tx, token, PURPOSE)
        user, email = tx.session.get_one(User, link.user_id), link.content["email"]
        before = user.email
        if not addresses.claim(tx, user, email):
            raise actions.expired()
        # Links to the old address, which may be why it was given up.
        actions.revoke(tx, user.id, "confirm_email", "reset_password")
        context = {"name": user.name, "email": masked(email)}
        locale = user.locale
        if accounts.fold(before) != accounts.fold(email):
            tx.after_commit(lambda: mail.send_later(before, "email-changed", locale, **context))
        return {"email": email}

    return write(do_confirm)


def masked(email: str) -> str:
    """Return an address for whoever may not read all of it: ``a•••@example.org``."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}•••@{domain}"
