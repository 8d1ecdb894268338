"""Links that were mailed to somebody."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.models import Id
from server.core.db import UtcDateTime, db, now


class MailedLink(db.Model):  # type: ignore[name-defined]
    """A link in a mail: for one purpose, once, for a while. Only a hash of its token is kept."""

    __tablename__ = "mailed_links"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    # confirm_email, reset_password, change_email, link_identity
    purpose: Mapped[str] = mapped_column(String(32))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # What the purpose needs besides, as JSON: the new address, the identity to link.
    data: Mapped[str] = mapped_column(Text, default="{}")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def content(self) -> dict[str, Any]:
        """What the purpose needs besides."""
        found: dict[str, Any] = json.loads(self.data)
        return found
