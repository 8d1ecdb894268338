"""Acting on a notice where it is shown, also with every tab closed: done, later, read, a reply."""

import json
import uuid
from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext

from server.core.db import db, now
from server.core.errors import Refused, invalid
from server.core.jobs import job
from server.core.writer import Transaction, write
from server.notifications import access, actions, changes
from server.notifications.models import Notice
from server.notifications.push import sending

ACTIONS = ("done", "snooze", "read", "reply")
SNOOZE_SECONDS = 3600
# What can be done with a matter belongs to its feature: (person id, the notice's data, text, a UUID), which may refuse.
Act = Callable[[int, dict[str, Any], str, str], Any]
_acts: dict[tuple[str, str], Act] = {}


def act_with(matter: str, action: str, act: Act) -> None:
    """Let ``act`` carry out an action on notices of a matter: ``todo``, ``message``."""
    _acts[matter, action] = act


def act(person_id: int, notice_id: int, action: str, text: str) -> int:
    """Carry out what somebody has chosen at one of their notices, which is read by that; return how many are unread.

    Doing the same again, as a worker does that had no answer, changes nothing.

    Args:
        text: of a reply.

    Raises:
        Refused: ``not_found``; ``over`` when it has been put away; ``invalid``; what the feature refuses.
    """
    if action not in ACTIONS:
        raise invalid({"action": lazy_gettext("Please choose one of these.")})
    notice = access.one(db.session(), person_id, notice_id)
    if notice.cleared_at is not None:
        raise Refused("over", lazy_gettext("This is not so any more."), status=409)
    carry_out = _acts.get((notice.topic.partition(":")[0], action))
    if carry_out is not None:
        same = str(uuid.uuid5(uuid.NAMESPACE_URL, f"notice:{notice.id}:{notice.topic}:{text}"))
        carry_out(person_id, json.loads(notice.data), text, same)
    elif action in ("done", "reply"):
        raise invalid({"action": lazy_gettext("This cannot be done here.")})
    if action == "snooze" and notice.read_at is None:
        tell_again.after(SNOOZE_SECONDS, notice_id)
    return actions.mark_read(person_id, ids=[notice_id])


@job()
def tell_again(notice_id: int) -> None:
    """Tell somebody of something once more for which they had no time, unless it is over."""

    def do_tell(tx: Transaction) -> None:
        notice = tx.session.get(Notice, notice_id)
        if notice is None or notice.cleared_at is not None or notice.read_at is None:
            return
        notice.read_at = notice.mailed_at = None
        notice.created_at = now()
        sending.tell_devices(tx, [notice])
        changes.publish_mine(tx, notice.user_id, [notice])

    write(do_tell)
