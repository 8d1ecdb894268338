"""Invitations over HTTP."""

from io import BytesIO
from typing import Any

import segno
from apiflask import APIBlueprint, Schema
from flask import Response, make_response
from flask_login import current_user, login_required
from marshmallow import fields

from server.accounts import access as accounts
from server.accounts import roles
from server.accounts.api import PersonOut
from server.accounts.invitations import access, actions
from server.accounts.invitations.access import Found
from server.accounts.roles import Permission
from server.core import limits, mail
from server.core.db import db
from server.core.fields import Input, Text, Whole

blueprint = APIBlueprint("invitations", __name__, url_prefix="/api/v1")


class InvitationIn(Input):
    role = Text(load_default="member")
    room_id = Whole(load_default=0)
    most_uses = Whole(load_default=None, allow_none=True)
    days = Whole(load_default=None, allow_none=True)
    email = Text(load_default="")
    note = Text(load_default="")


class InvitationsIn(Input):
    # One of the states; empty for all.
    state = Text(load_default="")
    # "everybody": those of others, too, for who administers.
    of = Text(load_default="me")
    before = Whole(load_default=None)


class TokenIn(Input):
    token = Text(required=True)


class PlaceOut(Schema):
    id = fields.Integer()
    name = fields.String()


class InvitationOut(Schema):
    id = fields.Integer()
    link = fields.String()
    state = fields.String(metadata={"enum": list(access.STATES)})
    role = fields.String(metadata={"enum": list(actions.ROLES)})
    room = fields.Nested(PlaceOut, allow_none=True)
    email = fields.String()
    note = fields.String()
    uses = fields.Integer()
    most_uses = fields.Integer(allow_none=True)
    by = fields.Nested(PersonOut)
    created_at = fields.String()
    expires_at = fields.String(allow_none=True)


class InvitationsOut(Schema):
    may_invite = fields.Boolean()
    invitations = fields.List(fields.Nested(InvitationOut))
    next = fields.Integer(allow_none=True)


class LookOut(Schema):
    workspace = fields.String()
    by = fields.String()
    room = fields.String()
    # When I am in that room already.
    room_id = fields.Integer(allow_none=True)
    email = fields.String()
    note = fields.String()


class AcceptedOut(Schema):
    room_id = fields.Integer()


@blueprint.get("/invitations")
@login_required
@blueprint.input(InvitationsIn, location="query", arg_name="query")
@blueprint.output(InvitationsOut)
def get_invitations(query: dict[str, Any]) -> dict[str, Any]:
    """The invitations that I made, or for an administrator everybody's; the newest first, a page at a time."""
    maker_id = current_user.id
    if query["of"] == "everybody":
        roles.require(current_user, Permission.ADMINISTER)
        maker_id = None
    found = access.page(db.session(), maker_id=maker_id, state=query["state"], before=query["before"])
    page = found[: access.PAGE]
    return {
        "may_invite": accounts.may_invite(current_user.user),
        "invitations": [_to_json(each) for each in page],
        "next": page[-1].invitation.id if len(found) > access.PAGE else None,
    }


@blueprint.post("/invitations")
@login_required
@blueprint.input(InvitationIn, arg_name="data")
@blueprint.output(InvitationOut, status_code=201)
def invite(data: dict[str, Any]) -> dict[str, Any]:
    """Make a link that lets people in; with an address, mail it there."""
    return _to_json(actions.invite(current_user.user, **data))


@blueprint.delete("/invitations/<id:invitation_id>")
@login_required
@blueprint.output({}, status_code=204)
def revoke(invitation_id: int) -> str:
    """Take an invitation back."""
    actions.revoke(current_user.user, invitation_id)
    return ""


@blueprint.get("/invitations/<id:invitation_id>/qr.svg")
@login_required
def qr_code(invitation_id: int) -> Response:
    """An invitation for the camera of a phone."""
    invitation = access.mine(db.session(), current_user.user, invitation_id)
    code = segno.make(mail.link(access.path(invitation)), error="m", micro=False)
    # Always dark on light: cameras are not sure of the opposite.
    image = BytesIO()
    code.save(image, kind="svg", scale=8, border=3, dark="#251e18", light="#fff", xmldecl=False)
    response = make_response(image.getvalue())
    response.mimetype = "image/svg+xml"
    return response


@blueprint.post("/invitations/look")
@blueprint.input(TokenIn, arg_name="data")
@blueprint.output(LookOut)
def look(data: dict[str, str]) -> dict[str, Any]:
    """Who invites me, and where to; it stays good."""
    limits.spend("sign_ins", accounts.address())
    person_id = current_user.id if current_user.is_authenticated else None
    return access.look(db.session(), access.read(data["token"]), person_id)


@blueprint.post("/invitations/accept")
@login_required
@blueprint.input(TokenIn, arg_name="data")
@blueprint.output(AcceptedOut)
def accept(data: dict[str, str]) -> dict[str, Any]:
    """Follow an invitation with the account that I have."""
    limits.spend("sign_ins", accounts.address())
    return {"room_id": actions.accept(current_user.user, data["token"])}


def _to_json(found: Found) -> dict[str, Any]:
    return access.to_json(db.session(), found, mail.link(access.path(found.invitation)))
