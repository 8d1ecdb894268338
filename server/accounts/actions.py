"""What can be done with accounts: set up, sign up, sign in, sign out, change one's own."""

import functools
import json
import re
import secrets
import unicodedata
from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import delete, select, update

from server.accounts import access, days
from server.accounts.models import DeviceSession, User, Workspace
from server.accounts.passwords import hash_password, verify_password
from server.core import limits
from server.core.db import db, now
from server.core.errors import Refused, invalid, not_found
from server.core.i18n import LOCALES
from server.core.writer import Transaction, write
from server.core.zones import is_zone
from server.realtime import connections, streams

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 256
LONGEST_NAME = 80
_USERNAME = re.compile(r"[\w][\w.-]{1,31}")
_EMAIL = re.compile(r"[^@\s\x00-\x1f<>\"]{1,64}@[^@\s\x00-\x1f<>\".]+(\.[^@\s\x00-\x1f<>\".]+)+")
# What features above keep of a person: called within the transaction that makes an account.
_arrivals: list[Callable[[Transaction, User], None]] = []


def at_arrival(arrival: Callable[[Transaction, User], None]) -> None:
    """Call ``arrival(transaction, user)`` for each account that is made; visitors have none."""
    if arrival not in _arrivals:
        _arrivals.append(arrival)


def set_up(workspace: str, username: str, email: str, password: str, locale: str, *, url: str = "") -> User:
    """Name the workspace and create its administrator.

    Args:
        url: where the workspace was reached, for the links in mails.


    Raises:
        Refused: ``already_set_up``, or ``invalid`` with what is wrong with which input.
    """
    name, fields = check_name(workspace, "workspace")
    account = check_account(username, email, password, fields)
    kept = hash_password(password)

    def do_set_up(tx: Transaction) -> User:
        if tx.session.get(Workspace, 1) is not None:
            raise Refused(
                "already_set_up",
                lazy_gettext("This workspace is already set up. Please sign in."),
                status=409,
            )
        tx.session.add(Workspace(id=1, name=name, settings=json.dumps({"url": url})))
        return add(tx, account, kept, locale, role="admin")

    return write(do_set_up)


def sign_in(login: str, password: str, address: str) -> User:
    """Return the person with this username or e-mail address and password.

    Raises:
        Refused: ``wrong_credentials``, the same for a wrong password and a name that does not exist; ``slow_down``
            after ten failures of this account or from this address.
    """
    key = fold(login)[:254]
    keys = (f"account:{key}", f"address:{address}")
    limits.check_failures(*keys)
    matches = (User.username_key == key) | (User.email_key == key)
    user = db.session.scalar(select(User).where(matches).order_by(User.username_key != key).limit(1))
    correct = verify_password(user.password_hash if user else None, password[: LONGEST_PASSWORD + 1])
    if user is None or not correct:
        limits.note_failure(*keys)
        wrong = lazy_gettext("The name or the password is not right. Please try again.")
        raise Refused("wrong_credentials", wrong, status=401)
    limits.forget_failures(keys[0])
    return user


def remember_url(url: str) -> None:
    """Keep where the workspace is reached, for the links in mails; where that is known it stays."""

    def do_remember(tx: Transaction) -> None:
        workspace = tx.session.get_one(Workspace, 1)
        workspace.settings = json.dumps({"url": url} | json.loads(workspace.settings))

    write(do_remember)


def start_session(user: User, user_agent: str, address: str) -> str:
    """Sign a device in and return the token for its cookie. Every way to sign in ends here.

    Raises:
        Refused: ``banned``, ``deactivated``.
    """
    token = secrets.token_urlsafe(32)

    def do_start(tx: Transaction) -> None:
        access.check_may_sign_in(tx.session.get_one(User, user.id))
        tx.session.add(
            DeviceSession(
                user_id=user.id,
                token_hash=access.token_hash(token),
                user_agent=user_agent[:255],
                address=address[:45],
            )
        )
        days.note(tx, user.id)

    write(do_start)
    return token


def end_session(user_id: int, session_id: int) -> None:
    """Sign a device of this person out; its open sockets close at once.

    Raises:
        Refused: ``not_found`` when the person has no such session.
    """

    def do_end(tx: Transaction) -> None:
        mine = (DeviceSession.id == session_id) & (DeviceSession.user_id == user_id)
        tx.after_commit(access.people.forget_all)
        if tx.session.execute(delete(DeviceSession).where(mine)).rowcount == 0:  # type: ignore[attr-defined]
            raise not_found()
        tx.after_commit(lambda: connections.end_session(session_id))

    write(do_end)


def end_all_sessions(tx: Transaction, user_id: int, except_id: int | None = None) -> None:
    """Sign every device of a person out, but the one with the session ``except_id``; their sockets close at once."""
    theirs = [DeviceSession.user_id == user_id, DeviceSession.id != (except_id or 0)]
    ended = list(tx.session.scalars(select(DeviceSession.id).where(*theirs)))
    tx.session.execute(delete(DeviceSession).where(DeviceSession.id.in_(ended)))
    tx.after_commit(access.people.forget_all)
    for session_id in ended:
        tx.after_commit(functools.partial(connections.end_session, session_id))


def end_other_sessions(user_id: int, session_id: int) -> None:
    """Sign every device of this person out but the one with this session."""
    write(lambda tx: end_all_sessions(tx, user_id, except_id=session_id))


