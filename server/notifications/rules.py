"""Who is told of what, by which way and when: one table, and nothing else decides.

A further kind of notice is a further row here, and a feature that tells of it (``telling.tell``).
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext

from server.core.zones import is_zone

# Ways: the bell in the page, the desktop while a tab is open, devices with every tab closed, mail.
PAGE, DESKTOP, PUSH, MAIL = "page", "desktop", "push", "mail"
ALL_WAYS = frozenset({PAGE, DESKTOP, PUSH, MAIL})
# What somebody may want to hear of a place.
EVERYTHING, MENTIONS, NOTHING = "everything", "mentions", "nothing"
LEVELS = (EVERYTHING, MENTIONS, NOTHING)
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@dataclass(frozen=True)
class Rule:
    """One kind of notice.

    Attributes:
        levels: at which levels of its place it is told; None: whatever the level.
        waits_at_night: whether the person's quiet hours leave nothing of it but the entry in the page.
        seen_there: whether who is looking at its place needs no notice.
        ways: by which it goes out.
        counts: whether it counts in the badge.
        ttl: seconds for which a push service keeps it for a device that is away.
        urgency: of RFC 8030: a device that saves power waits with what is not ``high``.
        title, body: what it says, filled in with ``%(who)s``, ``%(room)s``, ``%(excerpt)s``.
        group: where the inbox has it: mentions, todos, or other.
        acts: what can be done with it where it is shown outside the page; of these most systems show two.
    """

    levels: frozenset[str] | None
    waits_at_night: bool
    seen_there: bool
    ways: frozenset[str]
    counts: bool
    ttl: int
    urgency: str
    title: Any
    body: Any
    group: str
    acts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Circumstances:
    """How it is with a person when something happens.

    Attributes:
        level: of the place.
        is_muted: whether the place is muted now.
        is_quiet: whether these are the person's quiet hours.
        is_looking: whether they are looking at the place, on any device.
        is_here: whether they are using a tab at all, on any device.
        wants_desktop, wants_mail: as they have set it.
    """

    level: str = MENTIONS
    is_muted: bool = False
    is_quiet: bool = False
    is_looking: bool = False
    is_here: bool = False
    wants_desktop: bool = True
    wants_mail: bool = True


_ANY_WORD = frozenset({EVERYTHING, MENTIONS})
_ONLY_EVERYTHING = frozenset({EVERYTHING})
_EXCERPT = "%(excerpt)s"
_OF_MESSAGES = ("reply", "read")
_OF_TODOS = ("done", "snooze")

RULES: dict[str, Rule] = {
    "mention": Rule(
        _ANY_WORD, True, True, ALL_WAYS, True, _DAY, "high",
        lazy_gettext("%(who)s mentioned you in %(room)s"), _EXCERPT, "mentions", _OF_MESSAGES,
    ),
    "everyone": Rule(
        _ANY_WORD, True, True, ALL_WAYS, True, 4 * _HOUR, "normal",
        lazy_gettext("%(who)s wrote to everybody in %(room)s"), _EXCERPT, "mentions", _OF_MESSAGES,
    ),
    "direct": Rule(
        _ONLY_EVERYTHING, True, True, ALL_WAYS, True, _DAY, "high",
        lazy_gettext("%(who)s wrote to you"), _EXCERPT, "mentions", _OF_MESSAGES,
    ),
    "keyword": Rule(
        _ANY_WORD, True, True, ALL_WAYS, True, 4 * _HOUR, "normal",
        lazy_gettext("%(who)s said “%(keyword)s” in %(room)s"), _EXCERPT, "mentions", _OF_MESSAGES,
    ),
    "message": Rule(
        _ONLY_EVERYTHING, True, True, ALL_WAYS, True, _HOUR, "normal",
        lazy_gettext("%(who)s in %(room)s"), _EXCERPT, "other", _OF_MESSAGES,
    ),
    "assigned": Rule(
        None, True, False, ALL_WAYS, True, 3 * _DAY, "normal",
        lazy_gettext("%(who)s gave you something to do"), _EXCERPT, "todos", _OF_TODOS,
    ),
    # Whoever wants to be reminded at night has said so by the time of it.
    "due": Rule(
        None, False, False, ALL_WAYS, True, _DAY, "high",
        lazy_gettext("It is time"), _EXCERPT, "todos", _OF_TODOS,
    ),
    "done": Rule(
        None, True, False, frozenset({PAGE, DESKTOP, PUSH}), True, _DAY, "low",
        lazy_gettext("%(who)s has done what you asked for"), _EXCERPT, "todos",
    ),
    "invited": Rule(
        None, True, False, ALL_WAYS, True, 3 * _DAY, "normal",
        lazy_gettext("%(who)s brought you into %(room)s"), lazy_gettext("Have a look."), "other",
    ),
    "admin": Rule(
        None, True, False, ALL_WAYS, True, 3 * _DAY, "normal",
        lazy_gettext("The workspace"), _EXCERPT, "other",
    ),
}  # fmt: skip


def decide(kind: str, circumstances: Circumstances) -> frozenset[str]:
    """Return by which ways somebody is told; by none when they are not to hear of it at all."""
    rule, now = RULES[kind], circumstances
    if rule.levels is not None and (now.is_muted or now.level not in rule.levels):
        return frozenset()
    if rule.seen_there and now.is_looking:
        return frozenset()
    ways = set(rule.ways)
    if now.is_quiet and rule.waits_at_night:
        ways &= {PAGE}
    if now.is_here:
        # The open tab tells them; it is not for a telephone in the next room to ring, nor for a mail.
        ways -= {PUSH, MAIL}
    if not now.wants_desktop:
        ways.discard(DESKTOP)
    if not now.wants_mail:
        ways.discard(MAIL)
    return frozenset(ways)


def usual_level(kind: str) -> str:
    """Return the level of a place for which nobody has set one: in direct conversations everything is told."""
    return EVERYTHING if kind == "direct" else MENTIONS


def is_quiet(moment: datetime, quiet_from: str, quiet_to: str, zone: str) -> bool:
    """Return whether a moment lies in somebody's quiet hours, which may go over midnight.

    Args:
        quiet_from, quiet_to: ``22:00`` and ``07:00``; empty for none.
        zone: where these are, of the IANA's.
    """
    if not quiet_from or not quiet_to or quiet_from == quiet_to:
        return False
    clock = moment.astimezone(ZoneInfo(zone if is_zone(zone) else "UTC")).time()
    begin, end = time.fromisoformat(quiet_from), time.fromisoformat(quiet_to)
    return begin <= clock < end if begin < end else clock >= begin or clock < end
