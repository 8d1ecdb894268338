"""People, their sessions, and the workspace that they share."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.db import UtcDateTime, db, iso, now

# SQLite counts ids by itself only in a column of exactly this type.
Id = BigInteger().with_variant(db.Integer, "sqlite")


class Workspace(db.Model):  # type: ignore[name-defined]
    """The installation. There is one row, with id 1, from set-up on."""

    __tablename__ = "workspace"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class User(db.Model):  # type: ignore[name-defined]
    """A person with an account."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    username: Mapped[str] = mapped_column(String(32))
    # Folded, so that "Ana" and "ana" are one name.
    username_key: Mapped[str] = mapped_column(String(96), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(128))
    role: Mapped[str] = mapped_column(String(16), default="member")
    locale: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # The version of the person's own stream at which this row last changed.
    version: Mapped[int] = mapped_column(BigInteger, default=0)

    @property
    def is_admin(self) -> bool:
        """Whether the person administers the workspace."""
        return self.role == "admin"

    def to_json(self) -> dict[str, Any]:
        """Return what the person gets to see of their own account."""
        return {
            "id": self.id,
            "username": self.username,
            "name": self.name,
            "role": self.role,
            "locale": self.locale,
        }

    def to_person(self) -> dict[str, Any]:
        """Return what everybody gets to see."""
        return {"id": self.id, "username": self.username, "name": self.name}


class DeviceSession(db.Model):  # type: ignore[name-defined]
    """A signed-in device. The cookie holds a token; only its hash is kept, so a stolen database signs nobody in."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_agent: Mapped[str] = mapped_column(String(255))
    address: Mapped[str] = mapped_column(String(45))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)

    def to_json(self, current_id: int) -> dict[str, Any]:
        """Return the session as its owner sees it."""
        return {
            "id": self.id,
            "user_agent": self.user_agent,
            "address": self.address,
            "created_at": iso(self.created_at),
            "last_seen_at": iso(self.last_seen_at),
            "current": self.id == current_id,
        }
