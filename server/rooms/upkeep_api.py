"""Running a room over HTTP."""

from typing import Any

from apiflask import APIBlueprint, Schema
from flask_login import current_user, login_required
from marshmallow import fields

from server.accounts.api import PersonOut
from server.core.fields import Input, Text, Whole
from server.rooms import upkeep
from server.rooms.api import RoomOut

blueprint = APIBlueprint("upkeep", __name__, url_prefix="/api/v1/rooms/<id:room_id>")


class RoomChangeIn(Input):
    name = Text()
    topic = Text()
    slow_mode_seconds = Whole()
    guests = Text(metadata={"enum": list(upkeep.GUESTS)})


class ArchivedRoomOut(Schema):
    id = fields.Integer()
    kind = fields.String()
    name = fields.String()
    topic = fields.String()
    archived_at = fields.String(allow_none=True)


class MemberRoleIn(Input):
    role = Text(required=True, metadata={"enum": ["member", "admin"]})


class MemberRoleOut(Schema):
    user = fields.Nested(PersonOut)
    role = fields.String()


@blueprint.patch("")
@login_required
@blueprint.input(RoomChangeIn, arg_name="data")
@blueprint.output(RoomOut)
def change_room(room_id: int, data: dict[str, Any]) -> dict[str, Any]:
    """Change a room: its name, its topic, the pause between messages, what guests may do."""
    return upkeep.change_room(current_user.id, room_id, role=current_user.role, **data)


@blueprint.put("/archive")
@login_required
@blueprint.output(ArchivedRoomOut)
def archive_room(room_id: int) -> dict[str, Any]:
    """Put a room into the archive: it can be read, and nobody writes there."""
    return upkeep.set_archived(current_user.id, room_id, archived=True, role=current_user.role)


@blueprint.delete("/archive")
@login_required
@blueprint.output(ArchivedRoomOut)
def unarchive_room(room_id: int) -> dict[str, Any]:
    """Bring a room back from the archive."""
    return upkeep.set_archived(current_user.id, room_id, archived=False, role=current_user.role)


@blueprint.put("/members/<id:user_id>/role")
@login_required
@blueprint.input(MemberRoleIn, arg_name="data")
@blueprint.output(MemberRoleOut)
def set_member_role(room_id: int, user_id: int, data: dict[str, str]) -> dict[str, Any]:
    """Make a member one of the room's administrators, or no longer."""
    mine = current_user.role
    return upkeep.set_member_role(current_user.id, room_id, user_id, data["role"], role=mine)
