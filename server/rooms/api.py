"""Rooms over HTTP."""

import re
from typing import Any

import orjson
from apiflask import APIBlueprint, Schema
from flask import Response
from flask_login import current_user, login_required
from marshmallow import fields
from sqlalchemy import func, or_, select

from server.accounts.access import SignedIn
from server.accounts.api import PersonOut
from server.accounts.gate import guests_too
from server.accounts.models import User
from server.accounts.roles import GUEST
from server.core.db import db
from server.core.fields import Input, Several, Text, Whole
from server.core.shortcut import Answer
from server.realtime import presence, streams
from server.rooms import access, actions, entries
from server.rooms.models import Membership, Room

PATH = re.compile("/api/v1/(rooms)")
blueprint = APIBlueprint("rooms", __name__, url_prefix="/api/v1/rooms")
PAGE = 100


class RoomOut(Schema):
    id = fields.Integer()
    kind = fields.String(metadata={"enum": ["open", "closed", "direct"]})
    name = fields.String()
    topic = fields.String()
    created_at = fields.String()
    slow_mode_seconds = fields.Integer()
    guests = fields.String(metadata={"enum": ["none", "read", "write"]})
    archived_at = fields.String(allow_none=True)
    version = fields.Integer()
    last_seq = fields.Integer()
    joined = fields.Boolean()
    joined_at = fields.String(allow_none=True)
    role = fields.String(allow_none=True, metadata={"enum": ["member", "admin", None]})
    read_seq = fields.Integer()
    unread = fields.Integer()
    people = fields.List(fields.Nested(PersonOut))
    online = fields.Integer()


class MyRoomsOut(Schema):
    stream = fields.String()
    version = fields.Integer()
    rooms = fields.List(fields.Nested(RoomOut))


class OpenRoomsOut(Schema):
    rooms = fields.List(fields.Nested(RoomOut))
    next = fields.Integer(allow_none=True)


class RoomIn(Input):
    kind = Text(required=True)
    name = Text(load_default="")
    topic = Text(load_default="")
    user_ids = Several(Whole(), load_default=list)


class SearchIn(Input):
    q = Text(load_default="")
    after = Whole(load_default=0)
    limit = Whole(load_default=PAGE)


class InviteIn(Input):
    user_ids = Several(Whole(), required=True)


class ReadIn(Input):
    seq = Whole(required=True)


class MemberOut(Schema):
    user = fields.Nested(PersonOut)
    role = fields.String()
    online = fields.Boolean()


class MembersOut(Schema):
    members = fields.List(fields.Nested(MemberOut))
    total = fields.Integer()
    next = fields.Integer(allow_none=True)


def answer(person: SignedIn, path: str = "", query: Any = None, known: str = "") -> Answer:
    """Return the rooms that a person is in."""
    stream = f"user:{person.id}"
    version = streams.version_of(db.session(), stream)
    rooms = entries.mine(db.session(), person.id)
    return Answer(orjson.dumps({"stream": stream, "version": version, "rooms": rooms}))


@blueprint.get("")
@login_required
@blueprint.output(MyRoomsOut)
@guests_too
def my_rooms() -> Response:
    """The rooms that I am in."""
    return answer(current_user).to_response()


@blueprint.get("/open")
@login_required
@blueprint.input(SearchIn, location="query", arg_name="query")
@blueprint.output(OpenRoomsOut)
@guests_too
def open_rooms(query: dict[str, Any]) -> dict[str, Any]:
    """Every open room, the oldest first, a page at a time."""
    limit = max(1, min(query["limit"], PAGE))
    joined = (
        (Membership.room_id == Room.id)
        & (Membership.user_id == current_user.id)
        & Membership.left_at.is_(None)
    )
    statement = select(Room, Membership).outerjoin(Membership, joined).where(Room.kind == "open")
    if current_user.role == GUEST:
        statement = statement.where(Room.guests != "none")
    if query["q"].strip():
        statement = statement.where(Room.name.icontains(query["q"].strip(), autoescape=True))
    statement = statement.where(Room.id > query["after"]).order_by(Room.id).limit(limit + 1)
    rows = [(room, membership) for room, membership in db.session.execute(statement)]
    page = rows[:limit]
    described = entries.describe(db.session(), current_user.id, page)
    return {"rooms": described, "next": page[-1][0].id if len(rows) > limit else None}


