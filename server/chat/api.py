"""Messages over HTTP."""

from typing import Any

from apiflask import APIBlueprint, Schema
from flask import Response, request
from flask_login import current_user, login_required
from marshmallow import fields

from server.accounts.api import PersonOut
from server.accounts.gate import guests_too
from server.chat import access, actions, history
from server.core.db import db
from server.core.fields import Input, Text, Whole
from server.rooms import access as rooms

blueprint = APIBlueprint("chat", __name__, url_prefix="/api/v1/rooms/<id:room_id>/messages")


class MessageOut(Schema):
    id = fields.Integer()
    room_id = fields.Integer()
    seq = fields.Integer()
    version = fields.Integer()
    client_id = fields.String()
    author = fields.Nested(PersonOut)
    text = fields.String()
    html = fields.String()
    created_at = fields.String()
    edited_at = fields.String(allow_none=True)
    deleted_at = fields.String(allow_none=True)
    removed = fields.Boolean()


class PageOut(Schema):
    messages = fields.List(fields.Nested(MessageOut))
    version = fields.Integer()
    has_older = fields.Boolean()
    has_newer = fields.Boolean()


class PageIn(Input):
    before = Whole()
    after = Whole()
    around = Whole()
    limit = Whole()


class PostIn(Input):
    client_id = Text(required=True)
    text = Text(required=True)


class EditIn(Input):
    text = Text(required=True)


@blueprint.get("")
@login_required
@blueprint.input(PageIn, location="query", arg_name="query")
@blueprint.output(PageOut)
@guests_too
def page(room_id: int, query: dict[str, Any]) -> Response:
    """A page of a room's messages: the newest, or those ``before``, ``after`` or ``around`` one."""
    known = request.headers.get("If-None-Match", "")
    return history.answer(current_user, str(room_id), query, known).to_response()


@blueprint.post("")
@login_required
@blueprint.input(PostIn, arg_name="data")
@blueprint.output(MessageOut, status_code=201)
@guests_too
def post_message(room_id: int, data: dict[str, str]) -> Any:
    """Post a message; the same ``client_id`` again gets the first result (200)."""
    message, is_new = actions.post_message(current_user.id, room_id, data["client_id"], data["text"])
    return message, 201 if is_new else 200


@blueprint.get("/<id:message_id>")
@login_required
@blueprint.output(MessageOut)
@guests_too
def get_message(room_id: int, message_id: int) -> dict[str, Any]:
    """One message."""
    rooms.visible(db.session(), current_user.id, room_id)
    return access.message(db.session(), room_id, message_id)


@blueprint.patch("/<id:message_id>")
@login_required
@blueprint.input(EditIn, arg_name="data")
@blueprint.output(MessageOut)
@guests_too
def edit_message(room_id: int, message_id: int, data: dict[str, str]) -> dict[str, Any]:
    """Change the text of my message."""
    return actions.edit_message(current_user.id, room_id, message_id, data["text"])


@blueprint.delete("/<id:message_id>")
@login_required
@blueprint.output(MessageOut)
@guests_too
def delete_message(room_id: int, message_id: int) -> dict[str, Any]:
    """Delete a message for everybody."""
    return actions.delete_message(current_user.id, room_id, message_id, role=current_user.role)
