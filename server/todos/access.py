"""Lists load through their room or their owner, items through their list. What one may not see does not exist."""

import re
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from server.accounts import roles
from server.accounts.models import User
from server.accounts.roles import GUEST, Permission
from server.core.errors import Refused, not_found
from server.core.memory import Memory
from server.core.writer import Transaction
from server.rooms import access as rooms
from server.rooms.models import Membership, Room
from server.todos.models import TodoComment, TodoItem, TodoList

Places = frozenset[tuple[int, int]]
# Where somebody's answer is waited for, ``(room id, person id)``, under this one key.
EVERYBODY = "everybody"
waited_for: Memory[Places] = Memory(1)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Made once: to put a statement together takes longer than to run it.
_PLACES = select(TodoList.id, TodoList.room_id, TodoList.owner_id).where(
    TodoList.id.in_(bindparam("list_ids", expanding=True))
)
_ROLE = select(User.role).where(User.id == bindparam("person_id"))
_COUNTS = (
    select(
        TodoItem.list_id,
        func.count(case((TodoItem.done_at.is_(None), 1))),
        func.count(TodoItem.done_at),
    )
    .where(
        TodoItem.list_id.in_(bindparam("list_ids", expanding=True)),
        TodoItem.parent_id.is_(None),
        TodoItem.deleted_at.is_(None),
    )
    .group_by(TodoItem.list_id)
)


def check_takes_part(session: Session, person_id: int) -> None:
    """Let only those on who have to-dos at all.

    Raises:
        Refused: ``forbidden`` for guests.
    """
    if session.scalar(_ROLE, {"person_id": person_id}) == GUEST:
        raise roles.refusal(Permission.USE_ROOMS)


def followable(session: Session, person_id: int, list_ids: list[int]) -> set[int]:
    """Return those of the lists that the person may follow: their own, and those of rooms that they may read."""
    places = session.connection().execute(_PLACES, {"list_ids": list_ids}).all()
    own = {list_id for list_id, _, owner_id in places if owner_id == person_id}
    room_ids = list({room_id for _, room_id, _ in places if room_id is not None})
    if not room_ids or session.scalar(_ROLE, {"person_id": person_id}) == GUEST:
        return own
    allowed = rooms.followable(session, person_id, room_ids)
    return own | {list_id for list_id, room_id, _ in places if room_id in allowed}


def readable(session: Session, person_id: int, list_id: int) -> TodoList:
    """Return a list that the person may read, a deleted one too.

    Raises:
        Refused: ``not_found``, ``forbidden`` for guests.
    """
    check_takes_part(session, person_id)
    found = session.scalar(
        select(TodoList).where(TodoList.id == list_id), execution_options={"populate_existing": True}
    )
    if found is None or _is_tombstone(found) or not _may_read(session, person_id, found):
        raise not_found()
    return found


def writable(session: Session, person_id: int, list_id: int) -> TodoList:
    """Return a list in which the person may change something now, an archived or deleted one too.

    Raises:
        Refused: ``not_found``, ``forbidden`` for guests; for a room's list what ``rooms.access.writable`` does.
    """
    found = readable(session, person_id, list_id)
    if found.room_id is not None:
        rooms.writable(session, person_id, found.room_id)
    return found


def open_list(session: Session, person_id: int, list_id: int) -> TodoList:
    """Return a list whose items the person may change now.

    Raises:
        Refused: as ``writable``; ``not_found`` for a deleted one; ``archived``.
    """
    found = writable(session, person_id, list_id)
    if found.deleted_at is not None:
        raise not_found()
    if found.archived_at is not None:
        sentence = lazy_gettext("This list is archived. It can be read, but not changed.")
        raise Refused("archived", sentence, status=403)
    return found


def default_list(session: Session, *, room_id: int | None = None, owner_id: int | None = None) -> TodoList:
    """Return the list of a room or a person that is always there.

    Raises:
        Refused: ``not_found`` when there is no such room or person.
    """
    place = TodoList.room_id == room_id if room_id is not None else TodoList.owner_id == owner_id
    found = session.scalar(select(TodoList).where(place, TodoList.is_default))
    if found is None:
        raise not_found()
    return found


