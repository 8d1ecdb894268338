"""Messages over HTTP."""

from typing import Any

from apiflask import APIBlueprint, Schema
from flask import Response, jsonify, request
from flask_login import current_user, login_required
from marshmallow import fields

from server.accounts.api import PersonOut
from server.chat import access, actions, newest
from server.core.db import db
from server.core.fields import Input, Text, Whole
from server.realtime import streams
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


class PageOut(Schema):
    messages = fields.List(fields.Nested(MessageOut))
    version = fields.Integer()
    has_older = fields.Boolean()
    has_newer = fields.Boolean()


class PageIn(Input):
    before = Whole(load_default=None)
    after = Whole(load_default=None)
    around = Whole(load_default=None)
    limit = Whole(load_default=access.PAGE)


class PostIn(Input):
    client_id = Text(required=True)
    text = Text(required=True)


class EditIn(Input):
    text = Text(required=True)


@blueprint.get("")
@login_required
@blueprint.input(PageIn, location="query", arg_name="query")
@blueprint.output(PageOut)
def history(room_id: int, query: dict[str, Any]) -> Response:
    """A page of a room's messages: the newest, or those ``before``, ``after`` or ``around`` one."""
    since = rooms.readers.moment()
    room, _ = rooms.visible(db.session(), current_user.id, room_id)
    if not request.query_string:
        return newest.respond(current_user, room, since)
    # Before the rows: whoever follows the stream from this version on misses nothing.
    version = streams.version_of(db.session(), room.stream)
    return jsonify(access.page(db.session(), room_id, **query) | {"version": version})


@blueprint.post("")
@login_required
@blueprint.input(PostIn, arg_name="data")
@blueprint.output(MessageOut, status_code=201)
def post_message(room_id: int, data: dict[str, str]) -> Any:
    """Post a message; the same ``client_id`` again gets the first result (200)."""
    message, is_new = actions.post_message(current_user.id, room_id, data["client_id"], data["text"])
    return message, 201 if is_new else 200


@blueprint.get("/<id:message_id>")
@login_required
@blueprint.output(MessageOut)
def get_message(room_id: int, message_id: int) -> dict[str, Any]:
    """One message."""
    rooms.visible(db.session(), current_user.id, room_id)
    return access.message(db.session(), room_id, message_id)


@blueprint.patch("/<id:message_id>")
@login_required
@blueprint.input(EditIn, arg_name="data")
@blueprint.output(MessageOut)
def edit_message(room_id: int, message_id: int, data: dict[str, str]) -> dict[str, Any]:
    """Change the text of my message."""
    return actions.edit_message(current_user.id, room_id, message_id, data["text"])


@blueprint.delete("/<id:message_id>")
@login_required
@blueprint.output(MessageOut)
def delete_message(room_id: int, message_id: int) -> dict[str, Any]:
    """Delete a message for everybody."""
    return actions.delete_message(
        current_user.id, room_id, message_id, is_workspace_admin=current_user.is_admin
    )
