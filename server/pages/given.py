"""What is sent along with the page: the views it begins with, and the answers to its first questions.

The client would ask for them anyway, one round after it has arrived. So the first thing to be read costs one request.
"""

from contextlib import suppress
from typing import Any

import orjson
from flask import current_app, render_template
from flask_login import current_user

from server.accounts import roles
from server.accounts.roles import Permission
from server.chat import history
from server.chat.moderation import access as moderation
from server.core import i18n
from server.core.db import db
from server.core.errors import Refused
from server.rooms import access, entries
from server.rooms import api as rooms

# The views of plain addresses; whatever else there is, the client fetches by itself.
_VIEWS = {
    "/": "home",
    "/rooms": "browse",
    "/my-day": "my-day",
    "/upcoming": "upcoming",
    "/waiting": "waiting",
    "/notices": "notices",
    "/catch-up": "catch-up",
    "/settings": "settings",
    "/sign-in": "sign-in",
    "/sign-up": "sign-up",
    "/setup": "setup",
}
_DOORS = {"sign-in", "sign-up", "setup"}


def given(path: str, *, is_set_up: bool, room_id: int | None = None, message_id: int | None = None) -> bytes:
    """Return the JSON ``{"locale", "views": {name: HTML}, "user": id or null, "answers": {question: answer}}``.

    Args:
        path: the address of the page.
        room_id: the room it shows.
        message_id: the message in it that the address leads to.
    """
    signed_in = current_user.is_authenticated
    names = _names("room" if room_id else _VIEWS.get(path, ""), signed_in=signed_in, is_set_up=is_set_up)
    return orjson.dumps(
        {
            "locale": i18n.current(),
            "views": {name: rendered(name) for name in names},
            "user": current_user.id if signed_in else None,
            "answers": _answers(room_id, message_id) if signed_in else {},
        }
    )


def _names(view: str, *, signed_in: bool, is_set_up: bool) -> list[str]:
    """Return the views to begin with, as the client's guard will decide."""
    if not is_set_up:
        return ["setup"]
    if signed_in:
        return ["workspace", *([view] if view and view not in _DOORS else [])]
    if not view:
        return []
    return [view if view == "sign-up" else "sign-in"]


def rendered(name: str) -> str:
    """Return a sub-view in the reader's language."""
    # The same for everybody, and known before the first is asked for; only the language differs.
    kept: dict[tuple[str, str], str] = current_app.extensions.setdefault("rendered_views", {})
    key = (i18n.current(), name)
    if key not in kept:
        kept[key] = render_template(f"views/{name}.html")
    return kept[key]


def _answers(room_id: int | None, message_id: int | None) -> dict[str, Any]:
    """Return answers by the questions that they answer, as the client asks them of the API."""
    answers: dict[str, Any] = {"/rooms": orjson.Fragment(rooms.answer(current_user).body)}
    if roles.allows(current_user.role, Permission.MODERATE_MESSAGES):
        answers["/moderation/reports/count"] = {"open": moderation.open_count(db.session())}
    if room_id is None:
        return answers
    with suppress(Refused):
        # After the list: a page is never older than what the list says of its room.
        room, membership = access.visible(db.session(), current_user.id, room_id)
        if membership is None:
            answers[f"/rooms/{room_id}"] = entries.one(db.session(), current_user.id, room, membership)
        query = {"around": message_id} if message_id else {}
        asked = f"?around={message_id}" if message_id else ""
        page = history.answer(current_user, str(room_id), query, "")
        answers[f"/rooms/{room_id}/messages{asked}"] = orjson.Fragment(page.body)
    return answers
