"""What a device gets of a notice: everything that its worker has to say, since the worker knows no catalog."""

import json
from typing import Any

from flask_babel import force_locale, gettext, lazy_gettext
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.core.db import iso
from server.core.i18n import language_tag
from server.notifications import access
from server.notifications.models import Notice
from server.notifications.rules import RULES
from server.notifications.words import say

BUTTONS = {
    "done": lazy_gettext("Done"),
    "snooze": lazy_gettext("Snooze"),
    "reply": lazy_gettext("Reply"),
    "read": lazy_gettext("Mark as read"),
}
# What the worker says when the button that was pressed has done nothing.
FAILURES = {
    "waiting": lazy_gettext("Not done yet"),
    "refused": lazy_gettext("This could not be done"),
    "unsent": lazy_gettext("Your reply was not sent"),
    "away": lazy_gettext("The server cannot be reached. It is done as soon as the connection is back."),
    "out": lazy_gettext("You are signed out here. Press to sign in; it is done then."),
}


def payload(session: Session, notice: Notice) -> dict[str, Any]:
    """Return what a device gets of a notice: the words in its reader's language, and where a click leads."""
    user = session.get_one(User, notice.user_id)
    actor = session.get(User, notice.actor_id) if notice.actor_id else None
    data = json.loads(notice.data)
    with force_locale(user.locale):
        words = say(notice.kind, data, actor.name if actor else "")
        buttons = [_button(act) for act in RULES[notice.kind].acts]
        failures = {name: str(text) for name, text in FAILURES.items()} if buttons else {}
    return {
        "id": notice.id,
        "for": notice.user_id,
        "kind": notice.kind,
        "topic": notice.topic,
        "place": notice.place,
        "path": notice.path,
        "title": words.title,
        "body": words.body,
        "lang": language_tag(user.locale),
        "at": iso(notice.created_at),
        "room": data.get("room_id"),
        "actions": buttons,
        "say": failures,
        "unread": access.count_unread(session, notice.user_id),
    }


def _button(act: str) -> dict[str, str]:
    button = {"action": act, "title": str(BUTTONS[act])}
    if act == "reply":
        # Where the system can, one writes right there.
        button |= {"type": "text", "placeholder": gettext("Write a reply")}
    return button
