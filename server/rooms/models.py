"""Rooms and who is in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.models import Id, User
from server.core.db import UtcDateTime, db, iso, now


class Room(db.Model):  # type: ignore[name-defined]
    """A room: ``open`` to everybody, ``closed`` (by invitation), or ``direct`` (fixed people, no name)."""

    __tablename__ = "rooms"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(80), default="")
    # Set for open rooms only: two of them must not be told apart by guessing, and a closed one must not be given away.
    open_name_key: Mapped[str | None] = mapped_column(String(320), unique=True)
    # The ids of a direct room's people, in order: the same people always meet in the same room.
    direct_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    topic: Mapped[str] = mapped_column(String(250), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # The version of the room's stream at which this row last changed.
    version: Mapped[int] = mapped_column(BigInteger, default=0)
    # Between two messages of one person; moderators are not slowed down.
    slow_mode_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    # What people without an account may do here: none, read, write (under a nickname).
    guests: Mapped[str] = mapped_column(String(8), default="none", server_default="none")
    # Nobody writes any more; it can be read, and brought back.
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def stream(self) -> str:
        """The name of the room's stream."""
        return f"room:{self.id}"

    def to_json(self) -> dict[str, Any]:
        """Return what is the same for everybody who may see the room."""
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "topic": self.topic,
            "created_at": iso(self.created_at),
            "slow_mode_seconds": self.slow_mode_seconds,
            "guests": self.guests,
            "archived_at": iso(self.archived_at),
        }


class Membership(db.Model):  # type: ignore[name-defined]
    """A person in a room; after leaving, the row stays as a tombstone with ``left_at``."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index("ix_memberships_room_id_version", "room_id", "version"),
        Index("ix_memberships_user_id_user_version", "user_id", "user_version"),
    )

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(8), default="member")
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The newest message that the person has read, by its place in the room.
    read_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    # Versions at the last change: of the room's stream, and of the person's.
    version: Mapped[int] = mapped_column(BigInteger, default=0)
    user_version: Mapped[int] = mapped_column(BigInteger, default=0)

    room: Mapped[Room] = relationship(lazy="raise")
    user: Mapped[User] = relationship(lazy="raise")
