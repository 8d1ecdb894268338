"""People talk, and see what the others do while it happens."""

import contextlib
import re
import sqlite3
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.live import LiveServer
from tests.e2e.people import Person
from tests.e2e.places import composer, log, message, messages, say, waiting

Room = dict[str, Any]


def test_two_people_talk_both_ways(alice: Person, bob: Person, room: Room) -> None:
    alices, bobs = alice.open_room(room), bob.open_room(room)
    say(alices, "Is the logo done?")
    expect(message(bobs, "Is the logo done?")).to_be_visible()
    say(bobs, "Nearly: look at the second draft.")
    expect(message(alices, "Nearly: look at the second draft.")).to_be_visible()
    for page in (alices, bobs):
        expect(messages(page)).to_contain_text(["Is the logo done?", "Nearly: look at the second draft."])
        expect(messages(page)).to_have_count(2)


def test_an_edit_is_seen_by_everybody_and_marked(alice: Person, bob: Person, room: Room) -> None:
    alices, bobs = alice.open_room(room), bob.open_room(room)
    say(alices, "Lunch at noon")
    expect(message(bobs, "Lunch at noon")).to_be_visible()
    _act(message(alices, "Lunch at noon"), "Edit")
    alices.get_by_role("textbox", name="Edit message").fill("Lunch at one")
    alices.get_by_role("textbox", name="Edit message").press("Enter")
    for page in (alices, bobs):
        expect(message(page, "Lunch at one")).to_contain_text("edited")
        expect(messages(page)).to_have_count(1)
    expect(alices.get_by_role("textbox", name="Edit message")).to_have_count(0)
    bobs.reload()
    expect(message(bobs, "Lunch at one")).to_contain_text("edited")


def test_a_deleted_message_is_gone_for_everybody(alice: Person, bob: Person, room: Room) -> None:
    alice.post(room, "It stays")
    alice.post(room, "It goes")
    alices, bobs = alice.open_room(room), bob.open_room(room)
    expect(message(bobs, "It goes")).to_be_visible()
    _act(message(alices, "It goes"), "Delete")
    alices.get_by_role("dialog").get_by_role("button", name="Delete").click()
    for page in (alices, bobs):
        expect(message(page, "It goes")).to_have_count(0)
        expect(message(page, "It stays")).to_be_visible()
    assert "It goes" not in [message["text"] for message in bob.history(room)]


def test_what_is_typed_into_a_message_that_is_taken_away_under_it_is_kept(
    alice: Person, bob: Person, room: Room
) -> None:
    doomed = alice.post(room, "Draft")
    page = alice.open_room(room)
    _act(message(page, "Draft"), "Edit")
    page.get_by_role("textbox", name="Edit message").fill("A far better text")
    alice.call("DELETE", f"/rooms/{room['id']}/messages/{doomed['id']}")
    expect(page.get_by_role("textbox", name="Edit message")).to_have_count(0)
    expect(composer(page)).to_have_value("A far better text")
    expect(composer(page)).to_be_focused()


def test_what_is_not_ones_own_can_only_be_copied(alice: Person, bob: Person, room: Room) -> None:
    alice.post(room, "Mine")
    page = bob.open_room(room)
    message(page, "Mine").hover()
    toolbar = message(page, "Mine").get_by_role("toolbar", name="Message actions")
    expect(toolbar.get_by_role("button", name="Copy text")).to_be_visible()
    expect(toolbar.get_by_role("button", name="Edit")).to_be_hidden()
    expect(toolbar.get_by_role("button", name="Delete")).to_be_hidden()


