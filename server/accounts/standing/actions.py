"""How somebody stands: their role, and whether they are muted, banned or deactivated.

Every act is written into the audit log, and is felt at once on every page that the person has open.
"""

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import func, select

from server.accounts import access, actions, roles
from server.accounts.audit.actions import record, where_from
from server.accounts.models import User
from server.accounts.roles import Permission
from server.core.db import iso, now
from server.core.errors import Refused, forbidden, invalid, not_found
from server.core.writer import Transaction, write
from server.realtime import streams

LONGEST_MUTE = timedelta(days=366)

# Called within the transaction in which somebody's standing changes, with their id.
_listeners: list[Callable[[Transaction, int], None]] = []
# Called with the ids of who has given somebody another role (None: the command line) and of whom, and that role.
_tell_of_role: Callable[[Transaction, int | None, int, str], None] = lambda tx, actor_id, user_id, role: None  # noqa: E731
# Called with whose messages to hide (True) or to show again.
_hiders: list[Callable[[Transaction, int, bool], None]] = []


def listen(listener: Callable[[Transaction, int], None]) -> None:
    """Call ``listener(tx, user id)`` in the transaction of every change of somebody's standing."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_of_roles_with(tell: Callable[[Transaction, int | None, int, str], None]) -> None:
    """Let ``tell(tx, actor id, user id, role)`` tell somebody that they have another role."""
    global _tell_of_role
    _tell_of_role = tell


def hide_with(hider: Callable[[Transaction, int, bool], None]) -> None:
    """Call ``hider(tx, user id, hide)`` when a ban is to take what somebody wrote with it, or is lifted again."""
    if hider not in _hiders:
        _hiders.append(hider)


def change_role(actor_id: int | None, user_id: int, role: str) -> User:
    """Give somebody another role.

    Raises:
        Refused: ``forbidden`` for who may not; ``not_found``; ``invalid``; ``last_admin`` when nobody would be left
            to administer the workspace.
    """
    if role not in roles.ROLES:
        raise invalid({"role": lazy_gettext("Please choose one of these.")})

    def change(tx: Transaction, user: User) -> dict[str, Any]:
        before = user.role
        if "admin" in (before, role) and before != role and before == "admin":
            _keep_an_admin(tx, user)
        user.role = role
        if before != role:
            _tell_of_role(tx, actor_id, user_id, role)
        return {"from": before, "to": role}

    return _act(actor_id, user_id, "user.role", Permission.ADMINISTER, change)


def deactivate(actor_id: int | None, user_id: int) -> User:
    """Keep somebody from signing in, and sign them out everywhere; everything of theirs stays.

    Raises:
        Refused: ``forbidden``, ``not_found``, ``last_admin``.
    """

    def change(tx: Transaction, user: User) -> dict[str, Any]:
        _keep_an_admin(tx, user)
        user.deactivated_at = user.deactivated_at or now()
        actions.end_all_sessions(tx, user.id)
        return {}

    return _act(actor_id, user_id, "user.deactivate", Permission.ADMINISTER, change)


def activate(actor_id: int | None, user_id: int) -> User:
    """Let somebody who was deactivated sign in again.

    Raises:
        Refused: ``forbidden``, ``not_found``.
    """

    def change(tx: Transaction, user: User) -> dict[str, Any]:
        user.deactivated_at = None
        return {}

    return _act(actor_id, user_id, "user.activate", Permission.ADMINISTER, change)


def ban(actor_id: int | None, user_id: int, *, hide_messages: bool = False) -> User:
    """Put somebody out for good: no sign-in, every page of theirs ends at once; what they wrote is hidden if wished.

    Raises:
        Refused: ``forbidden`` also for somebody who stands as high as oneself; ``not_found``.
    """

    def change(tx: Transaction, user: User) -> dict[str, Any]:
        user.banned_at = user.banned_at or now()
        actions.end_all_sessions(tx, user.id)
        if hide_messages:
            for hider in _hiders:
                hider(tx, user.id, True)
        return {"hide_messages": hide_messages}

    return _act(actor_id, user_id, "user.ban", Permission.MODERATE_PEOPLE, change)


def unban(actor_id: int | None, user_id: int) -> User:
    """Let somebody who was banned in again; what the ban hid is back.

    Raises:
        Refused: ``forbidden``, ``not_found``.
    """

    def change(tx: Transaction, user: User) -> dict[str, Any]:
        user.banned_at = None
        for hider in _hiders:
            hider(tx, user.id, False)
        return {}

    return _act(actor_id, user_id, "user.unban", Permission.MODERATE_PEOPLE, change)


def mute(actor_id: int | None, user_id: int, minutes: int) -> User:
    """Let somebody read but not write for a while; 0 minutes ends it.

    Raises:
        Refused: ``forbidden``, ``not_found``, ``invalid``.
    """
    if not 0 <= minutes <= LONGEST_MUTE // timedelta(minutes=1):
        raise invalid({"minutes": lazy_gettext("At most one year, please.")})

    def change(tx: Transaction, user: User) -> dict[str, Any]:
        user.muted_until = now() + timedelta(minutes=minutes) if minutes else None
        return {"until": iso(user.muted_until)} if minutes else {}

    action = "user.mute" if minutes else "user.unmute"
    return _act(actor_id, user_id, action, Permission.MODERATE_PEOPLE, change)


def _act(
    actor_id: int | None,
    user_id: int,
    action: str,
    permission: Permission,
    change: Callable[[Transaction, User], dict[str, Any]],
) -> User:
    """Check, change, write down, tell."""
    address = where_from()

    def do_act(tx: Transaction) -> User:
        user = tx.session.get(User, user_id)
        _check(tx, actor_id, user, permission)
        assert user is not None  # noqa: S101 (checked in the line above)
        data = change(tx, user)
        record(tx, actor_id, action, f"user:{user_id}", address, **data)
        _tell(tx, user)
        return user

    return write(do_act)


def _check(tx: Transaction, actor_id: int | None, user: User | None, permission: Permission) -> None:
    """The command line (no actor) may do everything; people only what their role allows, to those below them."""
    actor = tx.session.get_one(User, actor_id) if actor_id is not None else None
    if actor is not None:
        roles.require(actor, permission)
    if user is None or user.deleted_at is not None:
        raise not_found()
    if actor is None:
        return
    if actor.id == user.id and permission is Permission.MODERATE_PEOPLE:
        raise forbidden(lazy_gettext("You cannot do this to yourself."))
    if permission is Permission.MODERATE_PEOPLE and not roles.outranks(actor.role, user.role):
        raise forbidden(lazy_gettext("You can do this only to people of a lower role."))


def _keep_an_admin(tx: Transaction, user: User) -> None:
    if user.role != "admin" or user.deactivated_at is not None:
        return
    able = (User.role == "admin") & User.deactivated_at.is_(None) & User.banned_at.is_(None)
    able &= User.delete_at.is_(None)
    if tx.session.scalar(select(func.count(User.id)).where(able, User.id != user.id)) == 0:
        sentence = lazy_gettext(
            "Nobody would be left to administer the workspace. Make somebody else administrator first."
        )
        raise Refused("last_admin", sentence, status=409)


def _tell(tx: Transaction, user: User) -> None:
    for memory in (access.people.forget_all, functools.partial(access.names.forget, user.id)):
        memory()
        tx.after_commit(memory)
    for listener in _listeners:
        listener(tx, user.id)
    user.version = streams.advance(tx, f"user:{user.id}")
    tx.session.flush()
    streams.publish(tx, f"user:{user.id}", user.version, "me", user.to_json())
