"""Signing in with a second factor, or with a passkey instead of the password, over HTTP."""

from typing import Any

from apiflask import APIBlueprint
from flask_babel import lazy_gettext

from server.accounts import access as accounts
from server.accounts.api import BootOut, signed_in
from server.accounts.factors import access, authenticator, passkeys, recovery
from server.accounts.factors.api import OptionsOut, Parts
from server.accounts.models import User
from server.core import limits
from server.core.errors import Refused, invalid
from server.core.fields import Input, Text

blueprint = APIBlueprint("second_factor", __name__, url_prefix="/api/v1/session")


class SecondFactorIn(Input):
    code = Text(load_default=None)
    recovery_code = Text(load_default=None)
    credential = Parts(load_default=None)


class CredentialIn(Input):
    credential = Parts(required=True)


@blueprint.post("/second-factor")
@blueprint.input(SecondFactorIn, arg_name="data")
@blueprint.output(BootOut)
def give_second_factor(data: dict[str, Any]) -> dict[str, Any]:
    """Finish signing in with a code of the app, a recovery code or a passkey, within ten minutes of the password."""
    limits.spend("sign_ins", accounts.address())
    user = _after_first()
    if data["credential"] is not None:
        passkeys.check(user, data["credential"])
    elif data["recovery_code"] is not None:
        recovery.check(user.id, data["recovery_code"])
    elif data["code"] is not None:
        authenticator.check(user.id, data["code"])
    else:
        raise invalid({"code": lazy_gettext("Please fill this in.")})
    return signed_in(user)


@blueprint.post("/second-factor/passkey")
@blueprint.output(OptionsOut)
def options_for_second_factor() -> dict[str, Any]:
    """What a browser needs for a passkey as second factor."""
    return {"options": passkeys.options_to_sign(_after_first())}


@blueprint.post("/passkey/options")
@blueprint.output(OptionsOut)
def options_for_passkey() -> dict[str, Any]:
    """What a browser needs for signing in by a passkey alone."""
    limits.spend("sign_ins", accounts.address())
    return {"options": passkeys.options_to_sign(None)}


@blueprint.post("/passkey")
@blueprint.input(CredentialIn, arg_name="data")
@blueprint.output(BootOut)
def sign_in_by_passkey(data: dict[str, Any]) -> dict[str, Any]:
    """Sign in by a passkey alone: having the device and unlocking it are two factors already."""
    limits.spend("sign_ins", accounts.address())
    return signed_in(passkeys.check(None, data["credential"]))


def _after_first() -> User:
    user = access.after_first()
    if user is None:
        late = lazy_gettext("That took too long. Please sign in from the beginning.")
        raise Refused("sign_in_first", late, status=409)
    return user
