"""Mails to a person about what has changed in the way they sign in: who did not do it themselves learns of it."""

from typing import Any

from flask import has_request_context, request

from server.accounts import access
from server.accounts.factors.devices import device_name
from server.accounts.models import User
from server.core import mail
from server.core.db import now
from server.core.writer import Transaction

NOTICES = (
    "app_off",
    "app_on",
    "code_used",
    "codes_renewed",
    "factors_removed",
    "leaving",
    "new_device",
    "passkey_added",
    "passkey_removed",
    "password",
    "provider_linked",
    "provider_unlinked",
    "staying",
)


def here() -> dict[str, Any]:
    """Return where and when something is done, for the mail about it; to be asked before the writer runs."""
    by_hand = has_request_context()
    return {
        "link": mail.link("/settings"),
        "when": f"{now():%Y-%m-%d %H:%M} UTC",
        "device": device_name(request.headers.get("User-Agent", "")) if by_hand else "",
        "came_from": access.address() if by_hand else "",
    }


def tell(tx: Transaction, user: User, notice: str, where: dict[str, Any] | None = None, **more: Any) -> None:
    """Tell the person of one of ``NOTICES`` once it is committed.

    Args:
        where: of ``here``.
        more: what else the sentence about this notice needs; for JSON.
    """
    # Now, because a change may be that this is no longer the person's address.
    email, locale = user.email, user.locale
    tx.after_commit(lambda: send(email, locale, notice, where or here(), **more))


def send(email: str, locale: str, notice: str, where: dict[str, Any], **more: Any) -> None:
    """Have such a mail sent soon."""
    if email:
        mail.send_later(email, "security", locale, notice=notice, **where, **more)
