"""An app that shows a new code every half minute, as second factor."""

import hmac
import re
import time
from typing import Any

import pyotp
import segno
from flask_babel import lazy_gettext

from server.accounts.factors import access, changes, notices, proof, tries
from server.accounts.factors.models import Authenticator
from server.accounts.models import User
from server.core.db import now
from server.core.errors import Refused, invalid, not_found
from server.core.writer import Transaction, write

_STEP_SECONDS = 30
# Clocks differ a little, and typing takes a while.
_STEPS_AROUND = (0, -1, 1)


def begin(user: User, workspace: str) -> dict[str, Any]:
    """Make a secret for the person's app; it guards nothing until ``confirm``.

    Returns:
        ``secret`` for typing, ``uri`` for the app, ``qr`` as a picture's address.

    Raises:
        Refused: ``prove_first``; ``conflict`` when an app is in use.
    """
    proof.require()
    secret = pyotp.random_base32()

    def do_begin(tx: Transaction) -> None:
        if access.authenticator(tx.session, user.id):
            in_use = lazy_gettext("An app is already set up. Remove it first.")
            raise Refused("conflict", in_use, status=409)
        tx.session.merge(Authenticator(user_id=user.id, secret=secret, confirmed_at=None, last_step=0))

    write(do_begin)
    uri = pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=workspace)
    picture = segno.make(uri, error="m", micro=False).svg_data_uri(scale=1, border=3, light="#fff")
    return {"secret": secret, "uri": uri, "qr": picture}


def confirm(user: User, code: str) -> list[str] | None:
    """Turn the app on once a first code has shown that it has the secret.

    Returns:
        Recovery codes to show once; None when the person has some already.

    Raises:
        Refused: ``prove_first``, ``slow_down``, ``not_found``, ``invalid`` with what is wrong with ``code``.
    """
    proof.require()
    where = notices.here()

    def do_confirm(tx: Transaction) -> list[str] | None:
        found = tx.session.get(Authenticator, user.id)
        if found is None or found.confirmed_at:
            raise not_found()
        _take(found, code)
        found.confirmed_at = now()
        return changes.added(tx, user.id, "app_on", where)

    return tries.counted(user.id, lambda: write(do_confirm))


def check(user_id: int, code: str) -> None:
    """Take a code of the person's app; none is taken twice.

    Raises:
        Refused: ``slow_down``, ``invalid`` with what is wrong with ``code``.
    """

    def do_check(tx: Transaction) -> None:
        found = access.authenticator(tx.session, user_id)
        if found is None:
            raise _wrong()
        _take(found, code)

    tries.counted(user_id, lambda: write(do_check))


def remove(user: User) -> None:
    """Turn the app off; the recovery codes go with the last factor.

    Raises:
        Refused: ``prove_first``, ``not_found``.
    """
    proof.require()
    where = notices.here()

    def do_remove(tx: Transaction) -> None:
        found = access.authenticator(tx.session, user.id)
        if found is None:
            raise not_found()
        tx.session.delete(found)
        tx.session.flush()
        changes.removed(tx, user.id, "app_off", where)

    write(do_remove)


def _take(found: Authenticator, code: str) -> None:
    digits = re.sub(r"\s", "", code)
    totp = pyotp.TOTP(found.secret)
    present = int(time.time()) // _STEP_SECONDS
    for step in (present + around for around in _STEPS_AROUND):
        # A code that was taken is worthless from then on: whoever looked over the shoulder comes too late.
        expected = totp.at(step * _STEP_SECONDS)
        if step > found.last_step and hmac.compare_digest(expected.encode(), digits.encode()):
            found.last_step = step
            return
    raise _wrong()


def _wrong() -> Refused:
    return invalid(
        {"code": lazy_gettext("This code is not right, or it has been used. Wait for the next one.")}
    )
