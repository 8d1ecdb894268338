"""Notices, and how each person wants to hear of things."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.models import Id
from server.core.db import UtcDateTime, db, iso, now


class Notice(db.Model):  # type: ignore[name-defined]
    """An entry in a person's notifications. There is one a matter (``topic``): a later one takes its place."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("user_id", "topic"),
        # Catching up; reading, the newest first; what is unread; what a place's read mark reads.
        Index("ix_notices_user_id_version", "user_id", "version"),
        Index("ix_notices_user_id_created_at", "user_id", "created_at"),
        Index("ix_notices_user_id_read_at", "user_id", "read_at"),
        Index("ix_notices_topic", "topic"),
        # What nobody has looked at for a while goes by mail; what is old goes.
        Index("ix_notices_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    # One of ``rules.RULES``.
    kind: Mapped[str] = mapped_column(String(16))
    # "message:812", "todo:<uid>": what it is about.
    topic: Mapped[str] = mapped_column(String(80))
    # "room:3": where that is; empty for nowhere.
    place: Mapped[str] = mapped_column(String(32), default="")
    # Its place among what is read there in order.
    seq: Mapped[int | None] = mapped_column(BigInteger)
    # Where a click leads.
    path: Mapped[str] = mapped_column(String(200), default="/")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    # JSON; plain text, which becomes a sentence in its reader's language only when it is shown.
    data: Mapped[str] = mapped_column(Text, default="{}")
    # Whether it may be heard and seen outside the page: not at night, and not where nobody wants it.
    alert: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When it went out by mail, and to devices.
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pushed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The version of the person's own stream at its last change.
    version: Mapped[int] = mapped_column(BigInteger, default=0)

    def to_json(self, actor: dict[str, Any] | None) -> dict[str, Any]:
        """Return the notice as the API and the stream give it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "topic": self.topic,
            "place": self.place,
            "path": self.path,
            "actor": actor,
            "data": json.loads(self.data),
            "alert": self.alert,
            "created_at": iso(self.created_at),
            "read_at": iso(self.read_at),
            "cleared_at": iso(self.cleared_at),
            "version": self.version,
        }


class NotificationSettings(db.Model):  # type: ignore[name-defined]
    """How a person wants to hear of things; who has never changed anything has no row."""

    __tablename__ = "notification_settings"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    # What was missed by mail: never; after a quarter of an hour (soon), an hour, a day.
    mail: Mapped[str] = mapped_column(String(8), default="soon")
    # "22:00" to "07:00" in the person's own zone; empty: at no time.
    quiet_from: Mapped[str] = mapped_column(String(5), default="")
    quiet_to: Mapped[str] = mapped_column(String(5), default="")
    # JSON: words that one wants to hear of, wherever they are said.
    keywords: Mapped[str] = mapped_column(Text, default="[]")
    # The name of one of the page's; empty for none.
    sound: Mapped[str] = mapped_column(String(16), default="chime")
    desktop: Mapped[bool] = mapped_column(default=True, server_default=true())
    # The version of the person's own stream at its last change.
    version: Mapped[int] = mapped_column(BigInteger, default=0)

    def to_json(self) -> dict[str, Any]:
        """Return the settings as their owner sees them."""
        return {
            "mail": self.mail,
            "quiet_from": self.quiet_from,
            "quiet_to": self.quiet_to,
            "keywords": json.loads(self.keywords),
            "sound": self.sound,
            "desktop": self.desktop,
        }


class NotificationPlace(db.Model):  # type: ignore[name-defined]
    """What a person wants to hear of one place; without a row, what is usual for it."""

    __tablename__ = "notification_places"
    __table_args__ = (Index("ix_notification_places_place_level", "place", "level"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(32), primary_key=True)
    # everything, mentions, nothing; empty: what is usual.
    level: Mapped[str] = mapped_column(String(16), default="")
    muted_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(BigInteger, default=0)


class PushSubscription(db.Model):  # type: ignore[name-defined]
    """A device that can be reached with every tab closed; it ends with the session of the device."""

    __tablename__ = "push_subscriptions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    endpoint: Mapped[str] = mapped_column(Text)
    # An endpoint is longer than what every engine can keep unique.
    endpoint_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # The browser's key and secret, for encryption (RFC 8291).
    p256dh: Mapped[str] = mapped_column(String(128))
    auth: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_ok_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(default=0)

    def to_json(self, session_id: int) -> dict[str, Any]:
        """Return the device as its owner sees it."""
        return {
            "id": self.id,
            "user_agent": self.user_agent,
            "created_at": iso(self.created_at),
            "last_ok_at": iso(self.last_ok_at),
            "failures": self.failures,
            "current": self.session_id == session_id,
        }


class NotificationFact(db.Model):  # type: ignore[name-defined]
    """Something that the server has to remember for itself, by its name: its keys for push, what it has told of."""

    __tablename__ = "notification_facts"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
