"""Passwords and second factors over HTTP, for their owner's settings."""

from typing import Any

from apiflask import APIBlueprint, Schema
from flask_babel import lazy_gettext
from flask_login import current_user, login_required
from marshmallow import fields

from server.accounts import access
from server.accounts.factors import access as factors
from server.accounts.factors import authenticator, passkeys, password, proof, recovery
from server.accounts.factors.models import Passkey
from server.core.db import db, iso
from server.core.errors import invalid
from server.core.fields import Input, Text

blueprint = APIBlueprint("factors", __name__, url_prefix="/api/v1")


class Parts(fields.Dict):
    """What a browser says for a passkey, to be passed on to the library that can read it."""

    default_error_messages = {
        "required": lazy_gettext("The request could not be understood."),
        "null": lazy_gettext("The request could not be understood."),
        "invalid": lazy_gettext("The request could not be understood."),
    }


class PasskeyOut(Schema):
    id = fields.Integer()
    name = fields.String()
    created_at = fields.String()
    last_used_at = fields.String(allow_none=True)


class SecurityOut(Schema):
    has_password = fields.Boolean()
    # Whether what is dangerous asks for a proof first, and what it takes.
    proof_needed = fields.Boolean()
    proof_ways = fields.List(fields.String(), metadata={"enum": ["password", "totp", "passkey"]})
    authenticator_since = fields.String(allow_none=True)
    recovery_codes_left = fields.Integer()
    passkeys = fields.List(fields.Nested(PasskeyOut))


class PasswordIn(Input):
    password = Text(required=True)
    present = Text(load_default=None)


class AuthenticatorOut(Schema):
    secret = fields.String()
    uri = fields.String()
    qr = fields.String()


class CodeIn(Input):
    code = Text(required=True)


class CodesOut(Schema):
    recovery_codes = fields.List(fields.String(), allow_none=True)


class OptionsOut(Schema):
    options = fields.Dict()


class PasskeyIn(Input):
    name = Text(required=True)
    credential = Parts(required=True)


class NewPasskeyOut(CodesOut):
    passkey = fields.Nested(PasskeyOut)


class NameIn(Input):
    name = Text(required=True)


class ProofIn(Input):
    password = Text(load_default=None)
    code = Text(load_default=None)
    credential = Parts(load_default=None)


@blueprint.get("/me/security")
@login_required
@blueprint.output(SecurityOut)
def get_security() -> dict[str, Any]:
    """What guards my account."""
    user = current_user.user
    app = factors.authenticator(db.session(), user.id)
    return {
        "has_password": bool(user.password_hash),
        "proof_needed": not proof.is_fresh(),
        "proof_ways": proof.ways(user),
        "authenticator_since": iso(app.confirmed_at) if app else None,
        "recovery_codes_left": factors.recovery_codes_left(db.session(), user.id),
        "passkeys": [_passkey(each) for each in factors.passkeys(db.session(), user.id)],
    }


@blueprint.put("/me/password")
@login_required
@blueprint.input(PasswordIn, arg_name="data")
@blueprint.output({}, status_code=204)
def change_password(data: dict[str, Any]) -> str:
    """Change my password, with the present one or after a fresh proof; my other devices are signed out."""
    password.change_password(current_user.user, current_user.session_id, data["password"], data["present"])
    return ""


@blueprint.post("/me/proof")
@login_required
@blueprint.input(ProofIn, arg_name="data")
@blueprint.output({}, status_code=204)
def prove(data: dict[str, Any]) -> str:
    """Prove that it is me, by a password, a code of my app or a passkey."""
    user = current_user.user
    if data["credential"] is not None:
        passkeys.check(user, data["credential"])
    elif data["code"] is not None:
        authenticator.check(user.id, data["code"])
    elif data["password"] is not None:
        proof.check_password(user, data["password"])
    else:
        raise invalid({"password": lazy_gettext("Please fill this in.")})
    proof.note(current_user.session_id)
    return ""


@blueprint.post("/me/proof/passkey")
@login_required
@blueprint.output(OptionsOut)
def options_to_prove() -> dict[str, Any]:
    """What a browser needs for a proof by passkey."""
    return {"options": passkeys.options_to_sign(current_user.user)}


@blueprint.post("/me/authenticator")
@login_required
@blueprint.output(AuthenticatorOut)
def begin_authenticator() -> dict[str, Any]:
    """Get a secret for an authenticator app; it guards nothing until a first code has confirmed it."""
    return authenticator.begin(current_user.user, _workspace_name())


@blueprint.post("/me/authenticator/confirm")
@login_required
@blueprint.input(CodeIn, arg_name="data")
@blueprint.output(CodesOut)
def confirm_authenticator(data: dict[str, str]) -> dict[str, Any]:
    """Turn the app on with a first code; the recovery codes that come with the first factor are shown only here."""
    return {"recovery_codes": authenticator.confirm(current_user.user, data["code"])}


@blueprint.delete("/me/authenticator")
@login_required
@blueprint.output({}, status_code=204)
def remove_authenticator() -> str:
    """Turn the app off."""
    authenticator.remove(current_user.user)
    return ""


@blueprint.post("/me/recovery-codes")
@login_required
@blueprint.output(CodesOut)
def renew_recovery_codes() -> dict[str, Any]:
    """Get new recovery codes; the old ones are worthless from then on."""
    return {"recovery_codes": recovery.renew(current_user.user)}


@blueprint.post("/me/passkeys/options")
@login_required
@blueprint.output(OptionsOut)
def options_to_add() -> dict[str, Any]:
    """What a browser needs for making a passkey."""
    return {"options": passkeys.options_to_add(current_user.user, _workspace_name())}


@blueprint.post("/me/passkeys")
@login_required
@blueprint.input(PasskeyIn, arg_name="data")
@blueprint.output(NewPasskeyOut, status_code=201)
def add_passkey(data: dict[str, Any]) -> dict[str, Any]:
    """Keep a passkey that the browser has made."""
    passkey, fresh = passkeys.add(current_user.user, data["name"], data["credential"])
    return {"passkey": _passkey(passkey), "recovery_codes": fresh}


@blueprint.patch("/me/passkeys/<id:passkey_id>")
@login_required
@blueprint.input(NameIn, arg_name="data")
@blueprint.output(PasskeyOut)
def rename_passkey(passkey_id: int, data: dict[str, str]) -> dict[str, Any]:
    """Name a passkey."""
    return _passkey(passkeys.rename(current_user.id, passkey_id, data["name"]))


@blueprint.delete("/me/passkeys/<id:passkey_id>")
@login_required
@blueprint.output({}, status_code=204)
def remove_passkey(passkey_id: int) -> str:
    """Forget a passkey."""
    passkeys.remove(current_user.user, passkey_id)
    return ""


def _workspace_name() -> str:
    workspace = access.workspace()
    return workspace.name if workspace else "Parley"


def _passkey(passkey: Passkey) -> dict[str, Any]:
    return {
        "id": passkey.id,
        "name": passkey.name,
        "created_at": iso(passkey.created_at),
        "last_used_at": iso(passkey.last_used_at),
    }
