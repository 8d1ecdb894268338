"""Accounts over HTTP."""

from datetime import timedelta
from typing import Any

from apiflask import APIBlueprint, Schema
from flask import current_app, request, session
from flask_login import current_user, login_required, login_user, logout_user
from flask_wtf.csrf import generate_csrf
from marshmallow import fields
from sqlalchemy import select

from server.accounts import access, actions
from server.accounts.models import DeviceSession, User
from server.core import i18n
from server.core.db import db, now
from server.core.fields import Input, Text, Whole

blueprint = APIBlueprint("accounts", __name__, url_prefix="/api/v1")
# A device's "last seen" is only so exact: writing it at every request would make reading as dear as writing.
SEEN_EVERY = timedelta(minutes=5)


class PersonOut(Schema):
    id = fields.Integer()
    username = fields.String()
    name = fields.String()


class UserOut(PersonOut):
    role = fields.String(metadata={"enum": ["admin", "member"]})
    locale = fields.String()


class WorkspaceOut(Schema):
    name = fields.String()


class BootOut(Schema):
    user = fields.Nested(UserOut, allow_none=True)
    workspace = fields.Nested(WorkspaceOut, allow_none=True)
    csrf = fields.String()
    locale = fields.String()
    locales = fields.Dict(keys=fields.String(), values=fields.String())
    sign_up = fields.Boolean()
    v = fields.String()


class AccountIn(Input):
    username = Text(required=True)
    email = Text(required=True)
    password = Text(required=True)


class SetUpIn(AccountIn):
    workspace = Text(required=True)


class SignInIn(Input):
    login = Text(required=True)
    password = Text(required=True)


class MeIn(Input):
    locale = Text()
    name = Text()


class PeopleIn(Input):
    q = Text(load_default="")
    limit = Whole(load_default=access.MOST_PEOPLE)


class PeopleOut(Schema):
    users = fields.List(fields.Nested(PersonOut))


class SessionOut(Schema):
    id = fields.Integer()
    user_agent = fields.String()
    address = fields.String()
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
        "csrf": generate_csrf(),
        "locale": i18n.current(),
        "locales": i18n.LOCALES,
        "sign_up": current_app.config["SIGN_UP"] == "open",
        "v": current_app.config["ASSET_VERSION"],
    }


@blueprint.before_app_request
def _seen() -> None:
    # Static files and fragments are the same for everybody and ask for no session.
    if not request.path.startswith("/api/") or not current_user.is_authenticated:
        return
    if current_user.last_seen_at < now() - SEEN_EVERY:
        actions.touch_session(current_user.session_id)


@blueprint.get("/session")
@blueprint.output(BootOut)
def get_session() -> dict[str, Any]:
    """Who is signed in, and what a page needs to know first."""
    return boot()


@blueprint.post("/setup")
@blueprint.input(SetUpIn, arg_name="data")
@blueprint.output(BootOut, status_code=201)
def set_up(data: dict[str, str]) -> dict[str, Any]:
    """Name the workspace and create its administrator; once only."""
    return _signed_in(actions.set_up(**data, locale=i18n.current()))


@blueprint.post("/users")
@blueprint.input(AccountIn, arg_name="data")
@blueprint.output(BootOut, status_code=201)
def sign_up(data: dict[str, str]) -> dict[str, Any]:
    """Create an account and sign in."""
    return _signed_in(actions.sign_up(**data, locale=i18n.current()))


@blueprint.post("/session")
@blueprint.input(SignInIn, arg_name="data")
@blueprint.output(BootOut)
def sign_in(data: dict[str, str]) -> dict[str, Any]:
    """Sign in by username or e-mail address."""
    return _signed_in(actions.sign_in(data["login"], data["password"], access.address()))


@blueprint.delete("/session")
@blueprint.output(BootOut)
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
def get_me() -> dict[str, Any]:
    """My account."""
    return current_user.user.to_json()


@blueprint.patch("/me")
@login_required
@blueprint.input(MeIn, arg_name="data")
@blueprint.output(UserOut)
def change_me(data: dict[str, str]) -> dict[str, Any]:
    """Change my language or my displayed name."""
    return actions.change_me(current_user.id, **data).to_json()


@blueprint.get("/me/sessions")
@login_required
@blueprint.output(SessionsOut)
def get_sessions() -> dict[str, Any]:
    """The devices on which I am signed in, the latest first."""
    mine = select(DeviceSession).where(DeviceSession.user_id == current_user.id)
    rows = db.session.scalars(mine.order_by(DeviceSession.last_seen_at.desc()))
    return {"sessions": [row.to_json(current_user.session_id) for row in rows]}


@blueprint.delete("/me/sessions/<id:session_id>")
@login_required
@blueprint.output({}, status_code=204)
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


def _signed_in(user: User) -> dict[str, Any]:
    """Start a session in a fresh cookie: one that somebody planted before signing in must be worth nothing after."""
    token = actions.start_session(user, request.headers.get("User-Agent", ""), access.address())
    _fresh_cookie()
    found = access.signed_in(token)
    login_user(found)
    return boot()


def _fresh_cookie() -> None:
    for key in list(session):
        session.pop(key)
    session.permanent = True
