"""Keeping order: members report messages, moderators decide, and bring back what was removed by mistake."""

from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import select, update

from server.accounts import roles
from server.accounts.audit.actions import record, where_from
from server.accounts.models import User
from server.accounts.roles import Permission
from server.chat import access as messages
from server.chat.models import Message, Report
from server.chat.moderation import access, removal
from server.core import limits
from server.core.db import now
from server.core.errors import Refused, forbidden, invalid, not_found
from server.core.writer import Transaction, write
from server.notifications import actions as notices
from server.notifications.telling import BATCH, Telling, tell
from server.realtime import streams
from server.rooms import access as rooms
from server.rooms.models import Room

LONGEST_REASON = 500
OUTCOMES = ("removed", "kept")
# However many there are, they are one matter to deal with.
_REPORTS = "reports"


def report(person_id: int, room_id: int, message_id: int, reason: str) -> None:
    """Point the moderators at a message; reporting it again changes the reason.

    Raises:
        Refused: ``not_found`` also for a deleted message; ``forbidden`` for guests and for one's own message;
            ``invalid``; ``slow_down``.
    """
    limits.spend("reports", person_id)
    reason = " ".join(reason.split())
    if len(reason) > LONGEST_REASON:
        raise invalid({"reason": lazy_gettext("At most %(most)s characters, please.", most=LONGEST_REASON)})

    def do_report(tx: Transaction) -> None:
        roles.require(tx.session.get_one(User, person_id), Permission.REPORT)
        rooms.visible(tx.session, person_id, room_id)
        message = messages.of_room(tx.session, room_id, message_id)
        if message.deleted_at is not None:
            raise Refused("not_found", lazy_gettext("This message has been deleted."), status=404)
        if message.author_id == person_id:
            raise forbidden(lazy_gettext("This is your own message. You can delete it."))
        mine = (Report.message_id == message_id) & (Report.reporter_id == person_id)
        found = tx.session.scalar(select(Report).where(mine))
        if found is None:
            found = Report(message_id=message_id, reporter_id=person_id)
            tx.session.add(found)
        found.reason, found.resolved_at, found.resolved_by, found.outcome = reason, None, None, ""
        _tell_moderators(tx)
        _tell_of_report(tx, person_id)

    write(do_report)


def decide(actor_id: int, message_id: int, outcome: str) -> None:
    """Deal with every open report of a message: remove it, or keep it.

    Raises:
        Refused: ``forbidden``; ``not_found`` for a message that nobody has reported; ``invalid``.
    """
    if outcome not in OUTCOMES:
        raise invalid({"outcome": lazy_gettext("Please choose one of these.")})
    address = where_from()

    def do_decide(tx: Transaction) -> None:
        roles.require(tx.session.get_one(User, actor_id), Permission.MODERATE_MESSAGES)
        room, message = _reported(tx, message_id)
        if message.author_id == actor_id:
            raise forbidden(lazy_gettext("This is your own message. You can delete it."))
        if outcome == "removed":
            removal.remove(tx, room, message, actor_id, address)
        waiting = (Report.message_id == message_id) & Report.resolved_at.is_(None)
        values = {"resolved_at": now(), "resolved_by": actor_id, "outcome": outcome}
        closed = tx.session.execute(update(Report).where(waiting).values(**values)).rowcount  # type: ignore[attr-defined]
        if closed:
            record(tx, actor_id, "report.resolve", f"message:{message_id}", address, outcome=outcome)
        _tell_moderators(tx)

    write(do_decide)


def restore(actor_id: int, room_id: int, message_id: int, *, role: str) -> dict[str, Any]:
    """Bring a message back that was removed, and return it.

    Args:
        role: the person's in the workspace.

    Raises:
        Refused: ``not_found``; ``forbidden`` for who does not keep order in the room; ``gone`` when its author
            has deleted it, or nobody has removed it.
    """
    address = where_from()

    def do_restore(tx: Transaction) -> dict[str, Any]:
        room, message = _to_restore(tx, actor_id, room_id, message_id, role)
        if message.deleted_at is not None and not message.removed:
            raise Refused("gone", lazy_gettext("Its author has deleted this message for good."), status=409)
        removal.restore(tx, room, message, actor_id, address)
        return messages.message(tx.session, room_id, message_id)

    return write(do_restore)


def _to_restore(
    tx: Transaction, actor_id: int, room_id: int, message_id: int, role: str
) -> tuple[Room, Message]:
    moderates = roles.allows(role, Permission.MODERATE_MESSAGES)
    if (
        moderates
        and access.is_reported(tx.session, message_id)
        and access.room_of(tx.session, message_id) == room_id
    ):
        # A report has shown it to them, whatever room it stands in.
        room = tx.session.get_one(Room, room_id)
    else:
        room, membership = rooms.visible(tx.session, actor_id, room_id)
        moderates = rooms.may_keep_order(membership, role)
    message = messages.of_room(tx.session, room_id, message_id)
    if not moderates or message.author_id == actor_id:
        raise forbidden(lazy_gettext("Only a moderator can bring a message back."))
    return room, message


def _reported(tx: Transaction, message_id: int) -> tuple[Room, Message]:
    room_id = access.room_of(tx.session, message_id)
    if room_id is None or not access.is_reported(tx.session, message_id):
        raise not_found()
    return tx.session.get_one(Room, room_id), messages.of_room(tx.session, room_id, message_id)


def _tell_of_report(tx: Transaction, person_id: int) -> None:
    data = {"fact": "report"}
    moderators = [user_id for user_id in access.moderators(tx.session) if user_id != person_id]
    for start in range(0, len(moderators), BATCH):
        batch = moderators[start : start + BATCH]
        tell(tx, [Telling(each, "admin", _REPORTS, "", "/moderation", person_id, data) for each in batch])


def _tell_moderators(tx: Transaction) -> None:
    tx.session.flush()
    count = access.open_count(tx.session)
    if not count:
        notices.settle(tx, _REPORTS, ("admin",))
    for user_id in access.moderators(tx.session):
        stream = f"user:{user_id}"
        streams.publish(tx, stream, streams.advance(tx, stream), "reports", {"open": count})
