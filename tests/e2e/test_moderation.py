"""Keeping order: reports, removals, bans, and rooms that are slow, archived or open to guests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.conftest import Newcomer
from tests.e2e.devices import DeviceMaker, answered, make_device
from tests.e2e.live import LiveServer
from tests.e2e.people import Person
from tests.e2e.places import address, composer, log, message, messages, open_details, room_link, say


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A workspace whose moderators are known."""
    server = LiveServer(tmp_path_factory.mktemp("moderated")).start()
    yield server
    assert server.stop() == 0
    assert "Traceback" not in server.log, server.log


@pytest.fixture
def server(own_server: LiveServer, ada: Person) -> LiveServer:
    """Instead of the shared one, and set up, whichever test comes first."""
    return own_server


@pytest.fixture(scope="module")
def ada(own_server: LiveServer, playwright: Playwright) -> Iterator[Person]:
    """The administrator, as a program."""
    api = playwright.request.new_context(base_url=own_server.url)
    ada = Person(api, make_device, "Ada", "ada").set_up("Northwind")
    yield ada
    api.dispose()


@pytest.fixture
def moderator(ada: Person, newcomer: Newcomer) -> Person:
    """Somebody who keeps order."""
    mona = newcomer("Mona")
    ada.call("PUT", f"/users/{mona.id}/role", role="moderator")
    return mona


def act(page: Page, text: str, name: str) -> None:
    """Press a button of a message's toolbar."""
    message(page, text).hover()
    page.get_by_role("toolbar", name="Message actions").get_by_role("button", name=name, exact=True).click()


def test_a_reported_message_is_removed_and_its_author_sees_that(
    ada: Person, moderator: Person, alice: Person, bob: Person
) -> None:
    room = alice.make_room("Harbour", "open", bob)
    bob.post(room, "you fools")
    theirs = bob.open_room(room)
    expect(message(theirs, "you fools")).to_be_visible()
    desk = moderator.open("/moderation")
    expect(desk.get_by_text("Nothing waits")).to_be_visible()

    page = alice.open_room(room)
    act(page, "you fools", "Report message")
    page.get_by_role("textbox", name="What is wrong with it?").fill("Not kind")
    page.get_by_role("button", name="Report", exact=True).click()
    expect(page.get_by_text("Thank you. The moderators will look at it.")).to_be_visible()

    entry = (
        desk.get_by_role("list", name="Reported messages").get_by_role("listitem").filter(has_text="Not kind")
    )
    expect(entry.first).to_contain_text("you fools")
    desk.get_by_role("button", name="Remove message").click()
    expect(desk.get_by_text("Nothing waits")).to_be_visible()

    expect(messages(page)).to_have_count(0)
    expect(messages(theirs)).to_contain_text("A moderator removed this message.")
    theirs.reload()
    expect(messages(theirs)).to_contain_text("A moderator removed this message.")
    assert "you fools" not in log(theirs).inner_text()

    desk.get_by_text("Removed messages").click()
    desk.get_by_role("button", name="Bring it back").click()
    expect(message(page, "you fools")).to_be_visible()
    expect(message(theirs, "you fools")).to_be_visible()


def test_a_ban_ends_an_open_page_at_once(moderator: Person, alice: Person, bob: Person) -> None:
    room = alice.make_room("Docks", "open", bob)
    theirs = bob.open_room(room)
    expect(composer(theirs)).to_be_visible()
    moderator.call("POST", f"/rooms/{room['id']}/join")
    page = moderator.open_room(room)
    open_details(page).get_by_role("button", name="Manage Bob").click()
    page.get_by_role("button", name="Ban…").click()
    page.get_by_role("button", name="Ban", exact=True).click()
    page.get_by_role("button", name="Keep messages").click()
    expect(theirs.get_by_role("dialog")).to_be_visible(timeout=5000)
    assert bob.ask("GET", "/rooms").status == 401


def test_who_is_muted_reads_and_sees_until_when(moderator: Person, alice: Person, bob: Person) -> None:
    room = alice.make_room("Lighthouse", "open", bob)
    page = bob.open_room(room)
    composer(page).fill("half a sentence")
    moderator.call("PUT", f"/users/{bob.id}/mute", minutes=60)
    expect(page.get_by_text("A moderator has muted you.")).to_be_visible()
    expect(composer(page)).to_be_hidden()
    alice.post(room, "still to be read")
    expect(message(page, "still to be read")).to_be_visible()
    moderator.call("PUT", f"/users/{bob.id}/mute", minutes=0)
    expect(composer(page)).to_have_value("half a sentence")


def test_a_slow_room_counts_down_and_an_archived_one_is_closed(alice: Person, bob: Person) -> None:
    room = alice.make_room("Tower", "open", bob)
    page = bob.open_room(room)
    owner = alice.open_room(room)
    open_details(owner).get_by_role("button", name="Edit room").click()
    owner.get_by_label("Slow mode").select_option("60")
    owner.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Slow mode: one message every 60 seconds")).to_be_visible()
    say(page, "first")
    expect(page.get_by_text("seconds to go")).to_be_visible()
    composer(page).fill("second")
    expect(page.get_by_role("button", name="Send")).to_be_disabled()
    composer(page).press("Enter")
    expect(composer(page)).to_have_value("second")

    owner.get_by_role("button", name="Archive room").click()
    owner.get_by_role("button", name="Archive", exact=True).click()
    expect(page.get_by_text("This room is archived.")).to_be_visible()
    expect(composer(page)).to_be_hidden()
    owner.get_by_role("button", name="Bring it back").click()
    expect(composer(page)).to_have_value("second")


def test_a_guest_looks_around_and_writes_under_a_nickname(
    ada: Person, alice: Person, device: DeviceMaker
) -> None:
    ada.call("PATCH", "/administration/workspace", guests=True)
    room = alice.make_room("Lobby")
    alice.make_room("Backroom")
    alice.call("PATCH", f"/rooms/{room['id']}", guests="write")
    alice.post(room, "welcome in")
    browser = device()
    browser.expect_complaints(answered(422))
    browser.expect_complaints(answered(401))
    page = browser.open(address(room))
    page.get_by_role("button", name="Look around as a guest").click()
    page.get_by_role("textbox", name="Nickname").fill("Alice")
    page.get_by_role("button", name="Enter as guest").click()
    expect(page.get_by_text("Somebody already has this name.")).to_be_visible()
    page.get_by_role("textbox", name="Nickname").fill("Robin")
    page.get_by_role("button", name="Enter as guest").click()

    expect(message(page, "welcome in")).to_be_visible()
    expect(room_link(page, "Lobby")).to_be_visible()
    expect(room_link(page, "Backroom")).to_have_count(0)
    expect(page.get_by_role("button", name="New room")).to_be_hidden()
    say(page, "hello from outside")
    host = alice.open_room(room)
    expect(message(host, "hello from outside")).to_contain_text("Guest")

    alice.call("PATCH", f"/rooms/{room['id']}", guests="read")
    expect(page.get_by_text("You are looking around as a guest.")).to_be_visible()
    ada.call("PATCH", "/administration/workspace", guests=False)
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_member_becomes_administrator_of_a_room(alice: Person, bob: Person) -> None:
    room = alice.make_room("Quay", "open", bob)
    page = alice.open_room(room)
    open_details(page).get_by_role("button", name="Manage Bob").click()
    page.get_by_role("button", name="Appoint").click()
    expect(page.get_by_role("listitem").filter(has_text="Bob").get_by_text("Administrator")).to_be_visible()
    theirs = bob.open_room(room)
    expect(open_details(theirs).get_by_role("button", name="Edit room")).to_be_visible()
