"""Linking by mail: who has come from a provider with the address of an account here, and can read its mail, may link.

The link works only in the browser that came from the provider: whoever has an account elsewhere in somebody else's
address cannot have them link it by a thoughtless click.
"""

from flask_babel import lazy_gettext

from server.accounts.letters import actions as letters
from server.accounts.letters.anew import begin_anew
from server.accounts.models import User
from server.accounts.oauth import access, actions
from server.accounts.oauth.claims import Account
from server.accounts.oauth.providers import Provider
from server.core import limits, mail
from server.core.db import db
from server.core.errors import Refused, not_found
from server.core.writer import Transaction, write

PURPOSE = "link_identity"


def ask(account: Account, provider: Provider) -> None:
    """Mail the account here that has the address, which the provider has verified, a link.

    Raises:
        Refused: ``not_found`` when there is no such account; ``slow_down``.
    """
    user = access.owner_of_address(db.session(), account.email) if account.verified else None
    if user is None:
        raise not_found()
    limits.spend("mails", f"{PURPOSE}:{user.id}")
    page = mail.link("/link-account/")

    def do_ask(tx: Transaction) -> None:
        token = letters.issue(
            tx,
            user.id,
            PURPOSE,
            access.MINUTES_TO_ARRIVE,
            provider=account.provider,
            subject=account.subject,
        )
        context = {
            "link": page + token,
            "name": user.name,
            "username": user.username,
            "provider": provider.label,
        }
        tx.after_commit(lambda: mail.send_later(user.email, "link-identity", user.locale, **context))

    write(do_ask)


def redeem(token: str, account: Account | None) -> User:
    """Link by a mailed link; return whose account it is.

    Args:
        account: of whoever has come from a provider in this browser lately.

    Raises:
        Refused: ``link_expired``, ``link_used``; ``other_browser`` when it was not this one that came from the
            provider; ``conflict``, ``linked_to_other``.
    """

    def do_redeem(tx: Transaction) -> User:
        link = letters.redeem(tx, token, PURPOSE)
        if account is None or (account.provider, account.subject) != (
            link.content["provider"],
            link.content["subject"],
        ):
            raise _other_browser()
        user = tx.session.get_one(User, link.user_id)
        if access.owner_of_address(tx.session, account.email) != user:
            raise letters.expired()
        if user.email_confirmed_at is None:
            begin_anew(tx, user)
        actions.link_in(tx, user, account)
        return user

    return write(do_redeem)


def _other_browser() -> Refused:
    sentence = lazy_gettext(
        "Please open this link in the browser in which you began, within half an hour. "
        "Or sign in, and link in the settings."
    )
    return Refused("other_browser", sentence, status=409)
