"""What somebody who goes for good leaves among notices, and what of them belongs to a person."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.accounts.leaving import actions as leaving
from server.accounts.leaving import export
from server.core.writer import Transaction, write
from server.notifications import access, interest
from server.notifications.models import Notice, NotificationPlace, NotificationSettings, PushSubscription


def register() -> None:
    """Take part in farewells and exports."""
    leaving.at_farewell(_forget)
    export.add_source("notices", _notices)
    export.add_source("notification-settings", _settings)


def _forget(user_id: int, _: bool) -> None:
    def do_forget(tx: Transaction) -> None:
        for model in (Notice, NotificationPlace, NotificationSettings, PushSubscription):
            tx.session.execute(delete(model).where(model.user_id == user_id))
        interest.forget(tx)

    write(do_forget)


def _notices(session: Session, user_id: int) -> Iterable[dict[str, Any]]:
    last = 0
    mine = select(Notice).where(Notice.user_id == user_id).order_by(Notice.id)
    while rows := list(session.scalars(mine.where(Notice.id > last).limit(1000))):
        yield from access.described(session, rows)
        last = rows[-1].id
        session.expunge_all()


def _settings(session: Session, user_id: int) -> Iterable[dict[str, Any]]:
    yield access.settings(session, user_id).to_json()
    for place in session.scalars(select(NotificationPlace).where(NotificationPlace.user_id == user_id)):
        yield {"place": place.place, "level": place.level}
    for device in access.subscriptions(session, user_id):
        yield {"device": device.user_agent, "endpoint": device.endpoint}
