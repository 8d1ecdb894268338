"""What somebody has to do, in all of their lists and rooms."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from server.core.db import now


def day(offset, zone="UTC"):
    """Return a day of the calendar so many days from today."""
    return str(now().astimezone(ZoneInfo(zone)).date() + timedelta(days=offset))


@pytest.fixture
def look():
    """Return the texts of a view, and the counts."""

    def look(person, view="today", **query):
        status, found = person.get("/agenda", query_string={"view": view, **query})
        assert status == 200, found
        status, counts = person.get(
            "/agenda/counts", query_string={k: query[k] for k in query if k == "zone"}
        )
        assert (status, counts) == (200, found["counts"])
        return [item["text"] for item in found["items"]], counts

    return look


def test_today_is_what_is_overdue_or_due_and_what_is_mine_without_a_date(
    alice, bob, shared, inbox, add, look
):
    own = inbox(bob)
    add(bob, own, "own, overdue", due={"date": day(-3)})
    add(bob, own, "own, today", due={"date": day(0)})
    add(bob, own, "own, tomorrow", due={"date": day(2)})
    add(bob, own, "own, some day")
    add(alice, shared, "given, some day", assignee_id=bob.id)
    add(alice, shared, "given, today", assignee_id=bob.id, due={"date": day(0)})
    add(alice, shared, "given, tomorrow", assignee_id=bob.id, due={"date": day(2)})
    add(alice, shared, "nobody's, overdue", due={"date": day(-1)})
    texts, counts = look(bob)
    assert texts == ["own, overdue", "own, today", "given, today", "given, some day"]
    assert counts == {"today": 4, "overdue": 1, "waiting": 0, "assigned": 3}
    assert look(alice) == ([], {"today": 0, "overdue": 0, "waiting": 3, "assigned": 0})


def test_a_day_is_the_persons(bob, inbox, add, look):
    # One of these two is a day ahead of the other at any moment.
    east, west = "Pacific/Kiritimati", "Pacific/Pago_Pago"
    add(bob, inbox(bob), "tomorrow in the west", due={"date": day(1, west)})
    assert look(bob, zone=west) == ([], {"today": 0, "overdue": 0, "waiting": 0, "assigned": 0})
    assert look(bob, zone=east)[1]["today"] == 1
    assert bob.patch("/me", {"time_zone": east})[1]["time_zone"] == east
    assert look(bob)[1]["today"] == 1


def test_with_a_time_it_is_due_at_that_moment_wherever_one_is(bob, inbox, add, look):
    past, soon = now() - timedelta(minutes=2), now() + timedelta(hours=25)
    for text, moment in (("a moment ago", past), ("in 25 hours", soon)):
        due = {"date": f"{moment:%Y-%m-%d}", "time": f"{moment:%H:%M}", "zone": "UTC"}
        add(bob, inbox(bob), text, due=due)
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"):
        assert look(bob, zone=zone) == (
            ["a moment ago"],
            {"today": 1, "overdue": 1, "waiting": 0, "assigned": 0},
        )


def test_what_is_done_or_deleted_or_archived_is_not_to_do(alice, bob, room, shared, inbox, add, change, look):
    change(bob, add(bob, inbox(bob), due={"date": day(0)}), done=True)
    change(bob, add(bob, inbox(bob), due={"date": day(0)}), deleted=True)
    uid = "11111111-2222-4333-8444-555555555555"
    old = alice.post("/lists", {"uid": uid, "room_id": room["id"], "name": "Old"})[1]
    add(alice, old, "in an old list", assignee_id=bob.id)
    assert look(bob)[0] == ["in an old list"]
    alice.patch(f"/lists/{old['id']}", {"archived": True})
    assert look(bob)[0] == []
    add(alice, shared, "in an old room", assignee_id=bob.id)
    alice.put(f"/rooms/{room['id']}/archive", {})
    assert look(bob)[0] == []


def test_in_a_room_that_one_has_left_there_is_nothing_to_do(alice, bob, room, shared, add, look):
    add(alice, shared, "given", assignee_id=bob.id)
    bob.post(f"/rooms/{room['id']}/leave")
    assert look(bob) == ([], {"today": 0, "overdue": 0, "waiting": 0, "assigned": 0})


def test_a_roll_call_is_everybodys_until_they_tick(alice, bob, shared, add, change, look):
    item = add(alice, shared, "Stand-up", roll_call=True)
    assert look(alice)[0] == look(bob)[0] == ["Stand-up"]
    change(bob, item, ticked=True)
    assert (look(alice)[0], look(bob)[0]) == (["Stand-up"], [])


def test_upcoming_is_what_is_due_from_one_day_to_another(alice, bob, shared, inbox, add, look):
    for offset in (0, 1, 2, 3):
        add(bob, inbox(bob), f"+{offset}", due={"date": day(offset)})
    add(bob, inbox(bob), "+1 at 12", due={"date": day(1), "time": "12:00", "zone": "UTC"})
    add(alice, shared, "+2 given", assignee_id=bob.id, due={"date": day(2)})
    span = {"from": day(1), "to": day(2), "zone": "UTC"}
    assert look(bob, "upcoming", **span)[0] == ["+1", "+1 at 12", "+2", "+2 given"]
    assert look(bob, "upcoming", zone="UTC")[0][0] == "+0"


def test_waiting_is_what_one_gave_to_others_or_waits_for(alice, bob, shared, inbox, add, change, look):
    add(alice, shared, "given", assignee_id=bob.id)
    add(alice, shared, "kept", assignee_id=alice.id)
    add(alice, inbox(alice), "an answer", waiting_for_id=bob.id)
    change(alice, add(alice, shared, "given and done", assignee_id=bob.id), done=True)
    texts, counts = look(alice, "waiting")
    assert (texts, counts["waiting"]) == (["given", "an answer"], 2)
    assert look(bob, "waiting")[0] == []


def test_assigned_is_what_is_assigned_to_one(alice, bob, shared, add, look):
    add(alice, shared, "later", assignee_id=bob.id, due={"date": day(400)})
    add(alice, shared, "some day", assignee_id=bob.id)
    assert look(bob, "assigned")[0] == ["later", "some day"]


def test_lists_and_rooms_come_along(alice, bob, room, shared, inbox, add):
    add(alice, shared, assignee_id=bob.id)
    add(bob, inbox(bob), due={"date": day(0)})
    found = bob.get("/agenda")[1]
    assert {of["id"] for of in found["lists"]} == {shared["id"], inbox(bob)["id"]}
    assert found["rooms"] == [{"id": room["id"], "name": room["name"], "kind": "open"}]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"view": "other"}, "view"),
        ({"zone": "Mars"}, "zone"),
        ({"view": "upcoming", "from": "2027-02-30"}, "from"),
        ({"view": "upcoming", "to": "soon"}, "to"),
        ({"view": "upcoming", "from": "2027-01-01", "to": "2029-01-01"}, "to"),
    ],
)
def test_nonsense_is_refused(alice, query, field):
    status, answer = alice.get("/agenda", query_string=query)
    assert (status, list(answer["error"]["fields"])) == (422, [field])


def agendas(person, since):
    changes = person.changes(f"user:{person.id}", since=since)[1]["changes"]
    return [change for change in changes if change["type"] == "agenda"]


def version(person):
    return person.changes(f"user:{person.id}")[1]["version"]


def test_who_it_concerns_is_told(alice, bob, charlie, shared, inbox, add, change):
    room_stream = {"alice": version(alice), "bob": version(bob), "charlie": version(charlie)}

    def told():
        names = []
        for name, person in (("alice", alice), ("bob", bob), ("charlie", charlie)):
            if agendas(person, room_stream[name]):
                names.append(name)
            room_stream[name] = version(person)
        return names

    item = add(alice, shared)
    assert told() == []
    change(alice, item, assignee_id=bob.id)
    assert told() == ["alice", "bob"]
    change(bob, item, position="Zz")
    assert told() == []
    change(bob, item, done=True)
    assert told() == ["alice", "bob"]
    change(bob, item, done=False, assignee_id=None)
    assert told() == ["alice", "bob"]
    add(charlie, inbox(charlie))
    assert told() == ["charlie"]
    change(alice, add(alice, shared, roll_call=True), text="Other")
    assert told() == ["alice", "bob"]


def test_it_is_told_live(alice, bob, shared, add):
    socket = bob.socket("/me")
    add(alice, shared, assignee_id=bob.id)
    [change] = [change for change in socket.heard("change") if change["type"] == "agenda"]
    assert change == agendas(bob, change["version"] - 1)[0]
    assert change["data"] == {"user_id": bob.id, "moment": change["data"]["moment"]}


def test_some_day_is_what_is_mine_without_a_date(alice, bob, shared, inbox, add, look):
    add(bob, inbox(bob), "own, some day")
    add(bob, inbox(bob), "own, today", due={"date": day(0)})
    add(alice, shared, "given, some day", assignee_id=bob.id)
    add(alice, shared, "given, tomorrow", assignee_id=bob.id, due={"date": day(1)})
    add(alice, shared, "nobody's, some day")
    assert look(bob, "undated")[0] == ["own, some day", "given, some day"]
    assert look(alice, "undated")[0] == []
