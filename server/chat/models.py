"""Messages."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.dialects.mysql import MEDIUMTEXT
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.models import Id
from server.core.db import UtcDateTime, db


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
