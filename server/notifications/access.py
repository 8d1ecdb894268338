"""Notices load through their owner, and places through whoever knows them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from server.accounts.models import DeviceSession, User
from server.core.config import SESSION_DAYS
from server.core.db import now
from server.core.errors import not_found
from server.notifications.models import (
    Notice,
    NotificationPlace,
    NotificationSettings,
    PushSubscription,
)
from server.notifications.rules import RULES

PAGE = 50
# People see "99+".
MOST_UNREAD = 100
FILTERS = {
    "all": tuple(RULES),
    "mentions": tuple(kind for kind, rule in RULES.items() if rule.group == "mentions"),
    "todos": tuple(kind for kind, rule in RULES.items() if rule.group == "todos"),
    # Those that are not read with the rest of their room.
    "apart": tuple(kind for kind in RULES if kind not in ("direct", "message")),
}
_COUNTED = tuple(kind for kind, rule in RULES.items() if rule.counts)
# Places belong to features above: (session, person id, place) -> "room" or "direct", which refuses.
_look_up: Callable[[Session, int, str], str]


def _nowhere(session: Session, person_id: int, place: str) -> str:
    raise not_found()


_look_up = _nowhere


def look_places_up_with(look_up: Callable[[Session, int, str], str]) -> None:
    """Let ``look_up(session, person id, place)`` return what kind of place it is, or refuse."""
    global _look_up
    _look_up = look_up


def check_place(session: Session, person_id: int, place: str) -> str:
    """Return the kind of a place that the person is in: ``room`` or ``direct``.

    Raises:
        Refused: ``not_found``; what the place's own feature refuses.
    """
    return _look_up(session, person_id, place)


def page(
    session: Session, person_id: int, which: str, *, unread: bool, before: int | None
) -> tuple[list[dict[str, Any]], int | None]:
    """Return a person's notices, the newest first and the cleared ones left out, and the id to go on ``before``.

    Raises:
        Refused: ``not_found`` when there is no such notice to go on before.
    """
    mine = [Notice.user_id == person_id, Notice.cleared_at.is_(None)]
    if which != "all":
        mine.append(Notice.kind.in_(FILTERS[which]))
    if unread:
        mine.append(Notice.read_at.is_(None))
    if before is not None:
        last = one(session, person_id, before)
        earlier = and_(Notice.created_at == last.created_at, Notice.id < last.id)
        mine.append(or_(Notice.created_at < last.created_at, earlier))
    newest = select(Notice).where(*mine).order_by(Notice.created_at.desc(), Notice.id.desc())
    found = list(session.scalars(newest.limit(PAGE + 1)))
    return described(session, found[:PAGE]), found[PAGE - 1].id if len(found) > PAGE else None


def one(session: Session, person_id: int, notice_id: int) -> Notice:
    """Return one of a person's notices.

    Raises:
        Refused: ``not_found``.
    """
    found = session.scalar(select(Notice).where(Notice.id == notice_id, Notice.user_id == person_id))
    if found is None:
        raise not_found()
    return found


def count_unread(session: Session, person_id: int) -> int:
    """Return how many notices are to be read, as far as anybody counts."""
    some = unread(person_id).where(Notice.kind.in_(_COUNTED)).limit(MOST_UNREAD).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def unread(person_id: int) -> Select[Any]:
    """Return a query for a person's notices that are to be read."""
    mine = (Notice.user_id == person_id, Notice.read_at.is_(None), Notice.cleared_at.is_(None))
    return select(Notice).where(*mine)


def described(session: Session, notices: Sequence[Notice]) -> list[dict[str, Any]]:
    """Return notices as the API and the streams give them."""
    actors = people(session, {notice.actor_id for notice in notices if notice.actor_id is not None})
    return [notice.to_json(actors.get(notice.actor_id or 0)) for notice in notices]


def people(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return what everybody gets to see of some people, by their ids."""
    found = session.scalars(select(User).where(User.id.in_(set(ids)))) if ids else ()
    return {user.id: user.to_person() for user in found}


def settings(session: Session, person_id: int) -> NotificationSettings:
    """Return a person's settings; the usual ones, in no database, when they have changed none."""
    found = session.get(NotificationSettings, person_id, populate_existing=True)
    return found or usual_settings(person_id)


def usual_settings(person_id: int) -> NotificationSettings:
    """Return the settings of who has changed none."""
    return NotificationSettings(
        user_id=person_id,
        mail="soon",
        quiet_from="",
        quiet_to="",
        keywords="[]",
        sound="chime",
        desktop=True,
        version=0,
    )


def place_of(session: Session, person_id: int, place: str) -> NotificationPlace | None:
    """Return what a person has set for a place."""
    return session.get(NotificationPlace, (person_id, place), populate_existing=True)


def subscriptions(session: Session, person_id: int) -> list[PushSubscription]:
    """Return a person's devices that can be reached with every tab closed: those that are still signed in."""
    mine = select(PushSubscription).where(PushSubscription.user_id == person_id)
    # A session that nobody has used for so long has ended, and its row may be there all the same.
    since = now() - timedelta(days=SESSION_DAYS)
    living = mine.join(DeviceSession).where(DeviceSession.last_seen_at >= since)
    found = session.scalars(
        living.order_by(PushSubscription.id), execution_options={"populate_existing": True}
    )
    return list(found)


def subscription(session: Session, person_id: int, subscription_id: int) -> PushSubscription:
    """Return one of these.

    Raises:
        Refused: ``not_found``.
    """
    mine = (PushSubscription.id == subscription_id, PushSubscription.user_id == person_id)
    found = session.scalar(select(PushSubscription).where(*mine))
    if found is None:
        raise not_found()
    return found
