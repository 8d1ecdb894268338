"""How a room is run: how fast people write there, who may look in, its administrators, and its archive."""

from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.accounts.audit.actions import record, where_from
from server.accounts.models import VISITOR, User
from server.accounts.roles import GUEST
from server.core.db import now
from server.core.errors import Refused, forbidden, invalid, not_found
from server.core.writer import Transaction, write
from server.notifications.telling import Telling, tell
from server.realtime import connections
from server.rooms import access, actions, entries
from server.rooms.models import Membership, Room

LONGEST_PAUSE = 3600  # seconds
GUESTS = ("none", "read", "write")


def change_room(
    person_id: int,
    room_id: int,
    *,
    role: str,
    name: str | None = None,
    topic: str | None = None,
    slow_mode_seconds: int | None = None,
    guests: str | None = None,
) -> dict[str, Any]:
    """Change a room; what is None stays. Returns the room's entry.

    Args:
        role: the person's in the workspace.
        slow_mode_seconds: the pause between two messages of one person.
        guests: one of ``GUESTS``; those who are there go when they are not let in any more.

    Raises:
        Refused: ``not_found``, ``forbidden``, ``invalid``, ``conflict``.
    """
    fields: dict[str, Any] = {}
    if slow_mode_seconds is not None and slow_mode_seconds > LONGEST_PAUSE:
        fields["slow_mode_seconds"] = lazy_gettext("At most one hour, please.")
    if guests is not None and guests not in GUESTS:
        fields["guests"] = lazy_gettext("Please choose one of these.")
    address = where_from()

    def do_change(tx: Transaction) -> dict[str, Any]:
        room, membership = _managed(tx.session, person_id, room_id, role)
        if room.kind != "open" and guests not in (None, "none"):
            fields["guests"] = lazy_gettext("Guests can be let into open rooms only.")
        old = _settings(room)
        words = actions.check_words(
            room.name if name is None else name, room.topic if topic is None else topic, fields
        )
        room.open_name_key = actions.free_key(tx.session, room.kind, words[0], room.id)
        room.name, room.topic = words
        if slow_mode_seconds is not None:
            room.slow_mode_seconds = slow_mode_seconds
        room.guests = guests or room.guests
        changed = {name: value for name, value in _settings(room).items() if value != old[name]}
        if changed.keys() & {"slow_mode_seconds", "guests"}:
            _restrict(tx, room)
        if changed:
            record(tx, person_id, "room.change", room.stream, address, **changed)
        actions.touch(tx, room)
        return entries.one(tx.session, person_id, room, membership)

    return write(do_change)


def set_archived(
    person_id: int | None, room_id: int, *, archived: bool, role: str = "admin", anywhere: bool = False
) -> dict[str, Any]:
    """Put a room into the archive, where it can be read and nobody writes; or bring it back. Returns what all may know.

    Args:
        person_id: None for the command line.
        role: the person's in the workspace.
        anywhere: the caller has checked that they administer the workspace, and so also rooms they are not in.

    Raises:
        Refused: ``not_found``, ``forbidden`` also for a direct room.
    """
    address = where_from()

    def do_set(tx: Transaction) -> dict[str, Any]:
        if person_id is None or anywhere:
            room = tx.session.get(Room, room_id)
            if room is None or room.kind == "direct":
                raise not_found()
        else:
            room, _ = _managed(tx.session, person_id, room_id, role)
        if (room.archived_at is not None) != archived:
            room.archived_at = now() if archived else None
            access.forget_writers(tx)
            actions.touch(tx, room)
            action = "room.archive" if archived else "room.unarchive"
            record(tx, person_id, action, room.stream, address, name=room.name)
        return room.to_json()

    return write(do_set)


def set_member_role(
    person_id: int, room_id: int, user_id: int, member_role: str, *, role: str
) -> dict[str, Any]:
    """Make a member one of the room's administrators (``admin``), or no longer (``member``).

    Returns:
        The member, ``{"user", "role"}``.

    Raises:
        Refused: ``not_found``, ``forbidden``, ``invalid``; ``last_admin`` when nobody would be left to run the room.
    """
    if member_role not in ("member", "admin"):
        raise invalid({"role": lazy_gettext("Please choose one of these.")})
    address = where_from()

    def do_set(tx: Transaction) -> dict[str, Any]:
        room, _ = _managed(tx.session, person_id, room_id, role)
        theirs = tx.session.get(Membership, (room_id, user_id))
        if theirs is None or theirs.left_at is not None:
            raise not_found()
        user = tx.session.get_one(User, user_id)
        if user.role == GUEST:
            raise forbidden(lazy_gettext("A guest cannot run a room."))
        if theirs.role != member_role:
            if member_role == "member":
                _keep_an_admin(tx.session, room_id)
            theirs.role = member_role
            actions.tell(tx, room, theirs)
            _tell_of_role(tx, room, user_id, member_role, person_id)
            record(tx, person_id, "room.role", room.stream, address, user=user_id, to=member_role)
        return {"user": user.to_person(), "role": theirs.role}

    return write(do_set)


def _tell_of_role(tx: Transaction, room: Room, user_id: int, member_role: str, actor_id: int) -> None:
    if user_id != actor_id:
        fact = "room_admin" if member_role == "admin" else "room_member"
        data = {"fact": fact, "room": room.name, "room_id": room.id}
        topic = f"role:{room.stream}"
        tell(tx, [Telling(user_id, "admin", topic, room.stream, f"/rooms/{room.id}", actor_id, data)])


def _settings(room: Room) -> dict[str, Any]:
    return {
        "name": room.name,
        "topic": room.topic,
        "slow_mode_seconds": room.slow_mode_seconds,
        "guests": room.guests,
    }


def _managed(session: Session, person_id: int, room_id: int, role: str) -> tuple[Room, Membership | None]:
    room, membership = access.visible(session, person_id, room_id)
    if room.kind == "direct":
        raise forbidden(lazy_gettext("A direct conversation has no name or topic."))
    if not access.may_manage(membership, role):
        raise forbidden(lazy_gettext("Only an administrator of the room can do this."))
    return room, membership


def _restrict(tx: Transaction, room: Room) -> None:
    """Forget who may write there without a closer look and who may read; guests who may not any more go."""
    access.forget_writers(tx)
    access.readers.forget_all()
    tx.after_commit(access.readers.forget_all)
    if room.guests == "none":
        _see_guests_out(tx, room)
    tx.after_commit(lambda: connections.recheck_followers("/chat", room.stream))


def _keep_an_admin(session: Session, room_id: int) -> None:
    admins = (Membership.room_id == room_id) & Membership.left_at.is_(None) & (Membership.role == "admin")
    if session.scalar(select(func.count()).select_from(Membership).where(admins)) == 1:
        alone = lazy_gettext("Nobody would be left to run this room. Make somebody else administrator first.")
        raise Refused("last_admin", alone, status=409)


def _see_guests_out(tx: Transaction, room: Room) -> None:
    here = select(Membership).join(User, User.id == Membership.user_id)
    guests = here.where(
        Membership.room_id == room.id, Membership.left_at.is_(None), User.username.startswith(VISITOR)
    )
    for membership in list(tx.session.scalars(guests)):
        actions.dismiss(tx, room, membership)
