"""The secret addresses under which calendars fetch what people have to do."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import UtcDateTime, db, now


class CalendarFeed(db.Model):  # type: ignore[name-defined]
    """Somebody's address. Of the secret in it only a hash is kept, so a stolen database opens no calendar."""

    __tablename__ = "calendar_feeds"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
