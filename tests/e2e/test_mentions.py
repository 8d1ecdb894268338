"""People named in messages with an @: completed while they are written, marked where they are read, asked about when
they are many."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Newcomer
from tests.e2e.people import Person
from tests.e2e.places import composer, message, messages, say
from tests.e2e.test_accessibility import LOOKS, _nobody_is_shut_out

Room = dict[str, Any]


def people(page: Page) -> Locator:
    """The list above the composer."""
    return page.get_by_role("listbox", name="People")


def marks(page: Page, text: str) -> list[tuple[str, str]]:
    """Return the names that are marked in a message, each with whether it is for the reader."""
    found = message(page, text).locator(".mention").all()
    return [(each.text_content() or "", (each.get_attribute("class") or "").split()[-1]) for each in found]


def test_a_name_is_completed_by_the_keyboard(alice: Person, bob: Person, room: Room) -> None:
    page = alice.open_room(room)
    composer(page).press_sequentially("Hello @bo")
    expect(people(page).get_by_role("option", selected=True)).to_have_text(f"BBob@{bob.username}")
    composer(page).press("Enter")
    expect(composer(page)).to_have_value(f"Hello @{bob.username} ")
    expect(people(page)).to_be_hidden()
    composer(page).press_sequentially("and @")
    expect(people(page).get_by_role("option")).to_have_count(3)
    composer(page).press("ArrowDown")
    expect(people(page).get_by_role("option", selected=True)).to_contain_text("everybody in this room")
    composer(page).press("Escape")
    expect(people(page)).to_be_hidden()
    # What was closed stays closed for that name, and Enter sends.
    composer(page).press_sequentially("ro")
    expect(people(page)).to_be_hidden()
    composer(page).press("Backspace")
    composer(page).press("Backspace")
    composer(page).press("Backspace")
    composer(page).press("Enter")
    expect(message(page, f"Hello @{bob.username} and")).to_be_visible()


def test_a_whole_name_is_not_in_the_way_of_sending(alice: Person, bob: Person, room: Room) -> None:
    page = alice.open_room(room)
    composer(page).press_sequentially(f"@{bob.username}")
    expect(people(page)).to_be_visible()
    expect(people(page).get_by_role("option", selected=True)).to_have_count(0)
    composer(page).press("Enter")
    expect(messages(page)).to_have_count(1)
    expect(people(page)).to_be_hidden()


def test_by_mouse_the_keyboard_stays_in_the_field(alice: Person, bob: Person, room: Room) -> None:
    page = alice.open_room(room)
    composer(page).press_sequentially("@b")
    people(page).get_by_role("option").filter(has_text=bob.username).click()
    expect(composer(page)).to_have_value(f"@{bob.username} ")
    expect(composer(page)).to_be_focused()


def test_names_of_members_are_marked_and_one_s_own_stands_out(
    alice: Person, bob: Person, charlie: Person, room: Room
) -> None:
    page = bob.open_room(room)
    alice.post(
        room, f"**@{bob.username}** and @{alice.username}, not @{charlie.username} nor `@{bob.username}`"
    )
    expect(message(page, "and @").locator(".mention")).to_have_count(2)
    assert marks(page, "and @") == [(f"@{bob.username}", "to-me"), (f"@{alice.username}", "mention")]
    expect(message(page, "and @").locator(".mention").nth(1)).to_have_attribute("title", "Alice")
    alice.post(room, "Tea for @room")
    expect(message(page, "Tea for").locator(".mention.to-me")).to_have_text("@room")
    # A mark is as wide as its words.
    width = "it => [it.getBoundingClientRect().width, it.parentElement.getBoundingClientRect().width]"
    mark, line = message(page, "Tea for").locator(".mention").evaluate(width)
    assert 0 < mark < line / 4
    page.reload()
    expect(message(page, "and @").locator(".mention")).to_have_count(2)


def test_an_edited_message_is_marked_anew(alice: Person, bob: Person, room: Room) -> None:
    page = bob.open_room(room)
    posted = alice.post(room, "Who comes?")
    expect(message(page, "Who comes?")).to_be_visible()
    alice.call("PATCH", f"/rooms/{room['id']}/messages/{posted['id']}", text=f"@{bob.username} comes?")
    expect(message(page, "comes?").locator(".mention.to-me")).to_have_text(f"@{bob.username}")


def test_calling_more_than_ten_people_asks_first(alice: Person, room: Room, newcomer: Newcomer) -> None:
    page = alice.open_room(room)
    # Alice and Bob are there; nine more are ten others.
    crowd = [newcomer(f"Guest{number}") for number in range(9)]
    path = f"/rooms/{room['id']}/members"
    alice.call("POST", path, user_ids=[each.id for each in crowd])
    say(page, "@room tea")
    expect(messages(page)).to_have_count(1)
    alice.call("POST", path, user_ids=[newcomer("Dora").id])
    page.reload()
    expect(messages(page)).to_have_count(1)
    composer(page).press_sequentially("@room cake")
    composer(page).press("Enter")
    asked = page.get_by_role("dialog", name="Tell everybody in Design?")
    expect(asked).to_contain_text("11 people get a notification.")
    asked.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Not sent.")).to_be_visible()
    expect(composer(page)).to_have_value("@room cake")
    expect(messages(page)).to_have_count(1)
    composer(page).press("Enter")
    asked.get_by_role("button", name="Send").click()
    expect(messages(page)).to_have_count(2)
    expect(composer(page)).to_have_value("")


def test_nobody_is_shut_out_of_the_list(alice: Person, bob: Person, room: Room) -> None:
    alice.post(room, f"@{bob.username} and @{alice.username}")
    for look in LOOKS.values():
        page = alice.another_device(**look).open(f"/rooms/{room['id']}")
        expect(message(page, "and").locator(".mention")).to_have_count(2)
        composer(page).press_sequentially("@")
        expect(people(page).get_by_role("option")).to_have_count(3)
        _nobody_is_shut_out(page)
        page.emulate_media(color_scheme="dark")
        _nobody_is_shut_out(page)
