"""What moderation keeps in the streams, and what follows from somebody's standing."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from server.accounts.models import User
from server.accounts.roles import Permission, allows
from server.accounts.standing import actions as standing
from server.chat.moderation import access, removal
from server.core.writer import Transaction
from server.realtime import connections, streams
from server.rooms import access as rooms


def register() -> None:
    """Add the number of open reports to the streams of moderators, and let bans hide messages."""
    streams.add_source("user", _reports)
    standing.hide_with(removal.follow_ban)
    standing.listen(_forget)


def _forget(tx: Transaction, user_id: int) -> None:
    """Who is muted, or a guest now, may have been known as somebody who writes and reads freely."""
    rooms.forget_writers(tx)
    rooms.readers.forget_all()
    tx.after_commit(rooms.readers.forget_all)
    tx.after_commit(lambda: connections.recheck(user_id))


def _reports(
    session: Session, user_id: int, since: int, most: int, person: Any
) -> Iterable[tuple[int, str, dict[str, Any]]]:
    user = session.get(User, user_id)
    version = streams.version_of(session, f"user:{user_id}")
    if user is None or version <= since or not allows(user.role, Permission.MODERATE_MESSAGES):
        return []
    # No row of its own: the number as it is now, at the stream's latest version.
    return [(version, "reports", {"open": access.open_count(session)})]
