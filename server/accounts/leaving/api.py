"""Taking one's data along, and leaving, over HTTP."""

from typing import Any

from apiflask import APIBlueprint, Schema
from flask import Response, request
from flask_babel import lazy_gettext
from flask_login import current_user, login_required
from marshmallow import fields

from server.accounts.api import UserOut
from server.accounts.leaving import actions, export
from server.core.errors import not_found
from server.core.fields import Input

blueprint = APIBlueprint("leaving", __name__, url_prefix="/api/v1/me")


class Choice(fields.Boolean):
    """Yes or no."""

    default_error_messages = {
        "required": lazy_gettext("Please choose one of these."),
        "null": lazy_gettext("Please choose one of these."),
        "invalid": lazy_gettext("Please choose one of these."),
    }


class LeavingIn(Input):
    delete_messages = Choice(required=True)


class ExportOut(Schema):
    state = fields.String(metadata={"enum": ["none", "making", "ready"]})
    size = fields.Integer(metadata={"description": "bytes"})
    until = fields.String(allow_none=True)


@blueprint.post("/leaving")
@login_required
@blueprint.input(LeavingIn, arg_name="data")
@blueprint.output(UserOut)
def ask_to_leave(data: dict[str, bool]) -> dict[str, Any]:
    """Have my account deleted in two weeks; my other devices are signed out."""
    user = actions.ask_to_leave(
        current_user.user, current_user.session_id, delete_messages=data["delete_messages"]
    )
    return user.to_json()


@blueprint.delete("/leaving")
@login_required
@blueprint.output(UserOut)
def stay() -> dict[str, Any]:
    """Keep my account after all."""
    return actions.stay(current_user.id).to_json()


@blueprint.post("/export")
@login_required
@blueprint.output(ExportOut, status_code=202)
def ask_for_export() -> dict[str, Any]:
    """Have an archive made of all that is kept of me."""
    return export.ask(current_user.id)


@blueprint.get("/export")
@login_required
@blueprint.output(ExportOut)
def get_export() -> dict[str, Any]:
    """How far my archive is."""
    return export.state(current_user.id)


@blueprint.get("/export/file")
@login_required
def take_export() -> Response:
    """Fetch my archive (zip). It is there once: fetched, it is gone."""
    # Another site's link could not read it, but use it up.
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise not_found()
    response = Response(export.take(current_user.id), mimetype="application/zip")
    response.headers["Content-Disposition"] = "attachment; filename=parley-export.zip"
    return response
