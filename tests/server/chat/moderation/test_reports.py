"""Members point moderators at a message; they decide, and everybody's queue is one message shorter."""

import pytest


def at(message):
    """Return the address of a message, for the verbs of the cast."""
    return f"/rooms/{message['room_id']}/messages/{message['id']}"


def code(answer):
    status, body = answer
    return status, body["error"]["code"]


@pytest.fixture
def rude(alice, bob, room):
    """A message between two others."""
    alice.say(room["id"], "good morning")
    message = bob.say(room["id"], "you fools")
    alice.say(room["id"], "please")
    return message


def queue(person):
    status, answer = person.get("/moderation/reports")
    assert status == 200, answer
    return answer["reported"]


def test_moderators_see_it_in_its_context(alice, moderator, room, rude):
    assert alice.post(f"{at(rude)}/reports", {"reason": " not  nice "})[0] == 204
    [found] = queue(moderator)
    assert (found["message"]["text"], found["room"]["name"]) == ("you fools", room["name"])
    assert [message["text"] for message in found["context"]] == ["good morning", "please"]
    assert [(report["reporter"]["username"], report["reason"]) for report in found["reports"]] == [
        ("alice", "not nice")
    ]
    assert (found["author"]["username"], found["author"]["role"]) == ("bob", "member")


def test_every_moderator_is_told_at_once_how_many_wait(alice, moderator, rude):
    pages = [person.socket("/me") for person in (alice, moderator)]
    alice.post(f"{at(rude)}/reports")
    for page in pages:
        assert [change["data"] for change in page.heard("change") if change["type"] == "reports"] == [
            {"open": 1}
        ]
    assert moderator.get("/moderation/reports/count")[1] == {"open": 1}
    moderator.put(f"/moderation/messages/{rude['id']}/decision", {"outcome": "kept"})
    assert pages[0].heard("change")[-1]["data"] == {"open": 0}


def test_who_was_away_catches_up_with_the_number(alice, bob, moderator, rude):
    stream = f"user:{moderator.id}"
    since = moderator.changes(stream)[1]["version"]
    alice.post(f"{at(rude)}/reports")
    changes = moderator.changes(stream, since)[1]["changes"]
    assert [change["data"] for change in changes if change["type"] == "reports"] == [{"open": 1}]
    assert not [
        change for change in bob.changes(f"user:{bob.id}")[1]["changes"] if change["type"] == "reports"
    ]


def test_removing_it(alice, bob, moderator, rude, acts):
    alice.post(f"{at(rude)}/reports", {"reason": "rude"})
    assert moderator.put(f"/moderation/messages/{rude['id']}/decision", {"outcome": "removed"})[0] == 204
    assert queue(moderator) == []
    assert bob.get(at(rude))[1]["removed"] is True
    assert acts()[:2] == ["report.resolve", "message.remove"]


def test_keeping_it(alice, bob, moderator, rude, acts):
    alice.post(f"{at(rude)}/reports")
    moderator.put(f"/moderation/messages/{rude['id']}/decision", {"outcome": "kept"})
    assert (queue(moderator), bob.get(at(rude))[1]["text"]) == ([], "you fools")
    assert acts()[0] == "report.resolve"


def test_several_reports_of_one_message_are_one_entry(alice, moderator, newcomer, rude):
    dora = newcomer("dora")
    for person in (alice, dora, alice):
        person.post(f"{at(rude)}/reports", {"reason": "again"})
    [found] = queue(moderator)
    assert len(found["reports"]) == 2
    assert moderator.get("/moderation/reports/count")[1] == {"open": 1}


def test_a_report_opens_a_closed_room_no_further_than_that_message(alice, bob, moderator, closed):
    message = bob.say(closed["id"], "between us")
    alice.post(f"{at(message)}/reports")
    [found] = queue(moderator)
    assert found["message"]["text"] == "between us"
    assert moderator.get(f"/rooms/{closed['id']}")[0] == 404
    moderator.put(f"/moderation/messages/{message['id']}/decision", {"outcome": "removed"})
    assert moderator.get("/moderation/removed")[1]["removed"][0]["message"]["text"] == "between us"
    assert moderator.post(f"{at(message)}/restore")[1]["text"] == "between us"


def test_what_cannot_be_reported(alice, bob, charlie, closed, rude):
    assert code(bob.post(f"{at(rude)}/reports")) == (403, "forbidden")
    assert code(alice.post(f"{at(rude)}/reports", {"reason": "x" * 501})) == (422, "invalid")
    hidden = bob.say(closed["id"], "between us")
    assert code(charlie.post(f"{at(hidden)}/reports")) == (404, "not_found")
    bob.delete(at(rude))
    assert code(alice.post(f"{at(rude)}/reports")) == (404, "not_found")


def test_only_moderators_decide(alice, bob, rude):
    alice.post(f"{at(rude)}/reports")
    decision = f"/moderation/messages/{rude['id']}/decision"
    assert code(bob.put(decision, {"outcome": "kept"})) == (403, "forbidden")
    assert code(bob.get("/moderation/reports")) == (403, "forbidden")
    assert code(bob.get("/moderation/reports/count")) == (403, "forbidden")
    assert code(alice.put(decision, {"outcome": "burnt"})) == (422, "invalid")
    assert alice.get("/moderation/reports/count")[1] == {"open": 1}


def test_a_message_nobody_has_reported_is_not_theirs_to_decide(alice, bob, moderator, closed):
    message = bob.say(closed["id"], "between us")
    decision = moderator.put(f"/moderation/messages/{message['id']}/decision", {"outcome": "removed"})
    assert code(decision) == (404, "not_found")
