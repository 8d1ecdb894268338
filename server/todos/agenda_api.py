"""The agenda over HTTP."""

from typing import Any

from apiflask import APIBlueprint
from flask_login import current_user, login_required

from server.core.db import db
from server.core.fields import Input, Text
from server.todos import agenda
from server.todos.shapes import AgendaCountsOut, AgendaOut

blueprint = APIBlueprint("agenda", __name__, url_prefix="/api/v1/agenda")


class ZoneIn(Input):
    zone = Text(load_default=None)


class AgendaIn(ZoneIn):
    view = Text(load_default="today")
    first = Text(data_key="from", load_default=None)
    last = Text(data_key="to", load_default=None)


@blueprint.get("")
@login_required
@blueprint.input(AgendaIn, location="query", arg_name="query")
@blueprint.output(AgendaOut)
def view(query: dict[str, Any]) -> dict[str, Any]:
    """What I have to do: ``today``, ``upcoming`` (``from`` … ``to`` …), ``undated``, ``waiting`` or ``assigned``."""
    which = query.pop("view")
    return agenda.view(db.session(), current_user.id, which, **query)


@blueprint.get("/counts")
@login_required
@blueprint.input(ZoneIn, location="query", arg_name="query")
@blueprint.output(AgendaCountsOut)
def counts(query: dict[str, Any]) -> dict[str, int]:
    """How many items there are in each view."""
    return agenda.counts(db.session(), current_user.id, query["zone"])
