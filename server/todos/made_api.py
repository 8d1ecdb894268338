"""What was made of messages, over HTTP."""

from typing import Any

from apiflask import APIBlueprint
from flask_babel import lazy_gettext
from flask_login import current_user, login_required
from marshmallow import fields

from server.core.db import db
from server.core.errors import Refused, invalid
from server.core.fields import LARGEST, Input, Text
from server.todos import made
from server.todos.shapes import ItemsOut

blueprint = APIBlueprint("made", __name__, url_prefix="/api/v1")
MOST_MESSAGES = 300


class MessagesIn(Input):
    messages = Text(required=True, metadata={"description": "ids, with commas between them"})


class MadeOut(ItemsOut):
    list_id = fields.Integer()
    version = fields.Integer()


@blueprint.get("/rooms/<id:room_id>/items")
@login_required
@blueprint.input(MessagesIn, location="query", arg_name="query")
@blueprint.output(MadeOut)
def items_of_messages(room_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """The to-dos that were made of these messages of a room; at most 300 messages."""
    ids = [each.strip() for each in query["messages"].split(",") if each.strip()]
    if not all(each.isascii() and each.isdecimal() and int(each[:20]) <= LARGEST for each in ids):
        raise invalid({"messages": lazy_gettext("Please give the numbers of messages.")})
    if len(ids) > MOST_MESSAGES:
        too_many = lazy_gettext("At most %(most)s messages at once, please.", most=MOST_MESSAGES)
        raise Refused("too_many", too_many, status=422)
    return made.of_messages(db.session(), current_user.id, room_id, [int(each) for each in ids])
