"""Moderation over HTTP."""

from typing import Any

from apiflask import APIBlueprint, Schema
from flask_login import current_user, login_required
from marshmallow import fields

from server.accounts.api import PersonOut
from server.accounts.gate import permitted
from server.accounts.roles import Permission
from server.chat.api import MessageOut
from server.chat.moderation import access, actions
from server.core.db import db
from server.core.fields import Input, Text, Whole

blueprint = APIBlueprint("moderation", __name__, url_prefix="/api/v1")


class ReportIn(Input):
    reason = Text(load_default="")


class DecisionIn(Input):
    outcome = Text(required=True, metadata={"enum": list(actions.OUTCOMES)})


class QueueIn(Input):
    after = Whole(load_default=0)


class RemovedIn(Input):
    before = Whole(load_default=None)


class RoomNameOut(Schema):
    id = fields.Integer()
    kind = fields.String()
    name = fields.String()


class AuthorOut(PersonOut):
    role = fields.String()
    muted_until = fields.String(allow_none=True)
    banned_at = fields.String(allow_none=True)


class ReportOut(Schema):
    reporter = fields.Nested(PersonOut)
    reason = fields.String()
    created_at = fields.String()


class ReportedOut(Schema):
    id = fields.Integer()
    message = fields.Nested(MessageOut)
    room = fields.Nested(RoomNameOut)
    author = fields.Nested(AuthorOut)
    context = fields.List(fields.Nested(MessageOut))
    reports = fields.List(fields.Nested(ReportOut))


class QueueOut(Schema):
    reported = fields.List(fields.Nested(ReportedOut))
    next = fields.Integer(allow_none=True)
    open = fields.Integer()


class RemovedOut(Schema):
    message = fields.Nested(MessageOut)
    room = fields.Nested(RoomNameOut)
    author = fields.Nested(AuthorOut)
    removed_by = fields.Nested(PersonOut)
    removed_at = fields.String()


class RemovedPageOut(Schema):
    removed = fields.List(fields.Nested(RemovedOut))
    next = fields.Integer(allow_none=True)


class OpenOut(Schema):
    open = fields.Integer()


@blueprint.post("/rooms/<id:room_id>/messages/<id:message_id>/reports")
@permitted(Permission.REPORT)
@blueprint.input(ReportIn, arg_name="data")
@blueprint.output({}, status_code=204)
def report(room_id: int, message_id: int, data: dict[str, str]) -> str:
    """Report a message to the moderators."""
    actions.report(current_user.id, room_id, message_id, data["reason"])
    return ""


@blueprint.post("/rooms/<id:room_id>/messages/<id:message_id>/restore")
@login_required
@blueprint.output(MessageOut)
def restore(room_id: int, message_id: int) -> dict[str, Any]:
    """Bring a message back that somebody else than its author has deleted."""
    return actions.restore(current_user.id, room_id, message_id, role=current_user.role)


@blueprint.get("/moderation/reports")
@permitted(Permission.MODERATE_MESSAGES)
@blueprint.input(QueueIn, location="query", arg_name="query")
@blueprint.output(QueueOut)
def queue(query: dict[str, int]) -> dict[str, Any]:
    """Reported messages that wait for a decision, with what stands around them."""
    return access.queue(db.session(), after=query["after"])


@blueprint.get("/moderation/reports/count")
@permitted(Permission.MODERATE_MESSAGES)
@blueprint.output(OpenOut)
def open_count() -> dict[str, int]:
    """How many reported messages wait."""
    return {"open": access.open_count(db.session())}


@blueprint.put("/moderation/messages/<id:message_id>/decision")
@permitted(Permission.MODERATE_MESSAGES)
@blueprint.input(DecisionIn, arg_name="data")
@blueprint.output({}, status_code=204)
def decide(message_id: int, data: dict[str, str]) -> str:
    """Remove or keep a reported message."""
    actions.decide(current_user.id, message_id, data["outcome"])
    return ""


@blueprint.get("/moderation/removed")
@permitted(Permission.MODERATE_MESSAGES)
@blueprint.input(RemovedIn, location="query", arg_name="query")
@blueprint.output(RemovedPageOut)
def removed(query: dict[str, Any]) -> dict[str, Any]:
    """Messages that were removed, with what they said; they can be restored."""
    return access.removed(db.session(), current_user.id, before=query["before"])
