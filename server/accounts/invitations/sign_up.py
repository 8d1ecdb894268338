"""Who may make an account: everybody, people with an address of certain domains, or only who is invited."""

from typing import Any, NamedTuple

from flask_babel import lazy_gettext

from server.accounts import access
from server.accounts import actions as accounts
from server.accounts.audit.actions import where_from
from server.accounts.invitations import access as invitations
from server.accounts.invitations import actions
from server.accounts.invitations.access import Key
from server.accounts.models import User, Workspace
from server.accounts.passwords import hash_password
from server.core.db import db
from server.core.errors import Refused, invalid
from server.core.writer import Transaction, write


class Entry(NamedTuple):
    """That somebody may make an account."""

    # The invitation by which; None without one.
    invitation: Key | None
    # Whether they have to confirm their address before they get in.
    must_confirm: bool
    # The network address that they come from.
    address: str


def sign_up(username: str, email: str, password: str, locale: str, invitation: str = "") -> User:
    """Create an account.

    Args:
        invitation: the token of its link; empty without one.

    Raises:
        Refused: ``sign_up_closed``, ``invitation_over``, or ``invalid`` with what is wrong with which input.
    """
    # First who may: whoever may not learns nothing about names.
    entry = check(email, invitation)
    account = accounts.check_account(username, email, password, {})
    kept = hash_password(password)

    def do_sign_up(tx: Transaction) -> User:
        if tx.session.get(Workspace, 1) is None:
            raise Refused("not_set_up", lazy_gettext("This workspace has to be set up first."), status=409)
        user = accounts.add(tx, account, kept, locale, role="member", tells_taken=False)
        enter(tx, entry, user)
        return user

    return write(do_sign_up)


def check(email: str, invitation: str = "") -> Entry:
    """Return how somebody with this address may make an account.

    Raises:
        Refused: ``sign_up_closed``, ``invitation_over``; ``invalid`` for an address of another domain.
    """
    if invitation:
        key = invitations.read(invitation)
        invitations.good(db.session(), key)
        return Entry(key, must_confirm=False, address=where_from())
    policy = access.sign_up_policy()
    if policy == "domains":
        _check_domain(email)
    elif policy == "invited":
        sentence = lazy_gettext("Only who is invited can create an account here. Ask somebody who is in.")
        raise Refused("sign_up_closed", sentence, status=403)
    elif policy != "open":
        sentence = lazy_gettext("New accounts are switched off here. Ask an administrator to let you in.")
        raise Refused("sign_up_closed", sentence, status=403)
    return Entry(None, must_confirm=policy == "domains", address=where_from())


def enter(tx: Transaction, entry: Entry, user: User) -> None:
    """Carry out what goes with the way in by which somebody has got their account; their address may be confirmed.

    Raises:
        Refused: ``invitation_over`` when somebody else was faster.
    """
    user.must_confirm = entry.must_confirm and user.email_confirmed_at is None
    if entry.invitation:
        actions.come_in(tx, entry.invitation, user, entry.address)


def _check_domain(email: str) -> None:
    domains = access.email_domains()
    if accounts.fold(email).rpartition("@")[2] not in domains:
        fields: dict[str, Any] = {
            "email": lazy_gettext("Please use your address at %(domains)s.", domains=", ".join(domains))
        }
        raise invalid(fields)
