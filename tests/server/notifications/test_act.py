"""Acting on a notice where it is shown."""

import uuid
from datetime import timedelta

import pytest

from server.core import jobs
from server.core.db import now
from server.notifications.acting import SNOOZE_SECONDS


@pytest.fixture
def given(alice, bob, room, notices):
    """Bob is to do something; the to-do, and his notice of it."""
    body = {
        "uid": str(uuid.uuid4()),
        "room_id": room["id"],
        "text": "Water the plants",
        "assignee_id": bob.id,
    }
    item = alice.post("/items", body)[1]
    return item, notices(bob)[0]


@pytest.fixture
def mentioned(alice, bob, room, notices):
    """Bob is mentioned; his notice of it."""
    alice.say(room["id"], "@bob, coming?")
    return notices(bob)[0]


def act(person, notice, action, **more):
    status, answer = person.post(f"/notices/{notice['id']}/act", {"action": action, **more})
    return status, answer["error"]["code"] if "error" in answer else answer


def test_done(bob, given):
    item, notice = given
    assert act(bob, notice, "done") == (200, {"unread": 0})
    assert bob.get(f"/items/{item['uid']}")[1]["item"]["done_by"]["id"] == bob.id
    # It is over by that.
    assert act(bob, notice, "done") == (409, "over")


def test_done_with_a_roll_call_is_ones_own_tick(alice, bob, room, notices):
    """It stays open for the others, until they have ticked it, too."""
    body = {
        "uid": str(uuid.uuid4()),
        "room_id": room["id"],
        "text": "Who has read it?",
        "assignee_id": bob.id,
        "roll_call": True,
    }
    item = alice.post("/items", body)[1]
    notice = notices(bob)[0]
    assert act(bob, notice, "done") == (200, {"unread": 0})
    assert act(bob, notice, "done") == (200, {"unread": 0})
    found = alice.get(f"/items/{item['uid']}")[1]["item"]
    assert (found["done_at"], [tick["user"]["id"] for tick in found["ticks"]]) == (None, [bob.id])
    alice.patch(f"/items/{item['uid']}", {"ticked": True})
    assert alice.get(f"/items/{item['uid']}")[1]["item"]["done_at"] is not None


def test_a_reply(alice, bob, room, mentioned):
    assert act(bob, mentioned, "reply", text="On my way") == (200, {"unread": 0})
    assert act(bob, mentioned, "reply", text="On my way") == (200, {"unread": 0})
    said = [message["text"] for message in alice.history(room["id"])["messages"]]
    assert said == ["@bob, coming?", "On my way"]


def test_a_reply_that_cannot_be(alice, bob, room, mentioned):
    assert act(bob, mentioned, "reply") == (422, "empty")
    alice.put(f"/rooms/{room['id']}/archive", {})
    assert act(bob, mentioned, "reply", text="Hello") == (403, "archived")
    assert bob.get("/notices")[1]["unread"] == 1


def test_read(bob, mentioned):
    assert act(bob, mentioned, "read") == (200, {"unread": 0})


@pytest.fixture
def an_hour(app):
    """Let an hour pass."""

    def an_hour(seconds=SNOOZE_SECONDS):
        with app.app_context():
            jobs.run_all(now() + timedelta(seconds=seconds + 5))

    return an_hour


def test_later(bob, given, notices, an_hour):
    _, notice = given
    assert act(bob, notice, "snooze") == (200, {"unread": 0})
    an_hour(SNOOZE_SECONDS - 60)
    assert notices(bob, unread=1) == []
    an_hour()
    [again] = notices(bob, unread=1)
    assert again["id"] == notice["id"]


def test_what_is_done_meanwhile_does_not_come_again(bob, given, notices, an_hour):
    item, notice = given
    act(bob, notice, "snooze")
    bob.patch(f"/items/{item['uid']}", {"done": True})
    an_hour()
    assert notices(bob) == []


def test_what_cannot_be_done(bob, charlie, given, mentioned):
    _, notice = given
    assert act(bob, notice, "reply", text="x") == (422, "invalid")
    assert act(bob, mentioned, "done") == (422, "invalid")
    assert act(bob, mentioned, "explode") == (422, "invalid")
    assert act(charlie, mentioned, "read") == (404, "not_found")
