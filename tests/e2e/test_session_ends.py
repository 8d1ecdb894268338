"""Sessions that end while a page is open, and several people in one browser after each other."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.devices import answered
from tests.e2e.people import PASSWORD, Person
from tests.e2e.places import composer, message, messages, room_link, say, waiting

Room = dict[str, Any]


def test_a_session_that_ended_elsewhere_asks_calmly_and_keeps_what_was_typed(
    alice: Person, bob: Person, room: Room
) -> None:
    page = alice.open_room(room)
    composer(page).fill("A long thought that must not")
    alice.device.expect_complaints(answered(401))
    _end_session(alice)
    dialog = page.get_by_role("dialog", name="Please sign in again")
    expect(dialog).to_be_visible()
    expect(composer(page)).to_have_value("A long thought that must not")
    dialog.get_by_role("textbox", name="Password").fill("wrong, surely")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_contain_text("not right")
    dialog.get_by_role("textbox", name="Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_be_hidden()
    expect(composer(page)).to_have_value("A long thought that must not")
    composer(page).press("End")
    composer(page).press_sequentially(" be lost")
    composer(page).press("Enter")
    expect(message(bob.open_room(room), "A long thought that must not be lost")).to_be_visible()
    expect(waiting(page)).to_have_count(0)


def test_a_device_signed_out_from_the_settings_is_signed_out_at_once(alice: Person) -> None:
    phone = alice.another_device(viewport={"width": 390, "height": 844})
    page = phone.open()
    page.evaluate("fetch('/api/v1/session')")
    lost = _sign_in_on_another_device(alice)
    lost.context.pages[0].wait_for_load_state()
    page.goto(phone.url + "/settings")
    phone.expect_complaints(answered(401))
    lost.expect_complaints(answered(401))
    others = page.get_by_role("button", name=re.compile("^Sign out of "))
    expect(others).to_have_count(1)
    others.click()
    expect(others).to_have_count(0)
    expect(lost.context.pages[0].get_by_role("dialog", name="Please sign in again")).to_be_visible()


def test_the_next_person_in_a_browser_sees_nothing_of_the_one_before(
    alice: Person, bob: Person, room: Room
) -> None:
    page = alice.open_room(room)
    expect(composer(page)).to_be_visible()
    alice.device.go_offline()
    alice.device.expect_complaints(answered(401))
    say(page, "Only in my own name")
    composer(page).fill("Half a thought")
    expect(waiting(page)).to_have_count(1)
    _end_session(alice)
    alice.device.go_online()
    dialog = page.get_by_role("dialog", name="Please sign in again")
    dialog.get_by_role("button", name="Sign out").click()
    _sign_in(page, bob)
    room_link(page, "Design").click()
    expect(composer(page)).to_be_visible()
    expect(composer(page)).to_have_value("")
    expect(messages(page)).to_have_count(0)
    say(page, "Bob was here")
    expect(messages(page)).to_have_count(1)
    expect(waiting(page)).to_have_count(0)
    _sign_out(page)
    _sign_in(page, alice)
    room_link(page, "Design").click()
    expect(message(page, "Only in my own name")).to_be_visible()
    expect(waiting(page)).to_have_count(0)
    expect(composer(page)).to_have_value("Half a thought")
    told = [(message["author"]["id"], message["text"]) for message in bob.history(room)]
    assert told == [(bob.id, "Bob was here"), (alice.id, "Only in my own name")]


def _end_session(person: Person) -> None:
    current = next(each for each in person.call("GET", "/me/sessions")["sessions"] if each["current"])
    person.call("DELETE", f"/me/sessions/{current['id']}")


def _sign_in_on_another_device(person: Person) -> Any:
    device = person.another_device(storage_state=None)
    page = device.open("/")
    _sign_in(page, person)
    return device


def _sign_in(page: Page, person: Person) -> None:
    page.get_by_role("textbox", name="Username").fill(person.username)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Rooms", exact=True)).to_be_visible()


def _sign_out(page: Page) -> None:
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
