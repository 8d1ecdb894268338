"""How many people are in a room right now."""

from typing import Any

from playwright.sync_api import expect

from tests.e2e.people import Person
from tests.e2e.places import online, open_details, room_item

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


def test_faces_follow_who_is_online_also_of_people_who_never_wrote(
    alice: Person, bob: Person, room: Room
) -> None:
    page = alice.open_room(room)
    faces = online(page).locator("xpath=..").locator(".faces .avatar")
    expect(faces).to_have_text(["A"])
    theirs = bob.open()
    expect(faces).to_have_text(["B", "A"])
    theirs.close()
    expect(faces).to_have_text(["A"])


def test_who_is_online_is_said_in_the_details(alice: Person, bob: Person, room: Room) -> None:
    page = alice.open_room(room)
    people = open_details(page).get_by_role("listitem")
    bobs_line = people.filter(has_text="Bob")
    expect(bobs_line).to_be_visible()
    expect(bobs_line.get_by_text("(online)")).to_be_hidden()
    theirs = bob.open()
    expect(bobs_line.get_by_text("(online)")).to_be_visible()
    theirs.close()
    expect(bobs_line.get_by_text("(online)")).to_be_hidden()


def test_nobody_is_said_to_be_online_while_one_is_offline(alice: Person, bob: Person) -> None:
    room = alice.call("POST", "/rooms", kind="direct", user_ids=[bob.id])
    page, theirs = alice.open_room(room), bob.open()
    details = open_details(page)
    bobs_line = details.get_by_role("listitem").filter(has_text="Bob")
    dot = room_item(page, "Bob").locator(".avatar[data-online]")
    expect(bobs_line.get_by_text("(online)")).to_be_visible()
    expect(dot).to_be_attached()
    alice.device.go_offline()
    for claim in (bobs_line.get_by_text("(online)"), dot, online(page)):
        expect(claim).to_be_hidden()
    alice.device.go_online()
    for claim in (bobs_line.get_by_text("(online)"), online(page)):
        expect(claim).to_be_visible()
    expect(dot).to_be_attached()
    theirs.close()
