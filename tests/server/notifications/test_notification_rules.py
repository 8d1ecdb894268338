"""The table of who is told, by which way, and when: a line here for each row there."""

from datetime import UTC, datetime

import pytest

from server.notifications.rules import (
    ALL_WAYS,
    DESKTOP,
    EVERYTHING,
    MAIL,
    MENTIONS,
    NOTHING,
    PAGE,
    PUSH,
    RULES,
    Circumstances,
    decide,
    is_quiet,
    usual_level,
)

MESSAGES = ("reply", "read")
TODOS = ("done", "snooze")
# kind: levels that let it pass, whether nights hold it, whether looking spares it, its ways, TTL in hours, urgency,
# what can be done with it outside the page
TABLE = {
    "mention": ({EVERYTHING, MENTIONS}, True, True, ALL_WAYS, 24, "high", MESSAGES),
    "everyone": ({EVERYTHING, MENTIONS}, True, True, ALL_WAYS, 4, "normal", MESSAGES),
    "direct": ({EVERYTHING}, True, True, ALL_WAYS, 24, "high", MESSAGES),
    "keyword": ({EVERYTHING, MENTIONS}, True, True, ALL_WAYS, 4, "normal", MESSAGES),
    "message": ({EVERYTHING}, True, True, ALL_WAYS, 1, "normal", MESSAGES),
    "assigned": ({EVERYTHING, MENTIONS, NOTHING}, True, False, ALL_WAYS, 72, "normal", TODOS),
    "due": ({EVERYTHING, MENTIONS, NOTHING}, False, False, ALL_WAYS, 24, "high", TODOS),
    "done": ({EVERYTHING, MENTIONS, NOTHING}, True, False, {PAGE, DESKTOP, PUSH}, 24, "low", ()),
    "invited": ({EVERYTHING, MENTIONS, NOTHING}, True, False, ALL_WAYS, 72, "normal", ()),
    "admin": ({EVERYTHING, MENTIONS, NOTHING}, True, False, ALL_WAYS, 72, "normal", ()),
}


def test_every_row_has_its_line():
    assert list(TABLE) == list(RULES)


@pytest.mark.parametrize("kind", TABLE)
def test_it_is_told_as_the_row_says(kind):
    levels, waits, spared, ways, hours, urgency, acts = TABLE[kind]
    fine = EVERYTHING
    assert {
        level for level in (EVERYTHING, MENTIONS, NOTHING) if decide(kind, Circumstances(level=level))
    } == levels
    assert decide(kind, Circumstances(level=fine)) == ways
    assert decide(kind, Circumstances(level=fine, is_quiet=True)) == ({PAGE} if waits else ways)
    assert decide(kind, Circumstances(level=fine, is_looking=True, is_here=True)) == (
        set() if spared else ways - {PUSH, MAIL}
    )
    assert decide(kind, Circumstances(level=fine, is_muted=True)) == (ways if NOTHING in levels else set())
    assert decide(kind, Circumstances(level=fine, is_here=True)) == ways - {PUSH, MAIL}
    assert decide(kind, Circumstances(level=fine, wants_desktop=False)) == ways - {DESKTOP}
    assert decide(kind, Circumstances(level=fine, wants_mail=False)) == ways - {MAIL}
    assert (RULES[kind].ttl, RULES[kind].urgency, RULES[kind].acts) == (hours * 3600, urgency, acts)


def test_everything_is_usual_of_direct_conversations_only():
    assert {kind for kind in RULES if usual_level(kind) == EVERYTHING} == {"direct"}


@pytest.mark.parametrize(
    ("at", "hours", "zone", "quiet"),
    [
        ("2026-12-01T21:59", ("22:00", "07:00"), "UTC", False),
        ("2026-12-01T22:00", ("22:00", "07:00"), "UTC", True),
        ("2026-12-01T06:59", ("22:00", "07:00"), "UTC", True),
        ("2026-12-01T07:00", ("22:00", "07:00"), "UTC", False),
        ("2026-12-01T13:00", ("12:00", "14:00"), "UTC", True),
        ("2026-12-01T14:00", ("12:00", "14:00"), "UTC", False),
        # Ten in the evening in Shanghai.
        ("2026-12-01T14:00", ("22:00", "07:00"), "Asia/Shanghai", True),
        ("2026-12-01T22:00", ("22:00", "07:00"), "Asia/Shanghai", True),
        ("2026-12-01T23:00", ("22:00", "07:00"), "Asia/Shanghai", False),
        ("2026-12-01T23:00", ("", ""), "UTC", False),
        ("2026-12-01T23:00", ("22:00", "22:00"), "UTC", False),
        ("2026-12-01T23:00", ("22:00", "07:00"), "", True),
    ],
)
def test_quiet_hours_are_in_ones_own_zone(at, hours, zone, quiet):
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert is_quiet(moment, *hours, zone) is quiet
