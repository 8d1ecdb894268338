"""Catching up with a stream."""

from typing import Any

from apiflask import APIBlueprint, Schema
from flask_login import current_user, login_required
from marshmallow import fields

from server.core.db import db
from server.core.fields import Input, Whole
from server.realtime import streams

blueprint = APIBlueprint("streams", __name__, url_prefix="/api/v1/streams")


class SinceIn(Input):
    since = Whole(load_default=0)


class ChangeOut(Schema):
    stream = fields.String()
    version = fields.Integer()
    type = fields.String()
    data = fields.Raw()


class ChangesOut(Schema):
    stream = fields.String()
    version = fields.Integer()
    changes = fields.List(fields.Nested(ChangeOut))
    reset = fields.Boolean()


@blueprint.get("/<stream>/changes")
@login_required
@blueprint.input(SinceIn, location="query", arg_name="query")
@blueprint.output(ChangesOut)
def changes(stream: str, query: dict[str, Any]) -> dict[str, Any]:
    """The present state of everything in the stream that changed since a version, or ``reset``."""
    person = current_user._get_current_object()
    return streams.changes_since(db.session(), stream, query["since"], person)
