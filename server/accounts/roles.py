"""What people may do in the workspace, by their role. docs/access.md has the table for people to read."""

from enum import Flag, auto
from typing import Any

from flask_babel import lazy_gettext

from server.core.errors import Refused, forbidden


class Permission(Flag):
    """What a role may allow. Whether a room can be entered at all is the room's matter (``server.rooms.access``)."""

    # Rooms of one's own, browsing and joining open ones, writing to people directly.
    USE_ROOMS = auto()
    # Finding people by their names.
    FIND_PEOPLE = auto()
    # Pointing moderators at a message.
    REPORT = auto()
    # Deleting and restoring other people's messages, dealing with reports, writing at any speed in slow rooms.
    MODERATE_MESSAGES = auto()
    # Muting and banning people of a lower role.
    MODERATE_PEOPLE = auto()
    # Changing, archiving and clearing any room that one can see.
    MANAGE_ROOMS = auto()
    # Roles, accounts, invitations, settings, figures and the log.
    ADMINISTER = auto()


_MEMBER = Permission.USE_ROOMS | Permission.FIND_PEOPLE | Permission.REPORT
_MODERATOR = _MEMBER | Permission.MODERATE_MESSAGES | Permission.MODERATE_PEOPLE
_ADMIN = _MODERATOR | Permission.MANAGE_ROOMS | Permission.ADMINISTER
GUEST = "guest"
# From the least to the most.
ROLES: dict[str, Permission] = {
    GUEST: Permission(0),
    "member": _MEMBER,
    "moderator": _MODERATOR,
    "admin": _ADMIN,
}


def allows(role: str, permission: Permission) -> bool:
    """Return whether people of the role may do this; nobody may by a role that does not exist."""
    return permission in ROLES.get(role, Permission(0))


def outranks(role: str, other: str) -> bool:
    """Return whether the one role stands above the other: moderators act on members, not on one another."""
    order = list(ROLES)
    return role in ROLES and (other not in ROLES or order.index(role) > order.index(other))


def require(person: Any, permission: Permission) -> None:
    """Refuse unless the person (anything with a ``role``) may do this.

    Raises:
        Refused: ``forbidden``, saying who may.
    """
    if not allows(person.role, permission):
        raise refusal(permission)


def refusal(permission: Permission) -> Refused:
    """Return the refusal for somebody whose role does not allow this."""
    if allows("member", permission):
        return forbidden(lazy_gettext("Guests cannot do this. Create an account first."))
    if allows("moderator", permission):
        return forbidden(lazy_gettext("Only moderators and administrators can do this."))
    return forbidden(lazy_gettext("Only administrators can do this."))
