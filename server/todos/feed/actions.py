"""A person's calendar address: making one, which is the end of the one before, and taking it back."""

import secrets
from typing import Any

from sqlalchemy import delete, select

from server.accounts.access import token_hash
from server.accounts.leaving import actions as leaving
from server.accounts.models import User
from server.accounts.roles import GUEST
from server.core.db import db, iso, now
from server.core.errors import not_found
from server.core.mail import link
from server.core.writer import Transaction, write
from server.todos.feed.models import CalendarFeed

# What a secret looks like; nothing else is looked up.
SECRET_LENGTH = 43


def register() -> None:
    """Take part in farewells."""
    leaving.at_farewell(_farewell)


def state(user_id: int) -> dict[str, Any]:
    """Return ``{"created_at", "address"}`` of the person's address; both None when there is none.

    The address itself is known only when it is made.
    """
    found = db.session.get(CalendarFeed, user_id, populate_existing=True)
    return {"created_at": iso(found.created_at) if found else None, "address": None}


def renew(user_id: int) -> dict[str, Any]:
    """Make a new address, and return it as ``state`` does; the one before leads nowhere from then on."""
    secret = secrets.token_urlsafe(32)

    def do_renew(tx: Transaction) -> CalendarFeed:
        tx.session.execute(delete(CalendarFeed).where(CalendarFeed.user_id == user_id))
        feed = CalendarFeed(user_id=user_id, secret_hash=token_hash(secret), created_at=now())
        tx.session.add(feed)
        return feed

    feed = write(do_renew)
    return {"created_at": iso(feed.created_at), "address": link(f"/calendar/{secret}.ics")}


def revoke(user_id: int) -> dict[str, Any]:
    """Let the person's address lead nowhere; without one nothing changes."""
    write(lambda tx: tx.session.execute(delete(CalendarFeed).where(CalendarFeed.user_id == user_id)) and None)
    return {"created_at": None, "address": None}


def owner(secret: str) -> User:
    """Return whose address has this secret.

    Raises:
        Refused: ``not_found``, also when that person may not come in any more.
    """
    whose = select(User).join(CalendarFeed, CalendarFeed.user_id == User.id)
    found = None
    if len(secret) == SECRET_LENGTH:
        found = db.session.scalar(whose.where(CalendarFeed.secret_hash == token_hash(secret)))
    if found is None or found.role == GUEST or found.banned_at or found.deactivated_at or found.deleted_at:
        raise not_found()
    return found


def _farewell(user_id: int, _: bool) -> None:
    revoke(user_id)
