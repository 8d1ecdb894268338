"""What notifications keep in people's streams, and how a change is told."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import iso, now
from server.core.writer import Transaction
from server.notifications import access
from server.notifications.models import Notice, NotificationPlace, NotificationSettings
from server.realtime import streams

Rows = Iterable[tuple[int, str, dict[str, Any]]]
# Of more at once only the last is told: whoever follows finds a hole in the versions, and catches up.
MOST_TOLD = 100


def register() -> None:
    """Add notices, settings and levels to the streams of people, which a feature above declares."""
    for source in (_notices, _settings, _places):
        streams.add_source("user", source)


def publish_mine(tx: Transaction, user_id: int, notices: Sequence[Notice]) -> None:
    """Take the next versions of a person's stream for notices of theirs that have changed, and tell of them."""
    if not notices:
        return
    stream = f"user:{user_id}"
    last = streams.advance(tx, stream, len(notices))
    for version, notice in enumerate(notices, last - len(notices) + 1):
        notice.version = version
    tx.session.flush()
    told = notices if len(notices) <= MOST_TOLD else notices[-1:]
    for data in access.described(tx.session, told):
        streams.publish(tx, stream, data["version"], "notice", data)


def publish_each(tx: Transaction, notices: Sequence[Notice]) -> None:
    """Take a version for each of many people's notices, one of each person's, and tell of them."""
    versions = streams.advance_each(tx, [f"user:{notice.user_id}" for notice in notices])
    for notice in notices:
        notice.version = versions[f"user:{notice.user_id}"]
    tx.session.flush()
    for notice, data in zip(notices, access.described(tx.session, notices), strict=True):
        streams.publish(tx, f"user:{notice.user_id}", notice.version, "notice", data)


def publish_settings(tx: Transaction, settings: NotificationSettings) -> dict[str, Any]:
    """Tell a person's tabs of their settings; return them."""
    stream = f"user:{settings.user_id}"
    settings.version = streams.advance(tx, stream)
    tx.session.flush()
    streams.publish(tx, stream, settings.version, "notification_settings", settings.to_json())
    return settings.to_json()


def publish_place(tx: Transaction, place: NotificationPlace) -> None:
    """Tell a person's tabs of what they want to hear of a place."""
    stream = f"user:{place.user_id}"
    place.version = streams.advance(tx, stream)
    tx.session.flush()
    streams.publish(tx, stream, place.version, "place", place_json(place.place, place))


def place_json(name: str, place: NotificationPlace | None) -> dict[str, Any]:
    """Return what a person wants to hear of a place; an empty ``level`` is the usual one."""
    muted = place.muted_until if place and place.muted_until and place.muted_until > now() else None
    return {"place": name, "level": place.level if place else "", "muted_until": iso(muted)}


def data_json(data: dict[str, Any]) -> str:
    """Return what a notice says as it is kept."""
    return json.dumps(data, ensure_ascii=False)


def _notices(session: Session, user_id: int, since: int, most: int, person: Any) -> Rows:
    mine = select(Notice).where(Notice.user_id == user_id, Notice.version > since)
    found = list(session.scalars(mine.order_by(Notice.version.desc()).limit(most)))
    return [(data["version"], "notice", data) for data in access.described(session, found)]


def _settings(session: Session, user_id: int, since: int, most: int, person: Any) -> Rows:
    found = session.get(NotificationSettings, user_id, populate_existing=True)
    fresh = found is not None and found.version > since
    return [(found.version, "notification_settings", found.to_json())] if found and fresh else []


def _places(session: Session, user_id: int, since: int, most: int, person: Any) -> Rows:
    mine = (NotificationPlace.user_id == user_id, NotificationPlace.version > since)
    newest = select(NotificationPlace).where(*mine).order_by(NotificationPlace.version.desc()).limit(most)
    return [(found.version, "place", place_json(found.place, found)) for found in session.scalars(newest)]
