"""What can be done with accounts elsewhere: sign in, sign up, link, unlink."""

from typing import Any

from flask_babel import lazy_gettext

from server.accounts import actions as accounts
from server.accounts.factors import notices, proof
from server.accounts.invitations import sign_up as entries
from server.accounts.models import User, Workspace
from server.accounts.oauth import access
from server.accounts.oauth.claims import Account
from server.accounts.oauth.models import Identity
from server.core.db import db, now
from server.core.errors import Refused, invalid, not_found
from server.core.writer import Transaction, write


def sign_in(account: Account) -> User | None:
    """Return whose account it is, noting that it was used just now; None when it is nobody's here.

    Only the provider's own name for the account counts: an address proves nothing, and may have changed.
    """

    def do_sign_in(tx: Transaction) -> User | None:
        identity = access.identity(tx.session, account)
        if identity is None:
            return None
        identity.email, identity.last_used_at = account.email, now()
        return tx.session.get_one(User, identity.user_id)

    return write(do_sign_in)


def check_open(account: Account, invitation: str) -> None:
    """Refuse who may not make an account here, before they choose a name for it.

    Raises:
        Refused: ``sign_up_closed``, ``invitation_over``.
    """
    try:
        entries.check(account.email, invitation)
    except Refused as refused:
        # The address is of another domain: they may have a better one, and are told which.
        if refused.code != "invalid":
            raise


def sign_up(account: Account, username: str, email: str, locale: str, invitation: str = "") -> User:
    """Create an account without a password, for somebody who has come from a provider.

    Raises:
        Refused: ``sign_up_closed``, ``invitation_over``, ``known_address``, ``linked_to_other``, or ``invalid`` with
            what is wrong with which input.
    """
    entry = entries.check(email, invitation)
    username, email, wrong = accounts.check_person(username, email)
    if wrong:
        raise invalid(wrong)
    proved = account.verified and accounts.fold(email) == accounts.fold(account.email)
    if proved and access.owner_of_address(db.session(), email):
        known = lazy_gettext("There is already an account with this address. Sign in instead?")
        raise Refused("known_address", known, status=409)

    def do_sign_up(tx: Transaction) -> User:
        if tx.session.get(Workspace, 1) is None:
            raise Refused("not_set_up", lazy_gettext("This workspace has to be set up first."), status=409)
        user = accounts.add(tx, (username, email), "", locale, role="member", tells_taken=proved)
        user.email_confirmed_at = now() if proved else None
        user.name = accounts.check_name(account.name or username, "name")[0] or username
        entries.enter(tx, entry, user)
        _add(tx, user, account)
        return user

    return write(do_sign_up)


def link(user_id: int, account: Account) -> None:
    """Let a signed-in person sign in with an account elsewhere from now on.

    Raises:
        Refused: ``linked_to_other`` when somebody else does; ``conflict`` when they do with another account there.
    """

    def do_link(tx: Transaction) -> None:
        user = tx.session.get_one(User, user_id)
        link_in(tx, user, account)

    write(do_link)


def unlink(user: User, provider: str) -> None:
    """Let nobody sign in any more with a person's account at a provider.

    Raises:
        Refused: ``not_found``; ``prove_first``; ``last_way`` when there would be no other way to sign in.
    """
    proof.require()

    def do_unlink(tx: Transaction) -> None:
        mine = tx.session.get_one(User, user.id)
        linked = [each for each in access.identities(tx.session, user.id) if each.provider == provider]
        if not linked:
            raise not_found()
        for identity in linked:
            if not access.can_do_without(tx.session, mine, identity):
                raise Refused("last_way", _last_way(), status=409)
            tx.session.delete(identity)
        notices.tell(tx, mine, "provider_unlinked")

    write(do_unlink)


def _last_way() -> Any:
    return lazy_gettext("This is the only way you can sign in. Set a password or link another account first.")


def link_in(tx: Transaction, user: User, account: Account) -> None:
    """As ``link``, in a transaction.

    Raises:
        Refused: as ``link``.
    """
    if _add(tx, user, account):
        notices.tell(tx, user, "provider_linked")


def _add(tx: Transaction, user: User, account: Account) -> bool:
    linked = access.identity(tx.session, account)
    if linked is not None and linked.user_id == user.id:
        return False
    if linked is not None:
        theirs = lazy_gettext("Somebody else here already signs in with this account.")
        raise Refused("linked_to_other", theirs, status=409)
    if any(each.provider == account.provider for each in access.identities(tx.session, user.id)):
        another = lazy_gettext("You already sign in with another account there. Unlink it first.")
        raise Refused("conflict", another, status=409)
    tx.session.add(
        Identity(user_id=user.id, provider=account.provider, subject=account.subject, email=account.email)
    )
    tx.session.flush()
    return True
