"""Messages."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.dialects.mysql import MEDIUMTEXT
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.models import Id
from server.core.db import UtcDateTime, db, now


class Message(db.Model):  # type: ignore[name-defined]
    """A message. A deleted one stays as a tombstone without its text, so that clients who were away hear of it."""

    __tablename__ = "messages"
    __table_args__ = (
        # A repeated send finds the first.
        UniqueConstraint("author_id", "client_id"),
        # Reading: a room's messages in order.
        Index("ix_messages_room_id_seq", "room_id", "seq", unique=True),
        # Catching up: a room's messages by their last change.
        Index("ix_messages_room_id_version", "room_id", "version"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    client_id: Mapped[str] = mapped_column(String(36))
    # The version of the room's stream at which it was posted: its place among the others, the same for everybody.
    seq: Mapped[int] = mapped_column(BigInteger)
    # The version of its last change.
    version: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text().with_variant(MEDIUMTEXT, "mysql", "mariadb"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Deleted by somebody who keeps order, not by its author, who is to see that.
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())


class RemovedMessage(db.Model):  # type: ignore[name-defined]
    """What a message said that a moderator took away: kept apart for a while, so that it can be restored."""

    __tablename__ = "removed_messages"

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text().with_variant(MEDIUMTEXT, "mysql", "mariadb"))
    removed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    removed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # Together with all that its author wrote: comes back when the ban is lifted.
    by_ban: Mapped[bool] = mapped_column(default=False)


class Report(db.Model):  # type: ignore[name-defined]
    """A member's report of a message, which moderators look at."""

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("message_id", "reporter_id"),
        Index("ix_reports_resolved_at_id", "resolved_at", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    reporter_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    # removed, kept
    outcome: Mapped[str] = mapped_column(String(16), default="")