@blueprint.post("")
@login_required
@blueprint.input(RoomIn, arg_name="data")
@blueprint.output(RoomOut, status_code=201)
def create_room(data: dict[str, Any]) -> Any:
    """Create a room; for ``direct``, give ``user_ids`` and get the one that exists (200) or a new one (201)."""
    if data["kind"] == "direct":
        entry, created = actions.open_direct(current_user.id, data["user_ids"])
        return entry, 201 if created else 200
    return actions.create_room(current_user.id, data["kind"], data["name"], data["topic"])


@blueprint.get("/<id:room_id>")
@login_required
@blueprint.output(RoomOut)
@guests_too
def get_room(room_id: int) -> dict[str, Any]:
    """A room that I am in, or an open one."""
    room, membership = access.visible(db.session(), current_user.id, room_id)
    return entries.one(db.session(), current_user.id, room, membership)


@blueprint.post("/<id:room_id>/join")
@login_required
@blueprint.output(RoomOut)
@guests_too
def join_room(room_id: int) -> dict[str, Any]:
    """Join an open room."""
    return actions.join_room(current_user.id, room_id)


@blueprint.post("/<id:room_id>/leave")
@login_required
@blueprint.output({}, status_code=204)
@guests_too
def leave_room(room_id: int) -> str:
    """Leave a room."""
    actions.leave_room(current_user.id, room_id)
    return ""


@blueprint.get("/<id:room_id>/members")
@login_required
@blueprint.input(SearchIn, location="query", arg_name="query")
@blueprint.output(MembersOut)
def members(room_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """The members of a room in the order in which they came to the workspace, a page at a time."""
    room, _ = access.visible(db.session(), current_user.id, room_id)
    limit = max(1, min(query["limit"], PAGE))
    here = (Membership.room_id == room_id) & Membership.left_at.is_(None)
    statement = select(Membership, User).join(User, User.id == Membership.user_id).where(here)
    words = query["q"].strip()
    if words:
        found = (User.name.icontains(words, autoescape=True), User.username.icontains(words, autoescape=True))
        statement = statement.where(or_(*found))
    statement = statement.where(User.id > query["after"]).order_by(User.id).limit(limit + 1)
    rows = list(db.session.execute(statement))
    present = presence.people(room.stream)
    return {
        "members": [
            {"user": user.to_person(), "role": membership.role, "online": user.id in present}
            for membership, user in rows[:limit]
        ],
        "total": db.session.scalar(select(func.count()).select_from(Membership).where(here)),
        "next": rows[limit - 1][1].id if len(rows) > limit else None,
    }


@blueprint.post("/<id:room_id>/members")
@login_required
@blueprint.input(InviteIn, arg_name="data")
@blueprint.output(MembersOut)
def invite(room_id: int, data: dict[str, Any]) -> dict[str, Any]:
    """Bring people into a room."""
    return {"members": actions.invite(current_user.id, room_id, data["user_ids"])}


@blueprint.delete("/<id:room_id>/members/<id:user_id>")
@login_required
@blueprint.output({}, status_code=204)
def remove(room_id: int, user_id: int) -> str:
    """Take somebody out of a room."""
    actions.remove(current_user.id, room_id, user_id, role=current_user.role)
    return ""


@blueprint.put("/<id:room_id>/read")
@login_required
@blueprint.input(ReadIn, arg_name="data")
@blueprint.output(RoomOut)
@guests_too
def mark_read(room_id: int, data: dict[str, int]) -> dict[str, Any]:
    """Note that I have read up to a message."""
    return actions.mark_read(current_user.id, room_id, data["seq"])
