"""A ban takes what somebody wrote with it if wished, and gives it back when it is lifted."""

import pytest

from server.chat.moderation import removal
from server.core import jobs


def at(message):
    """Return the address of a message, for the verbs of the cast."""
    return f"/rooms/{message['room_id']}/messages/{message['id']}"


@pytest.fixture
def done(app):
    """Do what waits to be done."""

    def done():
        with app.app_context():
            jobs.run_all()

    return done


def texts(person, room):
    return [message["text"] for message in person.history(room["id"])["messages"]]


def test_their_messages_go_and_come_back(alice, bob, room, closed, done):
    alice.say(room["id"], "hello")
    for place in (room, closed):
        bob.say(place["id"], "one")
        bob.say(place["id"], "two")
    alice.put(f"/users/{bob.id}/ban", {"hide_messages": True})
    done()
    assert (texts(alice, room), texts(alice, closed)) == (["hello"], [])
    alice.delete(f"/users/{bob.id}/ban")
    done()
    assert (texts(alice, room), texts(alice, closed)) == (["hello", "one", "two"], ["one", "two"])


def test_they_stay_when_the_ban_is_without(alice, bob, moderator, room, done):
    bob.say(room["id"], "one")
    moderator.put(f"/users/{bob.id}/ban", {})
    done()
    assert texts(alice, room) == ["one"]


def test_what_was_gone_before_stays_gone(alice, bob, moderator, room, done):
    removed, deleted, kept = (bob.say(room["id"], text) for text in ("removed", "deleted", "kept"))
    moderator.delete(at(removed))
    bob.delete(at(deleted))
    moderator.put(f"/users/{bob.id}/ban", {"hide_messages": True})
    done()
    moderator.delete(f"/users/{bob.id}/ban")
    done()
    assert [text for text in texts(alice, room) if text] == [kept["text"]]


def test_who_was_away_catches_up(alice, bob, moderator, room, done):
    for number in range(3):
        bob.say(room["id"], str(number))
    since = alice.entry(room)["version"]
    watching = alice.socket()
    watching.ask("join", {"streams": [f"room:{room['id']}"]})
    moderator.put(f"/users/{bob.id}/ban", {"hide_messages": True})
    done()
    [told] = [change for change in watching.heard("change") if change["type"] == "message"]
    answer = alice.changes(f"room:{room['id']}", since)[1]
    versions = [change["version"] for change in answer["changes"]]
    assert versions == [since + 1, since + 2, since + 3]
    assert (told["version"], answer["version"]) == (since + 3, since + 3)
    assert all(change["data"]["deleted_at"] and not change["data"]["text"] for change in answer["changes"])


def test_many_go_in_several_steps(alice, bob, room, done, monkeypatch):
    monkeypatch.setattr(removal, "BATCH", 2)
    for number in range(5):
        bob.say(room["id"], str(number))
    alice.put(f"/users/{bob.id}/ban", {"hide_messages": True})
    done()
    assert texts(alice, room) == []
    alice.delete(f"/users/{bob.id}/ban")
    done()
    assert texts(alice, room) == ["0", "1", "2", "3", "4"]


def test_a_ban_lifted_before_it_was_carried_out_hides_nothing(alice, bob, moderator, room, done):
    bob.say(room["id"], "one")
    moderator.put(f"/users/{bob.id}/ban", {"hide_messages": True})
    moderator.delete(f"/users/{bob.id}/ban")
    done()
    assert texts(alice, room) == ["one"]
