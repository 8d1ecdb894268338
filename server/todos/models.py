"""To-do lists, their items, and what belongs to an item."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.dialects.mysql import MEDIUMTEXT
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.models import Id
from server.core.db import UtcDateTime, db, iso, now


def _bytewise(length: int) -> Any:
    """Text that is compared byte by byte on every engine, as programs compare it; SQLite does so by itself."""
    plain = String(length)
    plain = plain.with_variant(String(length, collation="C"), "postgresql")
    return plain.with_variant(String(length, collation="utf8mb4_bin"), "mysql", "mariadb")


UID = _bytewise(36)
# Longer than a client's may be, since a key between two others is longer than they are.
POSITION = _bytewise(255)
_HTML = Text().with_variant(MEDIUMTEXT, "mysql", "mariadb")


class TodoList(db.Model):  # type: ignore[name-defined]
    """A list of a room (its members') or of a person (theirs alone). Each of both has a default one from the start."""

    __tablename__ = "todo_lists"
    __table_args__ = (
        Index("ix_todo_lists_room_id_position", "room_id", "position"),
        Index("ix_todo_lists_owner_id_position", "owner_id", "position"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    uid: Mapped[str] = mapped_column(UID, unique=True)
    # Exactly one of both.
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    # Empty for a default one that nobody has named.
    name: Mapped[str] = mapped_column(String(80), default="")
    color: Mapped[str] = mapped_column(String(8), default="")
    position: Mapped[str] = mapped_column(POSITION)
    is_default: Mapped[bool] = mapped_column(default=False)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # Nobody for the default ones.
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    # The version of the room's or the person's stream at its last change; 0 when it never changed.
    version: Mapped[int] = mapped_column(BigInteger, default=0)

    @property
    def stream(self) -> str:
        """The name of the stream of its items."""
        return f"list:{self.id}"

    @property
    def parent_stream(self) -> str:
        """The name of the stream that tells of the list itself."""
        return f"user:{self.owner_id}" if self.room_id is None else f"room:{self.room_id}"

    def to_json(self, undone: int, done: int) -> dict[str, Any]:
        """Return the list as the API and the streams give it, with how many items it has that are open and done."""
        return {
            "id": self.id,
            "uid": self.uid,
            "room_id": self.room_id,
            "owner_id": self.owner_id,
            "name": self.name,
            "color": self.color,
            "position": self.position,
            "is_default": self.is_default,
            "archived_at": iso(self.archived_at),
            "deleted_at": iso(self.deleted_at),
            "created_at": iso(self.created_at),
            "version": self.version,
            "open": undone,
            "done": done,
        }


class TodoItem(db.Model):  # type: ignore[name-defined]
    """A to-do. A deleted one stays for a while with all it says, then as a tombstone without text."""

    __tablename__ = "todo_items"
    __table_args__ = (
        # Reading: a list's items in order. Catching up: by their last change. Completed ones: the newest first.
        Index("ix_todo_items_list_id_position", "list_id", "position"),
        Index("ix_todo_items_list_id_version", "list_id", "version"),
        Index("ix_todo_items_list_id_done_at", "list_id", "done_at"),
        # What people have to do, and when.
        Index("ix_todo_items_assignee_id_done_at", "assignee_id", "done_at"),
        Index("ix_todo_items_created_by_done_at", "created_by", "done_at"),
        Index("ix_todo_items_due_date", "due_date"),
        # What messages have become, and whose answers are waited for.
        Index("ix_todo_items_source", "source_room_id", "source_message_id"),
        Index("ix_todo_items_waiting_for_id", "waiting_for_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    uid: Mapped[str] = mapped_column(UID, unique=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("todo_lists.id"))
    # Of a subtask: what it is part of, in the same list, and no subtask itself.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("todo_items.id"), index=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    position: Mapped[str] = mapped_column(POSITION)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(_HTML)
    notes: Mapped[str] = mapped_column(Text, default="")
    notes_html: Mapped[str] = mapped_column(_HTML, default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    due_date: Mapped[date | None]
    # "17:00" in a time zone of the IANA's; the moment that this is.
    due_time: Mapped[str | None] = mapped_column(String(5))
    due_zone: Mapped[str | None] = mapped_column(String(64))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Before it is due.
    remind_minutes: Mapped[int | None]
    # The value of an RRULE (RFC 5545); counted from when it was done, or from when it was due.
    repeat_rule: Mapped[str] = mapped_column(String(300), default="")
    repeat_after_done: Mapped[bool] = mapped_column(default=False)
    # 0 (none) to 3
    priority: Mapped[int] = mapped_column(default=0)
    # Each member ticks it for themselves.
    roll_call: Mapped[bool] = mapped_column(default=False)
    # The message that it was made of; messages are no business of this package.
    source_room_id: Mapped[int | None] = mapped_column(BigInteger)
    source_message_id: Mapped[int | None] = mapped_column(BigInteger)
    # Who is to answer.
    waiting_for_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The version of the list's stream at its last change.
    version: Mapped[int] = mapped_column(BigInteger, default=0)


class TodoLabel(db.Model):  # type: ignore[name-defined]
    """A label of an item."""

    __tablename__ = "todo_labels"

    item_id: Mapped[int] = mapped_column(ForeignKey("todo_items.id"), primary_key=True)
    label: Mapped[str] = mapped_column(_bytewise(40), primary_key=True)


class TodoTick(db.Model):  # type: ignore[name-defined]
    """Somebody's answer to a roll call."""

    __tablename__ = "todo_ticks"

    item_id: Mapped[int] = mapped_column(ForeignKey("todo_items.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    ticked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class TodoComment(db.Model):  # type: ignore[name-defined]
    """What somebody says about an item. A deleted one stays as a tombstone."""

    __tablename__ = "todo_comments"
    __table_args__ = (Index("ix_todo_comments_item_id_id", "item_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    uid: Mapped[str] = mapped_column(UID, unique=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("todo_items.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(_HTML)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The version of the list's stream at its last change.
    version: Mapped[int] = mapped_column(BigInteger, default=0)


class TodoEvent(db.Model):  # type: ignore[name-defined]
    """One line of an item's history."""

    __tablename__ = "todo_events"
    __table_args__ = (Index("ix_todo_events_item_id_id", "item_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("todo_items.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    kind: Mapped[str] = mapped_column(String(16))
    # JSON
    detail: Mapped[str] = mapped_column(Text, default="{}")


class TodoDeparture(db.Model):  # type: ignore[name-defined]
    """An item that was moved away from a list: what the list's stream keeps of it."""

    __tablename__ = "todo_departures"
    __table_args__ = (
        UniqueConstraint("list_id", "item_id"),
        Index("ix_todo_departures_list_id_version", "list_id", "version"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("todo_lists.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("todo_items.id"))
    left_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    version: Mapped[int] = mapped_column(BigInteger)


class TodoAgenda(db.Model):  # type: ignore[name-defined]
    """When what somebody has to do last changed."""

    __tablename__ = "todo_agendas"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    moment: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # The version of the person's own stream at that change.
    version: Mapped[int] = mapped_column(BigInteger, default=0)
