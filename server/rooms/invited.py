"""Rooms for invitations into the workspace, which the accounts know of and rooms do not."""

from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from server.core.errors import Refused, invalid, not_found
from server.core.writer import Transaction
from server.rooms import access, actions
from server.rooms.models import Room


class InvitationRooms:
    """What ``server.accounts.invitations`` needs of rooms."""

    def check(self, session: Session, person_id: int, room_id: int) -> None:
        """Let only those go on who see the room, and never for a direct one or one in which nobody writes any more.

        Raises:
            Refused: ``not_found``; ``invalid`` for an archived room.
        """
        room, _ = access.visible(session, person_id, room_id)
        if room.kind == "direct":
            raise not_found()
        if room.archived_at is not None:
            raise invalid({"room_id": lazy_gettext("This room is archived.")})

    def name(self, session: Session, room_id: int) -> str:
        """Return what the room is called; empty when it is no more."""
        room = session.get(Room, room_id)
        return room.name or "" if room else ""

    def is_in(self, session: Session, person_id: int, room_id: int) -> bool:
        """Return whether somebody is a member."""
        return access.is_member(session, person_id, room_id)

    def admit(self, tx: Transaction, room_id: int, user_id: int, inviter_id: int) -> bool:
        """Make somebody a member, unless whoever invites them could no longer; return whether they are one now."""
        try:
            self.check(tx.session, inviter_id, room_id)
        except Refused:
            return False
        if not access.is_member(tx.session, user_id, room_id):
            actions.admit(tx, tx.session.get_one(Room, room_id), user_id)
        return True
