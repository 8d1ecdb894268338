"""Everything without a mouse."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import Person
from tests.e2e.places import composer, message, messages, room_link, say, waiting

Room = dict[str, Any]


def test_make_a_room_write_change_and_delete(alice: Person) -> None:
    page = alice.open()
    expect(page.get_by_role("button", name="New room")).to_be_visible()
    _tab_to(page, page.get_by_role("button", name="New room"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Room name")).to_be_focused()
    page.keyboard.type(f"Workbench {alice.id}")
    page.keyboard.press("Enter")
    expect(composer(page)).to_be_focused()
    page.keyboard.type("Teh first")
    page.keyboard.press("Enter")
    expect(message(page, "Teh first")).to_be_visible()
    expect(waiting(page)).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("textbox", name="Edit message")).to_be_focused()
    page.keyboard.press("Home")
    for _ in "Teh":
        page.keyboard.press("Delete")
    page.keyboard.type("The")
    page.keyboard.press("Enter")
    expect(message(page, "The first")).to_contain_text("edited")
    expect(composer(page)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(message(page, "The first")).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.get_by_role("dialog", name="Delete this message?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(message(page, "The first")).to_be_focused()
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    expect(messages(page)).to_have_count(0)
    expect(composer(page)).to_be_focused()
    page.keyboard.type("The second")
    page.keyboard.press("Enter")
    expect(message(page, "The second")).to_be_visible()


def test_the_arrow_keys_go_through_the_messages(alice: Person, room: Room) -> None:
    page = alice.open_room(room)
    say(page, "One", "Two", "Three")
    expect(waiting(page)).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    expect(message(page, "Three")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(message(page, "Two")).to_be_focused()
    page.keyboard.press("Home")
    expect(message(page, "One")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    expect(composer(page)).to_be_focused()


def test_leaving_an_edit_changes_nothing(alice: Person, room: Room) -> None:
    page = alice.open_room(room)
    say(page, "As it was")
    expect(waiting(page)).to_have_count(0)
    page.keyboard.press("ArrowUp")
    page.keyboard.type(", or not")
    page.keyboard.press("Escape")
    expect(message(page, "As it was")).not_to_contain_text("edited")
    expect(composer(page)).to_be_focused()


def test_from_room_to_room_by_tab_and_enter(alice: Person, bob: Person, room: Room) -> None:
    alice.make_room("Engine", "closed", bob)
    page = alice.open_room(room)
    expect(composer(page)).to_be_focused()
    _tab_to(page, room_link(page, "Engine"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("heading", name="Engine", exact=True)).to_be_visible()
    expect(composer(page)).to_be_focused()


def test_skip_to_the_content(alice: Person) -> None:
    page = alice.open("/settings")
    expect(page.get_by_role("textbox", name="Display name")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="Display name")).to_be_focused()


def test_choosing_people_by_keyboard(alice: Person, bob: Person) -> None:
    page = alice.open()
    _tab_to(page, page.get_by_role("button", name="New message").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="People")).to_be_focused()
    page.keyboard.type(bob.username)
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Take Bob out")).to_be_visible()
    page.keyboard.press("Enter")
    expect(composer(page)).to_be_focused()
    expect(page.get_by_role("main").get_by_role("heading", name="Bob", exact=True).first).to_be_visible()


def _tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press a key until this has the focus."""
    expect(target).to_be_visible()
    for _ in range(40):
        page.keyboard.press(key)
        if target.evaluate("it => it === document.activeElement"):
            return
    expect(target).to_be_focused()
