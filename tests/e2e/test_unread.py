"""What is new shows in the list, the same in every tab of a person."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.people import Person
from tests.e2e.places import message, room_item, room_link, rooms

Room = dict[str, Any]


def test_unread_messages_are_counted_in_bold_until_they_are_read_in_any_tab(
    alice: Person, bob: Person, room: Room
) -> None:
    first, second = bob.open(), bob.open("/rooms")
    expect(room_link(first, "Design")).to_be_visible()
    weight = _weight(first)
    alice.post(room, "One")
    alice.post(room, "Two")
    for tab in (first, second):
        expect(room_link(tab, "Design")).to_have_accessible_description("2 unread messages")
        expect(room_item(tab, "Design").get_by_text("2", exact=True)).to_be_visible()
        assert _weight(tab) > weight
        expect(tab).to_have_title(re.compile(r"^\(2\) "))
    room_link(second, "Design").click()
    expect(message(second, "Two")).to_be_visible()
    for tab in (first, second):
        expect(room_link(tab, "Design")).to_have_accessible_description("")
    assert _weight(first) == weight
    expect(first).not_to_have_title(re.compile(r"^\("))


def test_what_is_new_begins_below_a_line(alice: Person, bob: Person, room: Room) -> None:
    page = bob.open_room(room)
    alice.post(room, "Read")
    expect(message(page, "Read")).to_be_visible()
    expect(room_link(page, "Design")).to_have_accessible_description("")
    rooms(page).get_by_role("link", name="Browse rooms").click()
    expect(page.get_by_role("heading", name="Browse rooms")).to_be_visible()
    alice.post(room, "Unread")
    expect(room_link(page, "Design")).to_have_accessible_description("1 unread message")
    room_link(page, "Design").click()
    expect(message(page, "Unread")).to_be_visible()
    text = page.get_by_role("log").inner_text()
    assert text.index("Read") < text.index("1 new") < text.index("Unread")


def test_one_s_own_messages_are_never_unread(alice: Person, bob: Person, room: Room) -> None:
    page = alice.open()
    expect(room_link(page, "Design")).to_be_visible()
    alice.post(room, "Said by Alice with another device")
    bob.post(room, "Answered by Bob")
    expect(room_link(page, "Design")).to_have_accessible_description("1 unread message")


def _weight(page: Page) -> int:
    return int(room_link(page, "Design").evaluate("link => getComputedStyle(link).fontWeight"))
