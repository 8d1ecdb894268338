"""The server dies in the middle of a busy hour and comes back: what it acknowledged is there, once, in one order."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Newcomer
from tests.e2e.devices import NETWORK_AWAY
from tests.e2e.live import LiveServer
from tests.e2e.people import Person
from tests.e2e.places import messages, say, waiting, words
from tests.e2e.programs import GIVE_UP_SECONDS, Crowd, rest_door, socket_door

POSTS = 200
BY_HAND = 20
SENDERS = 4
# Enough for the kill to fall into the middle.
ENOUGH = 60


@pytest.fixture
def server(own_server: LiveServer) -> LiveServer:
    """A server that only this test kills."""
    return own_server


def test_whatever_was_acknowledged_is_there_once_and_in_one_order(
    server: LiveServer, alice: Person, bob: Person, newcomer: Newcomer
) -> None:
    programs = [newcomer(f"Program{number}") for number in range(SENDERS)]
    room = alice.make_room("Control", "closed", bob, *programs)
    page, theirs = alice.open_room(room), bob.open_room(room)
    for person in (alice, bob):
        person.device.expect_complaints(NETWORK_AWAY)
    share = (POSTS - BY_HAND) // SENDERS
    # First, since the programs may have done with theirs before a hand has typed ten.
    say(page, *[f"Report 9-{count:02}" for count in range(BY_HAND // 2)])
    crowd = Crowd()
    for number, program in enumerate(programs):
        texts = [f"Report {number}-{count:02}" for count in range(share)]
        door = socket_door if number % 2 else rest_door
        crowd.send(texts, door(server, program, room["id"]))
    crowd.wait_for(ENOUGH)
    server.kill()
    before = dict(crowd.acknowledged)
    assert len(before) < POSTS - BY_HAND
    say(page, *[f"Report 9-{count:02}" for count in range(BY_HAND // 2, BY_HAND)])
    expect(waiting(page).last).to_contain_text(f"Report 9-{BY_HAND - 1}")
    server.start()
    crowd.finish()
    expect(waiting(page)).to_have_count(0, timeout=GIVE_UP_SECONDS * 1000)
    stored = alice.history(room)
    kept = {message["client_id"]: message["text"] for message in stored}
    assert before.items() <= kept.items()
    assert crowd.acknowledged.items() <= kept.items()
    told = [message["text"] for message in stored]
    assert len(told) == len(set(told)) == POSTS
    assert [message["seq"] for message in stored] == sorted(message["seq"] for message in stored)
    for number in (*range(SENDERS), 9):
        own = [text for text in told if text.startswith(f"Report {number}-")]
        assert own == sorted(own)
    for tab in (page, theirs):
        expect(messages(tab)).to_have_count(POSTS)
        assert words(tab, r"Report \d-\d\d") == told
