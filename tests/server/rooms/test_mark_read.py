"""Read marks, and the unread counts that follow from them."""

import pytest


@pytest.fixture
def read():
    """Mark a room as read up to a place, and return its entry."""

    def read(person, room, seq):
        status, entry = person.put(f"/rooms/{room['id']}/read", {"seq": seq})
        assert status == 200, entry
        return entry

    return read


def test_what_others_wrote_since_is_unread(alice, bob, room, read):
    first, _second = alice.say(room["id"], "one"), alice.say(room["id"], "two")
    assert bob.entry(room)["unread"] == 2
    entry = read(bob, room, first["seq"])
    assert (entry["read_seq"], entry["unread"]) == (first["seq"], 1)
    assert bob.entry(room) == entry


def test_ones_own_messages_are_not_unread(alice, bob, room):
    bob.say(room["id"], "one")
    assert bob.entry(room)["unread"] == 0
    assert alice.entry(room)["unread"] == 1


def test_deleted_messages_are_not_unread(alice, bob, room):
    message = alice.say(room["id"], "one")
    alice.delete(f"/rooms/{room['id']}/messages/{message['id']}")
    assert bob.entry(room)["unread"] == 0


def test_an_edited_message_is_not_unread_again(alice, bob, room, read):
    message = alice.say(room["id"], "one")
    read(bob, room, message["seq"])
    alice.patch(f"/rooms/{room['id']}/messages/{message['id']}", {"text": "two"})
    assert bob.entry(room)["unread"] == 0


def test_what_was_written_before_joining_is_read(alice, charlie, room):
    alice.say(room["id"], "one")
    assert charlie.join_room(room)["unread"] == 0


def test_counting_ends_at_a_hundred(alice, bob, room):
    for number in range(101):
        alice.say(room["id"], str(number))
    assert bob.entry(room)["unread"] == 100


def test_a_mark_never_goes_back(alice, bob, room, read):
    first, second = alice.say(room["id"], "one"), alice.say(room["id"], "two")
    read(bob, room, second["seq"])
    for earlier in (first["seq"], 0):
        assert read(bob, room, earlier)["read_seq"] == second["seq"]
    assert bob.entry(room)["unread"] == 0


def test_a_mark_cannot_lie_in_the_future(alice, bob, room, read):
    message = alice.say(room["id"], "one")
    assert read(bob, room, 2**53 - 1)["read_seq"] == message["seq"]
    alice.say(room["id"], "two")
    assert bob.entry(room)["unread"] == 1


def test_all_of_a_persons_tabs_follow_and_nobody_elses(alice, bob, room, read):
    message = alice.say(room["id"], "one")
    own, others = bob.socket("/me"), alice.socket("/me")
    entry = read(bob, room, message["seq"])
    assert [change["data"] for change in own.heard("change")] == [entry]
    assert others.heard() == []


def test_a_mark_that_stays_is_not_told(alice, bob, room, read):
    message = alice.say(room["id"], "one")
    read(bob, room, message["seq"])
    version = bob.get("/rooms")[1]["version"]
    read(bob, room, message["seq"])
    assert bob.get("/rooms")[1]["version"] == version


def test_a_mark_is_ones_own(alice, bob, room, read):
    message = alice.say(room["id"], "one")
    bob.say(room["id"], "two")
    read(bob, room, message["seq"])
    assert alice.entry(room)["unread"] == 1


@pytest.mark.parametrize("body", [{}, {"seq": None}, {"seq": "x"}, {"seq": -1}, {"seq": 1.5}, {"seq": 2**53}])
def test_a_mark_is_a_place(bob, room, body):
    status, answer = bob.put(f"/rooms/{room['id']}/read", body)
    assert (status, list(answer["error"]["fields"])) == (422, ["seq"])


def test_who_is_not_in_the_room_marks_nothing(charlie, room, closed):
    status, answer = charlie.put(f"/rooms/{room['id']}/read", {"seq": 1})
    assert (status, answer["error"]["code"]) == (403, "not_a_member")
    status, answer = charlie.put(f"/rooms/{closed['id']}/read", {"seq": 1})
    assert (status, answer["error"]["code"]) == (404, "not_found")
