"""What can be done with rooms. Every change takes the room's next version, and that of each person it concerns."""

import functools
from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from server.accounts.actions import check_name, fold
from server.accounts.audit.actions import record, where_from
from server.accounts.models import User
from server.accounts.roles import GUEST
from server.core.db import now
from server.core.errors import Refused, forbidden, invalid, not_found
from server.core.writer import Transaction, write
from server.notifications import actions as notices
from server.notifications.telling import Telling
from server.notifications.telling import tell as tell_people
from server.realtime import connections, streams
from server.rooms import access, entries
from server.rooms.models import Membership, Room

LONGEST_TOPIC = 250
MOST_DIRECT = 10
MOST_INVITED = 100
# What features above keep of a room: called within the transaction that makes one, and that takes somebody out of it.
_makings: list[Callable[[Transaction, Room], None]] = []
_dismissals: list[Callable[[Transaction, Room, Membership], None]] = []


def at_making(making: Callable[[Transaction, Room], None]) -> None:
    """Call ``making(transaction, room)`` for each room that is made; it has its id, and nobody in it yet."""
    if making not in _makings:
        _makings.append(making)


def at_dismissal(dismissal: Callable[[Transaction, Room, Membership], None]) -> None:
    """Call ``dismissal(transaction, room, membership)`` for everybody who goes out of a room, when they are out."""
    if dismissal not in _dismissals:
        _dismissals.append(dismissal)


def create_room(person_id: int, kind: str, name: str, topic: str) -> dict[str, Any]:
    """Create an open or a closed room with the person as its administrator, and return its entry.

    Raises:
        Refused: ``invalid``; ``conflict`` when an open room has the name already.
    """
    fields: dict[str, Any] = {}
    if kind not in ("open", "closed"):
        fields["kind"] = lazy_gettext("A room is open or closed.")
    name, topic = check_words(name, topic, fields)

    def do_create(tx: Transaction) -> dict[str, Any]:
        key = free_key(tx.session, kind, name)
        room = Room(kind=kind, name=name, open_name_key=key, topic=topic)
        _add(tx, room)
        touch(tx, room)
        return admit(tx, room, person_id, role="admin")

    return write(do_create)


def open_direct(person_id: int, user_ids: list[int]) -> tuple[dict[str, Any], bool]:
    """Return the entry of the direct room of these people, and whether it was made now.

    Args:
        user_ids: everybody else in it; nobody for notes to oneself.

    Raises:
        Refused: ``invalid`` when there are too many, or somebody does not exist.
    """
    people = sorted({person_id, *user_ids})
    if len(people) > MOST_DIRECT:
        too_many = lazy_gettext("At most %(most)s people can share a direct conversation.", most=MOST_DIRECT)
        raise invalid({"user_ids": too_many})
    key = ",".join(map(str, people))

    def do_open(tx: Transaction) -> tuple[dict[str, Any], bool]:
        room = tx.session.scalar(select(Room).where(Room.direct_key == key))
        if room is not None:
            return entries.mine(tx.session, person_id, room.id)[0], False
        _check_people(tx.session, people)
        room = Room(kind="direct", direct_key=key)
        _add(tx, room)
        touch(tx, room)
        # All rows first: each person's entry names the others.
        memberships = [Membership(room_id=room.id, user_id=user_id) for user_id in people]
        tx.session.add_all(memberships)
        tx.session.flush()
        mine = {m.user_id: tell(tx, room, m) for m in memberships}
        return mine[person_id], True

    return write(do_open)


def join_room(person_id: int, room_id: int) -> dict[str, Any]:
    """Join an open room and return its entry; joining again changes nothing. The first in an empty one administers it.

    Raises:
        Refused: ``not_found``.
    """

    def do_join(tx: Transaction) -> dict[str, Any]:
        room, membership = access.visible(tx.session, person_id, room_id)
        if membership is not None:
            return entries.one(tx.session, person_id, room, membership)
        guest = tx.session.get_one(User, person_id).role == GUEST
        # Everybody had left: somebody has to be able to rename it and to keep order.
        role = "member" if guest or _longest_member(tx.session, room) else "admin"
        return admit(tx, room, person_id, role)

    return write(do_join)