def touch_session(user_id: int, session_id: int) -> None:
    """Note that a person was here just now, with this device."""

    def do_touch(tx: Transaction) -> None:
        tx.after_commit(access.people.forget_all)
        tx.session.execute(
            update(DeviceSession).where(DeviceSession.id == session_id).values(last_seen_at=now())
        )
        days.note(tx, user_id)

    write(do_touch)


def change_me(
    user_id: int, *, locale: str | None = None, name: str | None = None, time_zone: str | None = None
) -> User:
    """Change one's own language, displayed name or time zone; what is None stays.

    Raises:
        Refused: ``invalid``.
    """
    fields: dict[str, Any] = {}
    if locale is not None and locale not in LOCALES:
        fields["locale"] = lazy_gettext("Please choose one of the languages.")
    if name is not None:
        name, fields_of_name = check_name(name, "name")
        fields |= fields_of_name
    if time_zone and not is_zone(time_zone):
        fields["time_zone"] = lazy_gettext("There is no such time zone.")
    if fields:
        raise invalid(fields)

    def do_change(tx: Transaction) -> User:
        tx.after_commit(access.people.forget_all)
        user = tx.session.get_one(User, user_id)
        user.locale = locale or user.locale
        user.name = name or user.name
        user.time_zone = user.time_zone if time_zone is None else time_zone
        # At once for what follows in this transaction, and when others can see it.
        access.names.forget(user_id)
        tx.after_commit(lambda: access.names.forget(user_id))
        user.version = streams.advance(tx, f"user:{user_id}")
        streams.publish(tx, f"user:{user_id}", user.version, "me", user.to_json())
        return user

    return write(do_change)


def fold(name: str) -> str:
    """Return the form in which names are compared: compatibility forms, case and outer space do not count."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).strip().casefold())


def check_name(value: str, field: str) -> tuple[str, dict[str, Any]]:
    """Return a name without control characters and outer space, and what is wrong with it by field."""
    name = " ".join("".join(" " if character < " " else character for character in value).split())
    # Zero-width characters belong into some scripts and emoji; a name of nothing else could not be seen or clicked.
    if all(unicodedata.category(character)[0] in "CZ" for character in name):
        return name, {field: lazy_gettext("Please fill this in.")}
    if len(name) > LONGEST_NAME:
        return name, {field: lazy_gettext("At most %(most)s characters, please.", most=LONGEST_NAME)}
    return name, {}


def check_password(password: str, username: str, email: str) -> dict[str, Any]:
    """Return what is wrong with a password that this person wants to have, by field; empty when nothing is."""
    if len(password) < SHORTEST_PASSWORD:
        return {"password": lazy_gettext("At least %(least)s characters, please.", least=SHORTEST_PASSWORD)}
    if len(password) > LONGEST_PASSWORD:
        return {"password": lazy_gettext("At most %(most)s characters, please.", most=LONGEST_PASSWORD)}
    if fold(password) in (fold(username), fold(email)):
        return {"password": lazy_gettext("Please choose a password that is not your name or address.")}
    return {}


def check_account(username: str, email: str, password: str, fields: dict[str, Any]) -> tuple[str, str]:
    """Return a username and an address as they are kept.

    Raises:
        Refused: ``invalid`` with what is wrong with them or the password, besides ``fields``.
    """
    username, email, wrong = check_person(username, email)
    fields |= wrong | check_password(password, username, email)
    if fields:
        raise invalid(fields)
    return username, email


def check_person(username: str, email: str) -> tuple[str, str, dict[str, Any]]:
    """Return a username and an address as they are kept, and what is wrong with them by field."""
    username, email = unicodedata.normalize("NFKC", username).strip(), email.strip()
    fields: dict[str, Any] = {}
    if not _USERNAME.fullmatch(username) or len(fold(username)) > 96:
        fields["username"] = lazy_gettext("2 to 32 letters, digits, dots, dashes or underscores, please.")
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        fields["email"] = lazy_gettext("This does not look like an e-mail address.")
    return username, email, fields


def unclaimed() -> str:
    """Return what stands for the address of somebody who may not have it; no address is like it."""
    return "?" + secrets.token_hex(16)


def add(
    tx: Transaction,
    account: tuple[str, str],
    password_hash: str,
    locale: str,
    role: str,
    *,
    tells_taken: bool = True,
) -> User:
    """Create the account of somebody with this (checked) username and address.

    Args:
        tells_taken: whether they may know that another account has the address; otherwise they get the account, but
            not the address.

    Raises:
        Refused: ``invalid`` when somebody has one of them.
    """
    username, email = account
    taken: dict[str, Any] = {}
    # A username that is somebody's e-mail address cannot be: it would hold an @.
    if tx.session.scalar(select(User.id).where(User.username_key == fold(username))):
        taken["username"] = lazy_gettext("Somebody already has this name. Please choose another.")
    email_key = fold(email)
    if tx.session.scalar(select(User.id).where(User.email_key == email_key)):
        email_key = unclaimed()
    if email_key != fold(email) and tells_taken:
        taken["email"] = lazy_gettext("There is already an account with this address. Sign in instead?")
    if taken:
        raise invalid(taken)
    user = User(
        username=username,
        username_key=fold(username),
        name=username,
        email=email,
        email_key=email_key,
        password_hash=password_hash,
        role=role,
        locale=locale,
    )
    tx.session.add(user)
    tx.session.flush()
    for arrival in _arrivals:
        arrival(tx, user)
    return user
