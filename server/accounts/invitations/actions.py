"""Inviting people: a link, for one or for many, into the workspace and perhaps into a room."""

from datetime import timedelta
from typing import Any

from flask_babel import force_locale, format_date, lazy_gettext

from server.accounts import actions as accounts
from server.accounts.access import may_invite
from server.accounts.audit.actions import record, where_from
from server.accounts.invitations import access
from server.accounts.invitations.access import Found, Key
from server.accounts.invitations.models import Invitation
from server.accounts.letters import addresses
from server.accounts.models import User
from server.core import limits, mail
from server.core.db import now
from server.core.errors import forbidden, invalid
from server.core.writer import Transaction, write

# What an invitation may make of people; more is given to those who are known.
ROLES = ("member", "guest")
LONGEST_NOTE = 80
MOST_USES = 10_000
LONGEST_DAYS = 365


def invite(
    user: User,
    *,
    role: str,
    room_id: int,
    most_uses: int | None,
    days: int | None,
    email: str,
    note: str,
    by_command: bool = False,
) -> Found:
    """Make an invitation; with ``email``, mail it there, for one use.

    Args:
        user: in whose name.
        by_command: it is the command line that makes it, and so the log says.
        room_id: where people find themselves who come by it; 0 for nowhere. Guests see nothing else, and need one.
        most_uses: None for any number.
        days: how long it is good; None for ever.

    Raises:
        Refused: ``forbidden``, ``invalid``, ``slow_down``; ``not_found`` for a room that the person does not see.
    """
    _check_may(user)
    email = email.strip()
    _check(user, role=role, room_id=room_id, most_uses=most_uses, days=days, email=email, note=note)
    if email:
        limits.spend("mails", f"invitation:{accounts.fold(email)}")
        most_uses = 1
    address, base = where_from(), mail.link("")

    def do_invite(tx: Transaction) -> Found:
        if room_id:
            access.rooms().check(tx.session, user.id, room_id)
        invitation = Invitation(
            nonce=access.nonce(),
            created_by=user.id,
            role=role,
            room_id=room_id,
            email=email,
            note=" ".join(note.split()),
            most_uses=most_uses,
            expires_at=now() + timedelta(days=days) if days else None,
        )
        tx.session.add(invitation)
        tx.session.flush()
        given = {"role": role, "room": room_id, "most_uses": most_uses, "days": days, "email": email}
        said = {name: value for name, value in given.items() if value}
        actor_id = None if by_command else user.id
        record(tx, actor_id, "invitation.create", f"invitation:{invitation.id}", address, **said)
        if email:
            room = access.rooms().name(tx.session, room_id) if room_id else ""
            tx.after_commit(lambda: _mail(invitation, user, room, base))
        return Found(invitation, user, access.OPEN)

    return write(do_invite)


def revoke(user: User | None, invitation_id: int) -> None:
    """Take an invitation back, one's own or as an administrator; who came by it stays.

    Args:
        user: None for the command line.

    Raises:
        Refused: ``not_found``.
    """
    address = where_from()

    def do_revoke(tx: Transaction) -> None:
        invitation = access.mine(tx.session, user, invitation_id)
        if invitation.revoked_at is None:
            invitation.revoked_at = now()
            record(tx, user.id if user else None, "invitation.revoke", f"invitation:{invitation_id}", address)

    write(do_revoke)


def accept(user: User, token: str) -> int:
    """Follow an invitation with the account that one has; return the room that one is in by that, 0 for none.

    It is used by that only where it lets somebody in who was not.

    Raises:
        Refused: ``invitation_over``.
    """
    key, address = access.read(token), where_from()

    def do_accept(tx: Transaction) -> int:
        if room_id := access.room_behind(tx.session, key, user.id):
            return room_id
        found = access.good(tx.session, key)
        if not _enter(tx, found, user.id):
            return 0
        _use(tx, found, user.id, address)
        return found.invitation.room_id

    return write(do_accept)


def come_in(tx: Transaction, key: Key, user: User, address: str) -> None:
    """Let somebody who has just got their account in by an invitation.

    Args:
        address: that they come from.

    Raises:
        Refused: ``invitation_over`` when somebody else was faster.
    """
    found = access.good(tx.session, key)
    _use(tx, found, user.id, address)
    user.role = found.invitation.role
    if key.mailed and accounts.fold(found.invitation.email) == accounts.fold(user.email):
        addresses.claim(tx, user, user.email)
    tx.session.flush()
    _enter(tx, found, user.id)


def _enter(tx: Transaction, found: Found, user_id: int) -> bool:
    room_id = found.invitation.room_id
    return bool(room_id) and access.rooms().admit(tx, room_id, user_id, found.maker.id)


def _use(tx: Transaction, found: Found, user_id: int, address: str) -> None:
    found.invitation.uses += 1
    record(tx, user_id, "invitation.use", f"invitation:{found.invitation.id}", address)


def _check_may(user: User) -> None:
    if not may_invite(user):
        raise forbidden(lazy_gettext("Only administrators can invite people here."))


def _check(
    user: User,
    *,
    role: str,
    room_id: int,
    most_uses: int | None,
    days: int | None,
    email: str,
    note: str,
) -> None:
    fields: dict[str, Any] = {}
    if role not in ROLES:
        fields["role"] = lazy_gettext("Please choose one of these.")
    if role == "guest" and not room_id:
        fields["room_id"] = lazy_gettext("Guests see one room only. Please choose it.")
    if most_uses is not None and not 1 <= most_uses <= MOST_USES:
        fields["most_uses"] = lazy_gettext("A number from 1 to %(most)s, please.", most=MOST_USES)
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        fields["days"] = lazy_gettext("A number from 1 to %(most)s, please.", most=LONGEST_DAYS)
    if len(note) > LONGEST_NOTE:
        fields["note"] = lazy_gettext("At most %(most)s characters, please.", most=LONGEST_NOTE)
    if email:
        fields |= accounts.check_person(user.username, email)[2]
    if fields:
        raise invalid(fields)


def _mail(invitation: Invitation, user: User, room: str, base: str) -> None:
    with force_locale(user.locale):
        until = format_date(invitation.expires_at, "long") if invitation.expires_at else ""
    context = {"link": base + access.path(invitation, mailed=True), "name": user.name, "room": room}
    # Nobody knows yet what its reader speaks; mostly what whoever invites them does.
    mail.send_later(invitation.email, "invitation", user.locale, **context, note=invitation.note, until=until)
