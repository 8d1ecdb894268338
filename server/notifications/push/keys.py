"""The server's own keys for push (VAPID, RFC 8292): made at first need, kept in the database, no vendor's account."""

import base64
import functools

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from server.core.db import db
from server.core.writer import Transaction, write
from server.notifications.facts import fact, remember

_NAME = "vapid"


def public() -> str:
    """Return the public key as browsers take it (``applicationServerKey``)."""
    point = private().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def private() -> Vapid02:
    """Return the keys."""
    return _parsed(fact(db.session(), _NAME) or write(_make))


def _make(tx: Transaction) -> str:
    """Make the keys, unless somebody has just done so: a browser that has subscribed knows them for good."""
    known = fact(tx.session, _NAME)
    if known is not None:
        return known
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    made = base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()
    remember(tx, _NAME, made)
    return made


@functools.lru_cache(maxsize=4)
def _parsed(key: str) -> Vapid02:
    return Vapid02.from_raw(key.encode())
