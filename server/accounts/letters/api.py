"""Links of mails over HTTP. Only a POST uses one up: programs that look at mails for their readers open every link."""

from typing import Any

from apiflask import APIBlueprint, Schema
from flask_login import current_user, login_required
from marshmallow import fields

from server.accounts import access
from server.accounts.api import BootOut, signed_in_or_second_factor
from server.accounts.factors import proof
from server.accounts.letters import actions, changing, confirming, resetting
from server.core import limits
from server.core.fields import Input, Text

blueprint = APIBlueprint("letters", __name__, url_prefix="/api/v1")


class LoginIn(Input):
    login = Text(required=True)


class TokenIn(Input):
    token = Text(required=True)


class NewPasswordIn(TokenIn):
    password = Text(required=True)


class EmailIn(Input):
    email = Text(required=True)


class ConfirmedOut(Schema):
    email = fields.String()


class WhoseOut(Schema):
    username = fields.String()


class MyEmailOut(Schema):
    email = fields.String()
    confirmed = fields.Boolean()
    # Where a link has gone that is still to be followed; empty for nowhere.
    next = fields.String()


@blueprint.post("/email-confirmations")
@blueprint.input(TokenIn, arg_name="data")
@blueprint.output(ConfirmedOut)
def confirm_email(data: dict[str, str]) -> dict[str, Any]:
    """Confirm an address by the link of a mail."""
    limits.spend("sign_ins", access.address())
    return confirming.confirm(data["token"])


@blueprint.post("/email-confirmations/again")
@blueprint.input(LoginIn, arg_name="data")
@blueprint.output({}, status_code=204)
def confirm_again(data: dict[str, str]) -> str:
    """Have the link that confirms an address mailed again; the answer is the same when there is nobody."""
    limits.spend("sign_ins", access.address())
    confirming.ask_again(data["login"])
    return ""


@blueprint.post("/password-resets")
@blueprint.input(LoginIn, arg_name="data")
@blueprint.output({}, status_code=204)
def ask_for_reset(data: dict[str, str]) -> str:
    """Have a link for a new password mailed; the answer is the same when there is nobody."""
    limits.spend("sign_ins", access.address())
    resetting.ask(data["login"])
    return ""


@blueprint.post("/password-resets/look")
@blueprint.input(TokenIn, arg_name="data")
@blueprint.output(WhoseOut)
def look_at_reset(data: dict[str, str]) -> dict[str, Any]:
    """Whose password a link is for; it stays good."""
    limits.spend("sign_ins", access.address())
    return resetting.look(data["token"])


@blueprint.post("/password-resets/done")
@blueprint.input(NewPasswordIn, arg_name="data")
@blueprint.output(BootOut)
def reset_password(data: dict[str, str]) -> dict[str, Any]:
    """Set a new password by the link of a mail, sign out everywhere, and sign in here."""
    limits.spend("sign_ins", access.address())
    return signed_in_or_second_factor(resetting.reset(data["token"], data["password"]))


@blueprint.get("/me/email")
@login_required
@blueprint.output(MyEmailOut)
def my_email() -> dict[str, Any]:
    """My address, and the one that is to follow it."""
    return _my_email()


@blueprint.put("/me/email")
@login_required
@blueprint.input(EmailIn, arg_name="data")
@blueprint.output(MyEmailOut)
def change_email(data: dict[str, str]) -> dict[str, Any]:
    """Have a new address of mine asked to confirm; until then the present one stays."""
    proof.require()
    changing.ask(current_user.user, data["email"])
    return _my_email()


@blueprint.delete("/me/email/next")
@login_required
@blueprint.output(MyEmailOut)
def keep_email() -> dict[str, Any]:
    """Stay with my present address."""
    changing.give_up(current_user.id)
    return _my_email()


@blueprint.post("/me/email/confirmation")
@login_required
@blueprint.output({}, status_code=204)
def ask_me_again() -> str:
    """Have the link that confirms my address mailed again."""
    confirming.ask(current_user.user)
    return ""


@blueprint.post("/email-changes")
@blueprint.input(TokenIn, arg_name="data")
@blueprint.output(ConfirmedOut)
def confirm_change(data: dict[str, str]) -> dict[str, Any]:
    """Take a new address over by the link of a mail."""
    limits.spend("sign_ins", access.address())
    return changing.confirm(data["token"])


def _my_email() -> dict[str, Any]:
    user = current_user.user
    coming = actions.pending(user.id, changing.PURPOSE)
    return {
        "email": user.email,
        "confirmed": user.email_confirmed_at is not None,
        "next": coming.content["email"] if coming else "",
    }
