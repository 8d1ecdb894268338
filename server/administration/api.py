"""Administration over HTTP."""

import json
from typing import Any

from apiflask import APIBlueprint, Schema
from flask import Response, abort, current_app, request, stream_with_context
from flask_login import current_user
from marshmallow import fields

from server.accounts import access as accounts
from server.accounts import roles
from server.accounts.api import PersonOut
from server.accounts.audit import access as audit
from server.accounts.factors import proof, rescue
from server.accounts.models import Workspace
from server.accounts.oauth import remote as providers
from server.accounts.oauth.api import callback_address
from server.accounts.oauth.providers import Provider
from server.accounts.roles import Permission
from server.administration import access, actions, table
from server.administration import people as administered
from server.core import i18n
from server.core.db import db
from server.core.errors import not_found, unauthorized
from server.core.fields import Input, Several, Text, Whole
from server.core.threads import in_thread
from server.rooms import upkeep
from server.rooms.upkeep_api import ArchivedRoomOut

blueprint = APIBlueprint("administration", __name__, url_prefix="/api/v1/administration")
logo = APIBlueprint("logo", __name__)


class PeopleIn(Input):
    q = Text(load_default="")
    role = Text(load_default="")
    state = Text(load_default="")
    after = Whole(load_default=0)


class AdministeredPersonOut(Schema):
    id = fields.Integer()
    username = fields.String()
    name = fields.String()
    email = fields.String()
    email_confirmed = fields.Boolean()
    role = fields.String()
    created_at = fields.String()
    last_seen_at = fields.String(allow_none=True)
    deactivated_at = fields.String(allow_none=True)
    banned_at = fields.String(allow_none=True)
    muted_until = fields.String(allow_none=True)
    delete_at = fields.String(allow_none=True)


class AdministeredPeopleOut(Schema):
    people = fields.List(fields.Nested(AdministeredPersonOut))
    next = fields.Integer(allow_none=True)
    total = fields.Integer()


class NewPersonIn(Input):
    username = Text(required=True)
    email = Text(required=True)
    role = Text(load_default="member")


class NewPersonOut(PersonOut):
    link = fields.String()


class LinkOut(Schema):
    link = fields.String()


class ProviderStateOut(Schema):
    name = fields.String()
    label = fields.String()
    missing = fields.List(fields.String())
    callback = fields.String()


class ProvidersOut(Schema):
    providers = fields.List(fields.Nested(ProviderStateOut))


class ProviderCheckOut(Schema):
    state = fields.String(metadata={"enum": ["ok", "unreachable", "garbled"]})


class RoomsIn(Input):
    q = Text(load_default="")
    after = Whole(load_default=0)


class AdministeredRoomOut(Schema):
    id = fields.Integer()
    kind = fields.String()
    name = fields.String()
    topic = fields.String()
    created_at = fields.String()
    members = fields.Integer()
    last_message_at = fields.String(allow_none=True)
    archived_at = fields.String(allow_none=True)


class AdministeredRoomsOut(Schema):
    rooms = fields.List(fields.Nested(AdministeredRoomOut))
    next = fields.Integer(allow_none=True)


class SettingsOut(Schema):
    name = fields.String()
    sign_up = fields.String(metadata={"enum": list(actions.SIGN_UPS)})
    email_domains = fields.List(fields.String())
    guests = fields.Boolean()
    members_invite = fields.Boolean()
    logo = fields.String(allow_none=True)
    limits = fields.Dict(keys=fields.String(), values=fields.String())


class SettingsIn(Input):
    name = Text()
    sign_up = Text()
    email_domains = Several(Text())
    guests = fields.Boolean()
    members_invite = fields.Boolean()


class FiguresIn(Input):
    days = Whole(load_default=30)


class DayOut(Schema):
    day = fields.String()
    messages = fields.Integer()
    # Who was here at all, and who of them wrote.
    active = fields.Integer()
    writers = fields.Integer()
    bytes = fields.Integer()


class FiguresOut(Schema):
    days = fields.List(fields.Nested(DayOut))
    totals = fields.Dict(keys=fields.String(), values=fields.Integer())


class AuditIn(Input):
    action = Text(load_default="")
    actor = Whole(load_default=None)
    before = Whole(load_default=None)


class AuditEntryOut(Schema):
    id = fields.Integer()
    actor = fields.Dict(allow_none=True)
    action = fields.String()
    target = fields.String()
    data = fields.Dict()
    address = fields.String()
    created_at = fields.String()


class AuditOut(Schema):
    entries = fields.List(fields.Nested(AuditEntryOut))
    next = fields.Integer(allow_none=True)


@blueprint.before_request
def _only_administrators() -> None:
    if not current_user.is_authenticated:
        raise unauthorized()
    roles.require(current_user, Permission.ADMINISTER)


@blueprint.get("/people")
@blueprint.input(PeopleIn, location="query", arg_name="query")
@blueprint.output(AdministeredPeopleOut)
def people(query: dict[str, Any]) -> dict[str, Any]:
    """Everybody with an account, with what administrators need to know of them."""
    wanted = {"query": query["q"], "role": query["role"], "state": query["state"], "after": query["after"]}
    return access.people(db.session(), **wanted)


@blueprint.post("/people")
@blueprint.input(NewPersonIn, arg_name="data")
@blueprint.output(NewPersonOut, status_code=201)
def create_person(data: dict[str, str]) -> dict[str, Any]:
    """Make an account; its owner is mailed a link by which they set a password."""
    user, link = administered.create(current_user.id, locale=i18n.current(), **data)
    return user.to_person() | {"link": link}


