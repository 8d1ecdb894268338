"""Telling people of something: the door by which features make notices, within their own transactions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, tuple_

from server.accounts.models import User
from server.core.db import now
from server.core.writer import Transaction
from server.notifications import access, changes, looking, rules
from server.notifications.models import Notice, NotificationPlace, NotificationSettings
from server.notifications.push import sending
from server.notifications.rules import Circumstances

# So many people in one transaction: others want to write, too.
BATCH = 500


class Telling(NamedTuple):
    """Something that somebody may want to hear of.

    Attributes:
        topic: ``message:812``; of one matter there is one notice, and a later one takes its place.
        place: ``room:3``, for which levels are set and at which one looks; empty for none.
        seq: its place there, when a read mark reads it.
        data: what it says: plain text and numbers, for JSON.
    """

    user_id: int
    kind: str
    topic: str
    place: str = ""
    path: str = "/"
    actor_id: int | None = None
    data: dict[str, Any] = {}
    seq: int | None = None


def tell(tx: Transaction, tellings: Sequence[Telling]) -> list[Notice]:
    """Tell people, each by the ways that the rules have for them; return the notices that this has made.

    Telling the same once more, as a job does that was interrupted, makes none.

    Args:
        tellings: at most ``BATCH``; one for each person and topic.
    """
    people = _People(tx, tellings)
    known = _known(tx, tellings)
    told, new, pushed = [], [], []
    for each in tellings:
        ways = people.decide(each)
        before = known.get((each.user_id, each.topic))
        if not ways or (before is not None and each.seq is not None and before.kind == each.kind):
            continue
        notice = before or Notice(user_id=each.user_id, topic=each.topic)
        notice.kind, notice.place, notice.path = each.kind, each.place, each.path
        notice.seq, notice.actor_id, notice.data = each.seq, each.actor_id, changes.data_json(each.data)
        notice.alert = rules.DESKTOP in ways
        notice.created_at = people.moment
        notice.read_at = notice.cleared_at = notice.mailed_at = notice.pushed_at = None
        notice.version = 0
        if rules.PUSH in ways:
            pushed.append(notice)
        told.append(notice)
        if before is None:
            new.append(notice)
    tx.session.add_all(new)
    if len({notice.user_id for notice in told}) == len(told):
        changes.publish_each(tx, told)
    else:
        for notice in told:
            changes.publish_mine(tx, notice.user_id, [notice])
    sending.tell_devices(tx, pushed)
    return told


class _People:
    """How it is with those who may be told, read in a fixed number of queries."""

    def __init__(self, tx: Transaction, tellings: Sequence[Telling]) -> None:
        ids = {each.user_id for each in tellings}
        self.moment = now()
        able = (User.deactivated_at.is_(None), User.banned_at.is_(None), User.deleted_at.is_(None))
        users = select(User.id, User.time_zone).where(User.id.in_(ids), *able)
        self._zones = {row.id: row.time_zone for row in tx.session.execute(users)}
        settings = select(NotificationSettings).where(NotificationSettings.user_id.in_(ids))
        self._settings = {found.user_id: found for found in tx.session.scalars(settings)}
        places = {each.place for each in tellings if each.place}
        self._places = _places(tx, ids, places)
        self._looking = {place: looking.people_at(place) for place in places}
        self._here = looking.people_here()

    def decide(self, telling: Telling) -> frozenset[str]:
        """Return the ways for somebody."""
        person_id = telling.user_id
        if person_id not in self._zones:
            return frozenset()
        settings = self._settings.get(person_id) or access.usual_settings(person_id)
        level, muted_until = self._places.get((person_id, telling.place), ("", None))
        quiet = (settings.quiet_from, settings.quiet_to)
        circumstances = Circumstances(
            level=level or rules.usual_level(telling.kind),
            is_muted=muted_until is not None and muted_until > self.moment,
            is_quiet=rules.is_quiet(self.moment, *quiet, self._zones[person_id]),
            is_looking=person_id in self._looking.get(telling.place, ()),
            is_here=person_id in self._here,
            wants_desktop=settings.desktop,
            wants_mail=settings.mail != "never",
        )
        return rules.decide(telling.kind, circumstances)


def _places(
    tx: Transaction, ids: Iterable[int], places: Iterable[str]
) -> dict[tuple[int, str], tuple[str, datetime | None]]:
    if not places:
        return {}
    theirs = (NotificationPlace.place.in_(places), NotificationPlace.user_id.in_(ids))
    rows = tx.session.scalars(select(NotificationPlace).where(*theirs))
    return {(row.user_id, row.place): (row.level, row.muted_until) for row in rows}


def _known(tx: Transaction, tellings: Sequence[Telling]) -> dict[tuple[int, str], Notice]:
    pairs = [(each.user_id, each.topic) for each in tellings]
    if not pairs:
        return {}
    theirs = tuple_(Notice.user_id, Notice.topic).in_(pairs)
    return {
        (notice.user_id, notice.topic): notice for notice in tx.session.scalars(select(Notice).where(theirs))
    }
