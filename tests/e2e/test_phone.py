"""On a phone one pane is seen at a time; everything can be done."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import Device, DeviceMaker
from tests.e2e.people import PASSWORD, Person
from tests.e2e.places import composer, log, message, messages, room_link, rooms

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def phone(alice: Person) -> Device:
    """Alice's phone."""
    return alice.another_device(**PHONE)


def test_the_whole_way_from_signing_up_to_signing_out(device: DeviceMaker, alice: Person) -> None:
    page = device(**PHONE).open("/")
    page.get_by_role("link", name="Create account").tap()
    expect(page.get_by_role("heading", name="Create your account")).to_be_visible()
    name = f"phone-{alice.id}"
    page.get_by_role("textbox", name="Username").fill(name)
    page.get_by_role("textbox", name="Email").fill(f"{name}@example.org")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    _fits(page)
    page.get_by_role("button", name="Create account").tap()
    page.get_by_role("button", name="New room").filter(visible=True).tap()
    page.get_by_role("textbox", name="Room name").fill(f"On the road {alice.id}")
    _fits(page)
    page.get_by_role("button", name="Create room").tap()
    expect(rooms(page)).to_be_hidden()
    composer(page).fill("Hello from the train")
    page.get_by_role("button", name="Send").tap()
    expect(message(page, "Hello from the train")).to_be_visible()
    _fits(page)
    page.get_by_role("link", name="Back to the rooms").tap()
    expect(room_link(page, f"On the road {alice.id}")).to_be_visible()
    expect(log(page)).to_be_hidden()
    page.get_by_role("link", name="Browse rooms").filter(visible=True).first.tap()
    expect(page.get_by_role("heading", name="Browse rooms")).to_be_visible()
    _fits(page)
    page.get_by_role("button", name="Account").tap()
    _fits(page)
    page.get_by_role("button", name="Sign out", exact=True).tap()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_the_bar_at_the_foot_never_changes_its_places(alice: Person, phone: Device) -> None:
    page = phone.open("/")
    bar = page.get_by_role("navigation", name="Main")
    places = bar.locator("> *").filter(visible=True)
    expect(places).to_have_text(["Rooms", "Chat", "To-dos", "My day", "Account"])
    expect(bar.get_by_text("Chat")).not_to_have_attribute("href", re.compile("."))
    room = alice.make_room("First", "closed")
    expect(bar.get_by_role("link", name="Chat")).to_have_attribute("href", f"/rooms/{room['id']}")
    bar.get_by_role("link", name="Chat").tap()
    expect(composer(page)).to_be_visible()
    expect(places).to_have_text(["Rooms", "Chat", "To-dos", "My day", "Account"])
    page.get_by_role("button", name="Account").tap()
    page.get_by_role("link", name="Settings").tap()
    expect(page.get_by_role("heading", name="Settings", exact=True)).to_be_visible()


def test_messages_can_be_changed_and_deleted_by_touch(
    alice: Person, bob: Person, room: dict[str, Any], phone: Device
) -> None:
    alice.post(room, "See you at fve")
    page = phone.open(f"/rooms/{room['id']}")
    message(page, "See you at fve").get_by_text("See you at fve").tap()
    page.get_by_role("toolbar", name="Message actions").get_by_role("button", name="Edit").tap()
    page.get_by_role("textbox", name="Edit message").fill("See you at five")
    page.get_by_role("button", name="Save").tap()
    expect(message(page, "See you at five")).to_be_visible()
    message(page, "See you at five").get_by_text("See you at five").tap()
    page.get_by_role("toolbar", name="Message actions").get_by_role("button", name="Delete").tap()
    page.get_by_role("dialog").get_by_role("button", name="Delete").tap()
    expect(messages(page)).to_have_count(0)
    assert alice.history(room) == []


def test_members_cover_the_room_and_give_it_back(
    alice: Person, bob: Person, room: dict[str, Any], phone: Device
) -> None:
    page = phone.open(f"/rooms/{room['id']}")
    expect(composer(page)).to_be_visible()
    page.get_by_role("button", name="Members").tap()
    details = page.get_by_role("complementary", name="Room details")
    expect(details.get_by_text("Bob")).to_be_visible()
    _fits(page)
    details.get_by_role("button", name="Close details").tap()
    expect(details).to_be_hidden()
    expect(composer(page)).to_be_visible()


def test_the_browser_s_back_leads_out_of_a_room(alice: Person, room: dict[str, Any], phone: Device) -> None:
    page = phone.open("/")
    room_link(page, "Design").tap()
    expect(composer(page)).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/$"))
    expect(rooms(page)).to_be_visible()
    expect(composer(page)).to_be_hidden()


def _fits(page: Page) -> None:
    """Nothing sticks out at the side."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