@blueprint.delete("/people/<id:user_id>/factors")
@blueprint.output({}, status_code=204)
def remove_factors(user_id: int) -> str:
    """Take somebody's second factors away: their phone and their recovery codes are lost."""
    proof.require()
    rescue.remove_factors(current_user.id, user_id)
    return ""


@blueprint.post("/people/<id:user_id>/reset")
@blueprint.output(LinkOut)
def reset_password(user_id: int) -> dict[str, str]:
    """Mail somebody a link by which they set a new password, and return it."""
    return {"link": administered.reset(current_user.id, user_id)}


@blueprint.get("/providers")
@blueprint.output(ProvidersOut)
def get_providers() -> dict[str, Any]:
    """The providers of sign-in that the settings name, complete or not."""
    return {"providers": [_provider(provider) for provider in providers.providers()]}


@blueprint.post("/providers/<name>/check")
@blueprint.output(ProviderCheckOut)
def check_provider(name: str) -> dict[str, str]:
    """Ask a provider for its description: ``ok``, ``unreachable`` or ``garbled``."""
    provider = next((each for each in providers.usable() if each.name == name), None)
    if provider is None:
        raise not_found()
    try:
        providers.check(provider)
    except providers.Failed as failed:
        return {"state": failed.why}
    return {"state": "ok"}


@blueprint.get("/rooms")
@blueprint.input(RoomsIn, location="query", arg_name="query")
@blueprint.output(AdministeredRoomsOut)
def rooms(query: dict[str, Any]) -> dict[str, Any]:
    """Every open and closed room."""
    return access.rooms(db.session(), query=query["q"], after=query["after"])


@blueprint.get("/workspace")
@blueprint.output(SettingsOut)
def get_workspace() -> dict[str, Any]:
    """The workspace's settings."""
    return _settings(accounts.workspace())


@blueprint.patch("/workspace")
@blueprint.input(SettingsIn, arg_name="data")
@blueprint.output(SettingsOut)
def change_workspace(data: dict[str, Any]) -> dict[str, Any]:
    """Change the workspace's name, who may make an account, and what guests and members may do."""
    return _settings(actions.change_workspace(current_user.id, **data))


@blueprint.put("/workspace/logo")
@blueprint.output(SettingsOut)
def set_logo() -> dict[str, Any]:
    """Set the workspace's picture: the body is a PNG, JPEG or WebP file."""
    return _settings(actions.set_logo(current_user.id, request.get_data(cache=False)))


@blueprint.delete("/workspace/logo")
@blueprint.output(SettingsOut)
def remove_logo() -> dict[str, Any]:
    """Take the workspace's picture away."""
    return _settings(actions.remove_logo(current_user.id))


@blueprint.put("/rooms/<id:room_id>/archive")
@blueprint.output(ArchivedRoomOut)
def archive_room(room_id: int) -> dict[str, Any]:
    """Put any room but a direct one into the archive."""
    return upkeep.set_archived(current_user.id, room_id, archived=True, anywhere=True)


@blueprint.delete("/rooms/<id:room_id>/archive")
@blueprint.output(ArchivedRoomOut)
def unarchive_room(room_id: int) -> dict[str, Any]:
    """Bring a room back from the archive."""
    return upkeep.set_archived(current_user.id, room_id, archived=False, anywhere=True)


@blueprint.get("/figures")
@blueprint.input(FiguresIn, location="query", arg_name="query")
@blueprint.output(FiguresOut)
def figures(query: dict[str, Any]) -> dict[str, Any]:
    """Messages, people who were here, writers and bytes of what they wrote, by day; and totals, storage in bytes."""
    return in_thread(access.figures, db.engine, current_app.config["DATA_DIR"], query["days"])


@blueprint.get("/audit")
@blueprint.input(AuditIn, location="query", arg_name="query")
@blueprint.output(AuditOut)
def audit_log(query: dict[str, Any]) -> dict[str, Any]:
    """What was done with the powers of a role, the newest first."""
    found = audit.entries(
        db.session(),
        action=query["action"],
        actor_id=query["actor"],
        before=query["before"],
        limit=audit.PAGE + 1,
    )
    page = found[: audit.PAGE]
    return {"entries": page, "next": page[-1]["id"] if len(found) > audit.PAGE else None}


@blueprint.get("/audit.csv")
@blueprint.doc(responses={200: "A CSV file"})
def audit_csv() -> Response:
    """The whole log as a table for other programs."""
    headers = {"Content-Disposition": "attachment; filename=parley-audit.csv"}
    return Response(stream_with_context(table.lines()), mimetype="text/csv", headers=headers)


@logo.get("/logo/<id:version>")
@logo.doc(hide=True)
def show_logo(version: int) -> Response:
    """The workspace's picture; every change has an address of its own, so that caches may keep it."""
    workspace = accounts.workspace()
    if workspace is None or workspace.logo is None or workspace.logo_version != version:
        abort(404)
    response = Response(workspace.logo, mimetype=workspace.logo_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _provider(provider: Provider) -> dict[str, Any]:
    return provider.to_json() | {"missing": provider.missing, "callback": callback_address(provider)}


def _settings(workspace: Workspace | None) -> dict[str, Any]:
    assert workspace is not None  # noqa: S101 (nobody is an administrator before set-up)
    switches = json.loads(workspace.settings)
    policy = accounts.sign_up_policy()
    return {
        "name": workspace.name,
        # ``closed`` in the environment comes to the same as ``invited``, and nothing else is offered on the page.
        "sign_up": policy if policy in actions.SIGN_UPS else "invited",
        "email_domains": accounts.email_domains(),
        "guests": bool(switches.get("guests")),
        "members_invite": bool(switches.get("members_invite")),
        "logo": workspace.logo_path or None,
        "limits": current_app.config["LIMITS"],
    }
