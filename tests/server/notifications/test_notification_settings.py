"""How one wants to hear of things, and what of a room."""

from datetime import timedelta

import pytest

from server.core.db import iso, now
from server.notifications.telling import Telling

USUAL = {
    "mail": "soon",
    "quiet_from": "",
    "quiet_to": "",
    "keywords": [],
    "sound": "chime",
    "desktop": True,
}


def test_what_is_usual(bob):
    assert bob.get("/notification-settings") == (200, USUAL)


def test_changing_some(bob, alice):
    tab = bob.socket("/me")
    before = bob.get("/notices")[1]["version"]
    changes = {"mail": "daily", "quiet_from": "22:00", "quiet_to": "07:30", "sound": "", "desktop": False}
    assert bob.patch("/notification-settings", changes) == (200, USUAL | changes)
    assert bob.patch("/notification-settings", {"keywords": [" release  plan ", "发布", "发布", ""]}) == (
        200,
        USUAL | changes | {"keywords": ["release plan", "发布"]},
    )
    assert [change["type"] for change in tab.heard("change")] == ["notification_settings"] * 2
    [change] = bob.changes(f"user:{bob.id}", before)[1]["changes"]
    assert change["data"] == bob.get("/notification-settings")[1]
    assert alice.get("/notification-settings")[1] == USUAL


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mail": "always"}, "mail"),
        ({"quiet_from": "24:00", "quiet_to": "07:00"}, "quiet_from"),
        ({"quiet_from": "22:00", "quiet_to": "7"}, "quiet_to"),
        ({"quiet_from": "22:00"}, "quiet_to"),
        ({"quiet_to": "22:00"}, "quiet_from"),
        ({"sound": "a/b"}, "sound"),
        ({"keywords": ["x" * 41]}, "keywords"),
        ({"keywords": [str(number) for number in range(21)]}, "keywords"),
        ({"keywords": "x"}, "keywords"),
        ({"desktop": []}, "desktop"),
    ],
)
def test_what_cannot_be_set(bob, changes, field):
    status, answer = bob.patch("/notification-settings", changes)
    assert (status, answer["error"]["code"], list(answer["error"]["fields"])) == (422, "invalid", [field])
    assert bob.get("/notification-settings")[1] == USUAL


def test_a_level_for_a_room(bob, room, level):
    tab = bob.socket("/me")
    address = f"/places/room:{room['id']}/level"
    usual = {"place": f"room:{room['id']}", "level": "", "muted_until": None, "usual": "mentions"}
    assert bob.get(address) == (200, usual)
    assert level(bob, room, "nothing") == usual | {"level": "nothing"}
    assert bob.get(address)[1]["level"] == "nothing"
    assert [change["type"] for change in tab.heard("change")] == ["place"]
    assert level(bob, room) == usual


def test_muted_for_a_while(bob, room, level, told):
    until = iso(now() + timedelta(hours=1))
    assert level(bob, room, muted_until=until)["muted_until"] == until
    mention = Telling(bob.id, "mention", "message:1", f"room:{room['id']}", seq=1)
    assert told(mention) == 0
    over = iso(now() - timedelta(hours=1))
    assert level(bob, room, muted_until=over)["muted_until"] is None
    assert told(mention) == 1


def test_nothing_means_nothing(bob, room, level, told):
    level(bob, room, "nothing")
    assert told(Telling(bob.id, "mention", "message:1", f"room:{room['id']}", seq=1)) == 0


def test_a_direct_conversation(bob, alice, level):
    direct = bob.direct(alice)
    assert level(bob, direct)["usual"] == "everything"
    address = f"/places/room:{direct['id']}/level"
    status, answer = bob.put(address, {"level": "mentions"})
    assert (status, list(answer["error"]["fields"])) == (422, ["level"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"level": "some"}, "level"),
        ({"muted_until": "tomorrow"}, "muted_until"),
        ({"muted_until": "2026-12-01T10:00:00"}, "muted_until"),
        ({"muted_until": "0001-01-01T00:00:00+14:00"}, "muted_until"),
        ({"muted_until": "2999-12-01T10:00:00Z"}, "muted_until"),
    ],
)
def test_what_is_no_level(bob, room, body, field):
    status, answer = bob.put(f"/places/room:{room['id']}/level", body)
    assert (status, list(answer["error"]["fields"])) == (422, [field])


def test_only_for_rooms_that_one_is_in(charlie, alice, room, bob):
    closed = alice.create_room("Board", kind="closed")
    for method, body in (("GET", None), ("PUT", {"level": "nothing"})):
        asked = charlie.call(method, f"/places/room:{room['id']}/level", body)
        assert (asked.status_code, asked.get_json()["error"]["code"]) == (403, "not_a_member")
        for place in (f"room:{closed['id']}", "room:01", "room:x", "list:1", "nowhere", f"room:{2**60}"):
            assert charlie.call(method, f"/places/{place}/level", body).status_code == 404


def test_quiet_hours_leave_the_entry_in_the_page(bob, told, notices):
    clock = f"{now():%H:%M}"
    later = f"{now() + timedelta(hours=1):%H:%M}"
    bob.patch("/notification-settings", {"quiet_from": clock, "quiet_to": later})
    told(Telling(bob.id, "mention", "message:1", seq=1), Telling(bob.id, "due", "todo:1"))
    assert {notice["kind"]: notice["alert"] for notice in notices(bob)} == {"mention": False, "due": True}
