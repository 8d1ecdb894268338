"""The network goes away and comes back; nothing is lost, and nothing comes twice."""

import re
import uuid
from typing import Any

from playwright.sync_api import Error, Page, expect

from tests.e2e.devices import NETWORK_AWAY
from tests.e2e.people import Person
from tests.e2e.places import composer, message, messages, room_link, say, todo, waiting, words
from tests.eventually import eventually

Room = dict[str, Any]
THREE = ["Offline 1", "Offline 2", "Offline 3"]


def test_what_is_written_offline_arrives_once_and_in_order(alice: Person, bob: Person, room: Room) -> None:
    page, theirs = alice.open_room(room), bob.open_room(room)
    say(page, "Entering the tunnel")
    expect(message(theirs, "Entering the tunnel")).to_be_visible()
    alice.device.go_offline()
    say(page, *THREE)
    expect(waiting(page)).to_contain_text(THREE)
    expect(_banner(page, "You are offline")).to_be_visible()
    bob.post(room, "Are you there?")
    expect(message(theirs, "Are you there?")).to_be_visible()
    assert _told(theirs) == []
    alice.device.go_online()
    expect(waiting(page)).to_have_count(0)
    expect(_banner(page, "You are offline")).to_be_hidden()
    expect(message(page, "Are you there?")).to_be_visible()
    for tab in (page, theirs):
        expect(messages(tab)).to_have_count(5)
        assert _told(tab) == THREE
    assert [message["text"] for message in bob.history(room)][-3:] == THREE


def test_what_waits_survives_a_reload(alice: Person, bob: Person, room: Room) -> None:
    page, theirs = alice.open_room(room), bob.open_room(room)
    expect(composer(page)).to_be_visible()
    alice.device.go_offline()
    say(page, *THREE)
    expect(waiting(page)).to_have_count(3)
    _reload_without_network(page)
    alice.device.go_online()
    page.goto(f"{alice.device.url}/rooms/{room['id']}")
    for tab in (page, theirs):
        expect(messages(tab)).to_have_count(3)
        assert _told(tab) == THREE
    expect(waiting(page)).to_have_count(0)


def test_what_could_not_be_fetched_comes_with_the_next_connection(alice: Person, room: Room) -> None:
    item = {"uid": str(uuid.uuid4()), "room_id": room["id"], "text": "Light the lamps"}
    alice.call("POST", "/items", **item)
    later = re.compile(r"/assets/(later|live|board)-[^/]+\.(js|css)$")
    page = alice.device.context.new_page()
    alice.device.expect_complaints(NETWORK_AWAY, "Unable to preload", "Failed to fetch")
    page.route(later, lambda route: route.abort("internetdisconnected"))
    with page.expect_event(
        "requestfailed", lambda request: bool(re.search(r"live-[^/]+\.css$", request.url))
    ):
        page.goto(f"{alice.device.url}/rooms/{room['id']}")
    say(page, "Is it dark already?")
    page.unroute(later)
    alice.device.go_offline()
    expect(_banner(page, "You are offline")).to_be_visible()
    alice.device.go_online()
    expect(todo(page, "Light the lamps")).to_be_visible()
    # What the code needs to look right has come, too.
    fetched = "performance.getEntriesByType('resource').filter((it) => it.responseStatus === 200).map((it) => it.name)"
    eventually(lambda: any(re.search(r"live-[^/]+\.css$", address) for address in page.evaluate(fetched)))


def test_what_waits_is_sent_from_any_view(alice: Person, bob: Person, room: Room) -> None:
    page, theirs = alice.open_room(room), bob.open_room(room)
    expect(composer(page)).to_be_visible()
    alice.device.go_offline()
    say(page, *THREE)
    expect(waiting(page)).to_have_count(3)
    page.close()
    alice.device.go_online()
    expect(room_link(alice.open(), "Design")).to_be_visible()
    expect(messages(theirs)).to_have_count(3)
    assert _told(theirs) == THREE


def test_edits_and_deletions_of_meanwhile_are_caught_up(alice: Person, bob: Person, room: Room) -> None:
    kept, changed, gone = (alice.post(room, text) for text in ("Kept", "Before", "Gone"))
    page = bob.open_room(room)
    expect(messages(page)).to_have_count(3)
    bob.device.go_offline()
    expect(_banner(page, "You are offline")).to_be_visible()
    alice.call("PATCH", f"/rooms/{room['id']}/messages/{changed['id']}", text="After")
    alice.call("DELETE", f"/rooms/{room['id']}/messages/{gone['id']}")
    alice.post(room, "New")
    expect(message(page, "Before")).to_be_visible()
    bob.device.go_online()
    expect(messages(page)).to_contain_text([kept["text"], "After", "New"])
    expect(messages(page)).to_have_count(3)


def test_a_message_that_waits_in_one_tab_is_seen_waiting_in_the_other(alice: Person, room: Room) -> None:
    first, second = alice.open_room(room), alice.open_room(room)
    for tab in (first, second):
        expect(composer(tab)).to_be_visible()
    alice.device.go_offline()
    say(first, *THREE)
    for tab in (first, second):
        expect(waiting(tab)).to_contain_text(THREE)
    alice.device.go_online()
    for tab in (first, second):
        expect(waiting(tab)).to_have_count(0)
        expect(messages(tab)).to_have_count(3)
        assert _told(tab) == THREE


def test_a_refused_message_says_why_and_can_be_sent_later(alice: Person, bob: Person) -> None:
    name = f"Workshop {alice.id}"
    room = alice.make_room(name, "open", bob)
    page = bob.open_room(room)
    expect(composer(page)).to_be_visible()
    bob.device.go_offline()
    say(page, "I will bring the drill.")
    expect(waiting(page)).to_have_count(1)
    alice.call("DELETE", f"/rooms/{room['id']}/members/{bob.id}")
    bob.device.go_online()
    failed = message(page, "I will bring the drill.")
    expect(failed).to_contain_text("Join this room first.")
    page.get_by_role("button", name="Join", exact=True).click()
    failed.get_by_role("button", name="Retry").click()
    expect(message(alice.open_room(room), "I will bring the drill.")).to_be_visible()
    expect(failed.get_by_role("button", name="Retry")).to_be_hidden()
    expect(messages(page)).to_have_count(1)


def test_a_refused_message_can_be_changed_or_given_up(alice: Person, room: Room) -> None:
    page = alice.open_room(room)
    # The page cannot know what the server leaves of it: nothing.
    say(page, "\x01", "\x02")
    failed = messages(page).filter(has_text="A message needs some text.")
    expect(failed).to_have_count(2)
    failed.last.get_by_role("button", name="Delete").click()
    expect(failed).to_have_count(1)
    failed.get_by_role("button", name="Edit").click()
    page.get_by_role("textbox", name="Edit message").fill("Now with words")
    page.get_by_role("textbox", name="Edit message").press("Enter")
    expect(failed).to_have_count(0)
    expect(message(page, "Now with words")).to_be_visible()
    expect(waiting(page)).to_have_count(0)
    assert [message["text"] for message in alice.history(room)] == ["Now with words"]


def _banner(page: Page, text: str) -> Any:
    return page.get_by_role("status").filter(has_text=text).get_by_text(text)


def _told(page: Page) -> list[str]:
    return words(page, r"Offline \d")


def _reload_without_network(page: Page) -> None:
    try:
        page.reload()
    except Error as error:
        assert "ERR_INTERNET_DISCONNECTED" in error.message
