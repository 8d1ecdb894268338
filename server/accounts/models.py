"""People, their sessions, and the workspace that they share."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.db import UtcDateTime, db, iso, now

# What the usernames of visitors begin with, and nobody else's can: so everybody sees that they are visitors.
VISITOR = "~"
# SQLite counts ids by itself only in a column of exactly this type.
Id = BigInteger().with_variant(db.Integer, "sqlite")


class Workspace(db.Model):  # type: ignore[name-defined]
    """The installation. There is one row, with id 1, from set-up on."""

    __tablename__ = "workspace"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # Who may make an account: open, domains (of e-mail addresses), invited; empty: as SIGN_UP says.
    sign_up: Mapped[str] = mapped_column(String(16), default="", server_default="")
    # Separated by spaces.
    email_domains: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Other settings that administrators change, as JSON.
    settings: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    logo_type: Mapped[str] = mapped_column(String(32), default="", server_default="")
    logo_version: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")

    @property
    def logo_path(self) -> str:
        """Where its picture is; empty when it has none. Every picture has an address of its own."""
        return f"/logo/{self.logo_version}" if self.logo_type else ""


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
    # Empty: the person signs in by other ways only.
    password_hash: Mapped[str] = mapped_column(String(128))
    # guest, member, moderator, admin
    role: Mapped[str] = mapped_column(String(16), default="member")
    locale: Mapped[str] = mapped_column(String(16))
    # As the IANA names it; empty while nobody knows.
    time_zone: Mapped[str] = mapped_column(String(64), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # The version of the person's own stream at which this row last changed.
    version: Mapped[int] = mapped_column(BigInteger, default=0)
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Signing in has to wait for that: only people with addresses of certain domains may come in.
    must_confirm: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Who is deactivated or banned cannot sign in; a ban is a moderator's, and may hide what was written.
    deactivated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    banned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Until when the person may read but not write.
    muted_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When the account goes for good, as its owner asked; and whether what they wrote goes with it.
    delete_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delete_messages: Mapped[bool] = mapped_column(default=False, server_default=false())
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_visitor(self) -> bool:
        """Whether the person has come in without an account, under a nickname."""
        return self.username.startswith(VISITOR)

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
            "time_zone": self.time_zone,
            # When the account goes for good, as its owner has asked.
            "delete_at": iso(self.delete_at),
            "muted_until": iso(self.muted_until),
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
    # When the person last proved on this device who they are: dangerous changes ask again after a while.
    proved_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=now, server_default="1970-01-01 00:00:00"
    )

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


class ActiveDay(db.Model):  # type: ignore[name-defined]
    """That somebody was here on a day (UTC): for figures of how many were."""

    __tablename__ = "active_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
