"""Accounts over HTTP."""

from datetime import timedelta
from typing import Any

from apiflask import APIBlueprint, Schema
from flask import current_app, request, session
from flask_login import current_user, login_required, login_user, logout_user
from flask_wtf.csrf import generate_csrf
from marshmallow import fields
from sqlalchemy import select

from server.accounts import access, actions, roles
from server.accounts.factors import access as factors
from server.accounts.factors import devices, notices
from server.accounts.gate import guests_too
from server.accounts.invitations import sign_up as invitations
from server.accounts.letters import confirming
from server.accounts.models import DeviceSession, User
from server.accounts.oauth import remote as providers
from server.accounts.roles import Permission
from server.core import i18n, limits
from server.core.db import db, now
from server.core.fields import Input, Text, Whole
from server.core.places import place_of

blueprint = APIBlueprint("accounts", __name__, url_prefix="/api/v1")
# A device's "last seen" is only so exact: writing it at every request would make reading as dear as writing.
SEEN_EVERY = timedelta(minutes=5)


class PersonOut(Schema):
    id = fields.Integer()
    username = fields.String()
    name = fields.String()


class UserOut(PersonOut):
    role = fields.String(metadata={"enum": list(roles.ROLES)})
    locale = fields.String()
    time_zone = fields.String()
    delete_at = fields.String(allow_none=True)
    muted_until = fields.String(allow_none=True)


class WorkspaceOut(Schema):
    name = fields.String()


class ProviderOut(Schema):
    name = fields.String()
    label = fields.String()


class SecondFactorOut(Schema):
    ways = fields.List(fields.String(), metadata={"enum": ["totp", "passkey", "recovery"]})


class BootOut(Schema):
    user = fields.Nested(UserOut, allow_none=True)
    workspace = fields.Nested(WorkspaceOut, allow_none=True)
    # The address of the workspace's picture; empty without one.
    logo = fields.String()
    csrf = fields.String()
    locale = fields.String()
    locales = fields.Dict(keys=fields.String(), values=fields.String())
    sign_up = fields.Boolean()
    may_invite = fields.Boolean()
    # Whether some rooms may be visited without an account.
    guests = fields.Boolean()
    # Besides a password: who else can be asked who somebody is.
    providers = fields.List(fields.Nested(ProviderOut))
    v = fields.String()
    # The address that has to be confirmed, when nobody is signed in before that.
    confirm = fields.String()
    # Only when the password was right and a second factor is to come; then besides it there is but ``csrf``.
    second_factor = fields.Nested(SecondFactorOut)


class AccountIn(Input):
    username = Text(required=True)
    email = Text(required=True)
    password = Text(required=True)


class SignUpIn(AccountIn):
    # The token of the link by which one comes.
    invitation = Text(load_default="")


class SetUpIn(AccountIn):
    workspace = Text(required=True)


class SignInIn(Input):
    login = Text(required=True)
    password = Text(required=True)


class MeIn(Input):
    locale = Text()
    name = Text()
    time_zone = Text()


class PeopleIn(Input):
    q = Text(load_default="")
    limit = Whole(load_default=access.MOST_PEOPLE)


class PeopleOut(Schema):
    users = fields.List(fields.Nested(PersonOut))


class SessionOut(Schema):
    id = fields.Integer()
    user_agent = fields.String()
    address = fields.String()
    # Where that is, roughly; empty when nobody knows.
    place = fields.String()
    created_at = fields.String()
    last_seen_at = fields.String()
    current = fields.Boolean()


class SessionsOut(Schema):
    sessions = fields.List(fields.Nested(SessionOut))


def boot() -> dict[str, Any]:
    """Return what a page needs to know first."""
    workspace = access.workspace()
    return {
        "user": current_user.user.to_json() if current_user.is_authenticated else None,
        "workspace": {"name": workspace.name} if workspace else None,
        "logo": workspace.logo_path if workspace else "",
        "csrf": generate_csrf(),
        "locale": i18n.current(),
        "locales": i18n.LOCALES,
        "sign_up": access.sign_up_policy() in ("open", "domains"),
        "guests": bool(access.switches().get("guests")),
        "may_invite": current_user.is_authenticated and access.may_invite(current_user.user),
        "providers": [provider.to_json() for provider in providers.usable()],
        "v": current_app.config["ASSET_VERSION"],
        **_to_come(),
    }


def _to_come() -> dict[str, Any]:
    """After the first factor, also for a page that is loaded anew or that another site has sent the browser to."""
    user = None if current_user.is_authenticated else factors.after_first()
    return {"second_factor": {"ways": factors.ways(db.session(), user.id)}} if user else {}


@blueprint.before_app_request
def _seen() -> None:
    # Static files and fragments are the same for everybody and ask for no session.
    if not request.path.startswith("/api/") or not current_user.is_authenticated:
        return
    if current_user.last_seen_at < now() - SEEN_EVERY:
        actions.touch_session(current_user.id, current_user.session_id)


@blueprint.get("/session")
@blueprint.output(BootOut)
@guests_too
def get_session() -> dict[str, Any]:
    """Who is signed in, and what a page needs to know first."""
    return boot()


