"""Whose reminder has come, in a span of time."""

import uuid
from datetime import datetime, timedelta

import pytest

from server.accounts.models import User
from server.core.db import db, now
from server.core.writer import write
from server.todos.reminders import due_reminders

DUE = {"date": "2026-12-24", "time": "17:00", "zone": "Europe/Berlin"}  # 16:00 in UTC


@pytest.fixture
def room(alice, bob, charlie):
    room = alice.create_room()
    bob.join_room(room)
    return room


@pytest.fixture
def reminded(app):
    """Return who is reminded of what from one moment (UTC) to another, each as ``username: text``."""

    def reminded(since, until):
        with app.app_context():
            found = due_reminders(db.session(), at(since), at(until))
            names = dict(db.session.execute(db.select(User.id, User.username)).all())
            return [f"{names[each.user_id]}: {each.text}" for each in found]

    return reminded


def at(text):
    return datetime.fromisoformat(f"{text}Z")


def add(person, text, room=None, **fields):
    body = {"uid": str(uuid.uuid4()), "text": text, **fields}
    status, item = person.post("/items", body | ({"room_id": room["id"]} if room else {}))
    assert status == 201, item
    return item


def test_each_span_has_its_own(alice, reminded):
    add(alice, "Early", due=DUE, remind=60)
    add(alice, "Late", due=DUE, remind=0)
    add(alice, "Never", due=DUE)
    assert reminded("2026-12-24T14:00", "2026-12-24T15:00") == ["alice: Early"]
    assert reminded("2026-12-24T15:00", "2026-12-24T15:59") == []
    assert reminded("2026-12-24T15:59", "2026-12-24T16:00") == ["alice: Late"]
    assert reminded("2026-12-24T16:00", "2026-12-25T16:00") == []
    assert reminded("2026-12-24T00:00", "2026-12-25T00:00") == ["alice: Early", "alice: Late"]


@pytest.mark.parametrize(
    ("zone", "morning"),
    [
        ("Asia/Shanghai", "2026-12-24T01:00"),
        ("America/New_York", "2026-12-24T14:00"),
        ("Pacific/Kiritimati", "2026-12-23T19:00"),
        ("Etc/GMT+12", "2026-12-24T21:00"),
        ("", "2026-12-24T09:00"),
    ],
)
def test_a_whole_day_begins_in_the_morning_of_who_is_reminded(app, alice, reminded, zone, morning):
    add(alice, "Ship it", due={"date": "2026-12-24"}, remind=0)
    with app.app_context():
        write(lambda tx: setattr(tx.session.get_one(User, alice.id), "time_zone", zone))
    before = (at(morning) - timedelta(minutes=1)).isoformat()[:16]
    after = (at(morning) + timedelta(minutes=1)).isoformat()[:16]
    assert reminded(before, morning) == ["alice: Ship it"]
    assert reminded(morning, after) == []


def test_a_year_before_is_the_longest(alice, reminded):
    add(alice, "Renew it", due={"date": "2028-02-29", "time": "00:00", "zone": "UTC"}, remind=366 * 24 * 60)
    assert reminded("2027-02-27T23:59", "2027-02-28T00:00") == ["alice: Renew it"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, ["alice: Ship it"]),
        ({"done": True}, []),
        ({"deleted": True}, []),
        ({"remind": None}, []),
        ({"due": {"date": "2026-12-25"}}, []),
        ({"due": None}, []),
    ],
)
def test_what_is_no_longer_to_be_done_is_not_told(alice, reminded, change, found):
    item = add(alice, "Ship it", due=DUE, remind=0)
    if change:
        assert alice.patch(f"/items/{item['uid']}", change)[0] == 200
    assert reminded("2026-12-24T15:59", "2026-12-24T16:00") == found


class TestInARoom:
    def test_whoever_has_it_is_told_else_whoever_added_it(self, alice, bob, room, reminded):
        add(alice, "For Bob", room, due=DUE, remind=0, assignee_id=bob.id)
        add(bob, "For nobody", room, due=DUE, remind=0)
        assert reminded("2026-12-24T15:59", "2026-12-24T16:00") == ["bob: For Bob", "bob: For nobody"]

    def test_not_who_has_left(self, alice, bob, room, reminded):
        add(bob, "For nobody", room, due=DUE, remind=0)
        assert bob.post(f"/rooms/{room['id']}/leave")[0] == 204
        assert reminded("2026-12-24T15:59", "2026-12-24T16:00") == []

    def test_not_who_may_not_come_in(self, app, alice, bob, room, reminded):
        add(bob, "For nobody", room, due=DUE, remind=0)
        with app.app_context():
            write(lambda tx: setattr(tx.session.get_one(User, bob.id), "deactivated_at", now()))
        assert reminded("2026-12-24T15:59", "2026-12-24T16:00") == []

    def test_not_of_an_archived_list(self, alice, bob, room, reminded):
        body = {"uid": str(uuid.uuid4()), "room_id": room["id"], "name": "Release"}
        made = alice.post("/lists", body)[1]
        item = {"uid": str(uuid.uuid4()), "list_id": made["id"], "text": "Ship it", "due": DUE, "remind": 0}
        assert alice.post("/items", item)[0] == 201
        assert reminded("2026-12-24T15:59", "2026-12-24T16:00") == ["alice: Ship it"]
        alice.patch(f"/lists/{made['id']}", {"archived": True})
        assert reminded("2026-12-24T15:59", "2026-12-24T16:00") == []

    def test_not_of_an_archived_room(self, alice, bob, room, reminded):
        add(bob, "For nobody", room, due=DUE, remind=0)
        alice.put(f"/rooms/{room['id']}/archive", {})
        assert reminded("2026-12-24T15:59", "2026-12-24T16:00") == []


def test_it_says_all_that_is_needed_to_tell(app, alice, bob, room):
    item = add(alice, "Ship **it**", room, due=DUE, remind=30, assignee_id=bob.id)
    with app.app_context():
        [found] = due_reminders(db.session(), at("2026-12-24T15:00"), at("2026-12-24T16:00"))
    assert (found.at, found.user_id, found.uid) == (at("2026-12-24T15:30"), bob.id, item["uid"])
    assert (found.room_id, found.text, found.html) == (room["id"], "Ship **it**", item["html"])
    assert (found.due_date.isoformat(), found.due_time, found.due_zone) == (
        "2026-12-24",
        "17:00",
        "Europe/Berlin",
    )
