"""Signing in with other providers over HTTP: to be sent there, to come back, to choose a name, to link and unlink."""

from typing import Any
from urllib.parse import urlencode

from apiflask import APIBlueprint, Schema
from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user, login_required
from marshmallow import fields

from server.accounts import access as accounts
from server.accounts.api import BootOut, entered, signed_in_or_second_factor
from server.accounts.factors import proof
from server.accounts.oauth import access, actions, mailed, remote
from server.accounts.oauth.claims import Account
from server.accounts.oauth.providers import Provider
from server.accounts.oauth.remote import Failed
from server.core import i18n, limits
from server.core.db import db
from server.core.errors import Refused, not_found
from server.core.fields import Input, Text
from server.core.paths import own_path

blueprint = APIBlueprint("oauth", __name__, url_prefix="/api/v1")
# Where providers send people back to: no part of the API.
callbacks = APIBlueprint("oauth_callbacks", __name__, enable_openapi=False)
_SETTINGS = "/settings"


class StartIn(Input):
    # A path of this site to go to afterwards.
    next = Text(load_default="/")
    invitation = Text(load_default="")


class StartOut(Schema):
    url = fields.String()


class WayOut(Schema):
    provider = fields.String()
    label = fields.String()
    # False: the settings do not name it any more.
    usable = fields.Boolean()
    linked = fields.Boolean()
    email = fields.String()
    last_used_at = fields.String(allow_none=True)
    removable = fields.Boolean()


class WaysOut(Schema):
    identities = fields.List(fields.Nested(WayOut))


class ArrivalOut(Schema):
    provider = fields.String()
    label = fields.String()
    username = fields.String()
    email = fields.String()
    next = fields.String()
    # Whether the address, which the provider has verified, is of an account here.
    known = fields.Boolean()


class TokenIn(Input):
    token = Text(required=True)


class NewAccountIn(Input):
    username = Text(required=True)
    email = Text(required=True)


@blueprint.post("/oauth/<name>/start")
@blueprint.input(StartIn, arg_name="data")
@blueprint.output(StartOut)
def start(name: str, data: dict[str, str]) -> dict[str, Any]:
    """Begin to sign in with a provider: where to send the browser, which comes back by itself."""
    limits.spend("sign_ins", accounts.address())
    return _start(name, next=own_path(data["next"]), invitation=data["invitation"][:500])


@blueprint.post("/me/identities/<name>/start")
@login_required
@blueprint.output(StartOut)
def start_linking(name: str) -> dict[str, Any]:
    """Begin to link an account elsewhere with mine; the same."""
    proof.require()
    return _start(name, next=_SETTINGS, user_id=current_user.id)


@callbacks.get("/oauth/<name>/callback")
def come_back(name: str) -> ResponseReturnValue:
    """Take somebody back from a provider, and send them on to a page that says how it ended."""
    try:
        provider = access.provider(name)
        kept = remote.kept(provider)
    except (Failed, Refused):
        return _problem("out_of_date", name, "/")
    try:
        account = remote.finish(provider)
        return _link(account, kept) if "user_id" in kept else _arrive(account, kept)
    except Failed as failed:
        return _problem(failed.why, name, kept["next"])
    except Refused as refused:
        return _problem(refused.code, name, kept["next"])


@blueprint.get("/oauth/arrival")
@blueprint.output(ArrivalOut)
def get_arrival() -> dict[str, Any]:
    """Who has just come from a provider and has no account here yet."""
    found = _arrival()
    account = found["account"]
    return {
        "provider": account.provider,
        "label": access.provider(account.provider).label,
        "username": access.free_username(db.session(), account),
        "email": account.email,
        "next": found["next"],
        "known": _is_known(account),
    }


