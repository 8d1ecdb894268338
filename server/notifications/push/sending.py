"""Sending to devices (Web Push, RFC 8030 and 8291): what somebody is told of, and that they need not be any more."""

import base64
import hashlib
import json
import logging
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from flask import current_app
from flask_babel import gettext
from pywebpush import WebPushException, webpush
from sqlalchemy import select, update

from server.accounts.access import site
from server.core import mail
from server.core.db import db, now
from server.core.jobs import job
from server.core.writer import Transaction, write
from server.notifications import access
from server.notifications.models import Notice, PushSubscription
from server.notifications.push import actions, endpoints, keys
from server.notifications.push.payload import payload
from server.notifications.rules import RULES

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 15
# A push service that is busy is tried again so often, the waits growing, and never later than an hour from then.
MOST_TRIES = 5
LONGEST_WAIT_SECONDS = 3600
WITHDRAWAL_SECONDS = 3600
# With the encryption around it, every push service takes so much (RFC 8291 has 4,096 in all).
LARGEST_BYTES = 3000
# In one message that takes things back.
MOST_WITHDRAWN = 20
_BUSY = (408, 425, 429)


def tell_devices(tx: Transaction, notices: Sequence[Notice]) -> None:
    """Have notices that were made in this transaction sent to the devices of those who have any."""
    if not notices:
        return
    ids = {notice.user_id for notice in notices}
    having = select(PushSubscription.user_id).where(PushSubscription.user_id.in_(ids)).distinct()
    users = set(tx.session.scalars(having))
    found = [notice for notice in notices if notice.user_id in users]
    for notice in found:
        notice.pushed_at = now()
    tx.session.flush()
    for notice in found:
        notice_id = notice.id
        tx.after_commit(lambda notice_id=notice_id: deliver.later(notice_id))  # type: ignore[misc]


def withdraw(tx: Transaction, person_id: int, notices: Sequence[Notice]) -> None:
    """Have notices taken from a person's devices that they have read, or that are over."""
    topics = [notice.topic for notice in notices if notice.pushed_at is not None]
    for notice in notices:
        notice.pushed_at = None
    if topics:
        tx.after_commit(lambda: take_back.later(person_id, topics[-MOST_WITHDRAWN:]))


def test(person_id: int) -> int:
    """Have something sent to a person's devices, to see whether it arrives; return to how many."""
    devices = access.subscriptions(db.session(), person_id)
    data = {
        "kind": "test",
        "topic": "test",
        "path": "/settings",
        "title": gettext("This is a test"),
        "body": gettext("Notifications reach this device."),
    }
    for device in devices:
        send.later(person_id, device.endpoint_hash, data, how("test", 60, "high"))
    return len(devices)


@job()
def deliver(notice_id: int) -> None:
    """Send a notice to all devices of whom it is for."""
    session = db.session()
    notice = session.get(Notice, notice_id, populate_existing=True)
    if notice is None or notice.read_at is not None or notice.cleared_at is not None:
        return
    rule, data = RULES[notice.kind], payload(session, notice)
    for device in access.subscriptions(session, notice.user_id):
        send.later(notice.user_id, device.endpoint_hash, data, how(notice.topic, rule.ttl, rule.urgency))


@job()
def take_back(person_id: int, topics: list[str]) -> None:
    """Take notices from all devices of a person; one that has not arrived yet is replaced by this on its way."""
    topic = topics[0] if len(topics) == 1 else "withdrawn"
    unread = access.count_unread(db.session(), person_id)
    for device in access.subscriptions(db.session(), person_id):
        data = {"withdraw": topics, "unread": unread}
        send.later(person_id, device.endpoint_hash, data, how(topic, WITHDRAWAL_SECONDS, "normal"))


