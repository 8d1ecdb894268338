"""The calendar of what one has to do: its address, and the calendar itself, which needs no session."""

from typing import Any

from apiflask import APIBlueprint, Schema
from flask import Blueprint, Response, request
from flask_babel import force_locale, gettext
from flask_login import current_user, login_required
from marshmallow import fields

from server.accounts.access import address, site
from server.core import limits
from server.core.db import db
from server.core.errors import Refused
from server.core.mail import link
from server.core.threads import in_thread
from server.todos.feed import actions, calendars

blueprint = APIBlueprint("calendar_feed", __name__, url_prefix="/api/v1")
# Not below the API: whoever has the address has the calendar, signed in or not.
calendar = Blueprint("calendar", __name__)


class FeedOut(Schema):
    created_at = fields.String(allow_none=True)
    address = fields.String(
        allow_none=True, metadata={"description": "told once, in the answer that makes it"}
    )


@blueprint.get("/calendar-feed")
@login_required
@blueprint.output(FeedOut)
def get_feed() -> dict[str, Any]:
    """Whether my to-dos have a calendar address, and since when."""
    return actions.state(current_user.id)


@blueprint.post("/calendar-feed")
@login_required
@blueprint.output(FeedOut, status_code=201)
def renew_feed() -> dict[str, Any]:
    """Make a new calendar address; the one before leads nowhere from then on."""
    return actions.renew(current_user.id)


@blueprint.delete("/calendar-feed")
@login_required
@blueprint.output(FeedOut)
def revoke_feed() -> dict[str, Any]:
    """Have no calendar address any more."""
    return actions.revoke(current_user.id)


@calendar.get("/calendar/<secret>.ics")
def show(secret: str) -> Response:
    """Somebody's to-dos that have a date, as a calendar; with ``?kind=todo`` as to-dos instead of events."""
    try:
        person = actions.owner(secret)
    except Refused:
        # Nobody can guess one; but a program that goes on asking for one that was taken back need not be answered.
        limits.spend("calendars", f"address:{address()}")
        raise
    limits.spend("calendars", person.id)
    as_todos = request.args.get("kind") == "todo"
    with force_locale(person.locale):
        name = gettext("%(workspace)s: my to-dos", workspace=site().name)
    found = calendars.entries(db.session(), person.id)
    base = link("")
    tag = calendars.tag(found, name, base, str(as_todos))
    response = Response(mimetype="text/calendar")
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    if request.if_none_match.contains_weak(tag):
        response.status_code = 304
        return response
    # To write thousands of them would keep everybody else waiting.
    response.data = in_thread(_written, found, name, base, as_todos)
    return response


def _written(found: list[calendars.Entry], name: str, base: str, as_todos: bool) -> bytes:
    return calendars.write(found, name=name, address=base, as_todos=as_todos)
