"""Guests: people without an account who look around in the rooms that let them in, under a nickname."""

import functools
import secrets
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.accounts import access as accounts
from server.accounts.actions import check_name, end_all_sessions, fold
from server.accounts.models import VISITOR, DeviceSession, User
from server.accounts.roles import GUEST
from server.core import jobs, limits
from server.core.db import db, now
from server.core.errors import invalid, not_found
from server.core.writer import Transaction, write
from server.rooms import actions
from server.rooms.models import Membership, Room

LONGEST_NICKNAME = 32
# Of a visitor who has not been seen any more.
KEPT = timedelta(days=7)


def room_for_guests(session: Session, room_id: int) -> Room:
    """Return a room that lets guests in.

    Raises:
        Refused: ``not_found`` for every other one, also while the workspace takes no guests at all.
    """
    room = session.get(Room, room_id)
    if room is None or room.kind != "open" or room.guests == "none" or not are_welcome():
        raise not_found()
    return room


def are_welcome() -> bool:
    """Return whether the workspace takes guests."""
    return bool(accounts.switches().get("guests"))


def enter(room_id: int, nickname: str, locale: str) -> User:
    """Make a guest who is in the room, and return them. Their account is worth as much as their one session.

    Raises:
        Refused: ``not_found``, ``invalid``, ``slow_down``.
    """
    limits.spend("guests", accounts.address())
    name, fields = check_name(nickname, "nickname")
    if not fields and len(name) > LONGEST_NICKNAME:
        fields["nickname"] = lazy_gettext("At most %(most)s characters, please.", most=LONGEST_NICKNAME)
    if fields:
        raise invalid(fields)
    # Here, for the writer has no application to ask.
    welcome = are_welcome()

    def do_enter(tx: Transaction) -> User:
        room = tx.session.get(Room, room_id)
        if not welcome or room is None or room.kind != "open" or room.guests == "none":
            raise not_found()
        _check_nobodys(tx.session, name)
        user = _add(tx, name, locale)
        actions.admit(tx, room, user.id)
        return user

    return write(do_enter)


def see_all_out(tx: Transaction) -> None:
    """Sign everybody out who has come in by this door: the workspace takes no guests any more."""
    here = (
        select(User.id)
        .join(DeviceSession, DeviceSession.user_id == User.id)
        .where(User.username.startswith(VISITOR))
    )
    for user_id in set(tx.session.scalars(here)):
        end_all_sessions(tx, user_id)


@jobs.periodic(jobs.crontab(minute="27"))
def see_gone_out() -> None:
    """Take those visitors out of their rooms who have signed out, or have not been here for a week."""
    living = select(DeviceSession.id).where(
        DeviceSession.user_id == User.id, DeviceSession.last_seen_at > now() - KEPT
    )
    here = select(Membership.user_id).where(Membership.user_id == User.id, Membership.left_at.is_(None))
    gone = select(User.id).where(User.username.startswith(VISITOR), here.exists(), ~living.exists())
    for user_id in db.session.scalars(gone).all():
        # One at a time: others write in between.
        write(functools.partial(_see_out, user_id))


def _see_out(user_id: int, tx: Transaction) -> None:
    end_all_sessions(tx, user_id)
    mine = (
        select(Membership, Room).join(Room).where(Membership.user_id == user_id, Membership.left_at.is_(None))
    )
    for membership, room in tx.session.execute(mine).all():
        actions.dismiss(tx, room, membership)


def _check_nobodys(session: Session, name: str) -> None:
    """Nobody may pass for somebody who has an account."""
    called = (User.username_key == fold(name)) | (func.lower(User.name) == name.lower())
    if session.scalar(select(User.id).where(called, ~User.username.startswith(VISITOR)).limit(1)) is not None:
        raise invalid({"nickname": lazy_gettext("Somebody already has this name. Please choose another.")})


def _add(tx: Transaction, name: str, locale: str) -> User:
    sign = VISITOR + secrets.token_hex(8)
    user = User(
        username=sign,
        username_key=sign,
        name=name,
        # They have no address; the key has to be somebody's alone.
        email="",
        email_key=sign,
        password_hash="",
        role=GUEST,
        locale=locale,
    )
    tx.session.add(user)
    tx.session.flush()
    return user


def to_json(room: Room) -> dict[str, Any]:
    """Return what visitors may know of a room that lets them in."""
    return {"id": room.id, "name": room.name, "topic": room.topic, "guests": room.guests}
