"""Links for mails: made for one purpose, good once and for a while."""

import json
import secrets
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from server.accounts import access
from server.accounts.letters.models import MailedLink
from server.core.db import db, now
from server.core.errors import Refused
from server.core.jobs import crontab, periodic
from server.core.writer import Transaction, write

# What has expired is kept a little, so that "expired" is what its reader is told.
KEEP = timedelta(days=30)
_SENTENCE = lazy_gettext("This link has expired or was used before. Please ask for a new one.")


def issue(tx: Transaction, user_id: int, purpose: str, minutes: int, **data: Any) -> str:
    """Return the token of a new link; it is nowhere else, and those before it for the same purpose are worth nothing.

    Args:
        data: what the purpose needs besides, for JSON.
    """
    revoke(tx, user_id, purpose)
    token = secrets.token_urlsafe(32)
    tx.session.add(
        MailedLink(
            user_id=user_id,
            purpose=purpose,
            token_hash=access.token_hash(token),
            data=json.dumps(data, ensure_ascii=False),
            expires_at=now() + timedelta(minutes=minutes),
        )
    )
    return token


def redeem(tx: Transaction, token: str, purpose: str) -> MailedLink:
    """Return the link of this token, which is used up by that.

    Raises:
        Refused: ``link_expired``, ``link_used``; one that never was says the same as one that has expired.
    """
    link = look(tx.session, token, purpose)
    link.used_at = now()
    return link


def look(session: Session, token: str, purpose: str) -> MailedLink:
    """Return the link of this token without using it.

    Raises:
        Refused: as ``redeem``.
    """
    link = find(session, token, purpose)
    if link is not None and link.used_at is not None:
        raise Refused("link_used", _SENTENCE, status=410)
    if link is None or link.expires_at < now():
        raise expired()
    return link


def find(session: Session, token: str, purpose: str) -> MailedLink | None:
    """Return the link of this token, good or not."""
    wanted = (MailedLink.token_hash == access.token_hash(token)) & (MailedLink.purpose == purpose)
    return session.scalar(select(MailedLink).where(wanted))


def expired() -> Refused:
    """A link that is not good any more, or never was."""
    return Refused("link_expired", _SENTENCE, status=410)


def revoke(tx: Transaction, user_id: int, *purposes: str) -> None:
    """Make the links that a person was mailed for these purposes worth nothing."""
    mine = (MailedLink.user_id == user_id) & MailedLink.purpose.in_(purposes) & MailedLink.used_at.is_(None)
    tx.session.execute(update(MailedLink).where(mine).values(used_at=now()))


def revoke_ways_in(tx: Transaction, user_id: int) -> None:
    """Make worth nothing whatever was mailed that leads into the account: its owner has just taken hold of it."""
    revoke(tx, user_id, "reset_password", "change_email", "link_identity")


def pending(user_id: int, purpose: str) -> MailedLink | None:
    """Return the link that a person was mailed for this purpose and that is still good."""
    mine = (MailedLink.user_id == user_id) & (MailedLink.purpose == purpose)
    good = MailedLink.used_at.is_(None) & (MailedLink.expires_at > now())
    return db.session.scalar(select(MailedLink).where(mine, good))


@periodic(crontab(hour="3", minute="10"))
def clear() -> None:
    """Forget links that nobody can use any more."""
    write(lambda tx: tx.session.execute(delete(MailedLink).where(MailedLink.expires_at < now() - KEEP)))
