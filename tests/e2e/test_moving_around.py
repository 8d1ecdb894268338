"""One page, many addresses: links, Back, Forward, reloading, and networks that are slow or gone."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.people import Person
from tests.e2e.places import address, composer, message, room_link, rooms

Room = dict[str, Any]


def test_back_and_forward_go_through_rooms_and_views(alice: Person, bob: Person, room: Room) -> None:
    alice.post(room, "In Design")
    alice.post(alice.make_room("Engine", "closed", bob), "In Engine")
    page = alice.open()
    page.evaluate("window.isTheSamePage = true")
    room_link(page, "Design").click()
    _is_in(page, "Design")
    room_link(page, "Engine").click()
    _is_in(page, "Engine")
    rooms(page).get_by_role("link", name="Browse rooms").click()
    expect(page.get_by_role("heading", name="Browse rooms")).to_be_visible()
    expect(page).to_have_title("Northwind · Browse rooms")
    page.go_back()
    _is_in(page, "Engine")
    page.go_back()
    _is_in(page, "Design")
    page.go_forward()
    _is_in(page, "Engine")
    assert page.evaluate("window.isTheSamePage")
    page.reload()
    _is_in(page, "Engine")


def test_what_is_typed_waits_in_its_room(alice: Person, room: Room) -> None:
    alice.make_room("Engine", "closed")
    page = alice.open_room(room)
    composer(page).fill("For Design")
    room_link(page, "Engine").click()
    expect(composer(page)).to_have_value("")
    composer(page).fill("For Engine")
    room_link(page, "Design").click()
    expect(composer(page)).to_have_value("For Design")
    page.reload()
    expect(composer(page)).to_have_value("For Design")
    room_link(page, "Engine").click()
    expect(composer(page)).to_have_value("For Engine")


def test_a_link_to_a_message_works_inside_the_page(alice: Person, bob: Person, room: Room) -> None:
    meant = bob.post(room, "This is what I mean")
    other = alice.make_room("Engine", "closed", bob)
    bob.post(other, f"See [there]({address(room, meant)}).")
    page = alice.open_room(other)
    page.evaluate("window.isTheSamePage = true")
    message(page, "See there").get_by_role("link", name="there").click()
    expect(message(page, "This is what I mean")).to_be_in_viewport()
    expect(page).to_have_url(re.compile(address(room, meant)))
    assert page.evaluate("window.isTheSamePage")


def test_an_address_that_nobody_knows(alice: Person) -> None:
    alice.device.expect_complaints("status of 404")
    page = alice.open("/this/leads/nowhere")
    expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
    page.get_by_role("link", name="Go home").click()
    expect(page).to_have_url(alice.device.url + "/")
    expect(page.get_by_role("heading", name="A quiet place, so far")).to_be_visible()


def test_a_view_that_cannot_be_fetched_says_so_and_comes_when_it_can(alice: Person) -> None:
    page = alice.open()
    expect(page.get_by_role("heading", name="A quiet place, so far")).to_be_visible()
    alice.device.expect_complaints("uncaught: Failed to fetch", "Failed to fetch")
    alice.device.go_offline()
    rooms(page).get_by_role("link", name="Browse rooms").click()
    failed = page.get_by_role("alert").filter(has_text="This page could not be loaded")
    expect(failed).to_be_visible()
    failed.get_by_role("button", name="Retry").click()
    expect(failed).to_be_visible()
    alice.device.go_online()
    expect(page.get_by_role("heading", name="Browse rooms")).to_be_visible()
    expect(failed).to_have_count(0)


def test_a_slow_view_shows_that_it_is_coming(alice: Person) -> None:
    page = alice.open()
    expect(page.get_by_role("heading", name="A quiet place, so far")).to_be_visible()
    network = alice.device.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 1500, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", slow)
    rooms(page).get_by_role("link", name="Browse rooms").click()
    expect(page.get_by_role("progressbar", name="Loading")).to_be_visible()
    expect(page.get_by_role("heading", name="Browse rooms")).to_be_visible()
    expect(page.get_by_role("progressbar", name="Loading")).to_have_count(0)


def _is_in(page: Page, name: str) -> None:
    expect(page.get_by_role("main").get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(message(page, f"In {name}")).to_be_visible()
    expect(page).to_have_title(f"Northwind · {name}")
    expect(room_link(page, name)).to_have_attribute("aria-current", "page")
