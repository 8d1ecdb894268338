"""What the API gives, for its description."""

from apiflask import Schema
from marshmallow import fields

from server.accounts.api import PersonOut


class ListOut(Schema):
    id = fields.Integer()
    uid = fields.String()
    room_id = fields.Integer(allow_none=True)
    owner_id = fields.Integer(allow_none=True)
    name = fields.String()
    color = fields.String()
    position = fields.String()
    is_default = fields.Boolean()
    archived_at = fields.String(allow_none=True)
    deleted_at = fields.String(allow_none=True)
    created_at = fields.String()
    version = fields.Integer()
    open = fields.Integer()
    done = fields.Integer()


class ListsOut(Schema):
    stream = fields.String()
    version = fields.Integer()
    lists = fields.List(fields.Nested(ListOut))


class RoomOfListOut(Schema):
    id = fields.Integer()
    name = fields.String()
    kind = fields.String()


class OneListOut(Schema):
    list = fields.Nested(ListOut)
    room = fields.Nested(RoomOfListOut, allow_none=True)


class DueOut(Schema):
    date = fields.String()
    time = fields.String(allow_none=True)
    zone = fields.String(allow_none=True)
    at = fields.String(allow_none=True)


class RepeatOut(Schema):
    rule = fields.String()
    after_done = fields.Boolean()


class TickOut(Schema):
    user = fields.Nested(PersonOut)
    at = fields.String()


class SourceOut(Schema):
    room_id = fields.Integer()
    message_id = fields.Integer()


class ItemOut(Schema):
    id = fields.Integer()
    uid = fields.String()
    list_id = fields.Integer()
    parent = fields.String(allow_none=True)
    position = fields.String()
    text = fields.String()
    html = fields.String()
    notes = fields.String()
    notes_html = fields.String()
    done_at = fields.String(allow_none=True)
    done_by = fields.Nested(PersonOut, allow_none=True)
    assignee = fields.Nested(PersonOut, allow_none=True)
    author = fields.Nested(PersonOut)
    created_at = fields.String()
    edited_at = fields.String(allow_none=True)
    due = fields.Nested(DueOut, allow_none=True)
    remind = fields.Integer(allow_none=True, metadata={"description": "minutes before it is due"})
    repeat = fields.Nested(RepeatOut, allow_none=True)
    labels = fields.List(fields.String())
    priority = fields.Integer()
    roll_call = fields.Boolean()
    ticks = fields.List(fields.Nested(TickOut))
    source = fields.Nested(SourceOut, allow_none=True)
    waiting_for = fields.Nested(PersonOut, allow_none=True)
    comments = fields.Integer()
    deleted_at = fields.String(allow_none=True)
    version = fields.Integer()


class ItemInPlaceOut(OneListOut):
    item = fields.Nested(ItemOut)


class ItemsOut(Schema):
    items = fields.List(fields.Nested(ItemOut))


class StateCountsOut(Schema):
    active = fields.Integer()
    completed = fields.Integer()
    all = fields.Integer()


class ItemsPageOut(ItemsOut):
    stream = fields.String()
    version = fields.Integer()
    next = fields.String(allow_none=True)
    counts = fields.Nested(StateCountsOut)


class LabelOut(Schema):
    label = fields.String()
    open = fields.Integer()


class LabelsOut(Schema):
    labels = fields.List(fields.Nested(LabelOut))


class TrashOut(ItemsOut):
    lists = fields.List(fields.Nested(ListOut))


class EventOut(Schema):
    id = fields.Integer()
    at = fields.String()
    actor = fields.Nested(PersonOut)
    kind = fields.String()
    detail = fields.Dict(keys=fields.String())


class HistoryOut(Schema):
    events = fields.List(fields.Nested(EventOut))


class CommentOut(Schema):
    id = fields.Integer()
    uid = fields.String()
    item = fields.String()
    author = fields.Nested(PersonOut)
    text = fields.String()
    html = fields.String()
    created_at = fields.String()
    edited_at = fields.String(allow_none=True)
    deleted_at = fields.String(allow_none=True)
    version = fields.Integer()


class CommentsOut(Schema):
    comments = fields.List(fields.Nested(CommentOut))


class AgendaCountsOut(Schema):
    today = fields.Integer()
    overdue = fields.Integer()
    waiting = fields.Integer()
    assigned = fields.Integer()


class AgendaOut(ItemsOut):
    lists = fields.List(fields.Nested(ListOut))
    rooms = fields.List(fields.Nested(RoomOfListOut))
    counts = fields.Nested(AgendaCountsOut)