def item(session: Session, person_id: int, uid: str) -> tuple[TodoItem, TodoList]:
    """Return an item that the person may read, a deleted one too as long as it says something; and its list.

    Raises:
        Refused: ``not_found``, ``forbidden`` for guests.
    """
    check_takes_part(session, person_id)
    found = by_uid(session, uid)
    if found is None or found.text == "":
        raise not_found()
    return found, readable(session, person_id, found.list_id)


def open_item(
    session: Session, person_id: int, uid: str, opened: dict[int, TodoList] | None = None
) -> tuple[TodoItem, TodoList]:
    """Return an item that the person may change now, and its list.

    Args:
        opened: lists that ``open_list`` has returned in this transaction; it is not asked about them again.

    Raises:
        Refused: as ``open_list``.
    """
    opened = {} if opened is None else opened
    if not opened:
        check_takes_part(session, person_id)
    found = by_uid(session, uid)
    if found is None or found.text == "":
        raise not_found()
    if found.list_id not in opened:
        opened[found.list_id] = open_list(session, person_id, found.list_id)
    return found, opened[found.list_id]


def comment(session: Session, person_id: int, uid: str) -> tuple[TodoComment, TodoItem, TodoList]:
    """Return a comment on an item that the person may read, with the item and its list.

    Raises:
        Refused: ``not_found`` also for a deleted one; ``forbidden`` for guests.
    """
    check_takes_part(session, person_id)
    found = session.scalar(select(TodoComment).where(TodoComment.uid == checked_uid(uid)))
    if found is None or found.deleted_at is not None:
        raise not_found()
    of = session.get_one(TodoItem, found.item_id)
    if of.text == "" or of.deleted_at is not None:
        raise not_found()
    return found, of, readable(session, person_id, of.list_id)


def by_uid(session: Session, uid: str) -> TodoItem | None:
    """Return an item, whoever may see it."""
    return session.scalar(
        select(TodoItem).where(TodoItem.uid == checked_uid(uid)),
        execution_options={"populate_existing": True},
    )


def checked_uid(uid: str) -> str:
    """Return a uid in the form in which they are kept.

    Raises:
        Refused: ``not_found`` for what is none: nothing is called so.
    """
    uid = uid.lower()
    if not UUID.fullmatch(uid):
        raise not_found()
    return uid


def is_member(session: Session, user_id: int, of: TodoList) -> bool:
    """Return whether the person shares the list: its owner, or a member of its room who is no guest."""
    if of.room_id is None:
        return user_id == of.owner_id
    return user_id in members(session, of.room_id, user_id)


def members(session: Session, room_id: int, *only: int) -> set[int]:
    """Return the ids of those who share a room's lists: its members, guests left out; or which of ``only`` do."""
    statement = (
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.room_id == room_id, Membership.left_at.is_(None), User.role != GUEST)
    )
    if only:
        statement = statement.where(Membership.user_id.in_(only))
    return set(session.scalars(statement))


def describe(session: Session, lists: list[TodoList]) -> list[dict[str, Any]]:
    """Return lists as the API and the streams give them."""
    ids = {"list_ids": [each.id for each in lists]}
    counts = {row[0]: (row[1], row[2]) for row in session.connection().execute(_COUNTS, ids)} if lists else {}
    return [each.to_json(*counts.get(each.id, (0, 0))) for each in lists]


def room_json(session: Session, of: TodoList) -> dict[str, Any] | None:
    """Return what tells in which room a list is; None for somebody's own."""
    if of.room_id is None:
        return None
    room = session.get_one(Room, of.room_id)
    return {"id": room.id, "name": room.name, "kind": room.kind}


def _is_tombstone(of: TodoList) -> bool:
    return of.deleted_at is not None and not of.name


def _may_read(session: Session, person_id: int, of: TodoList) -> bool:
    if of.room_id is None:
        return of.owner_id == person_id
    return bool(rooms.followable(session, person_id, [of.room_id]))


def is_somebody(session: Session, person_id: int) -> bool:
    """Return whether there is a person with this id."""
    return session.scalar(select(User.id).where(User.id == person_id)) is not None


def forget_waiting(tx: Transaction) -> None:
    """Forget where answers are waited for: a to-do that waits has changed."""
    # Within the transaction as well, for the posts that come after it.
    waited_for.forget(EVERYBODY)
    tx.after_commit(lambda: waited_for.forget(EVERYBODY))


def item_of(session: Session, comment: TodoComment) -> TodoItem:
    """Return the item that a comment is about, whoever may see it."""
    return session.get_one(TodoItem, comment.item_id)
