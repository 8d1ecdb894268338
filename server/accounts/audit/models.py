"""What was done with the powers of a role."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.models import Id
from server.core.db import UtcDateTime, db, now


class AuditEntry(db.Model):  # type: ignore[name-defined]
    """One administrative act: who did what to whom, when, from where. Entries are only ever added."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_actor_id_id", "actor_id", "id"),
        Index("ix_audit_action_id", "action", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    # None: the command line.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    # user.deactivate, room.archive, settings.change …
    action: Mapped[str] = mapped_column(String(64))
    # user:5, room:3, message:7, or empty
    target: Mapped[str] = mapped_column(String(64), default="")
    # What changed, as JSON; never a secret.
    data: Mapped[str] = mapped_column(Text, default="{}")
    address: Mapped[str] = mapped_column(String(45), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