@job()
def send(
    person_id: int, endpoint_hash: str, data: dict[str, Any], headers: dict[str, str], tries: int = 1
) -> None:
    """Send something to one device, unless it has ceased to be the person's meanwhile.

    Args:
        endpoint_hash: of the device. Not its id: that of one that is gone may be another's by the time of a later try.
        headers: of ``how``.
        tries: which try this is.
    """
    mine = access.subscriptions(db.session(), person_id)
    device = next((each for each in mine if each.endpoint_hash == endpoint_hash), None)
    if device is None:
        return
    sending = (person_id, endpoint_hash, data, headers)
    try:
        _post(device, data, headers)
    except WebPushException as error:
        _failed(error, device.id, sending, tries)
    except (requests.RequestException, ValueError, OSError) as error:
        log.warning("no push to device %s: %s", device.id, error)
        _try_again(device.id, sending, tries, 0)
    else:
        _note(device.id, last_ok_at=now(), failures=0)


def _post(device: PushSubscription, data: dict[str, Any], headers: dict[str, str]) -> None:
    """Encrypt and send.

    Raises:
        WebPushException: the push service does not take it.
        requests.RequestException: it is away.
    """
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    while len(body.encode()) > LARGEST_BYTES and data.get("body"):
        data = data | {"body": data["body"][: len(data["body"]) // 2]}
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    with endpoints.session() as session:
        webpush(
            {"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}},
            body,
            vapid_private_key=keys.private(),
            # It is written into: a fresh one for each.
            vapid_claims={"sub": _subject()},
            timeout=PATIENCE_SECONDS,
            ttl=int(headers["TTL"]),
            headers=headers,
            requests_session=session,
        )


def _failed(error: WebPushException, device_id: int, sending: tuple[Any, ...], tries: int) -> None:
    response = error.response
    status = response.status_code if response is not None else 0
    if status in (404, 410):
        # The browser has ended the subscription, or is no more.
        actions.prune(device_id)
    elif status in _BUSY or status >= 500:
        _try_again(device_id, sending, tries, _asked_to_wait(response.headers.get("Retry-After", "")))
    else:
        log.warning("device %s takes no push: %s", device_id, status or error)
        _note(device_id, failures=PushSubscription.failures + 1)


def _try_again(device_id: int, sending: tuple[Any, ...], tries: int, wait: int) -> None:
    _note(device_id, failures=PushSubscription.failures + 1)
    if tries < MOST_TRIES:
        seconds = min(max(wait, 30 * 4 ** (tries - 1)), LONGEST_WAIT_SECONDS)
        send.after(seconds, *sending, tries=tries + 1)


def _asked_to_wait(header: str) -> int:
    """Return the seconds in a ``Retry-After``, which may be a number or a date; 0 for nonsense."""
    if header.isascii() and header.isdecimal() and len(header) < 10:
        return int(header)
    try:
        return max(0, int((parsedate_to_datetime(header) - now()).total_seconds()))
    except (ValueError, TypeError):
        return 0


def _note(device_id: int, **values: Any) -> None:
    mine = update(PushSubscription).where(PushSubscription.id == device_id)
    write(lambda tx: tx.session.execute(mine.values(**values)))


def how(topic: str, ttl: int, urgency: str) -> dict[str, str]:
    """Return what a push service is to do with something.

    Args:
        topic: of the same, it keeps the latest. 32 characters at most, which tell nobody what it is about.
        ttl: seconds for which it waits for a device that is away.
        urgency: how soon a device that saves power is to have it.
    """
    name = current_app.config["SECRET_KEY"].encode() + topic.encode()
    hidden = base64.urlsafe_b64encode(hashlib.sha256(name).digest())[:32].decode()
    return {"Topic": hidden, "TTL": str(ttl), "Urgency": urgency}


def _subject() -> str:
    """Return how a push service reaches whoever runs the server."""
    url = current_app.config["PUBLIC_URL"] or site().url
    if url.startswith("https://"):
        return str(url)
    return f"mailto:{mail.sender()}"
