"""What somebody has missed, by mail: gathered for as long as they want, in one mail, in their language."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.accounts.models import VISITOR, User
from server.core import mail
from server.core.db import db, now
from server.core.jobs import crontab, periodic
from server.core.writer import Transaction, write
from server.notifications import access, looking, unsubscribing
from server.notifications.models import Notice, NotificationSettings
from server.notifications.rules import MAIL, RULES, is_quiet
from server.notifications.words import say

# How old the first of what is gathered is when it goes out.
WAITS = {"soon": timedelta(minutes=15), "hourly": timedelta(hours=1), "daily": timedelta(days=1)}
# What has gone by for longer than this is no news.
OLDEST = timedelta(days=3)
MOST_IN_A_MAIL = 30
# People looked at in one go.
BATCH = 500
_KINDS = tuple(kind for kind, rule in RULES.items() if MAIL in rule.ways)


@periodic(crontab(minute="*/5"))
def send_digests() -> None:
    """Mail everybody what they have missed for long enough."""
    last = 0
    while people := _people(db.session(), last):
        for person_id in people:
            _send(person_id)
        last = people[-1]


def _missed(moment: datetime) -> list[Any]:
    return [
        Notice.read_at.is_(None),
        Notice.cleared_at.is_(None),
        Notice.mailed_at.is_(None),
        Notice.kind.in_(_KINDS),
        Notice.created_at > moment - OLDEST,
    ]


def _people(session: Session, last: int) -> list[int]:
    """Return the ids of those who may get a mail, after ``last``: with a confirmed address, for others never asked."""
    able = (
        User.id > last,
        User.deactivated_at.is_(None),
        User.banned_at.is_(None),
        User.deleted_at.is_(None),
        User.email_confirmed_at.is_not(None),
        User.email != "",
        ~User.username.startswith(VISITOR),
    )
    moment = now()
    waiting = Notice.created_at <= moment - min(WAITS.values())
    statement = select(User.id).join(Notice, Notice.user_id == User.id)
    return list(
        session.scalars(
            statement.where(*able, *_missed(moment), waiting).distinct().order_by(User.id).limit(BATCH)
        )
    )


def _send(person_id: int) -> None:
    def do_gather(tx: Transaction) -> tuple[User, list[Notice], int] | None:
        moment, user = now(), tx.session.get_one(User, person_id)
        settings = tx.session.get(NotificationSettings, person_id) or access.usual_settings(person_id)
        quiet = is_quiet(moment, settings.quiet_from, settings.quiet_to, user.time_zone)
        if settings.mail not in WAITS or quiet or person_id in looking.people_here():
            return None
        mine = select(Notice).where(Notice.user_id == person_id, *_missed(moment))
        found = list(tx.session.scalars(mine.order_by(Notice.created_at, Notice.id)))
        if not found or found[0].created_at > moment - WAITS[settings.mail]:
            return None
        ids = [notice.id for notice in found]
        tx.session.execute(update(Notice).where(Notice.id.in_(ids)).values(mailed_at=moment))
        return user, found[-MOST_IN_A_MAIL:], len(found)

    gathered = write(do_gather)
    if gathered is not None:
        _mail(*gathered)


def _mail(user: User, notices: Sequence[Notice], count: int) -> None:
    actors = access.people(db.session(), {notice.actor_id for notice in notices if notice.actor_id})
    with force_locale(user.locale):
        entries = [_entry(notice, actors.get(notice.actor_id or 0)) for notice in notices]
    way_out = mail.link(unsubscribing.path(user.id))
    headers = {}
    if way_out.startswith("http"):
        headers = {"List-Unsubscribe": f"<{way_out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail.send_later(
        user.email,
        "missed",
        user.locale,
        headers,
        entries=entries,
        count=count,
        more=count - len(entries),
        first=entries[-1]["title"],
        link=mail.link("/"),
        settings=mail.link("/settings"),
        unsubscribe=way_out,
    )


def _entry(notice: Notice, actor: dict[str, Any] | None) -> dict[str, str]:
    words = say(notice.kind, json.loads(notice.data), actor["name"] if actor else "")
    return {"title": words.title, "body": words.body, "link": mail.link(notice.path)}
