"""A page that opens without a network: with what was read last, and nothing that is written in it is lost."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.devices import Device, answered
from tests.e2e.offline import keeper, remembered, wait_until_forgotten, wait_until_kept
from tests.e2e.people import PASSWORD, Person
from tests.e2e.places import message, messages, room_link, say, todo, todos, waiting

Room = dict[str, Any]


def test_a_room_is_read_after_a_reload_without_a_network(alice: Person, bob: Person, room: Room) -> None:
    alice.post(room, "Before")
    device = keeper(bob)
    page = device.open(f"/rooms/{room['id']}")
    expect(message(page, "Before")).to_be_visible()
    # What came by the stream was never asked for.
    alice.post(room, "Pushed")
    expect(message(page, "Pushed")).to_be_visible()
    wait_until_kept(page, "Pushed")
    _reload_offline(device, page)
    expect(messages(page)).to_contain_text(["Before", "Pushed"])
    expect(room_link(page, "Design")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^You are offline. What you see is from \d"))).to_be_visible()


def test_what_is_written_in_a_page_loaded_offline_arrives_once(
    alice: Person, bob: Person, room: Room
) -> None:
    alice.post(room, "Before")
    device, theirs = keeper(bob), alice.open_room(room)
    page = device.open(f"/rooms/{room['id']}")
    expect(message(page, "Before")).to_be_visible()
    wait_until_kept(page, "Before")
    _reload_offline(device, page)
    expect(message(page, "Before")).to_be_visible()
    say(page, "Offline 1", "Offline 2")
    expect(waiting(page)).to_contain_text(["Offline 1", "Offline 2"])
    # And over another one.
    page.reload()
    expect(waiting(page)).to_contain_text(["Offline 1", "Offline 2"])
    alice.post(room, "Meanwhile")
    device.go_online()
    expect(waiting(page)).to_have_count(0)
    expect(page.get_by_text("You are offline.")).to_be_hidden()
    for tab in (page, theirs):
        expect(messages(tab)).to_have_count(4)
    assert [each["text"] for each in bob.history(room)] == ["Before", "Meanwhile", "Offline 1", "Offline 2"]


def test_edits_and_deletions_of_meanwhile_reach_a_page_from_before(
    alice: Person, bob: Person, room: Room
) -> None:
    kept, changed, gone = (alice.post(room, text) for text in ("Kept", "Wrong", "Gone"))
    device = keeper(bob)
    page = device.open(f"/rooms/{room['id']}")
    expect(messages(page)).to_have_count(3)
    wait_until_kept(page, "Gone")
    _reload_offline(device, page)
    expect(message(page, "Wrong")).to_be_visible()
    alice.call("PATCH", f"/rooms/{room['id']}/messages/{changed['id']}", text="Right")
    alice.call("DELETE", f"/rooms/{room['id']}/messages/{gone['id']}")
    alice.post(room, "New")
    alice.call("PATCH", f"/rooms/{room['id']}", name="Drawings")
    device.go_online()
    expect(messages(page)).to_contain_text([kept["text"], "Right", "New"])
    expect(messages(page)).to_have_count(3)
    expect(room_link(page, "Drawings")).to_be_visible()
    # And it goes on from there.
    alice.post(room, "Newer")
    expect(messages(page)).to_contain_text([kept["text"], "Right", "New", "Newer"])


def test_a_room_opened_offline_is_as_true_as_one_that_was_open(
    alice: Person, bob: Person, room: Room
) -> None:
    """What is remembered of it may be older than what is heard of it already."""
    other = alice.make_room("Kitchen", "closed", bob)
    alice.post(room, "Wrong")
    first = alice.history(room)[0]
    device = keeper(bob)
    page = device.open(f"/rooms/{room['id']}")
    expect(message(page, "Wrong")).to_be_visible()
    wait_until_kept(page, "Wrong")
    page.goto(f"{device.url}/rooms/{other['id']}")
    # The page has heard of this, and does not show it.
    alice.call("PATCH", f"/rooms/{room['id']}/messages/{first['id']}", text="Right")
    alice.post(room, "New")
    expect(
        page.get_by_role("navigation", name="Rooms", exact=True).get_by_text("1", exact=True)
    ).to_be_visible()
    device.go_offline()
    expect(page.get_by_text("You are offline.")).to_be_visible()
    room_link(page, "Design").click()
    expect(message(page, "Wrong")).to_be_visible()
    device.go_online()
    expect(messages(page)).to_contain_text(["Right", "New"])
    expect(messages(page)).to_have_count(2)


def test_lists_and_my_day_are_read_and_ticked_offline(alice: Person, bob: Person, room: Room) -> None:
    for number, text in enumerate(("Paint the door", "Mend the roof")):
        uid = f"00000000-0000-4000-8000-{bob.id:06}{number:06}"
        bob.call("POST", "/items", uid=uid, room_id=room["id"], text=text, assignee_id=bob.id)
    own = bob.call("GET", "/lists")["lists"][0]
    bob.call(
        "POST",
        "/items",
        uid=f"00000000-0000-4000-8001-{bob.id:012}",
        list_id=own["id"],
        text="Water the plants",
    )
    device = keeper(bob)
    page = device.open(f"/rooms/{room['id']}/todos")
    expect(todo(page, "Paint the door")).to_be_visible()
    page.goto(f"{device.url}/my-day")
    page.goto(f"{device.url}/lists/{own['id']}")
    expect(page.get_by_role("checkbox", name="Water the plants")).to_be_visible()
    wait_until_kept(page, "Water the plants", "Paint the door")
    _reload_offline(device, page)
    page.get_by_role("checkbox", name="Water the plants").click()
    room_link(page, "Design").click()
    todo(page, "Paint the door").get_by_role("checkbox").click()
    todos(page).get_by_role("textbox", name="Add a to-do").fill("Buy nails")
    todos(page).get_by_role("textbox", name="Add a to-do").press("Enter")
    expect(todo(page, "Buy nails")).to_be_visible()
    device.go_online()
    theirs = alice.open(f"/rooms/{room['id']}/todos")
    expect(todo(theirs, "Buy nails")).to_be_visible()
    expect(todo(theirs, "Mend the roof")).to_be_visible()
    expect(todo(theirs, "Paint the door")).to_be_hidden()
    assert _open(bob, f"/lists/{own['id']}/items?state=active") == []
    default = bob.call("GET", f"/rooms/{room['id']}/lists")["lists"][0]["id"]
    assert sorted(_open(bob, f"/lists/{default}/items?state=active")) == ["Buy nails", "Mend the roof"]


def test_what_cannot_be_had_says_so(alice: Person, bob: Person, room: Room) -> None:
    never = alice.make_room("Cellar", "closed", bob)
    device = keeper(bob)
    page = device.open(f"/rooms/{room['id']}")
    expect(room_link(page, "Cellar")).to_be_visible()
    wait_until_kept(page, "Cellar")
    _reload_offline(device, page)
    room_link(page, "Cellar").click()
    for place in ("Cellar", "To-dos"):
        missing = page.get_by_role("region", name=place, exact=True).get_by_text("have not opened this")
        expect(missing).to_be_visible()
    page.get_by_role("button", name="Account").first.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("The server cannot be reached.")).to_be_visible()
    device.go_online()
    alice.post(never, "Down here")
    expect(message(page, "Down here")).to_be_visible()


def test_after_signing_out_nothing_is_left_for_the_next_person(
    alice: Person, bob: Person, room: Room
) -> None:
    diary = alice.make_room("Diary", "closed")
    alice.post(diary, "For Alice alone")
    device = keeper(alice)
    page = device.open(f"/rooms/{diary['id']}")
    expect(message(page, "For Alice alone")).to_be_visible()
    wait_until_kept(page, "For Alice alone")
    page.get_by_role("button", name="Account").first.click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Username").fill(bob.username)
    wait_until_forgotten(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(room_link(page, "Design")).to_be_visible()
    wait_until_kept(page, "Design")
    _reload_offline(device, page)
    expect(room_link(page, "Design")).to_be_visible()
    page.get_by_role("button", name="Account").first.click()
    expect(page.get_by_role("region", name="Account").get_by_text("Bob", exact=True)).to_be_visible()
    assert "Diary" not in remembered(page)
    page.goto(f"{device.url}/rooms/{diary['id']}")
    expect(page.get_by_text("have not opened this").first).to_be_visible()
    expect(page.get_by_text("Alone")).to_have_count(0)


def test_a_session_that_ended_elsewhere_leaves_nothing_either(alice: Person, room: Room) -> None:
    alice.post(room, "For Alice alone")
    device = keeper(alice)
    page = device.open(f"/rooms/{room['id']}")
    expect(message(page, "For Alice alone")).to_be_visible()
    wait_until_kept(page, "For Alice alone")
    device.expect_complaints(answered(401))
    alice.call("DELETE", "/session")
    expect(page.get_by_role("dialog", name="Please sign in again")).to_be_visible()
    wait_until_forgotten(page)


def _reload_offline(device: Device, page: Page) -> None:
    device.go_offline()
    page.reload()
    expect(page.get_by_text("You are offline.")).to_be_visible()


def _open(person: Person, path: str) -> list[str]:
    return [item["text"] for item in person.call("GET", path)["items"]]
