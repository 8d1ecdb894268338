"""The list that every room and every person has from the beginning."""

import uuid
from typing import Any

from sqlalchemy import insert

from server.accounts import actions as accounts
from server.accounts.models import User
from server.core.db import now
from server.core.writer import Transaction
from server.rooms import actions as rooms
from server.rooms.models import Room
from server.todos.models import TodoList
from server.todos.order import FIRST


def register() -> None:
    """Give each new room and each new account its list, in the transaction that makes it."""
    rooms.at_making(_for_room)
    accounts.at_arrival(_for_person)


def _for_room(tx: Transaction, room: Room) -> None:
    _add(tx, room_id=room.id)


def _for_person(tx: Transaction, user: User) -> None:
    _add(tx, owner_id=user.id)


def _add(tx: Transaction, **place: Any) -> None:
    # Version 0: everybody reads of it together with the others, and no stream has a change to tell.
    values = {
        "uid": str(uuid.uuid4()),
        "position": FIRST,
        "is_default": True,
        "created_at": now(),
        "version": 0,
    }
    tx.session.execute(insert(TodoList).values(**values, **place))
