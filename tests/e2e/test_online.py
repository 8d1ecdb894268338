"""How many people are in a room right now."""

from typing import Any

from playwright.sync_api import expect

from tests.e2e.people import Person
from tests.e2e.places import online

Room = dict[str, Any]


def test_a_person_counts_once_over_many_tabs(alice: Person, bob: Person, room: Room) -> None:
    first, second = alice.open_room(room), alice.open_room(room)
    for tab in (first, second):
        expect(online(tab)).to_have_text("1 online")
    page = bob.open_room(room)
    for tab in (first, second, page):
        expect(online(tab)).to_have_text("2 online")
    second.close()
    third = alice.open_room(room)
    expect(online(third)).to_have_text("2 online")
    expect(online(page)).to_have_text("2 online")
    first.close()
    third.close()
    expect(online(page)).to_have_text("1 online")


def test_who_is_online_is_said_in_the_details(alice: Person, bob: Person, room: Room) -> None:
    page = alice.open_room(room)
    people = page.get_by_role("complementary", name="Room details").get_by_role("listitem")
    bobs_line = people.filter(has_text="Bob")
    expect(bobs_line).to_be_visible()
    expect(bobs_line.get_by_text("(online)")).to_be_hidden()
    theirs = bob.open()
    expect(bobs_line.get_by_text("(online)")).to_be_visible()
    theirs.close()
    expect(bobs_line.get_by_text("(online)")).to_be_hidden()
