"""Catching up with a stream."""

import re
from typing import Any

from apiflask import APIBlueprint, Schema
from flask import Response
from flask_login import current_user, login_required
from marshmallow import fields

from server.core.db import db
from server.core.fields import Input, Whole
from server.core.shortcut import Answer
from server.realtime import catching_up

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


PATH = re.compile(r"/api/v1/streams/([a-z]+:[0-9]+)/changes")


def answer(person: Any, stream: str, query: dict[str, int], known: str = "") -> Answer:
    """Return the present state of everything in the stream that changed since a version."""
    return Answer(catching_up.changes_since(db.session(), stream, query.get("since", 0), person))


@blueprint.get("/<stream>/changes")
@login_required
@blueprint.input(SinceIn, location="query", arg_name="query")
@blueprint.output(ChangesOut)
def changes(stream: str, query: dict[str, Any]) -> Response:
    """The present state of everything in the stream that changed since a version, or ``reset``."""
    return answer(current_user, stream, query).to_response()