def leave_room(person_id: int, room_id: int) -> None:
    """Leave a room; its stream ends at once. When its last administrator leaves, the longest member follows.

    Raises:
        Refused: ``not_found``; ``not_a_member``; ``forbidden`` for a direct room.
    """

    def do_leave(tx: Transaction) -> None:
        room, membership = access.joined(tx.session, person_id, room_id)
        dismiss(tx, room, membership)

    write(do_leave)


def invite(person_id: int, room_id: int, user_ids: list[int]) -> list[dict[str, Any]]:
    """Bring people into a room that one is in; those who are in it already stay as they are.

    Returns:
        The members invited, ``{"user", "role"}`` each.

    Raises:
        Refused: ``not_found``; ``not_a_member``; ``invalid``; ``forbidden`` for a direct room.
    """
    if not user_ids or len(user_ids) > MOST_INVITED:
        raise invalid({"user_ids": lazy_gettext("Please choose 1 to %(most)s people.", most=MOST_INVITED)})

    def do_invite(tx: Transaction) -> list[dict[str, Any]]:
        room, _ = access.joined(tx.session, person_id, room_id)
        if room.kind == "direct":
            raise forbidden(lazy_gettext("Start a new direct conversation to write to more people."))
        invited, brought = [], []
        for user in _check_people(tx.session, sorted(set(user_ids))):
            if not access.is_member(tx.session, user.id, room_id):
                admit(tx, room, user.id)
                brought.append(user.id)
            membership = tx.session.get_one(Membership, (room_id, user.id))
            invited.append({"user": user.to_person(), "role": membership.role})
        _tell_brought(tx, room, brought, person_id)
        return invited

    return write(do_invite)


def remove(person_id: int, room_id: int, user_id: int, *, role: str) -> None:
    """Take somebody out of a room; its stream ends for them at once.

    Args:
        role: the person's in the workspace.

    Raises:
        Refused: ``not_found`` also when they are not in it; ``forbidden``.
    """

    address = where_from()

    def do_remove(tx: Transaction) -> None:
        room, membership = access.visible(tx.session, person_id, room_id)
        if user_id != person_id and not access.may_manage(membership, role):
            raise forbidden(lazy_gettext("Only an administrator of the room can do this."))
        theirs = tx.session.get(Membership, (room_id, user_id))
        if theirs is None or theirs.left_at is not None:
            raise not_found()
        dismiss(tx, room, theirs)
        if user_id != person_id:
            record(tx, person_id, "room.remove", room.stream, address, user=user_id)

    write(do_remove)


def mark_read(person_id: int, room_id: int, seq: int) -> dict[str, Any]:
    """Note that the person has read up to this place in the room; a mark never moves back. Returns the entry.

    Raises:
        Refused: ``not_found``, ``not_a_member``.
    """

    def do_mark(tx: Transaction) -> dict[str, Any]:
        room, membership = access.joined(tx.session, person_id, room_id)
        entry = entries.one(tx.session, person_id, room, membership)
        reached = min(seq, entry["last_seq"])
        if reached <= membership.read_seq:
            return entry
        membership.read_seq = reached
        notices.read_place(tx, person_id, room.stream, reached)
        return _tell_list(tx, room, membership)

    return write(do_mark)


def check_words(name: str, topic: str, fields: dict[str, Any]) -> tuple[str, str]:
    """Return a room's name and topic as they are kept.

    Raises:
        Refused: ``invalid``, with what is wrong here and what ``fields`` has already.
    """
    name, wrong = check_name(name, "name")
    fields |= wrong
    topic = " ".join(topic.split())
    if len(topic) > LONGEST_TOPIC:
        fields["topic"] = lazy_gettext("At most %(most)s characters, please.", most=LONGEST_TOPIC)
    if fields:
        raise invalid(fields)
    return name, topic


def free_key(session: Session, kind: str, name: str, room_id: int | None = None) -> str | None:
    """Return the key by which no two open rooms have one name.

    Raises:
        Refused: ``conflict`` when another room than ``room_id`` has the name.
    """
    if kind != "open":
        return None
    key = fold(name)
    other = session.scalar(select(Room.id).where(Room.open_name_key == key))
    if other is not None and other != room_id:
        taken = lazy_gettext("There is already an open room with this name.")
        raise Refused("conflict", taken, status=409, fields={"name": taken})
    return key


