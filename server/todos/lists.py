"""What can be done with lists: make, rename, colour, order, archive, put into the trash."""

from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.accounts.actions import check_name
from server.core import limits
from server.core.db import now
from server.core.errors import Refused, invalid
from server.core.writer import Transaction, write
from server.rooms import access as rooms
from server.todos import access, changes, placing
from server.todos.checks import Wrong, check_position
from server.todos.models import TodoList

COLORS = ("red", "orange", "amber", "green", "teal", "blue", "violet", "pink")
MOST_LISTS = 200  # of a room or a person


def create_list(
    person_id: int,
    uid: str,
    name: str,
    *,
    room_id: int | None = None,
    color: str = "",
    position: str | None = None,
) -> tuple[dict[str, Any], bool]:
    """Make a list, and return it with whether it is new.

    Args:
        uid: the sender's own UUID for it; sending it again returns the first result and changes nothing.
        room_id: whose members share it; None for a list of one's own.
        color: one of ``COLORS``, or empty.
        position: an order key among the other lists; None for the end.

    Raises:
        Refused: ``invalid``; ``conflict`` for the uid of somebody else's; ``not_found``, ``forbidden`` for guests, and
            what ``rooms.access.writable`` does; ``full``.
    """
    limits.spend("todos", person_id)
    uid = uid.lower()
    wrong: dict[str, Any] = {}
    if not access.UUID.fullmatch(uid):
        wrong["uid"] = lazy_gettext("This has to be a UUID.")
    name = _checked(name, color, position, wrong)

    def do_create(tx: Transaction) -> tuple[dict[str, Any], bool]:
        access.check_takes_part(tx.session, person_id)
        first = _first(tx.session, person_id, uid)
        if first is not None:
            return first, False
        if room_id is not None:
            rooms.writable(tx.session, person_id, room_id)
        made = TodoList(
            uid=uid,
            room_id=room_id,
            owner_id=person_id if room_id is None else None,
            name=name,
            color=color,
            created_by=person_id,
            created_at=now(),
        )
        _check_room_for_one(tx.session, made)
        made.position = placing.among_lists(tx.session, made, position)
        tx.session.add(made)
        tx.session.flush()
        return changes.publish_list(tx, made), True

    return write(do_create)


def change_list(
    person_id: int,
    list_id: int,
    *,
    name: str | None = None,
    color: str | None = None,
    position: str | None = None,
    archived: bool | None = None,
    deleted: bool | None = None,
) -> dict[str, Any]:
    """Change a list, and return it; what is None stays, and values that it has already change nothing.

    Raises:
        Refused: ``not_found``, ``forbidden`` for guests, what ``rooms.access.writable`` does; ``invalid`` also for
            archiving or deleting a default list.
    """
    limits.spend("todos", person_id)

    def do_change(tx: Transaction) -> dict[str, Any]:
        of = access.writable(tx.session, person_id, list_id)
        wrong: dict[str, Any] = {}
        if of.is_default and archived:
            wrong["archived"] = lazy_gettext("The first list stays: it cannot be archived.")
        if of.is_default and deleted:
            wrong["deleted"] = lazy_gettext("The first list stays: it cannot be deleted.")
        # The first one may be called nothing again.
        plain = of.is_default and name is not None and not name.strip()
        words = _checked("x" if name is None or plain else name, color or "", position, wrong)
        columns: dict[str, Any] = {}
        if name is not None:
            columns["name"] = "" if plain else words
        if color is not None:
            columns["color"] = color
        if position is not None:
            columns["position"] = placing.among_lists(tx.session, of, position)
        for column, wanted in (("archived_at", archived), ("deleted_at", deleted)):
            if wanted is not None and wanted != (getattr(of, column) is not None):
                columns[column] = now() if wanted else None
        changed = {column: value for column, value in columns.items() if getattr(of, column) != value}
        if not changed:
            return access.describe(tx.session, [of])[0]
        for column, value in changed.items():
            setattr(of, column, value)
        return changes.publish_list(tx, of)

    return write(do_change)


def _checked(name: str, color: str, position: str | None, wrong: dict[str, Any]) -> str:
    """Return a list's name as it is kept.

    Raises:
        Refused: ``invalid``, with what is wrong here and what ``wrong`` has already.
    """
    name, wrong_name = check_name(name, "name")
    wrong |= wrong_name
    if color and color not in COLORS:
        wrong["color"] = lazy_gettext("There is no such colour.")
    if position is not None:
        try:
            check_position(position)
        except Wrong as error:
            wrong["position"] = error.sentence
    if wrong:
        raise invalid(wrong)
    return name


def _first(session: Session, person_id: int, uid: str) -> dict[str, Any] | None:
    """Return what was sent under this uid before."""
    found = session.scalar(select(TodoList).where(TodoList.uid == uid))
    if found is None:
        return None
    if found.created_by != person_id:
        taken = lazy_gettext("Somebody else has used this UUID already.")
        raise Refused("conflict", taken, status=409, fields={"uid": taken})
    return access.describe(session, [access.readable(session, person_id, found.id)])[0]


def _check_room_for_one(session: Session, made: TodoList) -> None:
    place = TodoList.owner_id == made.owner_id if made.room_id is None else TodoList.room_id == made.room_id
    if (
        session.scalar(select(func.count(TodoList.id)).where(place, TodoList.deleted_at.is_(None))) or 0
    ) >= MOST_LISTS:
        full = lazy_gettext("There are %(most)s lists here already, and no room for more.", most=MOST_LISTS)
        raise Refused("full", full, status=409)
