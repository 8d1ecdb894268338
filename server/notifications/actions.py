"""What can be done with notices: read, cleared; and what people want to hear, of what and how."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import delete, or_, select

from server.core.db import now
from server.core.errors import invalid
from server.core.jobs import crontab, periodic
from server.core.writer import Transaction, write
from server.notifications import access, changes, interest, rules
from server.notifications.models import Notice, NotificationPlace, NotificationSettings
from server.notifications.push import sending

MOST_KEYWORDS = 20
LONGEST_KEYWORD = 40
MAIL = ("never", "soon", "hourly", "daily")
LONGEST_MUTE = timedelta(days=366)
# Nobody scrolls back further, and the table does not grow for ever.
KEEP = timedelta(days=90)
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_SOUND = re.compile(r"[a-z-]{0,16}")


def mark_read(
    person_id: int, *, ids: list[int] | None = None, everything: bool = False, place: str | None = None
) -> int:
    """Note that a person has read some of their notices, all of a place, or all; return how many are unread then.

    Raises:
        Refused: ``invalid`` when it is said of none.
    """
    _check_which(ids, everything or place is not None)

    def do_mark(tx: Transaction) -> int:
        theirs = access.unread(person_id)
        if place is not None:
            theirs = theirs.where(Notice.place == place)
        elif not everything:
            theirs = theirs.where(Notice.id.in_(ids or ()))
        _read(tx, person_id, list(tx.session.scalars(theirs.order_by(Notice.id))))
        return access.count_unread(tx.session, person_id)

    return write(do_mark)


def clear(person_id: int, *, ids: list[int] | None = None, everything: bool = False) -> int:
    """Put some of a person's notices away, or all; return how many are unread then.

    Raises:
        Refused: ``invalid`` when it is said of none.
    """
    _check_which(ids, everything)

    def do_clear(tx: Transaction) -> int:
        theirs = select(Notice).where(Notice.user_id == person_id, Notice.cleared_at.is_(None))
        if not everything:
            theirs = theirs.where(Notice.id.in_(ids or ()))
        _clear(tx, person_id, list(tx.session.scalars(theirs.order_by(Notice.id))))
        return access.count_unread(tx.session, person_id)

    return write(do_clear)


def read_place(tx: Transaction, person_id: int, place: str, seq: int) -> None:
    """Read with a place's read mark what there was up to it, in the same transaction."""
    seen = or_(Notice.seq <= seq, Notice.kind == "invited")
    theirs = access.unread(person_id).where(Notice.place == place, seen)
    _read(tx, person_id, list(tx.session.scalars(theirs.order_by(Notice.id))))


def leave_place(tx: Transaction, person_id: int, place: str) -> None:
    """Put away what a person was told of a place that they may not see any more; nothing of it is left."""
    theirs = select(Notice).where(Notice.user_id == person_id, Notice.place == place)
    found = list(tx.session.scalars(theirs.order_by(Notice.id)))
    for notice in found:
        notice.data = "{}"
    _clear(tx, person_id, found)


def settle(tx: Transaction, topic: str, kinds: Iterable[str], *, most: int | None = None) -> int:
    """Put away what anybody was told of a matter that is over; nothing of it is left. Returns of how many.

    Args:
        kinds: of notices; others of the same topic stay.
        most: so many of them.
    """
    about = (Notice.topic == topic, Notice.kind.in_(set(kinds)), Notice.cleared_at.is_(None))
    found = list(tx.session.scalars(select(Notice).where(*about).order_by(Notice.id).limit(most)))
    for notice in found:
        notice.data, notice.cleared_at = "{}", now()
        notice.read_at = notice.read_at or notice.cleared_at
        sending.withdraw(tx, notice.user_id, [notice])
    # Of one matter everybody has one notice.
    changes.publish_each(tx, found)
    return len(found)


def settle_several(
    tx: Transaction, topics: Sequence[str], kinds: Iterable[str], *, besides: int | None = None
) -> None:
    """Put away what anybody was told of several matters that are over, each of which concerns few people.

    Args:
        besides: whose notices stay.
    """
    if not topics:
        return
    about = (Notice.topic.in_(topics), Notice.kind.in_(set(kinds)), Notice.cleared_at.is_(None))
    theirs = select(Notice).where(*about, Notice.user_id != (besides or 0))
    found: dict[int, list[Notice]] = {}
    for notice in tx.session.scalars(theirs.order_by(Notice.id)):
        notice.data = "{}"
        found.setdefault(notice.user_id, []).append(notice)
    for user_id, of_one in found.items():
        _clear(tx, user_id, of_one)


def rewrite(tx: Transaction, topic: str, data: dict[str, Any], last: int, most: int) -> int:
    """Let what people were told of a matter, and have not put away, say something else.

    Args:
        last: the id of the notice after which to go on.
        most: so many of them.

    Returns:
        The id of the last one; 0 when there are no more.
    """
    about = (Notice.topic == topic, Notice.cleared_at.is_(None), Notice.id > last)
    found = list(tx.session.scalars(select(Notice).where(*about).order_by(Notice.id).limit(most)))
    for notice in found:
        notice.data = changes.data_json(json.loads(notice.data) | data)
    changes.publish_each(tx, found)
    return found[-1].id if len(found) == most else 0


