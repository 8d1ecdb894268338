"""Passkeys (WebAuthn): a device that signs what only this site asks; second factor, or all that is needed."""

import hashlib
import json
import logging
import time
from typing import Any

import webauthn
from flask import current_app, request, session
from flask_babel import lazy_gettext
from sqlalchemy import select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from server.accounts.actions import check_name
from server.accounts.factors import access, changes, notices, proof
from server.accounts.factors.models import Passkey
from server.accounts.models import User
from server.core import limits
from server.core.db import db, now
from server.core.errors import Refused, invalid, not_found
from server.core.writer import Transaction, write

log = logging.getLogger(__name__)
MOST = 20
_CHALLENGE = "challenge"
_SECONDS = 300


def options_to_add(user: User, workspace: str) -> dict[str, Any]:
    """Return what the browser needs for making a passkey.

    Raises:
        Refused: ``prove_first``.
    """
    proof.require()
    present = access.passkeys(db.session(), user.id)
    options = webauthn.generate_registration_options(
        rp_id=_site(),
        rp_name=workspace,
        # The same for all of a person's, and nothing that tells who it is.
        user_id=_handle(user.id),
        user_name=user.username,
        user_display_name=user.name,
        timeout=_SECONDS * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_descriptors(present),
    )
    return _asked("add", options)


def add(user: User, name: str, credential: dict[str, Any]) -> tuple[Passkey, list[str] | None]:
    """Keep a passkey that the browser has made.

    Returns:
        The passkey, and recovery codes to show once; None when the person has some already.

    Raises:
        Refused: ``prove_first``; ``passkey_refused``; ``invalid`` with what is wrong with ``name``.
    """
    proof.require()
    name, wrong = check_name(name, "name")
    if wrong:
        raise invalid(wrong)
    challenge = _answered("add")
    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_site(),
            expected_origin=_origins(),
        )
    except Exception as error:
        raise _refused(error) from error
    transports = (credential.get("response") or {}).get("transports")
    kept = Passkey(
        user_id=user.id,
        name=name,
        credential_id=bytes_to_base64url(verified.credential_id),
        credential_hash=_hash(verified.credential_id),
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=" ".join(str(each) for each in transports)[:120] if isinstance(transports, list) else "",
    )
    where = notices.here()

    def do_add(tx: Transaction) -> list[str] | None:
        if tx.session.scalar(select(Passkey.id).where(Passkey.credential_hash == kept.credential_hash)):
            raise _refused(None)
        if len(access.passkeys(tx.session, user.id)) >= MOST:
            raise invalid({"name": lazy_gettext("At most %(most)s passkeys, please.", most=MOST)})
        tx.session.add(kept)
        tx.session.flush()
        return changes.added(tx, user.id, "passkey_added", where)

    return kept, write(do_add)


def options_to_sign(user: User | None) -> dict[str, Any]:
    """Return what the browser needs for signing with one of this person's passkeys; None: with anybody's."""
    present = access.passkeys(db.session(), user.id) if user else []
    options = webauthn.generate_authentication_options(
        rp_id=_site(),
        timeout=_SECONDS * 1000,
        allow_credentials=_descriptors(present) or None,
        # Instead of a password, the device itself has to ask for a finger or a PIN: otherwise it is but one factor.
        user_verification=UserVerificationRequirement.PREFERRED
        if user
        else UserVerificationRequirement.REQUIRED,
    )
    return _asked("sign", options)


def check(user: User | None, credential: dict[str, Any]) -> User:
    """Return whose passkey has signed; with ``user``, only theirs counts.

    Raises:
        Refused: ``passkey_refused``.
    """
    challenge = _answered("sign")
    found = _known(credential)
    if found is None or (user is not None and found.user_id != user.id):
        raise _refused(None)
    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_site(),
            expected_origin=_origins(),
            credential_public_key=found.public_key,
            credential_current_sign_count=found.sign_count,
            require_user_verification=user is None,
        )
    except Exception as error:
        raise _refused(error) from error

    def do_note(tx: Transaction) -> User:
        kept = tx.session.get(Passkey, found.id)
        if kept is None:
            raise _refused(None)
        kept.sign_count, kept.last_used_at = verified.new_sign_count, now()
        return tx.session.get_one(User, kept.user_id)

    return write(do_note)


def rename(user_id: int, passkey_id: int, name: str) -> Passkey:
    """Give a passkey of this person another name.

    Raises:
        Refused: ``not_found``; ``invalid``.
    """
    name, wrong = check_name(name, "name")
    if wrong:
        raise invalid(wrong)

    def do_rename(tx: Transaction) -> Passkey:
        found = _own(tx, user_id, passkey_id)
        found.name = name
        return found

    return write(do_rename)


def remove(user: User, passkey_id: int) -> None:
    """Forget a passkey of this person.

    Raises:
        Refused: ``prove_first``; ``not_found``; ``last_way`` when nothing else would let them in.
    """
    proof.require()
    where = notices.here()

    def do_remove(tx: Transaction) -> None:
        tx.session.delete(_own(tx, user.id, passkey_id))
        tx.session.flush()
        if not access.ways_in(tx.session, tx.session.get_one(User, user.id)):
            last = lazy_gettext("This is your only way to sign in. Set a password first.")
            raise Refused("last_way", last, status=409)
        changes.removed(tx, user.id, "passkey_removed", where)

    write(do_remove)


def _own(tx: Transaction, user_id: int, passkey_id: int) -> Passkey:
    found = tx.session.get(Passkey, passkey_id)
    if found is None or found.user_id != user_id:
        raise not_found()
    return found


def _known(credential: dict[str, Any]) -> Passkey | None:
    try:
        wanted = _hash(base64url_to_bytes(credential["id"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return db.session.scalar(select(Passkey).where(Passkey.credential_hash == wanted))


def _asked(purpose: str, options: Any) -> dict[str, Any]:
    session[_CHALLENGE] = {
        "for": purpose,
        "at": int(time.time()),
        "is": bytes_to_base64url(options.challenge),
    }
    answer: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return answer


def _answered(purpose: str) -> bytes:
    """Return the challenge that was asked in this browser; each is good for one answer."""
    asked = session.pop(_CHALLENGE, None) or {}
    if asked.get("for") != purpose or asked["at"] + _SECONDS < time.time():
        raise _refused(None)
    # The cookie alone could be put back: that a challenge is used up has to be known here.
    if not limits.first_time(f"challenge:{asked['is']}", 2 * _SECONDS):
        raise _refused(None)
    return base64url_to_bytes(asked["is"])


def _refused(error: Exception | None) -> Refused:
    # Whatever a device sends that does not verify: the library has dozens of errors for it, people need one sentence.
    log.info("a passkey was refused: %r", error)
    return Refused(
        "passkey_refused", lazy_gettext("This passkey did not work. Please try again or use another way.")
    )


def _descriptors(present: list[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential_id)) for each in present]


def _handle(user_id: int) -> bytes:
    key = str(current_app.config["SECRET_KEY"])
    return hashlib.sha256(f"passkeys of {user_id}: {key}".encode()).digest()


def _hash(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()


def _site() -> str:
    """The name that passkeys are bound to: the host's, without a port."""
    return request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host


def _origins() -> list[str]:
    # A proxy that ends TLS and is not named in TRUSTED_PROXIES: the browser's own view is the safer of the two.
    return [f"{request.scheme}://{request.host}", f"https://{request.host}"]
