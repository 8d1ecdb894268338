"""The way in for guests."""

from typing import Any

from apiflask import APIBlueprint, Schema
from marshmallow import fields

from server.accounts.api import BootOut, signed_in
from server.accounts.gate import guests_too
from server.core import i18n
from server.core.db import db
from server.core.fields import Input, Text
from server.rooms import guests

blueprint = APIBlueprint("guests", __name__, url_prefix="/api/v1/rooms/<id:room_id>/guests")


class GuestIn(Input):
    nickname = Text(required=True)


class RoomForGuestsOut(Schema):
    id = fields.Integer()
    name = fields.String()
    topic = fields.String()
    guests = fields.String(metadata={"enum": ["read", "write"]})


@blueprint.get("")
@blueprint.output(RoomForGuestsOut)
@guests_too
def look(room_id: int) -> dict[str, Any]:
    """Whether a room lets guests in; for those who are not signed in."""
    return guests.to_json(guests.room_for_guests(db.session(), room_id))


@blueprint.post("")
@blueprint.input(GuestIn, arg_name="data")
@blueprint.output(BootOut, status_code=201)
@guests_too
def enter(room_id: int, data: dict[str, str]) -> dict[str, Any]:
    """Look around in a room as a guest, under a nickname."""
    return signed_in(guests.enter(room_id, data["nickname"], i18n.current()))
