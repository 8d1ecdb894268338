"""Accounts elsewhere: whose they are, and who has come from a provider and has no account here yet."""

import time
from typing import Any

from flask import session
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.actions import fold
from server.accounts.factors import access as factors
from server.accounts.models import User
from server.accounts.oauth import remote
from server.accounts.oauth.claims import Account
from server.accounts.oauth.models import Identity
from server.accounts.oauth.providers import Provider
from server.core.db import iso
from server.core.errors import not_found

# How long one has to choose a name, or to open the mail.
MINUTES_TO_ARRIVE = 30
_ARRIVAL = "arrival"


def provider(name: str) -> Provider:
    """Return the provider of this name.

    Raises:
        Refused: ``not_found`` when the settings do not name it, or not completely.
    """
    for each in remote.usable():
        if each.name == name:
            return each
    raise not_found()


def identity(session: Session, account: Account) -> Identity | None:
    """Return the link from an account elsewhere to one here."""
    same = (Identity.provider == account.provider) & (Identity.subject == account.subject)
    return session.scalar(select(Identity).where(same))


def identities(session: Session, user_id: int) -> list[Identity]:
    """Return a person's accounts elsewhere, the oldest first."""
    return list(session.scalars(select(Identity).where(Identity.user_id == user_id).order_by(Identity.id)))


def owner_of_address(session: Session, email: str) -> User | None:
    """Return who has this address here."""
    return session.scalar(select(User).where(User.email_key == fold(email))) if email else None


def can_do_without(session: Session, user: User, without: Identity) -> bool:
    """Return whether the person could still sign in without one of their accounts elsewhere."""
    if user.password_hash or factors.passkeys(session, user.id):
        return True
    names = {provider.name for provider in remote.usable()}
    others = [each for each in identities(session, user.id) if each.id != without.id]
    return any(each.provider in names for each in others)


def ways_in(session: Session, user: User) -> list[dict[str, Any]]:
    """Return every provider that can be used, or that the person has used, and their account there."""
    linked = {each.provider: each for each in identities(session, user.id)}
    labels = {provider.name: provider.label for provider in remote.usable()}
    rows = []
    for name in [*labels, *(name for name in linked if name not in labels)]:
        mine = linked.get(name)
        rows.append(
            {
                "provider": name,
                "label": labels.get(name, name),
                "usable": name in labels,
                "linked": mine is not None,
                "email": mine.email if mine else "",
                "last_used_at": iso(mine.last_used_at) if mine else None,
                "removable": mine is not None and can_do_without(session, user, mine),
            }
        )
    return rows


def remember_arrival(account: Account, path: str, invitation: str) -> None:
    """Keep in the (signed) cookie who has come from a provider, until they have an account or have linked one."""
    session[_ARRIVAL] = {
        "account": list(account),
        "next": path,
        "invitation": invitation,
        "until": int(time.time()) + MINUTES_TO_ARRIVE * 60,
    }


def arrival() -> dict[str, Any] | None:
    """Return who has come from a provider lately in this browser: ``account``, ``next`` and ``invitation``."""
    found = session.get(_ARRIVAL)
    if not found or found["until"] < time.time():
        return None
    return {**found, "account": Account(*found["account"])}


def forget_arrival() -> None:
    """Let the person begin anew."""
    session.pop(_ARRIVAL, None)


def free_username(session: Session, account: Account) -> str:
    """Return a username that nobody has, like the one elsewhere, the address, or the name."""
    wishes = (account.username.partition("@")[0], account.email.partition("@")[0], account.name)
    stem = next((cleaned for wish in wishes if len(cleaned := _cleaned(wish)) >= 2), "member")
    for number in ["", *range(2, 100)]:
        wish = f"{stem[:28]}{number}"
        if session.scalar(select(User.id).where(User.username_key == fold(wish))) is None:
            return wish
    return ""


def _cleaned(wish: str) -> str:
    kept = "".join(character if character.isalnum() or character in "_.-" else "-" for character in wish)
    return kept.strip("-.")