def _tell_brought(tx: Transaction, room: Room, user_ids: list[int], actor_id: int) -> None:
    data = {"room": room.name, "room_id": room.id}
    about = ("invited", room.stream, room.stream, f"/rooms/{room.id}", actor_id, data)
    tell_people(tx, [Telling(user_id, *about) for user_id in user_ids if user_id != actor_id])


def _check_people(session: Session, user_ids: list[int]) -> list[User]:
    # Guests come by themselves, and are in no direct room.
    known = (User.id.in_(user_ids), User.role != GUEST)
    users = list(session.scalars(select(User).where(*known).order_by(User.id)))
    if len(users) != len(user_ids):
        raise invalid({"user_ids": lazy_gettext("Somebody of these does not exist.")})
    return users


def _add(tx: Transaction, room: Room) -> None:
    tx.session.add(room)
    tx.session.flush()
    for making in _makings:
        making(tx, room)


def admit(tx: Transaction, room: Room, user_id: int, role: str = "member") -> dict[str, Any]:
    """Make somebody a member and tell everybody; what was written before is read, not a heap of unread."""
    membership = tx.session.get(Membership, (room.id, user_id))
    if membership is None:
        membership = Membership(room_id=room.id, user_id=user_id)
        tx.session.add(membership)
    membership.role, membership.left_at, membership.joined_at = role, None, now()
    membership.read_seq = entries.one(tx.session, user_id, room, None)["last_seq"]
    return tell(tx, room, membership)


def dismiss(tx: Transaction, room: Room, membership: Membership) -> None:
    """Take a member out of a room; when it was its last administrator, the longest member follows.

    Raises:
        Refused: ``forbidden`` for a direct room.
    """
    if room.kind == "direct":
        raise forbidden(lazy_gettext("A direct conversation cannot be left."))
    was_admin = membership.role == "admin"
    membership.left_at, membership.role = now(), "member"
    tell(tx, room, membership)
    user_id, stream = membership.user_id, room.stream
    tx.after_commit(lambda: connections.expel(user_id, "/chat", stream))
    for dismissal in _dismissals:
        dismissal(tx, room, membership)
    if was_admin:
        _keep_an_admin(tx, room)


def _keep_an_admin(tx: Transaction, room: Room) -> None:
    if _longest_member(tx.session, room, Membership.role == "admin") is not None:
        return
    heir = _longest_member(tx.session, room)
    if heir is not None:
        heir.role = "admin"
        tell(tx, room, heir)


def _longest_member(session: Session, room: Room, *which: ColumnElement[bool]) -> Membership | None:
    statement = (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.room_id == room.id, Membership.left_at.is_(None), User.role != GUEST, *which)
        .order_by(Membership.joined_at, Membership.user_id)
    )
    return session.scalar(statement.limit(1))


def touch(tx: Transaction, room: Room) -> None:
    """Publish a room that has changed."""
    room.version = streams.advance(tx, room.stream)
    streams.publish(tx, room.stream, room.version, "room", room.to_json())


def tell(tx: Transaction, room: Room, membership: Membership) -> dict[str, Any]:
    """Publish a membership that has changed to the room and to the person's own list; return the person's entry."""
    reader = membership.user_id, membership.room_id
    for memory in (access.readers, access.writers):
        # At once for what follows in this transaction, and when others can see it.
        memory.forget(reader)
        tx.after_commit(functools.partial(memory.forget, reader))
    membership.version = streams.advance(tx, room.stream)
    tx.session.flush()
    user = tx.session.get_one(User, membership.user_id)
    streams.publish(tx, room.stream, membership.version, "member", access.member_json(membership, user))
    return _tell_list(tx, room, membership)


def _tell_list(tx: Transaction, room: Room, membership: Membership) -> dict[str, Any]:
    own = f"user:{membership.user_id}"
    membership.user_version = streams.advance(tx, own)
    tx.session.flush()
    here = membership.left_at is None
    entry = entries.one(tx.session, membership.user_id, room, membership) if here else entries.gone(room)
    streams.publish(tx, own, membership.user_version, "room", entry)
    return entry
