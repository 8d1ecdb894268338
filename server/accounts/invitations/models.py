"""Invitations into the workspace."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.models import Id
from server.core.db import UtcDateTime, db, now


class Invitation(db.Model):  # type: ignore[name-defined]
    """A link that lets people in. The link is signed, made from the id and the nonce, so that it can be shown again."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    nonce: Mapped[str] = mapped_column(String(43))
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # What people become who come by it, and which room they are taken to; 0 is none.
    role: Mapped[str] = mapped_column(String(16), default="member")
    room_id: Mapped[int] = mapped_column(BigInteger, default=0)
    # To whom it was mailed; empty when it was not.
    email: Mapped[str] = mapped_column(String(254), default="")
    note: Mapped[str] = mapped_column(String(80), default="")
    # None: as often as one likes, for as long as one likes.
    most_uses: Mapped[int | None] = mapped_column(BigInteger)
    uses: Mapped[int] = mapped_column(BigInteger, default=0)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
