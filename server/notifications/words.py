"""What a notice says, in the language of whoever is to read it."""

from typing import Any, NamedTuple

from flask_babel import gettext, lazy_gettext

from server.notifications.rules import RULES

# Administrative facts, by ``data.fact``.
FACTS = {
    "role": lazy_gettext("Your role in this workspace is another one now."),
    "room_admin": lazy_gettext("%(who)s made you an administrator of %(room)s."),
    "room_member": lazy_gettext("You are no longer an administrator of %(room)s."),
    "report": lazy_gettext("%(who)s has reported a message."),
}


class Words(NamedTuple):
    """The two lines of a notice, as plain text."""

    title: str
    body: str


def say(kind: str, data: dict[str, Any], who: str) -> Words:
    """Return what a notice says, in the current language.

    Args:
        data: as the notice has it; what is missing is left empty.
        who: the name of whoever did it.
    """
    rule = RULES[kind]
    values = {
        "who": who or gettext("Somebody"),
        "room": data.get("room", ""),
        "excerpt": data.get("excerpt", ""),
        "keyword": data.get("keyword", ""),
    }
    body = FACTS.get(data.get("fact", ""), rule.body) if kind == "admin" else rule.body
    return Words(str(rule.title) % values, str(body) % values)
