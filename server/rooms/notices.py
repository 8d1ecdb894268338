"""What rooms have to do with notices: levels are set for them, and read marks read what was told of them."""

from sqlalchemy.orm import Session

from server.core.errors import not_found
from server.core.fields import LARGEST
from server.core.writer import Transaction
from server.notifications import access as notifications
from server.notifications import actions as notices
from server.rooms import access, actions
from server.rooms.models import Membership, Room


def register() -> None:
    """Be the places of which people want to hear more or less."""
    notifications.look_places_up_with(look_up)
    actions.at_dismissal(_leave)


def look_up(session: Session, person_id: int, place: str) -> str:
    """Return what kind of place a room is (``room`` or ``direct``) that somebody is in.

    Raises:
        Refused: ``not_found``, ``not_a_member``.
    """
    kind, _, number = place.partition(":")
    if kind != "room" or not (number.isascii() and number.isdecimal() and len(number) <= 16):
        raise not_found()
    # One room has one name.
    if int(number) > LARGEST or str(int(number)) != number:
        raise not_found()
    room, _membership = access.joined(session, person_id, int(number))
    return "direct" if room.kind == "direct" else "room"


def _leave(tx: Transaction, room: Room, membership: Membership) -> None:
    notices.leave_place(tx, membership.user_id, room.stream)
