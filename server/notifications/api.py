"""Notices over HTTP."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint, Schema
from flask_babel import lazy_gettext
from flask_login import current_user, login_required
from marshmallow import fields

from server.accounts.api import PersonOut
from server.accounts.gate import guests_too
from server.core.db import db
from server.core.errors import invalid
from server.core.fields import Input, Several, Text, Whole
from server.notifications import access, acting, actions, rules
from server.realtime import streams

# A stream that does not rest is answered as it is.
MOST_LOOKS = 3
blueprint = APIBlueprint("notifications", __name__, url_prefix="/api/v1")


class Flag(fields.Boolean):
    default_error_messages = {"invalid": lazy_gettext("Please choose one of these.")}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        # Lists and objects cannot be looked up among what means yes or no.
        if not isinstance(value, (bool, int, str)):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class NoticeOut(Schema):
    id = fields.Integer()
    kind = fields.String(metadata={"enum": list(rules.RULES)})
    topic = fields.String()
    place = fields.String()
    path = fields.String()
    actor = fields.Nested(PersonOut, allow_none=True)
    data = fields.Dict(keys=fields.String())
    alert = fields.Boolean()
    created_at = fields.String()
    read_at = fields.String(allow_none=True)
    cleared_at = fields.String(allow_none=True)
    version = fields.Integer()


class NoticesIn(Input):
    which = Text(data_key="filter", load_default="all", metadata={"enum": list(access.FILTERS)})
    unread = Flag(load_default=False)
    before = Whole()


class NoticesOut(Schema):
    stream = fields.String()
    version = fields.Integer()
    notices = fields.List(fields.Nested(NoticeOut))
    unread = fields.Integer()
    next = fields.Integer(allow_none=True)


class WhichIn(Input):
    ids = Several(Whole())
    everything = Flag(data_key="all")


class ReadIn(WhichIn):
    place = Text()


class UnreadOut(Schema):
    unread = fields.Integer()


class ActIn(Input):
    action = Text(required=True, metadata={"enum": list(acting.ACTIONS)})
    text = Text(load_default="")


class SettingsIn(Input):
    mail = Text(metadata={"enum": list(actions.MAIL)})
    quiet_from = Text()
    quiet_to = Text()
    keywords = Several(Text())
    sound = Text()
    desktop = Flag()


class SettingsOut(Schema):
    mail = fields.String(metadata={"enum": list(actions.MAIL)})
    quiet_from = fields.String()
    quiet_to = fields.String()
    keywords = fields.List(fields.String())
    sound = fields.String()
    desktop = fields.Boolean()


class LevelIn(Input):
    level = Text(load_default="", metadata={"enum": ["", *rules.LEVELS]})
    muted_until = Text(load_default=None, allow_none=True)


class LevelOut(Schema):
    place = fields.String()
    level = fields.String(metadata={"enum": ["", *rules.LEVELS]})
    muted_until = fields.String(allow_none=True)
    usual = fields.String(metadata={"enum": list(rules.LEVELS)})


@blueprint.get("/notices")
@login_required
@blueprint.input(NoticesIn, location="query", arg_name="query")
@blueprint.output(NoticesOut)
@guests_too
def notices(query: dict[str, Any]) -> dict[str, Any]:
    """What I was told, the newest first, 50 at a time; ``filter=mentions`` or ``todos``, ``unread=1``."""
    if query["which"] not in access.FILTERS:
        raise invalid({"filter": lazy_gettext("Please choose one of these.")})
    session, stream = db.session(), f"user:{current_user.id}"
    which, unread, before = query["which"], query["unread"], query.get("before")
    for _ in range(MOST_LOOKS):
        # Before the rows: whoever follows the stream from this version on misses nothing.
        version = streams.version_of(session, stream)
        found, rest = access.page(session, current_user.id, which, unread=unread, before=before)
        count = access.count_unread(session, current_user.id)
        # What came in between is counted and not in the rows, and whoever hears of it next would count it twice.
        if streams.version_of(session, stream) == version:
            break
    return {"stream": stream, "version": version, "notices": found, "unread": count, "next": rest}


@blueprint.put("/notices/read")
@login_required
@blueprint.input(ReadIn, arg_name="data")
@blueprint.output(UnreadOut)
@guests_too
def read(data: dict[str, Any]) -> dict[str, int]:
    """I have read some (``ids``), those of a ``place``, or ``all``."""
    return {"unread": actions.mark_read(current_user.id, **data)}


@blueprint.delete("/notices")
@login_required
@blueprint.input(WhichIn, arg_name="data")
@blueprint.output(UnreadOut)
@guests_too
def clear(data: dict[str, Any]) -> dict[str, int]:
    """Put some away (``ids``), or ``all``."""
    return {"unread": actions.clear(current_user.id, **data)}


@blueprint.post("/notices/<id:notice_id>/act")
@login_required
@blueprint.input(ActIn, arg_name="data")
@blueprint.output(UnreadOut)
@guests_too
def act(notice_id: int, data: dict[str, str]) -> dict[str, int]:
    """Do what it asks for: ``done``, ``snooze`` (for an hour), ``read``, ``reply`` with a ``text``."""
    return {"unread": acting.act(current_user.id, notice_id, **data)}


@blueprint.get("/notification-settings")
@login_required
@blueprint.output(SettingsOut)
@guests_too
def settings() -> dict[str, Any]:
    """How I want to hear of things."""
    return access.settings(db.session(), current_user.id).to_json()


@blueprint.patch("/notification-settings")
@login_required
@blueprint.input(SettingsIn, arg_name="data")
@blueprint.output(SettingsOut)
@guests_too
def change_settings(data: dict[str, Any]) -> dict[str, Any]:
    """Change how I want to hear of things; what is left out stays."""
    return actions.change_settings(current_user.id, data)


@blueprint.get("/places/<place>/level")
@login_required
@blueprint.output(LevelOut)
@guests_too
def level(place: str) -> dict[str, Any]:
    """What I want to hear of a place, such as ``room:3``."""
    session = db.session()
    kind = access.check_place(session, current_user.id, place)
    return actions.level_json(place, kind, access.place_of(session, current_user.id, place))


@blueprint.put("/places/<place>/level")
@login_required
@blueprint.input(LevelIn, arg_name="data")
@blueprint.output(LevelOut)
@guests_too
def set_level(place: str, data: dict[str, Any]) -> dict[str, Any]:
    """Set what I want to hear of a place, and until when nothing of it."""
    return actions.set_level(current_user.id, place, data["level"], _moment(data["muted_until"]))


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    wrong = invalid({"muted_until": lazy_gettext("This has to be a moment, such as 2027-03-05T17:00:00Z.")})
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise wrong from error
    # What lies at the edges of time cannot be brought to another zone.
    if moment.tzinfo is None or not 2000 <= moment.year <= 9000:
        raise wrong
    return moment
