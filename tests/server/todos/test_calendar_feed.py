"""What one has to do as a calendar under a secret address, read back by a calendar library."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar

from server.accounts.leaving import actions as leaving
from server.accounts.models import User
from server.core.config import OFF, RATES
from server.core.db import now
from server.core.writer import write


@pytest.fixture
def room(alice, bob, charlie):
    room = alice.create_room()
    bob.join_room(room)
    return room


def add(person, text, room=None, **fields):
    body = {"uid": str(uuid.uuid4()), "text": text, **fields}
    status, item = person.post("/items", body | ({"room_id": room["id"]} if room else {}))
    assert status == 201, item
    return item


def address_of(person):
    """Make an address, and return it without the host."""
    status, feed = person.post("/calendar-feed")
    assert status == 201, feed
    assert feed["address"].startswith("http://localhost/calendar/")
    return feed["address"].removeprefix("http://localhost")


def fetch(visitor, address, **options):
    """As a calendar program does: without a session."""
    return visitor.client.get(address, **options)


def calendar(visitor, address, kind="VEVENT"):
    response = fetch(visitor, address + ("?kind=todo" if kind == "VTODO" else ""))
    assert (response.status_code, response.mimetype) == (200, "text/calendar")
    whole = Calendar.from_ical(response.data)
    assert whole.errors == []
    return {str(part["summary"]): part for part in whole.walk(kind)}


class TestTheAddress:
    def test_is_told_once_and_known_to_exist(self, alice):
        assert alice.get("/calendar-feed") == (200, {"created_at": None, "address": None})
        status, made = alice.post("/calendar-feed")
        assert (status, made["address"].endswith(".ics")) == (201, True)
        assert alice.get("/calendar-feed") == (200, {"created_at": made["created_at"], "address": None})

    def test_a_new_one_is_the_end_of_the_one_before(self, alice, visitor):
        first = address_of(alice)
        second = address_of(alice)
        assert first != second
        assert [fetch(visitor, each).status_code for each in (first, second)] == [404, 200]

    def test_taken_back_it_leads_nowhere(self, alice, visitor):
        address = address_of(alice)
        assert alice.delete("/calendar-feed") == (200, {"created_at": None, "address": None})
        assert alice.delete("/calendar-feed")[0] == 200
        assert fetch(visitor, address).status_code == 404

    @pytest.mark.parametrize("secret", ["x", "x" * 43, "%00", "é", "'", "x" * 5000])
    def test_a_wrong_secret_is_not_found(self, alice, visitor, secret):
        address_of(alice)
        response = fetch(visitor, f"/calendar/{secret}.ics")
        assert response.status_code == 404
        assert response.get_json()["error"]["code"] == "not_found"

    def test_the_database_does_not_hold_it(self, app, alice):
        secret = address_of(alice).removeprefix("/calendar/").removesuffix(".ics")
        kept = (app.config["DATA_DIR"] / "parley.db").read_bytes()
        wal = app.config["DATA_DIR"] / "parley.db-wal"
        kept += wal.read_bytes() if wal.exists() else b""
        assert secret.encode() not in kept

    @pytest.mark.parametrize("column", ["banned_at", "deactivated_at", "deleted_at"])
    def test_who_may_not_come_in_has_no_calendar(self, app, alice, bob, visitor, column):
        address = address_of(bob)
        with app.app_context():
            write(lambda tx: setattr(tx.session.get_one(User, bob.id), column, now()))
        assert fetch(visitor, address).status_code == 404

    def test_nor_has_a_guest(self, alice, bob, visitor):
        address = address_of(bob)
        assert alice.put(f"/users/{bob.id}/role", {"role": "guest"})[0] == 200
        assert fetch(visitor, address).status_code == 404
        assert bob.post("/calendar-feed")[0] == 403

    def test_it_goes_with_the_account(self, app, alice, bob, visitor):
        address = address_of(bob)
        with app.app_context():
            write(
                lambda tx: setattr(tx.session.get_one(User, bob.id), "delete_at", now() - timedelta(days=1))
            )
            leaving.leave_for_good()
        assert fetch(visitor, address).status_code == 404

    def test_signed_out_nobody_makes_one(self, visitor):
        assert visitor.post("/calendar-feed")[0] == 401


class TestWhatIsInIt:
    def test_what_is_mine_and_has_a_date(self, alice, bob, visitor, room):
        day = {"date": "2026-12-24"}
        add(alice, "My own", due=day)
        add(alice, "My own without a day")
        add(alice, "For Alice", room, due=day, assignee_id=alice.id)
        add(bob, "For Bob", room, due=day, assignee_id=bob.id)
        add(bob, "For nobody", room, due=day)
        add(bob, "Bob's own", due=day)
        done = add(alice, "Done", due=day)
        alice.patch(f"/items/{done['uid']}", {"done": True})
        gone = add(alice, "Gone", due=day)
        alice.delete(f"/items/{gone['uid']}")
        for kind in ("VEVENT", "VTODO"):
            assert set(calendar(visitor, address_of(alice), kind)) == {"My own", "For Alice"}

    def test_a_room_that_one_is_out_of_is_not(self, alice, bob, visitor):
        closed = alice.create_room("Board", kind="closed")
        alice.invite(closed, bob)
        add(alice, "For Bob", closed, due={"date": "2026-12-24"}, assignee_id=bob.id)
        address = address_of(bob)
        assert set(calendar(visitor, address)) == {"For Bob"}
        alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
        assert calendar(visitor, address) == {}

    def test_neither_is_an_open_room_that_one_has_left_nor_an_archived_one(self, alice, bob, room, visitor):
        add(alice, "For Bob", room, due={"date": "2026-12-24"}, assignee_id=bob.id)
        other = alice.create_room("Archive")
        bob.join_room(other)
        add(alice, "Of old", other, due={"date": "2026-12-24"}, assignee_id=bob.id)
        address = address_of(bob)
        assert set(calendar(visitor, address)) == {"For Bob", "Of old"}
        alice.put(f"/rooms/{other['id']}/archive", {})
        assert set(calendar(visitor, address)) == {"For Bob"}
        bob.post(f"/rooms/{room['id']}/leave")
        assert calendar(visitor, address) == {}

    def test_a_day_is_a_day(self, alice, visitor):
        item = add(
            alice,
            "Ship **it**; [now](https://example.org), \\ & <b>",
            due={"date": "2026-12-24"},
            notes="One\ntwo; three, four \\n",
            labels=["a, b", "c"],
            priority=3,
        )
        address = address_of(alice)
        [(summary, event)] = calendar(visitor, address).items()
        assert summary == "Ship it; now, \\ & <b>"
        assert event["description"] == "One\ntwo; three, four \\n"
        assert event.decoded("dtstart") == date(2026, 12, 24)
        assert event["uid"] == item["uid"]
        assert event["url"] == f"http://localhost/todos/{item['uid']}"
        assert (event["priority"], event["transp"]) == (1, "TRANSPARENT")
        assert list(event["categories"].cats) == ["a, b", "c"]
        todo = calendar(visitor, address, "VTODO")[summary]
        assert (todo.decoded("due"), todo["status"]) == (date(2026, 12, 24), "NEEDS-ACTION")

    def test_lines_are_folded_and_end_as_they_have_to(self, alice, visitor):
        add(alice, "写一份很长的报告" * 40, due={"date": "2026-12-24"})
        body = fetch(visitor, address_of(alice)).data
        lines = body.split(b"\r\n")
        assert b"\n" not in b"".join(lines)
        assert max(map(len, lines)) <= 75
        assert set(calendar(visitor, address_of(alice))) == {"写一份很长的报告" * 40}

    @pytest.mark.parametrize(
        ("zone", "winter", "summer"),
        [
            ("Europe/Berlin", "2026-12-24T16:00", "2026-07-24T15:00"),
            ("America/New_York", "2026-12-24T22:00", "2026-07-24T21:00"),
            ("Asia/Shanghai", "2026-12-24T09:00", "2026-07-24T09:00"),
            ("Africa/Casablanca", "2026-12-24T16:00", "2026-07-24T16:00"),
            ("Australia/Lord_Howe", "2026-12-24T06:00", "2026-07-24T06:30"),
            ("UTC", "2026-12-24T17:00", "2026-07-24T17:00"),
        ],
    )
    def test_a_time_is_the_same_instant_for_a_calendar(self, alice, visitor, zone, winter, summer):
        add(alice, "Winter", due={"date": "2026-12-24", "time": "17:00", "zone": zone})
        add(alice, "Summer", due={"date": "2026-07-24", "time": "17:00", "zone": zone})
        address = address_of(alice)
        events = calendar(visitor, address)
        for name, instant in (("Winter", winter), ("Summer", summer)):
            start = events[name].decoded("dtstart")
            assert start.astimezone(UTC) == datetime.fromisoformat(f"{instant}Z")
        whole = Calendar.from_ical(fetch(visitor, address).data)
        zones = {str(part["tzid"]): part for part in whole.walk("VTIMEZONE")}
        assert set(zones) == ({zone} if zone != "UTC" else set())
        for part in zones.values():
            # What the file itself says of the zone, not what the reader knows of it.
            written = part.to_tz(lookup_tzid=False)
            for name in ("Winter", "Summer"):
                start = events[name].decoded("dtstart")
                assert start.replace(tzinfo=written).utcoffset() == start.utcoffset()

    def test_what_repeats_says_how(self, alice, visitor):
        due = {"date": "2026-10-20", "time": "09:00", "zone": "Europe/Berlin"}
        add(alice, "Weekly", due=due, repeat={"rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=3", "after_done": False})
        add(alice, "Until", due=due, repeat={"rule": "FREQ=DAILY;UNTIL=20261026", "after_done": False})
        add(
            alice,
            "Days",
            due={"date": "2026-10-20"},
            repeat={"rule": "FREQ=DAILY;UNTIL=20261022T235959Z", "after_done": False},
        )
        add(alice, "Afterwards", due=due, repeat={"rule": "FREQ=DAILY", "after_done": True})
        events = calendar(visitor, address_of(alice))
        assert "rrule" not in events["Afterwards"]

        def times(name):
            event = events[name]
            rule = event["rrule"].to_ical().decode()
            return list(rrulestr(rule, dtstart=event["dtstart"].dt))

        weekly = times("Weekly")
        # The clocks go back on the 25th; the appointment does not.
        assert [f"{time:%d %H:%M}" for time in weekly] == ["20 09:00", "27 09:00", "03 09:00"]
        assert [time.astimezone(UTC).hour for time in weekly] == [7, 8, 8]
        assert [time.day for time in times("Until")] == [20, 21, 22, 23, 24, 25, 26]
        assert events["Until"]["rrule"]["until"] == [datetime(2026, 10, 26, 8, 0, tzinfo=UTC)]
        assert events["Days"]["rrule"]["until"] == [date(2026, 10, 22)]

    def test_reminders_are_alarms(self, alice, visitor):
        due = {"date": "2026-12-24", "time": "17:00", "zone": "Europe/Berlin"}
        add(alice, "Timed", due=due, remind=15)
        add(alice, "All day", due={"date": "2026-12-24"}, remind=60)
        add(alice, "Silent", due=due)
        events = calendar(visitor, address_of(alice))
        triggers = {
            name: [alarm["trigger"].dt for alarm in event.walk("VALARM")] for name, event in events.items()
        }
        # A whole day begins at nine for people.
        assert triggers == {"Timed": [timedelta(minutes=-15)], "All day": [timedelta(hours=8)], "Silent": []}
        assert events["Timed"].walk("VALARM")[0]["action"] == "DISPLAY"

    def test_it_is_called_in_its_owner_s_language(self, alice, visitor):
        address = address_of(alice)
        assert Calendar.from_ical(fetch(visitor, address).data)["x-wr-calname"] == "Northwind: my to-dos"
        alice.patch("/me", {"locale": "zh_Hans"})
        assert Calendar.from_ical(fetch(visitor, address).data)["x-wr-calname"] != "Northwind: my to-dos"


class TestComingBackForIt:
    def test_what_has_not_changed_is_not_sent_again(self, alice, visitor):
        item = add(alice, "Ship it", due={"date": "2026-12-24"})
        address = address_of(alice)
        first = fetch(visitor, address)
        again = fetch(visitor, address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert fetch(visitor, address).data == first.data
        alice.patch(f"/items/{item['uid']}", {"text": "Ship it now"})
        changed = fetch(visitor, address, headers={"If-None-Match": first.headers["ETag"]})
        assert changed.status_code == 200
        assert b"Ship it now" in changed.data
        alice.patch(f"/items/{item['uid']}", {"done": True})
        done = fetch(visitor, address, headers={"If-None-Match": changed.headers["ETag"]})
        assert (done.status_code, b"VEVENT" in done.data) == (200, False)

    def test_no_cache_on_the_way_keeps_it_and_no_cookie_comes_with_it(self, alice, visitor):
        response = fetch(visitor, address_of(alice))
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert "Set-Cookie" not in response.headers
        assert response.headers["X-Content-Type-Options"] == "nosniff"


class TestTooOften:
    @pytest.fixture
    def config(self):
        return {"LIMITS": {**dict.fromkeys(RATES, OFF), "calendars": "3 per hour"}}

    def test_it_is_refused_for_a_while(self, alice, visitor):
        address = address_of(alice)
        assert [fetch(visitor, address).status_code for _ in range(4)] == [200, 200, 200, 429]
        assert int(fetch(visitor, address).headers["Retry-After"]) > 0

    def test_wrong_ones_do_not_count_for_the_right_one(self, alice, visitor):
        wrong = f"/calendar/{'x' * 43}.ics"
        assert [fetch(visitor, wrong).status_code for _ in range(4)] == [404, 404, 404, 429]
        assert fetch(visitor, address_of(alice)).status_code == 200
