"""What can be done with accounts: set up, sign up, sign in, sign out, change one's own."""

import re
import secrets
import unicodedata
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext
from sqlalchemy import delete, select, update

from server.accounts import access
from server.accounts.models import DeviceSession, User, Workspace
from server.accounts.passwords import hash_password, verify_password
from server.core import limits
from server.core.db import db, now
from server.core.errors import Refused, invalid, not_found
from server.core.i18n import LOCALES
from server.core.writer import Transaction, write
from server.realtime import connections, streams

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 256
LONGEST_NAME = 80
_USERNAME = re.compile(r"[\w][\w.-]{1,31}")
_EMAIL = re.compile(r"[^@\s\x00-\x1f<>\"]{1,64}@[^@\s\x00-\x1f<>\".]+(\.[^@\s\x00-\x1f<>\".]+)+")


def set_up(workspace: str, username: str, email: str, password: str, locale: str) -> User:
    """Name the workspace and create its administrator.

    Raises:
        Refused: ``already_set_up``, or ``invalid`` with what is wrong with which input.
    """
    name, fields = check_name(workspace, "workspace")
    account = _check_account(username, email, password, fields)
    kept = hash_password(password)

    def do_set_up(tx: Transaction) -> User:
        if tx.session.get(Workspace, 1) is not None:
            raise Refused(
                "already_set_up",
                lazy_gettext("This workspace is already set up. Please sign in."),
                status=409,
            )
        tx.session.add(Workspace(id=1, name=name))
        return _add(tx, account, kept, locale, role="admin")

    return write(do_set_up)


def sign_up(username: str, email: str, password: str, locale: str) -> User:
    """Create an account.

    Raises:
        Refused: ``sign_up_closed``, or ``invalid`` with what is wrong with which input.
    """
    if current_app.config["SIGN_UP"] != "open":
        closed = lazy_gettext("New accounts are switched off here. Ask an administrator to let you in.")
        raise Refused("sign_up_closed", closed, status=403)
    account = _check_account(username, email, password, {})
    kept = hash_password(password)

    def do_sign_up(tx: Transaction) -> User:
        if tx.session.get(Workspace, 1) is None:
            raise Refused("not_set_up", lazy_gettext("This workspace has to be set up first."), status=409)
        return _add(tx, account, kept, locale, role="member")

    return write(do_sign_up)


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


def start_session(user: User, user_agent: str, address: str) -> str:
    """Sign a device in and return the token for its cookie."""
    token = secrets.token_urlsafe(32)

    def do_start(tx: Transaction) -> None:
        tx.session.add(
            DeviceSession(
                user_id=user.id,
                token_hash=access.token_hash(token),
                user_agent=user_agent[:255],
                address=address[:45],
            )
        )

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


def touch_session(session_id: int) -> None:
    """Note that a device was here just now."""

    def do_touch(tx: Transaction) -> None:
        tx.after_commit(access.people.forget_all)
        tx.session.execute(
            update(DeviceSession).where(DeviceSession.id == session_id).values(last_seen_at=now())
        )

    write(do_touch)


def change_me(user_id: int, *, locale: str | None = None, name: str | None = None) -> User:
    """Change one's own language or displayed name; what is None stays.

    Raises:
        Refused: ``invalid``.
    """
    fields: dict[str, Any] = {}
    if locale is not None and locale not in LOCALES:
        fields["locale"] = lazy_gettext("Please choose one of the languages.")
    if name is not None:
        name, fields_of_name = check_name(name, "name")
        fields |= fields_of_name
    if fields:
        raise invalid(fields)

    def do_change(tx: Transaction) -> User:
        tx.after_commit(access.people.forget_all)
        user = tx.session.get_one(User, user_id)
        user.locale = locale or user.locale
        user.name = name or user.name
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


def _check_account(username: str, email: str, password: str, fields: dict[str, Any]) -> tuple[str, str]:
    username, email = unicodedata.normalize("NFKC", username).strip(), email.strip()
    if not _USERNAME.fullmatch(username) or len(fold(username)) > 96:
        fields["username"] = lazy_gettext("2 to 32 letters, digits, dots, dashes or underscores, please.")
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        fields["email"] = lazy_gettext("This does not look like an e-mail address.")
    if len(password) < SHORTEST_PASSWORD:
        fields["password"] = lazy_gettext("At least %(least)s characters, please.", least=SHORTEST_PASSWORD)
    elif len(password) > LONGEST_PASSWORD:
        fields["password"] = lazy_gettext("At most %(most)s characters, please.", most=LONGEST_PASSWORD)
    elif fold(password) in (fold(username), fold(email)):
        fields["password"] = lazy_gettext("Please choose a password that is not your name or address.")
    if fields:
        raise invalid(fields)
    return username, email


def _add(tx: Transaction, account: tuple[str, str], password_hash: str, locale: str, role: str) -> User:
    username, email = account
    taken: dict[str, Any] = {}
    # A username that is somebody's e-mail address cannot be: it would hold an @.
    if tx.session.scalar(select(User.id).where(User.username_key == fold(username))):
        taken["username"] = lazy_gettext("Somebody already has this name. Please choose another.")
    if tx.session.scalar(select(User.id).where(User.email_key == fold(email))):
        taken["email"] = lazy_gettext("There is already an account with this address. Sign in instead?")
    if taken:
        raise invalid(taken)
    user = User(
        username=username,
        username_key=fold(username),
        name=username,
        email=email,
        email_key=fold(email),
        password_hash=password_hash,
        role=role,
        locale=locale,
    )
    tx.session.add(user)
    tx.session.flush()
    return user
