"""Who is in which room, and what those who are not can see of it."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.e2e.devices import answered
from tests.e2e.people import Person
from tests.e2e.places import address, composer, log, message, open_details, room_link, rooms, say

Room = dict[str, Any]


def test_make_a_room(alice: Person) -> None:
    page = alice.open()
    page.get_by_role("button", name="New room").click()
    page.get_by_role("textbox", name="Room name").fill("Garden")
    page.get_by_role("textbox", name="Topic").fill("Everything that grows")
    page.get_by_role("radio", name="Closed").check()
    page.get_by_role("button", name="Create room").click()
    expect(page.get_by_role("main").get_by_role("heading", name="Garden", exact=True)).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Everything that grows").first).to_be_visible()
    expect(room_link(page, "Garden")).to_have_attribute("aria-current", "page")
    expect(composer(page)).to_be_focused()


def test_an_outsider_sees_nothing_of_a_closed_room(alice: Person, charlie: Person, room: Room) -> None:
    secret = alice.post(room, "The surprise is on Friday.")
    charlie.device.expect_complaints(answered(404))
    page = charlie.open("/rooms")
    expect(page.get_by_role("heading", name="Browse rooms")).to_be_visible()
    expect(
        page.get_by_role("main").get_by_role("listitem").or_(page.get_by_text("No open rooms")).first
    ).to_be_visible()
    expect(page.get_by_text("Design", exact=True)).to_have_count(0)
    for path in (address(room), address(room, secret)):
        page.goto(charlie.device.url + path)
        expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
        expect(log(page)).to_be_hidden()
        expect(composer(page)).to_be_hidden()
        expect(room_link(page, "Design")).to_have_count(0)
        assert "surprise" not in page.content()
        assert "Design" not in page.title()
    for path in ("", "/messages", f"/messages/{secret['id']}", "/members"):
        assert charlie.ask("GET", f"/rooms/{room['id']}{path}").status == 404
    assert charlie.ask("GET", f"/streams/room:{room['id']}/changes?since=0").status == 404
    assert charlie.ask("POST", f"/rooms/{room['id']}/join").status == 404


def test_an_open_room_can_be_read_and_then_joined(alice: Person, charlie: Person) -> None:
    room = alice.make_room(f"Kitchen {alice.id}")
    alice.post(room, "Soup today.")
    page = charlie.open_room(room)
    expect(message(page, "Soup today.")).to_be_visible()
    expect(composer(page)).to_be_hidden()
    alice.post(room, "And bread.")
    expect(message(page, "And bread.")).to_be_visible()
    page.get_by_role("button", name="Join", exact=True).click()
    say(page, "Save me some!")
    expect(room_link(page, f"Kitchen {alice.id}")).to_be_visible()
    expect(message(alice.open_room(room), "Save me some!")).to_be_visible()


def test_an_open_room_can_be_found_and_joined(alice: Person, charlie: Person) -> None:
    name = f"Cellar {alice.id}"
    alice.make_room(name)
    page = charlie.open()
    rooms(page).get_by_role("link", name="Browse rooms").click()
    page.get_by_role("searchbox", name="Find a room").fill(name)
    page.get_by_role("button", name=f"Join {name}").click()
    room_link(page, name).click()
    expect(composer(page)).to_be_visible()


def test_who_is_invited_gets_the_room_at_once(
    alice: Person, bob: Person, charlie: Person, room: Room
) -> None:
    theirs = charlie.open()
    expect(rooms(theirs)).to_be_visible()
    page = alice.open_room(room)
    open_details(page).get_by_role("button", name="Invite").click()
    people = page.get_by_role("dialog", name="Invite people to Design").get_by_role("combobox", name="People")
    people.fill(bob.username)
    expect(page.get_by_role("option", name=f"Bob @{bob.username} Member")).to_be_disabled()
    people.fill(charlie.username)
    page.get_by_role("option", name=f"Charlie @{charlie.username}", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Invite").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("complementary", name="Room details").get_by_text("Charlie")).to_be_visible()
    room_link(theirs, "Design").click()
    say(theirs, "Thank you for having me.")
    expect(message(page, "Thank you for having me.")).to_be_visible()


def test_who_is_removed_loses_the_room_at_once(alice: Person, bob: Person, room: Room) -> None:
    alice.post(room, "For our eyes only.")
    bob.device.expect_complaints(answered(404))
    theirs = bob.open_room(room)
    elsewhere = bob.open()
    expect(message(theirs, "For our eyes only.")).to_be_visible()
    expect(room_link(elsewhere, "Design")).to_be_visible()
    page = alice.open_room(room)
    open_details(page).get_by_role("button", name="Remove Bob").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(theirs.get_by_role("heading", name="You are no longer in this room")).to_be_visible()
    for tab in (theirs, elsewhere):
        expect(room_link(tab, "Design")).to_have_count(0)
    expect(message(theirs, "For our eyes only.")).to_be_hidden()
    expect(composer(theirs)).to_be_hidden()
    say(page, "Now without Bob.")
    expect(message(page, "Now without Bob.")).to_be_visible()
    assert "Now without Bob." not in theirs.content()
    assert bob.ask("GET", f"/rooms/{room['id']}/messages").status == 404


def test_leaving_a_room(alice: Person, bob: Person, room: Room) -> None:
    page = bob.open_room(room)
    open_details(page).get_by_role("button", name="Leave room").click()
    page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    expect(page).to_have_url(re.compile(r"/$"))
    expect(room_link(page, "Design")).to_have_count(0)
    members = open_details(alice.open_room(room))
    expect(members.get_by_text("Alice")).to_be_visible()
    expect(members.get_by_text("Bob")).to_have_count(0)


def test_a_new_name_and_topic_are_seen_by_everybody_at_once(alice: Person, bob: Person, room: Room) -> None:
    theirs, page = bob.open_room(room), alice.open_room(room)
    open_details(page).get_by_role("button", name="Edit room").click()
    dialog = page.get_by_role("dialog", name="Edit room")
    dialog.get_by_role("textbox", name="Name").fill("Branding")
    dialog.get_by_role("textbox", name="Topic").fill("Logo, type, colour")
    dialog.get_by_role("button", name="Save").click()
    for tab in (page, theirs):
        expect(tab.get_by_role("main").get_by_role("heading", name="Branding", exact=True)).to_be_visible()
        expect(room_link(tab, "Branding")).to_be_visible()
        expect(tab.get_by_role("main").get_by_text("Logo, type, colour").first).to_be_visible()
        expect(tab).to_have_title(re.compile("Branding"))


def test_writing_to_somebody_directly(alice: Person, bob: Person, charlie: Person) -> None:
    theirs, outside, page = bob.open(), charlie.open(), alice.open()
    rooms(page).get_by_role("button", name="New message").click()
    page.get_by_role("combobox", name="People").fill(bob.username)
    page.get_by_role("option", name=f"Bob @{bob.username}", exact=True).click()
    page.get_by_role("button", name="Start").click()
    say(page, "Do you have a minute?")
    expect(room_link(theirs, "Alice")).to_be_visible()
    room_link(theirs, "Alice").click()
    expect(message(theirs, "Do you have a minute?")).to_be_visible()
    say(theirs, "For you, two.")
    expect(message(page, "For you, two.")).to_be_visible()
    expect(rooms(outside)).to_be_visible()
    expect(room_link(outside, "Alice")).to_have_count(0)
