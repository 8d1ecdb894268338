"""What the server remembers for itself, by its name: its keys for push, up to when people have been reminded."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.writer import Transaction
from server.notifications.models import NotificationFact


def fact(session: Session, name: str) -> str | None:
    """Return what is remembered under a name."""
    return session.scalar(select(NotificationFact.value).where(NotificationFact.name == name))


def remember(tx: Transaction, name: str, value: str) -> None:
    """Remember something, instead of what there was under its name."""
    tx.session.merge(NotificationFact(name=name, value=value))
