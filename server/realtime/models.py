"""The version of every stream."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import db


class StreamVersion(db.Model):  # type: ignore[name-defined]
    """How many changes a stream has had. A stream without a row has had none."""

    __tablename__ = "streams"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