def change_settings(person_id: int, given: dict[str, Any]) -> dict[str, Any]:
    """Change how a person wants to hear of things; what is not given stays. Returns the settings.

    Raises:
        Refused: ``invalid``.
    """
    wrong: dict[str, Any] = {}
    if given.get("mail", "soon") not in MAIL:
        wrong["mail"] = lazy_gettext("Please choose one of these.")
    for name in ("quiet_from", "quiet_to"):
        if given.get(name) and not _CLOCK.fullmatch(given[name]):
            wrong[name] = lazy_gettext("Please write a time of day as 22:00.")
    if not _SOUND.fullmatch(given.get("sound", "")):
        wrong["sound"] = lazy_gettext("Please choose one of these.")
    if "keywords" in given:
        given = given | {"keywords": _checked_keywords(given["keywords"], wrong)}

    def do_change(tx: Transaction) -> dict[str, Any]:
        settings = tx.session.get(NotificationSettings, person_id)
        if settings is None:
            settings = access.usual_settings(person_id)
            tx.session.add(settings)
        for name, value in given.items():
            setattr(settings, name, value)
        if bool(settings.quiet_from) != bool(settings.quiet_to):
            both = lazy_gettext("Quiet hours need a beginning and an end.")
            raise invalid({"quiet_to" if settings.quiet_from else "quiet_from": both})
        interest.forget(tx)
        return changes.publish_settings(tx, settings)

    if wrong:
        raise invalid(wrong)
    return write(do_change)


def set_level(person_id: int, place: str, level: str, muted_until: datetime | None) -> dict[str, Any]:
    """Set what a person wants to hear of a place that they are in; return it.

    Args:
        level: one of ``rules.LEVELS``; empty: what is usual.
        muted_until: hear nothing until then; None ends that.

    Raises:
        Refused: ``not_found``, ``not_a_member``; ``invalid``.
    """
    if level and level not in rules.LEVELS:
        raise invalid({"level": lazy_gettext("Please choose one of these.")})
    if muted_until is not None and muted_until > now() + LONGEST_MUTE:
        raise invalid({"muted_until": lazy_gettext("At most one year, please.")})

    def do_set(tx: Transaction) -> dict[str, Any]:
        kind = access.check_place(tx.session, person_id, place)
        if kind == "direct" and level == rules.MENTIONS:
            either = lazy_gettext("Of a direct conversation one hears everything or nothing.")
            raise invalid({"level": either})
        found = tx.session.get(NotificationPlace, (person_id, place))
        if found is None:
            found = NotificationPlace(user_id=person_id, place=place)
            tx.session.add(found)
        found.level, found.muted_until = level, muted_until
        interest.forget(tx)
        changes.publish_place(tx, found)
        return level_json(place, kind, found)

    return write(do_set)


def level_json(place: str, kind: str, found: NotificationPlace | None) -> dict[str, Any]:
    """Return what a person wants to hear of a place, with what is usual there."""
    return changes.place_json(place, found) | {"usual": rules.usual_level(kind)}


@periodic(crontab(hour="3", minute="40"))
def forget() -> None:
    """Forget old notices; clients that still show one lose it when they load anew."""
    old = Notice.created_at < now() - KEEP
    while write(lambda tx: _forget_some(tx, old)):
        pass


def _forget_some(tx: Transaction, old: Any) -> int:
    ids = list(tx.session.scalars(select(Notice.id).where(old).limit(1000)))
    tx.session.execute(delete(Notice).where(Notice.id.in_(ids)))
    return len(ids)


def _read(tx: Transaction, person_id: int, notices: Sequence[Notice]) -> None:
    moment = now()
    for notice in notices:
        notice.read_at = moment
    sending.withdraw(tx, person_id, notices)
    changes.publish_mine(tx, person_id, notices)


def _clear(tx: Transaction, person_id: int, notices: Sequence[Notice]) -> None:
    moment = now()
    for notice in notices:
        notice.cleared_at = notice.cleared_at or moment
        notice.read_at = notice.read_at or moment
    sending.withdraw(tx, person_id, notices)
    changes.publish_mine(tx, person_id, notices)


def _check_which(ids: list[int] | None, others: bool) -> None:
    if not ids and not others:
        raise invalid({"ids": lazy_gettext("Please choose at least one.")})


def _checked_keywords(words: list[str], wrong: dict[str, Any]) -> str:
    kept = list(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()))
    if len(kept) > MOST_KEYWORDS:
        wrong["keywords"] = lazy_gettext("At most %(most)s words, please.", most=MOST_KEYWORDS)
    elif any(len(word) > LONGEST_KEYWORD for word in kept):
        wrong["keywords"] = lazy_gettext("At most %(most)s characters, please.", most=LONGEST_KEYWORD)
    return json.dumps(kept, ensure_ascii=False)
