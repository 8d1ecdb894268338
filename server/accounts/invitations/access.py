"""Invitations: whether one is good, who may see it, and the room that it leads to, which the rooms know of."""

import json
import secrets
from typing import Any, NamedTuple, Protocol

from flask import current_app
from flask_babel import lazy_gettext
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import ColumnElement, Select, case, select
from sqlalchemy.orm import Session

from server.accounts import access, roles
from server.accounts.invitations.models import Invitation
from server.accounts.models import User, Workspace
from server.accounts.roles import Permission, allows
from server.core.db import iso, now
from server.core.errors import Refused, not_found
from server.core.writer import Transaction

OPEN = "open"
STATES = (OPEN, "used", "expired", "revoked")
PAGE = 50


class Key(NamedTuple):
    """What a link says."""

    id: int
    nonce: str
    # It went by mail to the invitation's address, and nobody else was shown it.
    mailed: bool = False


class Found(NamedTuple):
    """An invitation, who made it, and how it stands: one of ``STATES``."""

    invitation: Invitation
    maker: User
    state: str


class Rooms(Protocol):
    """What the rooms, which are above the accounts, do for invitations."""

    def check(self, session: Session, person_id: int, room_id: int) -> None:
        """Let only those go on who may bring others into the room; otherwise raise what says so."""

    def name(self, session: Session, room_id: int) -> str:
        """Return what the room is called; empty when it is no more."""

    def is_in(self, session: Session, person_id: int, room_id: int) -> bool:
        """Return whether somebody is a member."""

    def admit(self, tx: Transaction, room_id: int, user_id: int, inviter_id: int) -> bool:
        """Make somebody a member, unless whoever invites them could no longer; return whether they are one now."""


_rooms: Rooms


def with_rooms(rooms: Rooms) -> None:
    """Say who knows of rooms."""
    global _rooms
    _rooms = rooms


def rooms() -> Rooms:
    """Return who knows of rooms."""
    return _rooms


def path(invitation: Invitation, *, mailed: bool = False) -> str:
    """Return the path of the link; signed, so that it need not be kept and can yet be shown again.

    Args:
        mailed: for the one that goes by mail. It differs, for coming by it shows whose the address is.
    """
    return f"/invite/{_serializer().dumps(Key(invitation.id, invitation.nonce, mailed))}"


def nonce() -> str:
    """Return what tells this link from one that a restored backup gave the same id."""
    return secrets.token_urlsafe(9)


def read(token: str) -> Key:
    """Return what the link of a token says.

    Raises:
        Refused: ``invitation_over`` when it was not made here.
    """
    try:
        invitation_id, nonce, mailed = _serializer().loads(token)
    except (BadData, ValueError, TypeError):
        raise over() from None
    return Key(int(invitation_id), str(nonce), bool(mailed))


def good(session: Session, key: Key) -> Found:
    """Return the invitation if it still lets people in.

    Raises:
        Refused: ``invitation_over``, whether it was used up, taken back, has expired or never was.
    """
    found = _of(session, key)
    if found is None or found.state != OPEN:
        raise over()
    return found


def room_behind(session: Session, key: Key, person_id: int) -> int | None:
    """Return the room that a link leads to if the person is in it already, however the invitation stands."""
    found = _of(session, key)
    room_id = found.invitation.room_id if found else 0
    return room_id if room_id and rooms().is_in(session, person_id, room_id) else None


def look(session: Session, key: Key, person_id: int | None = None) -> dict[str, Any]:
    """Return what whoever has the link may know: ``workspace``, ``by``, ``room``, ``email``, ``note``; and ``room_id``
    when they are in the room already.

    Raises:
        Refused: ``invitation_over``.
    """
    room_id = room_behind(session, key, person_id) if person_id is not None else None
    found = _of(session, key) if room_id else good(session, key)
    assert found is not None  # noqa: S101 (its room was found)
    invitation = found.invitation
    return {
        "workspace": access.site().name,
        "by": found.maker.name,
        "room": rooms().name(session, invitation.room_id) if invitation.room_id else "",
        "room_id": room_id,
        "email": invitation.email,
        "note": invitation.note,
    }


def over() -> Refused:
    """An invitation that is good no more, or never was."""
    sentence = lazy_gettext("This invitation is not good any more. Ask whoever sent it for a new one.")
    return Refused("invitation_over", sentence, status=410)


def mine(session: Session, user: User | None, invitation_id: int) -> Invitation:
    """Return an invitation that the person made, or any one for who administers and for the command line (None).

    Raises:
        Refused: ``not_found``.
    """
    invitation = session.get(Invitation, invitation_id)
    if invitation is None:
        raise not_found()
    if user and not allows(user.role, Permission.ADMINISTER) and invitation.created_by != user.id:
        raise not_found()
    return invitation


def page(
    session: Session, *, maker_id: int | None = None, state: str = "", before: int | None = None
) -> list[Found]:
    """Return invitations, the newest first; one more than ``PAGE`` when there are more.

    Args:
        maker_id: only those of this person.
        state: only those that stand so, one of ``STATES``.
        before: only those older than the one with this id.
    """
    statement = _found(session).order_by(Invitation.id.desc()).limit(PAGE + 1)
    if maker_id is not None:
        statement = statement.where(Invitation.created_by == maker_id)
    if state:
        statement = statement.where(_state(session) == state)
    if before is not None:
        statement = statement.where(Invitation.id < before)
    return [Found(*row) for row in session.execute(statement)]


def to_json(session: Session, found: Found, link: str) -> dict[str, Any]:
    """Return an invitation as those who may see it do."""
    invitation, maker, state = found
    room = invitation.room_id and {
        "id": invitation.room_id,
        "name": rooms().name(session, invitation.room_id),
    }
    return {
        "id": invitation.id,
        "link": link,
        "state": state,
        "role": invitation.role,
        "room": room or None,
        "email": invitation.email,
        "note": invitation.note,
        "uses": invitation.uses,
        "most_uses": invitation.most_uses,
        "by": maker.to_person(),
        "created_at": iso(invitation.created_at),
        "expires_at": iso(invitation.expires_at),
    }


def _of(session: Session, key: Key) -> Found | None:
    same = (Invitation.id == key.id) & (Invitation.nonce == key.nonce)
    row = session.execute(_found(session).where(same), execution_options={"populate_existing": True}).first()
    return Found(*row) if row else None


def _found(session: Session) -> Select[Any, Any, Any]:
    return select(Invitation, User, _state(session)).join(User, User.id == Invitation.created_by)


def _state(session: Session) -> ColumnElement[str]:
    # A link is worth what its maker may do now: who is put out, or may no longer invite, brings nobody in.
    workspace = session.get_one(Workspace, 1)
    may = User.role.in_(_roles_that_may(bool(json.loads(workspace.settings).get("members_invite"))))
    stands = may & User.deleted_at.is_(None) & User.banned_at.is_(None) & User.deactivated_at.is_(None)
    return case(
        (Invitation.revoked_at.is_not(None) | ~stands, "revoked"),
        (Invitation.uses >= Invitation.most_uses, "used"),
        (Invitation.expires_at <= now(), "expired"),
        else_=OPEN,
    )


def _roles_that_may(members_invite: bool) -> list[str]:
    needed = Permission.USE_ROOMS if members_invite else Permission.ADMINISTER
    return [role for role in roles.ROLES if allows(role, needed)]


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="invitation")
