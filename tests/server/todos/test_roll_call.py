"""A roll call: each member ticks for themselves."""

import pytest


@pytest.fixture
def item(alice, shared, add):
    """A roll call of Alice's, in a room where Bob is too."""
    return add(alice, shared, "Read the minutes", roll_call=True)


def test_each_ticks_for_themselves(alice, bob, item, change):
    ticked = change(bob, item, ticked=True)
    assert [tick["user"]["name"] for tick in ticked["ticks"]] == ["bob"]
    assert ticked["done_at"] is None


def test_ticked_twice_is_once(bob, item, change):
    ticked = change(bob, item, ticked=True)
    assert change(bob, item, ticked=True) == ticked


def test_with_the_last_one_it_is_done(alice, bob, item, change):
    change(bob, item, ticked=True)
    done = change(alice, item, ticked=True)
    assert done["done_by"]["id"] == alice.id
    assert [tick["user"]["name"] for tick in done["ticks"]] == ["bob", "alice"]


def test_without_one_of_them_it_is_open_again(alice, bob, item, change):
    change(bob, item, ticked=True)
    change(alice, item, ticked=True)
    again = change(bob, item, ticked=False)
    assert again["done_at"] is None
    assert [tick["user"]["name"] for tick in again["ticks"]] == ["alice"]


def test_it_no_longer_waits_for_who_has_left(alice, bob, room, item, change):
    change(alice, item, ticked=True)
    bob.post(f"/rooms/{room['id']}/leave")
    assert alice.get(f"/items/{item['uid']}")[1]["item"]["done_at"]


def test_one_that_nobody_has_ticked_stays_open_when_somebody_leaves(alice, bob, room, item):
    bob.post(f"/rooms/{room['id']}/leave")
    assert alice.get(f"/items/{item['uid']}")[1]["item"] == item


def test_what_repeats_comes_again_for_everybody(alice, bob, shared, add, change, items):
    item = add(
        alice, shared, "Stand-up", roll_call=True, due={"date": "2097-01-01"}, repeat={"rule": "FREQ=DAILY"}
    )
    change(bob, item, ticked=True)
    change(alice, item, ticked=True)
    [new] = items(alice, shared)
    assert (new["text"], new["due"]["date"], new["ticks"], new["roll_call"]) == (
        "Stand-up",
        "2097-01-02",
        [],
        True,
    )


def test_it_can_be_closed_at_once(alice, item, change):
    assert change(alice, item, done=True)["done_at"]


def test_when_it_is_none_any_more_the_ticks_are_gone(alice, bob, item, change):
    change(bob, item, ticked=True)
    change(alice, item, roll_call=False)
    assert change(alice, item, roll_call=True)["ticks"] == []


def test_in_a_list_of_ones_own_there_is_none(bob, inbox, add, refused):
    own = add(bob, inbox(bob))
    assert refused(bob, own, roll_call=True) == (422, "invalid", "A roll call needs a room.")
