"""Who is online."""

import pytest

from server.realtime import hub, presence
from tests.server.conftest import eventually


@pytest.fixture
def online(alice):
    """Return who is online in a room, as who joins its stream is told."""

    def online(room):
        stream = f"room:{room['id']}"
        socket = alice.socket()
        answer = socket.ask("join", {"streams": [stream]})["online"][stream]
        socket.close()
        assert answer["count"] == len(answer["people"])
        return set(answer["people"]) - {alice.id}

    return online


def last(socket):
    """Return the latest that a socket has heard of who is present."""
    return (socket.heard("presence") or [None])[-1]


def test_who_follows_a_room_is_online_in_it(bob, charlie, room, follow, online):
    assert online(room) == set()
    follow(bob, room)
    assert online(room) == {bob.id}
    follow(charlie, room)
    assert online(room) == {bob.id, charlie.id}


def test_a_person_counts_once_over_many_tabs(bob, room, follow, online):
    tabs = [follow(bob, room) for _ in range(3)]
    assert online(room) == {bob.id}
    for tab in tabs[:2]:
        tab.close()
    assert online(room) == {bob.id}
    tabs[2].close()
    assert online(room) == set()


def test_who_leaves_the_stream_is_not_online_there_any_more(bob, room, closed, follow, online):
    tab = follow(bob, room, closed)
    tab.ask("leave", {"streams": [f"room:{room['id']}"]})
    assert (online(room), online(closed)) == (set(), {bob.id})


def test_a_tab_that_closes_leaves_every_room(bob, room, closed, follow, online):
    follow(bob, room, closed).close()
    assert (online(room), online(closed)) == (set(), set())


def test_who_is_online_in_one_room_is_not_in_another(bob, room, closed, follow, online):
    follow(bob, room)
    assert online(closed) == set()


def test_everybody_there_is_told_of_who_comes_and_goes(alice, bob, room, follow):
    stream = f"room:{room['id']}"
    watching = follow(alice, room)
    tab = follow(bob, room)
    both = {"stream": stream, "count": 2, "people": [alice.id, bob.id]}
    eventually(lambda: last(watching) == both)
    tab.close()
    eventually(lambda: last(watching) == {"stream": stream, "count": 1, "people": [alice.id]})


def test_nobody_else_is_told(alice, bob, charlie, closed, follow):
    inside, outside = follow(alice, closed), follow(charlie, alice.create_room("Lobby"))
    follow(bob, closed)
    eventually(lambda: (last(inside) or {}).get("count") == 2)
    assert f"room:{closed['id']}" not in [told["stream"] for told in outside.heard("presence")]


def test_a_thousand_arrivals_are_told_in_a_few_words(alice, room, follow):
    stream = f"room:{room['id']}"
    watching = follow(alice, room)
    for number in range(1000):
        presence.arrive(stream, 1_000_000 + number, f"socket {number}")
    heard = []

    def all_are_told():
        heard.extend(watching.heard("presence"))
        return heard and heard[-1]["count"] == 1001

    eventually(all_are_told)
    assert len(heard) < 20


def test_a_crowd_is_a_number(bob, room, follow):
    stream = f"room:{room['id']}"
    for number in range(99):
        presence.arrive(stream, 1_000_000 + number, f"socket {number}")
    join = {"streams": [stream]}
    tab = bob.socket()
    assert len(tab.ask("join", join)["online"][stream]["people"]) == 100
    presence.arrive(stream, 2_000_000, "one more")
    assert tab.ask("join", join)["online"][stream] == {"stream": stream, "count": 101, "people": None}


def test_nothing_is_kept_of_who_is_gone(bob, room, closed, follow):
    for _ in range(3):
        tab = follow(bob, room, closed)
        tab.ask("leave", {"streams": [f"room:{room['id']}"]})
        tab.close()
    assert (presence._tabs, presence._streams_of) == ({}, {})


def test_a_closed_laptop_is_gone_within_a_minute():
    assert hub.PING_INTERVAL + hub.PING_TIMEOUT < 60
