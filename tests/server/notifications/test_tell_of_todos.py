"""Who hears of a to-do: who is to do it, whose time has come, who has asked for it."""

import uuid
from datetime import timedelta

import pytest

from server.core.db import db, iso, now
from server.core.writer import write
from server.notifications.facts import fact, remember
from server.todos import telling

HOUR = timedelta(hours=1)


@pytest.fixture
def add(room):
    """Add a to-do to the room's list, as a person."""

    def add(person, text="Water the *plants*", **more):
        body = {"uid": str(uuid.uuid4()), "room_id": room["id"], "text": text, **more}
        status, item = person.post("/items", body)
        assert status == 201, item
        return item

    return add


@pytest.fixture
def change():
    """Change a to-do, as a person."""

    def change(person, item, **changes):
        status, changed = person.patch(f"/items/{item['uid']}", changes)
        assert status == 200, changed
        return changed

    return change


@pytest.fixture
def remind(app):
    """Let the minute pass."""

    def remind():
        with app.app_context():
            telling.remind()

    return remind


def test_given_one(alice, bob, room, add, notices):
    item = add(alice, assignee_id=bob.id, due={"date": "2027-03-05"})
    [notice] = notices(bob)
    assert (notice["kind"], notice["actor"]["id"], notice["topic"]) == (
        "assigned",
        alice.id,
        f"todo:{item['uid']}",
    )
    assert (notice["place"], notice["path"]) == (f"room:{room['id']}", f"/todos/{item['uid']}")
    assert notice["data"] == {
        "uid": item["uid"],
        "excerpt": "Water the plants",
        "room": "Design",
        "room_id": room["id"],
        "due": {"date": "2027-03-05", "time": None},
    }
    assert notices(bob, filter="todos") == [notice]


def test_given_later_and_taken_away_again(alice, bob, charlie, room, add, change, kinds):
    charlie.join_room(room)
    item = add(alice)
    assert kinds(bob) == []
    change(alice, item, assignee_id=bob.id)
    assert kinds(bob) == ["assigned"]
    change(alice, item, assignee_id=charlie.id)
    assert (kinds(bob), kinds(charlie)) == ([], ["assigned"])
    change(alice, item, assignee_id=None)
    assert kinds(charlie) == []


def test_what_one_takes_on_oneself_is_no_news(alice, bob, add, change, kinds):
    change(bob, add(alice), assignee_id=bob.id)
    add(alice, assignee_id=alice.id)
    assert kinds(alice) == kinds(bob) == []


def test_several_at_once(alice, bob, add, kinds):
    uids = [add(alice)["uid"] for _ in range(3)]
    body = {"changes": [{"uid": uid, "assignee_id": bob.id} for uid in uids]}
    assert alice.post("/items/batch", body)[0] == 200
    assert kinds(bob) == ["assigned"] * 3


def test_done_that_i_asked_for(alice, bob, add, change, notices, kinds):
    item = add(alice, assignee_id=bob.id)
    change(bob, item, done=True)
    [notice] = notices(alice)
    assert (notice["kind"], notice["actor"]["id"], notice["data"]["excerpt"]) == (
        "done",
        bob.id,
        "Water the plants",
    )
    # Bob has done it, and needs to hear of it no more.
    assert kinds(bob) == []
    change(bob, item, done=False)
    assert kinds(alice) == []


def test_what_nobody_was_asked_for_is_no_news(alice, bob, add, change, kinds):
    change(bob, add(alice), done=True)
    change(alice, add(alice, assignee_id=bob.id), done=True)
    assert kinds(alice) == kinds(bob) == []


def test_done_that_a_message_asked_for(alice, bob, room, add, change, kinds):
    message = alice.say(room["id"], "Could somebody water the plants?")
    item = add(bob, source={"room_id": room["id"], "message_id": message["id"]})
    change(bob, item, done=True)
    assert kinds(alice) == ["done"]


def test_into_the_trash(alice, bob, add, change, kinds):
    item = add(alice, "secret", assignee_id=bob.id)
    assert kinds(bob) == ["assigned"]
    before = bob.get("/notices")[1]["version"]
    change(alice, item, deleted=True)
    assert kinds(bob) == []
    assert "secret" not in str(
        [each for each in bob.changes(f"user:{bob.id}", before)[1]["changes"] if each["type"] == "notice"]
    )


def test_each_reminder_comes_once(app, alice, bob, add, notices, remind):
    # What lies before the first minute that the server looks at is nobody's to hear of.
    add(alice, "Old", assignee_id=bob.id, due={"date": "2020-01-01"}, remind=0)
    remind()
    assert [notice["kind"] for notice in notices(bob)] == ["assigned"]
    begun = now()
    due = {"date": f"{begun + HOUR:%Y-%m-%d}", "time": f"{begun + HOUR:%H:%M}", "zone": "UTC"}
    add(alice, "Now", assignee_id=bob.id, due=due, remind=60)
    # As if the last look had been two minutes ago.
    with app.app_context():
        write(lambda tx: remember(tx, "reminded until", iso(begun - timedelta(minutes=2))))
    remind()
    notice, _ = notices(bob)
    assert (notice["kind"], notice["actor"], notice["alert"]) == ("due", None, True)
    bob.put("/notices/read", {"all": True})
    remind()
    assert notices(bob, unread=1) == []
    with app.app_context():
        assert fact(db.session(), "reminded until") >= iso(begun)


def test_brought_into_a_room(alice, bob, charlie, notices):
    room = alice.create_room("Board", kind="closed")
    alice.invite(room, bob, charlie)
    [notice] = notices(bob)
    assert (notice["kind"], notice["actor"]["id"], notice["path"]) == (
        "invited",
        alice.id,
        f"/rooms/{room['id']}",
    )
    assert notice["data"] == {"room": "Board", "room_id": room["id"]}
    alice.invite(room, bob)
    assert len(notices(bob)) == 1
    assert notices(alice) == []
    # Whoever reads there has come.
    seq = alice.say(room["id"], "Welcome")["seq"]
    bob.put(f"/rooms/{room['id']}/read", {"seq": seq})
    assert notices(bob, unread=1) == []


def test_administrative_facts(alice, bob, charlie, room, notices):
    alice.put(f"/rooms/{room['id']}/members/{bob.id}/role", {"role": "admin"})
    assert notices(bob)[0]["data"] == {"fact": "room_admin", "room": "Design", "room_id": room["id"]}
    alice.put(f"/users/{bob.id}/role", {"role": "moderator"})
    assert notices(bob)[0]["data"] == {"fact": "role", "role": "moderator"}
    message = alice.say(room["id"], "rude")
    charlie.post(f"/rooms/{room['id']}/messages/{message['id']}/reports", {"reason": "rude"})
    for moderator in (alice, bob):
        assert (notices(moderator)[0]["data"], notices(moderator)[0]["path"]) == (
            {"fact": "report"},
            "/moderation",
        )
    assert notices(charlie) == []
    bob.put(f"/moderation/messages/{message['id']}/decision", {"outcome": "kept"})
    assert all(notice["topic"] != "reports" for notice in notices(alice))
