"""Who is asking: from the cookie's token to a signed-in person."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from flask import current_app, request
from flask_babel import lazy_gettext
from flask_login import LoginManager, UserMixin
from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from server.accounts.models import DeviceSession, User, Workspace
from server.accounts.roles import GUEST, Permission, allows
from server.core.config import SESSION_DAYS
from server.core.db import db, now
from server.core.errors import Refused, unauthorized
from server.core.mail import Site
from server.core.memory import Memory

login_manager = LoginManager()
MOST_PEOPLE = 20


class SignedIn(UserMixin):
    """The person of this request, with the session that they came by."""

    def __init__(self, token: str, session: DeviceSession) -> None:
        self.token = token
        self.session_id = session.id
        self.last_seen_at = session.last_seen_at
        self.proved_at = session.proved_at
        self.user: User = session.user
        self.id: int = session.user.id
        self.locale: str = session.user.locale
        self.role: str = session.user.role

    def get_id(self) -> str:
        """Return what the cookie holds: the token, not the id, so that ending the session ends the cookie."""
        return self.token

    def to_person(self) -> dict[str, Any]:
        """Return what everybody gets to see of the person."""
        return self.user.to_person()


def token_hash(token: str) -> str:
    """Return what is kept of a token. It is random, so a plain hash cannot be guessed backwards."""
    return hashlib.sha256(token.encode()).hexdigest()


# Made once: to put a statement together takes longer than to run it.
_BY_TOKEN = select(DeviceSession).where(DeviceSession.token_hash == bindparam("token_hash"))
# By the hash of their session's token.
people: Memory[SignedIn] = Memory()
# How messages name their author, by the person's id.
names: Memory[dict[str, Any]] = Memory(50_000)


@login_manager.user_loader
def signed_in(token: str) -> SignedIn | None:
    """Return who came with this token; None when its session has ended or was idle for too long."""
    found = people.get(token_hash(token), lambda: _look_up(token))
    if found is None or found.last_seen_at < now() - timedelta(days=SESSION_DAYS):
        return None
    return found


def _look_up(token: str) -> SignedIn | None:
    row = db.session.scalar(_BY_TOKEN, {"token_hash": token_hash(token)})
    return SignedIn(token, row) if row else None


def living(session: Session, session_ids: set[int]) -> set[int]:
    """Return those of the sessions that have not been ended."""
    return set(session.scalars(select(DeviceSession.id).where(DeviceSession.id.in_(session_ids))))


def check_may_sign_in(user: User) -> None:
    """Refuse who is kept out, whichever way they came; ask only after the right credentials were given.

    Raises:
        Refused: ``banned``, ``deactivated``, ``confirm_first``; ``wrong_credentials`` for an account that is gone.
    """
    if user.deleted_at is not None:
        raise wrong_credentials()
    if user.banned_at is not None:
        banned = lazy_gettext("A moderator has closed your account here. Write to an administrator about it.")
        raise Refused("banned", banned, status=403)
    if user.deactivated_at is not None:
        inactive = lazy_gettext("This account is deactivated. Ask an administrator to switch it on again.")
        raise Refused("deactivated", inactive, status=403)
    if user.must_confirm:
        first = lazy_gettext("Confirm your address first: open the link in the mail that we sent you.")
        raise Refused("confirm_first", first, status=403)


def wrong_credentials() -> Refused:
    """The same for a name that does not exist, so that nobody learns which it is."""
    wrong = lazy_gettext("The name or the password is not right. Please try again.")
    return Refused("wrong_credentials", wrong, status=401)


@login_manager.unauthorized_handler
def _unauthorized() -> None:
    raise unauthorized()


def workspace() -> Workspace | None:
    """Return the workspace; None before set-up."""
    return db.session.get(Workspace, 1)


def site() -> Site:
    """Return what mails say of the workspace."""
    found = workspace()
    return Site(found.name, switches().get("url", "")) if found else Site("Parley", "")


def switches() -> dict[str, Any]:
    """Return the settings of the workspace that are in no column of their own."""
    found = workspace()
    read: dict[str, Any] = json.loads(found.settings) if found else {}
    return read


def may_invite(user: User) -> bool:
    """Return whether the person may make invitations: administrators, and members where the workspace lets them."""
    if allows(user.role, Permission.ADMINISTER):
        return True
    return allows(user.role, Permission.USE_ROOMS) and bool(switches().get("members_invite"))


def sign_up_policy() -> str:
    """Return who may make an account: ``open``, ``domains``, ``invited`` or ``closed``."""
    found = workspace()
    policy: str = (found.sign_up if found else "") or current_app.config["SIGN_UP"]
    return policy


def email_domains() -> list[str]:
    """Return the domains of addresses with which one may make an account where that is the policy."""
    found = workspace()
    domains: str = (found.email_domains if found else "") or current_app.config["SIGN_UP_DOMAINS"]
    return domains.lower().split()


def address() -> str:
    """Return the address that the request came from."""
    return request.remote_addr or ""


def find_people(session: Session, query: str, limit: int = MOST_PEOPLE) -> list[User]:
    """Return people whose name or username has ``query`` in it, in the order of their names."""
    here = select(User).where(User.deleted_at.is_(None), User.role != GUEST)
    statement = here.order_by(User.name, User.id).limit(max(1, min(limit, MOST_PEOPLE)))
    words = query.strip()
    if words:
        pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        matches = [column.ilike(pattern, escape="\\") for column in (User.name, User.username)]
        statement = statement.where(or_(*matches))
    return list(session.scalars(statement))
