"""A roll call that comes again at an hour: its card is posted then, and the one before is over."""

import uuid
from datetime import UTC, datetime

import pytest

from server.todos import roll_calls


@pytest.fixture
def at(app):
    """Do what is due of roll calls at a moment, in UTC."""

    def at(moment):
        with app.app_context():
            roll_calls.call(datetime.fromisoformat(moment).replace(tzinfo=UTC))

    return at


@pytest.fixture
def item(alice, shared, add):
    """Every day at nine in Berlin, which is eight in winter."""
    return add(
        alice,
        shared,
        "Stand-up",
        roll_call=True,
        due={"date": "2026-03-28", "time": "09:00", "zone": "Europe/Berlin"},
        repeat={"rule": "FREQ=DAILY"},
    )


def following(person, item):
    return person.get(f"/items/{uuid.uuid5(uuid.UUID(item['uid']), 'next')}")[1].get("item")


def said(person, room):
    return [message["text"] for message in person.history(room["id"])["messages"]]


def card(item):
    return f"[Stand-up](/todos/{item['uid']})"


def test_at_its_hour_its_card_is_posted_once(alice, room, item, at):
    at("2026-03-28T07:59")
    assert said(alice, room) == []
    at("2026-03-28T08:00")
    at("2026-03-28T08:01")
    [message] = alice.history(room["id"])["messages"]
    assert (message["text"], message["author"]["id"]) == (card(item), alice.id)


def test_the_next_day_it_comes_again_whoever_has_not_ticked(alice, bob, room, item, change, at):
    change(bob, item, ticked=True)
    at("2026-03-28T08:00")
    # The clocks were changed in the night: nine in Berlin is seven now.
    at("2026-03-29T06:59")
    assert following(alice, item) is None
    at("2026-03-29T07:00")
    new = following(alice, item)
    assert (new["due"]["date"], new["due"]["at"], new["ticks"]) == (
        "2026-03-29",
        "2026-03-29T07:00:00.000Z",
        [],
    )
    assert alice.get(f"/items/{item['uid']}")[1]["item"]["done_at"]
    assert [tick["user"]["name"] for tick in alice.get(f"/items/{item['uid']}")[1]["item"]["ticks"]] == [
        "bob"
    ]
    assert said(alice, room) == [card(item), card(new)]
    at("2026-03-29T07:01")
    assert said(alice, room) == [card(item), card(new)]


def test_what_all_have_ticked_comes_again_at_the_next_hour(alice, bob, room, item, change, at):
    at("2026-03-28T08:00")
    change(bob, item, ticked=True)
    change(alice, item, ticked=True)
    assert said(alice, room) == [card(item)]


def test_after_a_long_silence_only_the_present_one_is_asked(alice, room, item, at):
    for _ in range(4):
        at("2026-03-31T07:30")
    assert len(said(alice, room)) == 1


def test_one_without_an_hour_is_left_alone(alice, room, shared, add, at):
    add(alice, shared, roll_call=True, due={"date": "2026-03-28"}, repeat={"rule": "FREQ=DAILY"})
    at("2026-03-28T20:00")
    assert said(alice, room) == []


def test_who_may_not_write_there_asks_nobody(alice, bob, room, item, at, shared, add):
    mine = add(
        bob,
        shared,
        "Mine",
        roll_call=True,
        due={"date": "2026-03-28", "time": "09:00", "zone": "Europe/Berlin"},
        repeat={"rule": "FREQ=DAILY"},
    )
    bob.post(f"/rooms/{room['id']}/leave")
    at("2026-03-28T08:00")
    assert said(alice, room) == [card(item)]
    assert mine["done_at"] is None


def test_in_an_archived_room_nobody_is_asked_any_more(alice, room, item, at):
    alice.put(f"/rooms/{room['id']}/archive", {})
    at("2026-03-28T08:00")
    at("2026-03-29T07:00")
    assert (following(alice, item), said(alice, room)) == (None, [])
    alice.delete(f"/rooms/{room['id']}/archive")
    at("2026-03-29T07:01")
    assert said(alice, room) == [card(following(alice, item))]
