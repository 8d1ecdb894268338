"""Lists and items over HTTP. Guests have no to-dos."""

from typing import Any

import orjson
from apiflask import APIBlueprint
from flask import Response
from flask_babel import lazy_gettext
from flask_login import current_user, login_required

from server.core.db import db
from server.core.errors import Refused
from server.core.fields import Input, Text, Whole
from server.todos import access, actions, history, lists, pages, reading
from server.todos.inputs import BatchIn, ChangesIn, Flag, ItemIn
from server.todos.shapes import (
    HistoryOut,
    ItemInPlaceOut,
    ItemOut,
    ItemsOut,
    ItemsPageOut,
    LabelsOut,
    ListOut,
    ListsOut,
    OneListOut,
    TrashOut,
)

blueprint = APIBlueprint("todos", __name__, url_prefix="/api/v1")
MOST_UIDS = 100


class ListsIn(Input):
    archived = Flag(load_default=False)


class ListIn(Input):
    uid = Text(required=True)
    room_id = Whole(allow_none=True, load_default=None)
    name = Text(required=True)
    color = Text(load_default="")
    position = Text(load_default=None)


class ListChangesIn(Input):
    name = Text()
    color = Text()
    position = Text()
    archived = Flag()
    deleted = Flag()


class ItemsIn(Input):
    state = Text(load_default="active")
    label = Text(load_default=None)
    person = Whole(load_default=None)
    q = Text(load_default="")
    after = Text(load_default="")
    limit = Whole(load_default=pages.MOST)


class SeveralIn(Input):
    uids = Text(required=True)


class TrashIn(Input):
    list_id = Whole(load_default=None)
    room_id = Whole(load_default=None)


@blueprint.get("/lists")
@login_required
@blueprint.input(ListsIn, location="query", arg_name="query")
@blueprint.output(ListsOut)
def my_lists(query: dict[str, Any]) -> dict[str, Any]:
    """My own lists, in their order."""
    return pages.lists_of(db.session(), current_user.id, None, archived=query["archived"])


@blueprint.get("/rooms/<id:room_id>/lists")
@login_required
@blueprint.input(ListsIn, location="query", arg_name="query")
@blueprint.output(ListsOut)
def lists_of_room(room_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """A room's lists, in their order."""
    return pages.lists_of(db.session(), current_user.id, room_id, archived=query["archived"])


@blueprint.post("/lists")
@login_required
@blueprint.input(ListIn, arg_name="data")
@blueprint.output(ListOut, status_code=201)
def create_list(data: dict[str, Any]) -> Any:
    """Make a list, of a room or of one's own; the same ``uid`` again gets the first result (200)."""
    made, is_new = lists.create_list(current_user.id, **data)
    return made, 201 if is_new else 200


@blueprint.get("/lists/<id:list_id>")
@login_required
@blueprint.output(OneListOut)
def get_list(list_id: int) -> dict[str, Any]:
    """One list, and its room."""
    found = access.readable(db.session(), current_user.id, list_id)
    return _place(found)


@blueprint.patch("/lists/<id:list_id>")
@login_required
@blueprint.input(ListChangesIn, arg_name="data")
@blueprint.output(ListOut)
def change_list(list_id: int, data: dict[str, Any]) -> dict[str, Any]:
    """Rename, colour, order, archive or delete a list, or bring it back."""
    return lists.change_list(current_user.id, list_id, **data)


@blueprint.get("/lists/<id:list_id>/items")
@login_required
@blueprint.input(ItemsIn, location="query", arg_name="query")
@blueprint.output(ItemsPageOut)
def items_of_list(list_id: int, query: dict[str, Any]) -> Response:
    """Items of a list: ``active`` (all at once), ``completed`` (the newest first) or ``all``, with their subtasks."""
    page = pages.items_of(db.session(), current_user.id, list_id, **query)
    return Response(orjson.dumps(page), content_type="application/json")


@blueprint.get("/lists/<id:list_id>/labels")
@login_required
@blueprint.output(LabelsOut)
def labels_of_list(list_id: int) -> dict[str, Any]:
    """The labels of a list's items, each with the number of open ones."""
    return pages.labels_of(db.session(), current_user.id, list_id)


@blueprint.get("/trash")
@login_required
@blueprint.input(TrashIn, location="query", arg_name="query")
@blueprint.output(TrashOut)
def trash(query: dict[str, Any]) -> dict[str, Any]:
    """What was deleted in the last 30 days: of a list, of a room, or of my own lists."""
    return pages.trash(db.session(), current_user.id, **query)


@blueprint.get("/items")
@login_required
@blueprint.input(SeveralIn, location="query", arg_name="query")
@blueprint.output(ItemsOut)
def several_items(query: dict[str, Any]) -> dict[str, Any]:
    """Those of the items ``uids=a,b,c`` that I may see; at most 100."""
    uids = [uid for uid in query["uids"].split(",") if uid]
    if len(uids) > MOST_UIDS:
        too_many = lazy_gettext("At most %(most)s to-dos at once, please.", most=MOST_UIDS)
        raise Refused("too_many", too_many, status=422)
    return {"items": pages.several(db.session(), current_user.id, uids)}


@blueprint.post("/items")
@login_required
@blueprint.input(ItemIn, arg_name="data")
@blueprint.output(ItemOut, status_code=201)
def add_item(data: dict[str, Any]) -> Any:
    """Add a to-do to a list, or to a room's first list; the same ``uid`` again gets the first result (200)."""
    item, is_new = actions.add_item(current_user.id, data)
    return item, 201 if is_new else 200


@blueprint.post("/items/batch")
@login_required
@blueprint.input(BatchIn, arg_name="data")
@blueprint.output(ItemsOut)
def change_items(data: dict[str, Any]) -> dict[str, Any]:
    """Change several to-dos: all of them, or none; at most 200."""
    return {"items": actions.change_items(current_user.id, data["changes"])}


@blueprint.get("/items/<uid>")
@login_required
@blueprint.output(ItemInPlaceOut)
def get_item(uid: str) -> dict[str, Any]:
    """One to-do, its list, and its room."""
    item, of = access.item(db.session(), current_user.id, uid)
    return {"item": reading.one(db.session(), item.id), **_place(of)}


@blueprint.patch("/items/<uid>")
@login_required
@blueprint.input(ChangesIn, arg_name="data")
@blueprint.output(ItemOut)
def change_item(uid: str, data: dict[str, Any]) -> dict[str, Any]:
    """Change a to-do: each input sets one field to a value."""
    return actions.change_item(current_user.id, uid, data)


@blueprint.delete("/items/<uid>")
@login_required
@blueprint.output(ItemOut)
def delete_item(uid: str) -> dict[str, Any]:
    """Put a to-do into the trash, from where it can be restored for 30 days."""
    return actions.change_item(current_user.id, uid, {"deleted": True})


@blueprint.get("/items/<uid>/history")
@login_required
@blueprint.output(HistoryOut)
def history_of_item(uid: str) -> dict[str, Any]:
    """What has happened to a to-do, the newest first."""
    return {"events": history.of_item(db.session(), current_user.id, uid)}


def _place(of: Any) -> dict[str, Any]:
    return {
        "list": access.describe(db.session(), [of])[0],
        "room": access.room_json(db.session(), of),
    }