@blueprint.post("/setup")
@blueprint.input(SetUpIn, arg_name="data")
@blueprint.output(BootOut, status_code=201)
def set_up(data: dict[str, str]) -> dict[str, Any]:
    """Name the workspace and create its administrator; once only."""
    return entered(actions.set_up(**data, locale=i18n.current(), url=request.host_url))


@blueprint.post("/users")
@blueprint.input(SignUpIn, arg_name="data")
@blueprint.output(BootOut, status_code=201)
@guests_too
def sign_up(data: dict[str, str]) -> dict[str, Any]:
    """Create an account and sign in, unless the address has to be confirmed first."""
    limits.spend("sign_ups", access.address())
    return entered(invitations.sign_up(**data, locale=i18n.current()))


@blueprint.post("/session")
@blueprint.input(SignInIn, arg_name="data")
@blueprint.output(BootOut)
@guests_too
def sign_in(data: dict[str, str]) -> dict[str, Any]:
    """Sign in by username or e-mail address."""
    limits.spend("sign_ins", access.address())
    return signed_in_or_second_factor(actions.sign_in(data["login"], data["password"], access.address()))


@blueprint.delete("/session")
@blueprint.output(BootOut)
@guests_too
def sign_out() -> dict[str, Any]:
    """Sign this device out."""
    if current_user.is_authenticated:
        actions.end_session(current_user.id, current_user.session_id)
    logout_user()
    _fresh_cookie()
    return boot()


@blueprint.get("/me")
@login_required
@blueprint.output(UserOut)
@guests_too
def get_me() -> dict[str, Any]:
    """My account."""
    return current_user.user.to_json()


@blueprint.patch("/me")
@login_required
@blueprint.input(MeIn, arg_name="data")
@blueprint.output(UserOut)
@guests_too
def change_me(data: dict[str, str]) -> dict[str, Any]:
    """Change my language, my displayed name or my time zone (of the IANA's)."""
    if "name" in data and current_user.user.is_visitor:
        # A nickname is checked at the door only.
        raise roles.refusal(Permission.USE_ROOMS)
    return actions.change_me(current_user.id, **data).to_json()


@blueprint.get("/me/sessions")
@login_required
@blueprint.output(SessionsOut)
@guests_too
def get_sessions() -> dict[str, Any]:
    """The devices on which I am signed in, the latest first."""
    statement = select(DeviceSession).where(DeviceSession.user_id == current_user.id)
    rows = db.session.scalars(statement.order_by(DeviceSession.last_seen_at.desc()))
    mine = [row.to_json(current_user.session_id) for row in rows]
    return {"sessions": [session | {"place": place_of(session["address"])} for session in mine]}


@blueprint.delete("/me/sessions")
@login_required
@blueprint.output({}, status_code=204)
@guests_too
def end_other_sessions() -> str:
    """Sign all of my other devices out."""
    actions.end_other_sessions(current_user.id, current_user.session_id)
    return ""


@blueprint.delete("/me/sessions/<id:session_id>")
@login_required
@blueprint.output({}, status_code=204)
@guests_too
def end_session(session_id: int) -> str:
    """Sign one of my devices out."""
    actions.end_session(current_user.id, session_id)
    return ""


@blueprint.get("/users")
@login_required
@blueprint.input(PeopleIn, location="query", arg_name="query")
@blueprint.output(PeopleOut)
def find_people(query: dict[str, Any]) -> dict[str, Any]:
    """Find people by name, to invite them or to write to them."""
    found = access.find_people(db.session(), query["q"], query["limit"])
    return {"users": [user.to_person() for user in found]}


def entered(user: User) -> dict[str, Any]:
    """Sign somebody in whose account has just been made, and mail them the link that confirms their address.

    Returns:
        What ``signed_in`` does; or ``boot`` with ``confirm``, their address, when nothing goes on before that.
    """
    confirming.ask(user)
    return {**boot(), "confirm": user.email} if user.must_confirm else signed_in(user)


def signed_in_or_second_factor(user: User) -> dict[str, Any]:
    """Go on after a first factor was right (a password, another provider, a mailed link).

    Returns:
        What ``signed_in`` does; or, when the person has a second factor, ``{"second_factor": {"ways": […]}, "csrf"}``
        with a short-lived mark in the cookie, and ``/session/second-factor`` goes on from there.

    Raises:
        Refused: what ``access.check_may_sign_in`` does.
    """
    access.check_may_sign_in(user)
    ways = factors.ways(db.session(), user.id)
    if not ways:
        return signed_in(user)
    _fresh_cookie()
    factors.remember_first(user)
    return {"second_factor": {"ways": ways}, "csrf": generate_csrf()}


def signed_in(user: User) -> dict[str, Any]:
    """Start a session in a fresh cookie: one that somebody planted before signing in must be worth nothing after.

    Raises:
        Refused: what ``access.check_may_sign_in`` does.
    """
    access.check_may_sign_in(user)
    if user.is_admin and not access.site().url:
        # Whom one can believe about it.
        actions.remember_url(request.host_url)
    token = actions.start_session(user, request.headers.get("User-Agent", ""), access.address())
    _fresh_cookie()
    found = access.signed_in(token)
    login_user(found)
    if devices.is_new(user):
        notices.send(user.email, user.locale, "new_device", notices.here())
    return boot()


def _fresh_cookie() -> None:
    for key in list(session):
        session.pop(key)
    session.permanent = True
