"""Who is asking: from the cookie's token to a signed-in person."""

import hashlib
from datetime import timedelta
from typing import Any

from flask import request
from flask_login import LoginManager, UserMixin
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from server.accounts.models import DeviceSession, User, Workspace
from server.core.config import SESSION_DAYS
from server.core.db import db, now
from server.core.errors import unauthorized
from server.core.memory import Memory

login_manager = LoginManager()
MOST_PEOPLE = 20


class SignedIn(UserMixin):
    """The person of this request, with the session that they came by."""

    def __init__(self, token: str, session: DeviceSession) -> None:
        self.token = token
        self.session_id = session.id
        self.last_seen_at = session.last_seen_at
        self.user: User = session.user
        self.id: int = session.user.id
        self.locale: str = session.user.locale
        self.is_admin: bool = session.user.is_admin

    def get_id(self) -> str:
        """Return what the cookie holds: the token, not the id, so that ending the session ends the cookie."""
        return self.token

    def to_person(self) -> dict[str, Any]:
        """Return what everybody gets to see of the person."""
        return self.user.to_person()


def token_hash(token: str) -> str:
    """Return what is kept of a token. It is random, so a plain hash cannot be guessed backwards."""
    return hashlib.sha256(token.encode()).hexdigest()


# By the hash of their session's token.
people: Memory[SignedIn] = Memory()


@login_manager.user_loader
def signed_in(token: str) -> SignedIn | None:
    """Return who came with this token; None when its session has ended or was idle for too long."""
    found = people.get(token_hash(token), lambda: _look_up(token))
    if found is None or found.last_seen_at < now() - timedelta(days=SESSION_DAYS):
        return None
    return found


def _look_up(token: str) -> SignedIn | None:
    row = db.session.scalar(select(DeviceSession).where(DeviceSession.token_hash == token_hash(token)))
    return SignedIn(token, row) if row else None


@login_manager.unauthorized_handler
def _unauthorized() -> None:
    raise unauthorized()


def workspace() -> Workspace | None:
    """Return the workspace; None before set-up."""
    return db.session.get(Workspace, 1)


def address() -> str:
    """Return the address that the request came from."""
    return request.remote_addr or ""


def find_people(session: Session, query: str, limit: int = MOST_PEOPLE) -> list[User]:
    """Return people whose name or username has ``query`` in it, in the order of their names."""
    statement = select(User).order_by(User.name, User.id).limit(max(1, min(limit, MOST_PEOPLE)))
    words = query.strip()
    if words:
        pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        matches = [column.ilike(pattern, escape="\\") for column in (User.name, User.username)]
        statement = statement.where(or_(*matches))
    return list(session.scalars(statement))
