"""Whoever comes in the middle, or was away for a while, ends with what everybody has."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Newcomer
from tests.e2e.live import LiveServer
from tests.e2e.people import Person
from tests.e2e.places import address, message, messages, room_link, rooms, words
from tests.e2e.programs import Crowd, rest_door, socket_door

Room = dict[str, Any]


def test_opening_a_room_while_others_write_misses_nothing(
    server: LiveServer, alice: Person, bob: Person, charlie: Person
) -> None:
    name = f"Market {alice.id}"
    room = alice.make_room(name, "open", bob)
    alice.post(room, "Opening")
    pages = bob.open(), charlie.open()
    crowd = _write(server, alice, room, 120)
    while crowd.busy:
        for page in pages:
            rooms(page).get_by_role("link", name="Browse rooms").click()
            page.get_by_role("main").get_by_role("link", name=name).click()
            expect(messages(page).first).to_be_visible()
    crowd.finish()
    for page in pages:
        _has_everything(page, bob, room)


def test_a_bad_line_misses_nothing(server: LiveServer, alice: Person, bob: Person, room: Room) -> None:
    page = bob.open_room(room)
    elsewhere = bob.open()
    expect(room_link(elsewhere, "Design")).to_be_visible()
    crowd = _write(server, alice, room, 120)
    while crowd.busy:
        seen = messages(page).count()
        bob.device.go_offline()
        expect(page.get_by_text("You are offline")).to_be_visible()
        bob.device.go_online()
        expect(messages(page)).not_to_have_count(seen)
    crowd.finish()
    _has_everything(page, bob, room)


def test_after_very_much_has_happened_one_is_at_the_newest(
    server: LiveServer, alice: Person, bob: Person, room: Room, newcomer: Newcomer
) -> None:
    alice.post(room, "Long ago")
    page = bob.open_room(room)
    expect(message(page, "Long ago")).to_be_visible()
    bob.device.go_offline()
    expect(page.get_by_text("You are offline")).to_be_visible()
    crowd = Crowd()
    # More than the server tells one by one.
    for number in range(4):
        writer = newcomer(f"Writer{number}")
        alice.call("POST", f"/rooms/{room['id']}/members", user_ids=[writer.id])
        texts = [f"Entry {number}{count:03}." for count in range(260)]
        crowd.send(texts, (socket_door, rest_door)[number % 2](server, writer, room["id"]))
    crowd.finish()
    bob.device.go_online()
    newest = bob.history(room)[-1]["text"]
    expect(message(page, newest)).to_be_in_viewport()
    _has_everything(page, bob, room)
    alice.post(room, "Here again?")
    expect(message(page, "Here again?")).to_be_visible()
    assert page.url.endswith(address(room))


def _write(server: LiveServer, writer: Person, room: Room, count: int) -> Crowd:
    crowd = Crowd()
    texts = [f"Entry {number:04}." for number in range(count)]
    crowd.send(texts, rest_door(server, writer, room["id"]))
    return crowd


def _has_everything(page: Page, person: Person, room: Room) -> None:
    """Expect the newest messages of the room, in their order and without a hole."""
    told = [message["text"] for message in person.history(room)]
    expect(message(page, told[-1])).to_be_visible()
    shown = words(page, r"Entry \d+\.|Opening|Long ago")
    assert len(shown) >= 40
    assert shown == told[-len(shown) :]
