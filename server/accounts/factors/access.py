"""Which second factors a person has, and who has given the first one just now."""

import hashlib
import time
from typing import Any

from flask import session
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.accounts.factors.models import Authenticator, Passkey, RecoveryCode
from server.accounts.models import User
from server.accounts.oauth.models import Identity
from server.core.db import db

# How long one has for the second factor after the first.
SECONDS_FOR_SECOND = 600
_MARK = "first_factor"


def ways(session: Session, user_id: int) -> list[str]:
    """Return how the person can give a second factor (``totp``, ``passkey``, ``recovery``); empty when none is on."""
    found = []
    if authenticator(session, user_id):
        found.append("totp")
    if passkeys(session, user_id):
        found.append("passkey")
    if found and recovery_codes_left(session, user_id):
        found.append("recovery")
    return found


def authenticator(session: Session, user_id: int) -> Authenticator | None:
    """Return the person's authenticator app if it has proved that it has the secret."""
    found = session.get(Authenticator, user_id)
    return found if found and found.confirmed_at else None


def passkeys(session: Session, user_id: int) -> list[Passkey]:
    """Return the person's passkeys, the oldest first."""
    return list(session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)))


def recovery_codes_left(session: Session, user_id: int) -> int:
    """Return how many recovery codes the person has not used."""
    unused = (RecoveryCode.user_id == user_id) & RecoveryCode.used_at.is_(None)
    return session.scalar(select(func.count(RecoveryCode.id)).where(unused)) or 0


def ways_in(session: Session, user: User, *, without_passkeys: bool = False) -> bool:
    """Return whether anything lets the person sign in: a password, an account elsewhere, a passkey."""
    elsewhere = select(Identity.id).where(Identity.user_id == user.id).limit(1)
    if user.password_hash or session.scalar(elsewhere):
        return True
    return not without_passkeys and bool(passkeys(session, user.id))


def remember_first(user: User) -> None:
    """Write into the (signed) cookie that this person's first factor was right just now."""
    session[_MARK] = {"id": user.id, "at": int(time.time()), "of": _first_of(user)}


def after_first() -> User | None:
    """Return who has given the first factor lately in this browser, and may give the second; None when nobody has."""
    mark: dict[str, Any] = session.get(_MARK) or {}
    if mark.get("at", 0) + SECONDS_FOR_SECOND < time.time():
        return None
    user = db.session.get(User, mark["id"])
    return user if user and _first_of(user) == mark["of"] else None


def _first_of(user: User) -> str:
    """A new password makes what was begun with the old one worthless."""
    return hashlib.sha256(user.password_hash.encode()).hexdigest()[:16]
