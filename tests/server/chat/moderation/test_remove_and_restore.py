"""Messages that somebody else than their author takes away, and their way back."""

import pytest


def at(message):
    """Return the address of a message, for the verbs of the cast."""
    return f"/rooms/{message['room_id']}/messages/{message['id']}"


def code(answer):
    status, body = answer
    return status, body["error"]["code"]


@pytest.fixture
def rude(bob, room):
    return bob.say(room["id"], "you fools")


def test_a_moderator_removes_and_every_reader_loses_the_text(alice, moderator, room, rude, acts):
    watching = alice.socket()
    watching.ask("join", {"streams": [f"room:{room['id']}"]})
    status, gone = moderator.delete(at(rude))
    assert (status, gone["text"], gone["html"], gone["removed"]) == (200, "", "", True)
    [change] = watching.heard("change")
    assert change["data"] == gone
    for person in (alice, moderator):
        assert "you fools" not in str(person.history(room["id"]))
        assert person.get(at(rude))[1] == gone
    assert acts()[0] == "message.remove"


def test_its_author_sees_that_it_was_removed(bob, moderator, room, rude):
    moderator.delete(at(rude))
    [left] = bob.history(room["id"])["messages"]
    assert (left["id"], left["removed"], left["text"]) == (rude["id"], True, "")


def test_it_comes_back_as_it_was(alice, moderator, room, rude, acts):
    moderator.delete(at(rude))
    watching = alice.socket()
    watching.ask("join", {"streams": [f"room:{room['id']}"]})
    status, back = moderator.post(f"{at(rude)}/restore")
    assert (status, back["text"], back["deleted_at"], back["removed"]) == (200, "you fools", None, False)
    assert {key: back[key] for key in rude if key != "version"} == {
        key: rude[key] for key in rude if key != "version"
    }
    assert [change["data"] for change in watching.heard("change")] == [back]
    assert acts()[:2] == ["message.restore", "message.remove"]


def test_who_runs_the_room_keeps_order_there(alice, bob, charlie):
    own = bob.create_room("Bob's")
    charlie.join_room(own)
    message = charlie.say(own["id"], "hello")
    assert bob.delete(at(message))[1]["removed"] is True
    assert code(charlie.post(f"{at(message)}/restore")) == (403, "forbidden")
    assert bob.post(f"{at(message)}/restore")[1]["text"] == "hello"


def test_members_do_neither(alice, bob, charlie, room):
    message = alice.say(room["id"], "hello")
    charlie.join_room(room)
    assert code(charlie.delete(at(message))) == (403, "forbidden")
    alice.delete(at(message))
    assert code(bob.post(f"{at(message)}/restore")) == (403, "forbidden")


def test_what_its_author_deleted_stays_deleted(bob, moderator, rude):
    bob.delete(at(rude))
    assert moderator.delete(at(rude))[1]["removed"] is False
    assert code(moderator.post(f"{at(rude)}/restore")) == (409, "gone")


def test_its_author_can_make_a_removal_final(bob, moderator, room, rude):
    moderator.delete(at(rude))
    assert bob.delete(at(rude))[1]["removed"] is False
    assert bob.history(room["id"])["messages"] == []
    assert code(moderator.post(f"{at(rude)}/restore")) == (409, "gone")
    assert moderator.get("/moderation/removed")[1]["removed"] == []


def test_restoring_what_was_never_removed_changes_nothing(moderator, rude):
    assert moderator.post(f"{at(rude)}/restore")[1] == rude


def test_moderators_see_what_it_said(bob, moderator, room, rude):
    moderator.delete(at(rude))
    [removed] = moderator.get("/moderation/removed")[1]["removed"]
    assert (removed["message"]["text"], removed["room"]["name"]) == ("you fools", room["name"])
    assert (removed["author"]["username"], removed["removed_by"]["username"]) == ("bob", "charlie")
    assert bob.get("/moderation/removed")[0] == 403


def test_a_closed_room_stays_closed_to_moderators(alice, bob, moderator, closed):
    message = bob.say(closed["id"], "between us")
    assert code(moderator.delete(at(message))) == (404, "not_found")
    alice.delete(at(message))
    assert code(moderator.post(f"{at(message)}/restore")) == (404, "not_found")
    assert moderator.get("/moderation/removed")[1]["removed"] == []
