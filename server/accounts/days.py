"""On which days people were here: for figures, and for no longer than these go back."""

from datetime import timedelta

from sqlalchemy import delete

from server.accounts.models import ActiveDay
from server.core.db import now
from server.core.jobs import crontab, periodic
from server.core.writer import Transaction, write

KEEP = timedelta(days=90)


def note(tx: Transaction, user_id: int) -> None:
    """Note that somebody is here today; again changes nothing."""
    tx.session.merge(ActiveDay(day=now().date(), user_id=user_id))


@periodic(crontab(hour="3", minute="20"))
def forget() -> None:
    """Forget the days for which no figure asks any more."""
    before = now().date() - KEEP
    write(lambda tx: tx.session.execute(delete(ActiveDay).where(ActiveDay.day < before)))
