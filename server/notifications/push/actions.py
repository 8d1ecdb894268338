"""Devices that can be reached with every tab closed."""

import base64
import binascii
import hashlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask_babel import lazy_gettext
from sqlalchemy import delete, select

from server.core.errors import invalid
from server.core.writer import Transaction, write
from server.notifications import access
from server.notifications.models import PushSubscription
from server.notifications.push import endpoints

# Of one person; the oldest goes.
MOST_DEVICES = 20


def subscribe(
    person_id: int, session_id: int, endpoint: str, *, p256dh: str, auth: str, user_agent: str
) -> PushSubscription:
    """Let a device be reached, and return it; subscribing again changes nothing but its keys.

    A session is one browser, which has one subscription: a new one takes the place of what it had before.

    Args:
        endpoint, p256dh, auth: as the browser's ``PushSubscription`` has them.

    Raises:
        Refused: ``invalid``.
    """
    endpoint = endpoints.check(endpoint)
    wrong = {}
    bad = lazy_gettext("This is no key of a browser.")
    if not _is_point(_decoded(p256dh)):
        wrong["p256dh"] = bad
    if len(_decoded(auth)) != 16:
        wrong["auth"] = bad
    if wrong:
        raise invalid(wrong)
    key = hashlib.sha256(endpoint.encode()).hexdigest()

    def do_subscribe(tx: Transaction) -> PushSubscription:
        of_session = (PushSubscription.session_id == session_id, PushSubscription.endpoint_hash != key)
        tx.session.execute(delete(PushSubscription).where(*of_session))
        found = tx.session.scalar(select(PushSubscription).where(PushSubscription.endpoint_hash == key))
        if found is None:
            mine = access.subscriptions(tx.session, person_id)
            for oldest in mine[: max(0, len(mine) - MOST_DEVICES + 1)]:
                tx.session.delete(oldest)
            found = PushSubscription(endpoint=endpoint, endpoint_hash=key, failures=0)
            tx.session.add(found)
        # Somebody else may have signed in in that browser, which keeps its subscription.
        found.user_id, found.session_id = person_id, session_id
        found.p256dh, found.auth, found.user_agent = p256dh, auth, user_agent[:255]
        tx.session.flush()
        return found

    return write(do_subscribe)


def unsubscribe(person_id: int, subscription_id: int) -> None:
    """Reach one of a person's devices no more.

    Raises:
        Refused: ``not_found``.
    """

    def do_unsubscribe(tx: Transaction) -> None:
        tx.session.delete(access.subscription(tx.session, person_id, subscription_id))

    write(do_unsubscribe)


def prune(subscription_id: int) -> None:
    """Forget a device of which its push service knows no more."""
    write(
        lambda tx: tx.session.execute(delete(PushSubscription).where(PushSubscription.id == subscription_id))
    )


def _is_point(key: bytes) -> bool:
    """Return whether a key is on the curve that browsers use, written out in full."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    except ValueError:
        return False
    return len(key) == 65


def _decoded(key: Any) -> bytes:
    try:
        return base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
