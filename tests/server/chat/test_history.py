"""Pages of a room's messages."""

import pytest


@pytest.fixture
def messages(alice, room):
    """Ten messages."""
    return [alice.say(room["id"], f"message {number}") for number in range(10)]


def texts(page):
    return [int(message["text"].split()[-1]) for message in page["messages"]]


def test_without_a_place_it_is_the_newest_page(bob, room, messages):
    page = bob.history(room["id"], limit=3)
    assert page["messages"] == messages[-3:]
    assert (page["has_older"], page["has_newer"]) == (True, False)
    assert page["version"] == messages[-1]["version"]


def test_fifty_make_a_page_and_nobody_gets_more_than_a_hundred(alice, room):
    for number in range(101):
        alice.say(room["id"], f"message {number}")
    assert texts(alice.history(room["id"])) == list(range(51, 101))
    assert texts(alice.history(room["id"], limit=1000)) == list(range(1, 101))


def test_before_a_message_come_those_just_older(bob, room, messages):
    page = bob.history(room["id"], before=messages[6]["seq"], limit=3)
    assert (texts(page), page["has_older"], page["has_newer"]) == ([3, 4, 5], True, True)
    page = bob.history(room["id"], before=messages[2]["seq"], limit=3)
    assert (texts(page), page["has_older"], page["has_newer"]) == ([0, 1], False, True)


def test_after_a_message_come_those_just_newer(bob, room, messages):
    page = bob.history(room["id"], after=messages[3]["seq"], limit=3)
    assert (texts(page), page["has_older"], page["has_newer"]) == ([4, 5, 6], True, True)
    page = bob.history(room["id"], after=messages[7]["seq"], limit=3)
    assert (texts(page), page["has_older"], page["has_newer"]) == ([8, 9], True, False)


def test_around_a_message_it_stands_in_the_middle(bob, room, messages):
    page = bob.history(room["id"], around=messages[5]["id"], limit=5)
    assert (texts(page), page["has_older"], page["has_newer"]) == ([3, 4, 5, 6, 7], True, True)


def test_around_the_first_and_the_last_it_ends_there(bob, room, messages):
    page = bob.history(room["id"], around=messages[0]["id"], limit=5)
    assert (texts(page), page["has_older"], page["has_newer"]) == ([0, 1, 2, 3, 4], False, True)
    page = bob.history(room["id"], around=messages[9]["id"], limit=5)
    assert (texts(page), page["has_older"], page["has_newer"]) == ([7, 8, 9], True, False)


def test_pages_put_together_are_the_whole_history(bob, room, messages):
    read, page = [], bob.history(room["id"], limit=3)
    while True:
        read = page["messages"] + read
        if not page["has_older"]:
            break
        page = bob.history(room["id"], before=page["messages"][0]["seq"], limit=3)
    assert read == messages


def test_deleted_messages_are_left_out_and_do_not_shorten_a_page(alice, bob, room, messages, address):
    for number in (4, 8):
        alice.delete(address(messages[number]))
    assert texts(bob.history(room["id"], limit=4)) == [5, 6, 7, 9]
    assert texts(bob.history(room["id"], around=messages[4]["id"], limit=4)) == [2, 3, 5, 6]


def test_only_what_can_be_loaded_counts_as_more(alice, bob, room, messages, address):
    alice.delete(address(messages[0]))
    alice.delete(address(messages[9]))
    assert bob.history(room["id"], after=messages[0]["seq"])["has_older"] is False
    assert bob.history(room["id"], before=messages[9]["seq"])["has_newer"] is False
    assert bob.history(room["id"], before=2**53 - 1)["has_newer"] is False


def test_an_empty_room_has_an_empty_page(bob, room):
    page = bob.history(room["id"])
    assert (page["messages"], page["has_older"], page["has_newer"]) == ([], False, False)


def test_who_does_not_want_any_gets_one(bob, room, messages):
    assert texts(bob.history(room["id"], limit=0)) == [9]


def test_an_open_room_can_be_read_before_joining(charlie, room, messages):
    assert charlie.history(room["id"])["messages"] == messages


def test_a_closed_room_cannot(alice, charlie, closed):
    message = alice.say(closed["id"], "secret")
    for query in ({}, {"around": message["id"]}, {"before": 99}, {"after": 0}):
        status, answer = charlie.get(f"/rooms/{closed['id']}/messages", query_string=query)
        assert (status, answer["error"]["code"]) == (404, "not_found")


def test_around_a_message_of_another_room_there_is_nothing(alice, room, closed):
    message = alice.say(closed["id"], "secret")
    status, answer = alice.get(f"/rooms/{room['id']}/messages", query_string={"around": message["id"]})
    assert (status, answer["error"]["code"]) == (404, "not_found")


def test_the_version_tells_from_where_to_follow(alice, bob, room, messages):
    version = bob.history(room["id"])["version"]
    message = alice.say(room["id"], "message 10")
    changes = bob.changes(f"room:{room['id']}", version)[1]["changes"]
    assert [change["data"] for change in changes] == [message]
