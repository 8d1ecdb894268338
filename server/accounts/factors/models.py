"""What people prove themselves with besides a password."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.models import Id
from server.core.db import UtcDateTime, db, now


class Authenticator(db.Model):  # type: ignore[name-defined]
    """An app that shows a new code every half minute (TOTP, RFC 6238); at most one for each person."""

    __tablename__ = "authenticators"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))
    # Set once a first code has proved that the app has the secret; until then it guards nothing.
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The time step of the last code that was taken: none is taken twice.
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class RecoveryCode(db.Model):  # type: ignore[name-defined]
    """A code on paper that stands in for a lost factor, once. Only its hash is kept."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Passkey(db.Model):  # type: ignore[name-defined]
    """A WebAuthn credential: a second factor, or all that is needed to sign in."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    # Base64url; up to 1,023 bytes by the standard, which no database indexes: hence the hash.
    credential_id: Mapped[str] = mapped_column(Text)
    credential_hash: Mapped[str] = mapped_column(String(64), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    transports: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
