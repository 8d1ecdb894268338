"""One transaction's changes of items: gathered, and told once at its end."""

import json
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from server.core.db import now
from server.core.writer import Transaction
from server.todos import access, changes, telling
from server.todos.models import TodoComment, TodoEvent, TodoItem, TodoList

# In a larger room nobody is told that a roll call changes what they have to do: they see it when they look.
MOST_TOLD = 200


class Work:
    """What a person does to some items: which have changed, and whose agenda that concerns."""

    def __init__(self, tx: Transaction, person_id: int) -> None:
        self.tx = tx
        self.person_id = person_id
        # Each publishes its new state once, whatever was done to it.
        self._touched: dict[int, TodoItem] = {}
        # Each item that was moved, with the lists that it has left.
        self._departed: list[tuple[TodoItem, int]] = []
        self._concerned: set[int] = set()
        # Whom they are given to is another than before.
        self._assigned: dict[int, TodoItem] = {}
        # Who has asked for what is done now, by the items' ids.
        self._asked: dict[int, set[int]] = {}

    @property
    def session(self) -> Session:
        """The transaction's session."""
        return self.tx.session

    def touch(self, item: TodoItem) -> None:
        """Note that an item, which has its id, is not what it was."""
        self._touched[item.id] = item

    def assign(self, item: TodoItem) -> None:
        """Note that somebody else is to do an item now, or nobody."""
        self._assigned[item.id] = item

    def answer(self, item: TodoItem, people: set[int]) -> None:
        """Note that an item is done, for which some people have asked."""
        self._asked.setdefault(item.id, set()).update(people)

    def depart(self, item: TodoItem, list_id: int) -> None:
        """Note that an item has been moved away from a list."""
        self._departed.append((item, list_id))
        self.touch(item)

    def record(self, item: TodoItem, kind: str, **detail: Any) -> None:
        """Add a line to an item's history."""
        line = {"item_id": item.id, "actor_id": self.person_id, "at": now(), "kind": kind}
        self.session.execute(insert(TodoEvent).values(**line, detail=json.dumps(detail, ensure_ascii=False)))

    def concern(self, item: TodoItem, of: TodoList) -> None:
        """Note whose agenda may be different, as the item is now; called before a change and after it."""
        if of.room_id is None:
            self._concerned.add(of.owner_id or 0)
            return
        if item.assignee_id is not None:
            self._concerned |= {item.assignee_id, item.created_by}
        if item.waiting_for_id is not None:
            self._concerned.add(item.created_by)
        if item.roll_call:
            members = access.members(self.session, of.room_id)
            self._concerned |= members if len(members) <= MOST_TOLD else set()

    def finish(self) -> dict[int, dict[str, Any]]:
        """Publish what has changed, and return it by the items' ids."""
        self.session.flush()
        for item, list_id in self._departed:
            changes.publish_departure(self.tx, item, list_id)
        published = changes.publish_items(self.tx, self._touched.values())
        for item, _ in self._departed:
            # Their versions were those of the other list.
            comments = update(TodoComment).where(TodoComment.item_id == item.id)
            self.session.execute(comments.values(version=item.version))
        changes.publish_agendas(self.tx, self._concerned)
        telling.follow(self.tx, self.person_id, self._touched.values(), self._assigned.values(), self._asked)
        if any(item.waiting_for_id is not None for item in self._touched.values()):
            access.forget_waiting(self.tx)
        return published