def test_the_room_s_administrator_may_delete_what_others_wrote(
    alice: Person, bob: Person, room: Room
) -> None:
    bob.post(room, "Buy cheap watches")
    page, theirs = alice.open_room(room), bob.open_room(room)
    expect(message(theirs, "Buy cheap watches")).to_be_visible()
    _act(message(page, "Buy cheap watches"), "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(messages(page)).to_have_count(0)
    expect(messages(theirs)).to_contain_text(["A moderator removed this message."])
    for tab in (page, theirs):
        expect(message(tab, "Buy cheap watches")).to_have_count(0)


def test_shift_enter_breaks_the_line(alice: Person, room: Room) -> None:
    page = alice.open_room(room)
    composer(page).press_sequentially("Roses are red")
    height = _height(composer(page))
    composer(page).press("Shift+Enter")
    composer(page).press_sequentially("violets are blue")
    assert _height(composer(page)) > height
    expect(messages(page)).to_have_count(0)
    composer(page).press("Enter")
    expect(messages(page)).to_have_count(1)
    expect(waiting(page)).to_have_count(0)
    assert [message["text"] for message in alice.history(room)] == ["Roses are red\nviolets are blue"]
    expect(composer(page)).to_have_value("")
    assert _height(composer(page)) <= height


def test_enter_that_ends_a_composition_does_not_send(alice: Person, room: Room) -> None:
    page = alice.open_room(room)
    composer(page).focus()
    keyboard = alice.device.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "nihao", "selectionStart": 5, "selectionEnd": 5})
    # What the browser tells of a key that the input method has taken.
    taken = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **taken})
    page.keyboard.press("Enter")
    expect(composer(page)).to_have_value(re.compile("nihao"))
    keyboard.send("Input.insertText", {"text": "你好"})
    expect(composer(page)).to_have_value(re.compile("你好"))
    expect(messages(page)).to_have_count(0)
    composer(page).press("Enter")
    expect(message(page, "你好")).to_be_visible()
    expect(messages(page)).to_have_count(1)


def test_a_message_that_is_too_long_stays_in_the_composer(alice: Person, room: Room) -> None:
    page = alice.open_room(room)
    composer(page).fill("a" * 10_001)
    composer(page).press("Enter")
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("1 character too long")
    expect(composer(page)).to_have_value("a" * 10_001)
    composer(page).press("Backspace")
    composer(page).press("Enter")
    expect(messages(page)).to_have_count(1)
    expect(composer(page)).to_have_value("")
    expect(waiting(page)).to_have_count(0)
    assert [len(message["text"]) for message in alice.history(room)] == [10_000]


def test_markdown_is_shown_as_it_is_meant(alice: Person, bob: Person, room: Room) -> None:
    page, theirs = alice.open_room(room), bob.open_room(room)
    lines = (
        "**Now**, see <https://example.org/plan>:",
        "",
        "- one",
        "- two",
        "",
        "```python",
        "print(1)",
        "```",
    )
    composer(page).fill("\n".join(lines))
    composer(page).press("Enter")
    for tab in (page, theirs):
        shown = messages(tab).first
        expect(shown.get_by_role("strong")).to_have_text("Now")
        expect(shown.get_by_role("link")).to_have_attribute("rel", re.compile("noopener"))
        expect(shown.get_by_role("listitem")).to_have_text(["one", "two"])
        expect(shown.get_by_role("figure")).to_contain_text("Python")
        expect(shown.get_by_role("code")).to_have_text("print(1)")


def test_one_header_for_an_author_and_a_line_between_days(
    alice: Person, bob: Person, room: Room, server: LiveServer
) -> None:
    old = [alice.post(room, text) for text in ("Monday's first", "Monday's second")]
    with contextlib.closing(sqlite3.connect(server.data / "parley.db")) as database, database:
        change = "UPDATE messages SET created_at = datetime(created_at, '-1 day') WHERE id = ?"
        database.executemany(change, [(message["id"],) for message in old])
    for person, text in ((alice, "First"), (alice, "Second"), (bob, "Third"), (alice, "Fourth")):
        person.post(room, text)
    page = alice.open_room(room)
    expect(messages(page)).to_have_count(6)
    assert _headers(page) == ["Alice", "", "Alice", "", "Bob", "Alice"]
    text = log(page).inner_text()
    places = [text.index(word) for word in ("Yesterday", "Monday's second", "Today", "First", "Second")]
    assert places == sorted(places)
    assert text.count("Yesterday") == text.count("Today") == 1


def _act(shown: Locator, name: str) -> None:
    shown.hover()
    shown.get_by_role("toolbar", name="Message actions").get_by_role("button", name=name).click()


def _height(element: Locator) -> float:
    box = element.bounding_box()
    assert box is not None
    return box["height"]


def _headers(page: Page) -> list[str]:
    """Return the author that is written above every message; nothing where none is."""
    lines = [shown.inner_text().splitlines() for shown in messages(page).all()]
    return [next((name for name in ("Alice", "Bob") if name in text), "") for text in lines]