@blueprint.post("/oauth/account")
@blueprint.input(NewAccountIn, arg_name="data")
@blueprint.output(BootOut, status_code=201)
def create_account(data: dict[str, str]) -> dict[str, Any]:
    """Create an account for who has just come from a provider, and sign in, as ``POST /users`` does."""
    limits.spend("sign_ups", accounts.address())
    found = _arrival()
    made = actions.sign_up(found["account"], **data, locale=i18n.current(), invitation=found["invitation"])
    answer = entered(made)
    access.forget_arrival()
    return answer


@blueprint.post("/oauth/letter")
@blueprint.output({}, status_code=204)
def mail_link() -> str:
    """Have the account here that has the address of who has just come from a provider mailed a link between the two."""
    account = _arrival()["account"]
    mailed.ask(account, access.provider(account.provider))
    return ""


@blueprint.post("/oauth/links")
@blueprint.input(TokenIn, arg_name="data")
@blueprint.output(BootOut)
def link_by_mail(data: dict[str, str]) -> dict[str, Any]:
    """Link by a mailed link, in the browser that has come from the provider, and sign in."""
    limits.spend("sign_ins", accounts.address())
    found = access.arrival()
    return signed_in_or_second_factor(mailed.redeem(data["token"], found["account"] if found else None))


@blueprint.get("/me/identities")
@login_required
@blueprint.output(WaysOut)
def get_identities() -> dict[str, Any]:
    """The providers that there are, and my accounts there."""
    return {"identities": access.ways_in(db.session(), current_user.user)}


@blueprint.delete("/me/identities/<name>")
@login_required
@blueprint.output({}, status_code=204)
def unlink(name: str) -> str:
    """Unlink my account at a provider."""
    actions.unlink(current_user.user, name)
    return ""


def callback_address(provider: Provider) -> str:
    """Return the address that the provider has to be told it may send people back to."""
    path = url_for("oauth_callbacks.come_back", name=provider.name)
    public = current_app.config.get("PUBLIC_URL") or request.host_url
    return public.rstrip("/") + path


def _start(name: str, **kept: Any) -> dict[str, Any]:
    provider = access.provider(name)
    try:
        return {"url": remote.begin(provider, callback_address(provider), **kept)}
    except Failed as failed:
        sentence = lazy_gettext(
            "%(name)s does not answer just now. Try again, or sign in another way.", name=provider.label
        )
        raise Refused("provider_away", sentence, status=409) from failed


def _arrive(account: Account, kept: dict[str, Any]) -> ResponseReturnValue:
    user = actions.sign_in(account)
    if user is None:
        return _welcome(account, kept)
    answer = signed_in_or_second_factor(user)
    if "second_factor" in answer:
        return redirect(_page("/sign-in/second-factor", next=kept["next"]), 303)
    return redirect(kept["next"], 303)


def _welcome(account: Account, kept: dict[str, Any]) -> ResponseReturnValue:
    known = _is_known(account)
    if not known:
        actions.check_open(account, kept["invitation"])
    access.remember_arrival(account, kept["next"], kept["invitation"])
    return redirect("/sign-in/link" if known else "/sign-up/username", 303)


def _link(account: Account, kept: dict[str, Any]) -> ResponseReturnValue:
    # Somebody else may have signed in in this browser meanwhile.
    if not current_user.is_authenticated or current_user.id != kept["user_id"]:
        raise Failed("out_of_date")
    actions.link(current_user.id, account)
    return redirect(_page(_SETTINGS, linked=account.provider), 303)


def _is_known(account: Account) -> bool:
    """An address that nobody has verified tells nobody whether it is of an account here."""
    return account.verified and access.owner_of_address(db.session(), account.email) is not None


def _arrival() -> dict[str, Any]:
    found = access.arrival()
    if found is None:
        raise not_found()
    return found


def _problem(why: str, name: str, path: str) -> ResponseReturnValue:
    place = _SETTINGS if current_user.is_authenticated else "/sign-in/problem"
    return redirect(_page(place, why=why, provider=name, next=path), 303)


def _page(path: str, **params: str) -> str:
    return f"{path}?{urlencode(params)}"
