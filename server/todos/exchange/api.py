"""Lists as files, over HTTP."""

import re
from typing import Any
from urllib.parse import quote

from apiflask import APIBlueprint, Schema
from flask import Response, request
from flask_babel import gettext
from flask_login import current_user, login_required
from marshmallow import fields

from server.core.fields import Input, Text
from server.todos.exchange import actions
from server.todos.exchange.drafts import MOST_BYTES
from server.todos.models import TodoList

blueprint = APIBlueprint("exchange", __name__, url_prefix="/api/v1")
_MIMETYPES = {"csv": "text/csv", "json": "application/json"}
# What no file can be called on some system or other.
_UNNAMEABLE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
# Around a file in a form.
_WRAPPING = 10_000


class ImportIn(Input):
    user = Text(load_default="", metadata={"description": "whose items of Todoism's database"})
    people = Text(
        load_default="",
        metadata={"description": "leave_out: items of people who are not here become nobody's"},
    )


class ImportOut(Schema):
    added = fields.Integer(metadata={"description": "how many to-dos"})
    version = fields.Integer(metadata={"description": "of the list's stream, with all of them"})


@blueprint.url_value_preprocessor
def _take_more(endpoint: str | None, values: Any) -> None:
    # Before the form is looked into for a CSRF token.
    if endpoint == "exchange.import_list":
        request.max_content_length = MOST_BYTES + _WRAPPING


@blueprint.get("/lists/<id:list_id>/export.csv")
@login_required
def export_table(list_id: int) -> Response:
    """The list as a table for spreadsheets, what is done among it."""
    return _file(list_id, "csv")


@blueprint.get("/lists/<id:list_id>/export.json")
@login_required
def export_list(list_id: int) -> Response:
    """The list with all that belongs to it, what is done and what is said of it among it."""
    return _file(list_id, "json")


@blueprint.post("/lists/<id:list_id>/import")
@login_required
@blueprint.input(ImportIn, location="query", arg_name="options")
@blueprint.output(ImportOut, status_code=201)
def import_list(list_id: int, options: dict[str, str]) -> dict[str, Any]:
    """Add the to-dos of a file, sent as the body or as ``file`` of a form: ours, Todoist's CSV, Todoism's database."""
    sent = request.files.get("file")
    content = sent.read() if sent else request.get_data(cache=False)
    return actions.import_file(
        current_user.id,
        list_id,
        content,
        whose=options["user"],
        leave_out_people=options["people"] == "leave_out",
    )


def _file(list_id: int, form: str) -> Response:
    text, found = actions.export(current_user.id, list_id, form)
    response = Response(text, mimetype=_MIMETYPES[form])
    name = f"{_name(found)}.{form}"
    # Headers are ASCII; what browsers take is the second.
    names = {"filename": f"to-dos.{form}", "filename*": f"UTF-8''{quote(name)}"}
    response.headers.set("Content-Disposition", "attachment", **names)
    return response


def _name(found: TodoList) -> str:
    name = " ".join(_UNNAMEABLE.sub(" ", found.name).split()).strip(" .")
    return name or (gettext("Inbox") if found.room_id is None else gettext("To-dos"))
