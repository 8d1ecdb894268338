"""A room's to-dos beside its conversation: several people on one list, each in their own browser."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.devices import Device
from tests.e2e.people import Person
from tests.e2e.places import address, composer, todo, todos
from tests.eventually import eventually

Room = dict[str, Any]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def field(page: Page) -> Locator:
    """Where a to-do is written."""
    return page.get_by_role("textbox", name="Add a to-do")


def write(page: Page, *texts: str) -> None:
    """Add to-dos, each with Enter."""
    for text in texts:
        field(page).fill(text)
        field(page).press("Enter")
        expect(todo(page, text)).to_be_visible()


def tick(page: Page, text: str) -> Locator:
    """The circle of a to-do."""
    return todo(page, text).get_by_role("checkbox")


def words(page: Page) -> list[str]:
    """Return what is on the list, in its order."""
    return todos(page).locator(".todo-text").all_inner_texts()


def expect_order(page: Page, *texts: str) -> None:
    """Expect these to-dos, one below the other, as they are seen."""
    expect(todos(page).locator(".todo-text")).to_have_text(list(texts))


def give(person: Person, room: Room, text: str, **fields: Any) -> dict[str, Any]:
    """Add a to-do through the API."""
    return person.call("POST", "/items", uid=str(uuid.uuid4()), room_id=room["id"], text=text, **fields)


def stored(person: Person, room: Room) -> dict[str, dict[str, Any]]:
    """Return what the server has of the room's first list, by text."""
    list_id = person.call("GET", f"/rooms/{room['id']}/lists")["lists"][0]["id"]
    return {each["text"]: each for each in person.call("GET", f"/lists/{list_id}/items?state=all")["items"]}


def test_two_people_on_one_list_see_each_other_s_hands(alice: Person, bob: Person, room: Room) -> None:
    page, theirs = alice.open_room(room), bob.open_room(room)
    write(page, "Buy paint", "Call the printer")
    expect(todo(theirs, "Buy paint")).to_be_visible()
    expect(todos(theirs)).to_contain_text("0 of 2 done")

    tick(theirs, "Buy paint").check()
    expect(tick(page, "Buy paint")).to_be_checked()
    expect(todos(page)).to_contain_text("1 of 2 done")
    todo(theirs, "Buy paint").get_by_role("button", name="Undo").click()
    expect(tick(page, "Buy paint")).not_to_be_checked()

    tick(page, "Call the printer").focus()
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Edit to-do").fill("Call the *other* printer")
    page.keyboard.press("Enter")
    expect(todo(theirs, "Call the other printer")).to_be_visible()

    tick(theirs, "Buy paint").focus()
    theirs.keyboard.press("Delete")
    expect(todo(page, "Buy paint")).to_have_count(0)
    theirs.get_by_role("button", name="Undo").click()
    expect(todo(page, "Buy paint")).to_be_visible()
    assert set(stored(alice, room)) == {"Buy paint", "Call the *other* printer"}


def test_dragging_moves_a_to_do_for_everybody(alice: Person, bob: Person, room: Room) -> None:
    for text in ("one", "two", "three", "four"):
        give(alice, room, text)
    page, theirs = alice.open_room(room), bob.open_room(room)
    expect_order(page, "one", "two", "three", "four")
    _drag(page, "four", onto="two", lower=False)
    for tab in (page, theirs):
        expect_order(tab, "one", "four", "two", "three")
    _drag(theirs, "one", onto="three", lower=True)
    for tab in (page, theirs):
        expect_order(tab, "four", "two", "three", "one")
    # To the side it becomes a part of the one above.
    _drag(page, "one", onto="two", lower=True, aside=60)
    for tab in (page, theirs):
        expect_order(tab, "four", "two", "one", "three")
        expect(todo(tab, "one")).to_have_attribute("data-depth", "1")
    page.reload()
    expect_order(page, "four", "two", "one", "three")
    assert stored(bob, room)["one"]["parent"] == stored(bob, room)["two"]["uid"]


def test_what_is_changed_offline_merges_on_return(alice: Person, bob: Person, room: Room) -> None:
    give(alice, room, "Menu")
    page, theirs = alice.open_room(room), bob.open_room(room)
    for tab in (page, theirs):
        expect(todo(tab, "Menu")).to_be_visible()
    alice.device.go_offline()
    tick(page, "Menu").focus()
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Edit to-do").fill("Menu for Friday")
    page.keyboard.press("Enter")
    expect(todo(page, "Menu for Friday")).to_be_visible()
    write(page, "Written on the train")
    tick(page, "Written on the train").check()
    # Meanwhile somebody else changes something else of the same to-do.
    bob.call("PATCH", f"/items/{stored(bob, room)['Menu']['uid']}", assignee_id=bob.id, priority=3)
    expect(todo(theirs, "Menu").get_by_role("img", name="Assigned to Bob")).to_be_visible()
    alice.device.go_online()
    for tab in (page, theirs):
        expect(todo(tab, "Menu for Friday").get_by_role("img", name="Assigned to Bob")).to_be_visible()
        expect(todo(tab, "Menu")).to_have_count(0)
    expect(page.locator(".todo.waiting")).to_have_count(0)
    kept = stored(bob, room)
    assert kept["Menu for Friday"]["priority"] == 3
    assert kept["Written on the train"]["done_at"]


def test_words_for_what_somebody_else_deletes_are_not_lost(alice: Person, bob: Person, room: Room) -> None:
    uids = {text: give(alice, room, text)["uid"] for text in ("Menu", "Wine")}
    page = alice.open_room(room)
    told = page.locator(".toast")
    tick(page, "Menu").focus()
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Edit to-do").fill("Menu, typed at length")
    bob.call("DELETE", f"/items/{uids['Menu']}")
    expect(told).to_contain_text("This to-do has been deleted. “Menu, typed at length”")
    told.get_by_role("button", name="Restore").click()
    expect(todo(page, "Menu, typed at length")).to_be_visible()

    alice.device.go_offline()
    tick(page, "Wine").focus()
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Edit to-do").fill("Wine from the lake")
    page.keyboard.press("Enter")
    expect(todo(page, "Wine from the lake")).to_be_visible()
    bob.call("DELETE", f"/items/{uids['Wine']}")
    alice.device.go_online()
    expect(told).to_contain_text("This to-do has been deleted. “Wine from the lake”")
    expect(todo(page, "Wine from the lake")).to_have_count(0)
    assert set(stored(bob, room)) == {"Menu, typed at length"}


def test_what_is_typed_before_the_lists_are_here_is_added(alice: Person, room: Room) -> None:
    page = alice.open()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**/api/v1/rooms/{room['id']}/lists*", hold)
    page.get_by_role("link", name="Design", exact=True).click()
    field(page).fill("Early bird")
    field(page).press("Enter")
    expect(field(page)).to_have_value("")
    for route in held:
        route.continue_()
    expect(todo(page, "Early bird")).to_be_visible()
    assert set(stored(alice, room)) == {"Early bird"}


def test_what_waits_survives_a_reload(alice: Person, room: Room) -> None:
    page = alice.open_room(room)
    write(page, "first")
    alice.device.go_offline()
    write(page, "Kept on disk")
    alice.device.go_online()
    page.reload()
    expect(todo(page, "Kept on disk")).to_have_count(1)
    expect(page.locator(".todo.waiting")).to_have_count(0)
    assert sorted(stored(alice, room)) == ["Kept on disk", "first"]


def test_two_tabs_of_one_person_stay_alike(alice: Person, room: Room) -> None:
    first, second = alice.open_room(room), alice.open_room(room)
    write(first, "Once only")
    expect(todo(second, "Once only")).to_have_count(1)
    tick(first, "Once only").check()
    tick(second, "Once only").check()
    expect(tick(first, "Once only")).to_be_checked()
    expect(todos(second)).to_contain_text("1 of 1 done")
    assert stored(alice, room)["Once only"]["done_at"]


def test_a_refusal_is_said_and_nothing_typed_is_lost(
    alice: Person, bob: Person, charlie: Person, room: Room
) -> None:
    item = give(alice, room, "Choose a colour")
    page = bob.open_room(room)
    expect(todo(page, "Choose a colour")).to_be_visible()
    bob.device.go_offline()
    tick(page, "Choose a colour").focus()
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Edit to-do").fill("Choose a warm colour")
    page.keyboard.press("Enter")
    alice.call("DELETE", f"/items/{item['uid']}")
    alice.call("PATCH", f"/items/{item['uid']}", deleted=False)
    alice.call("PUT", f"/rooms/{room['id']}/archive")
    bob.device.go_online()
    line = todos(page).get_by_role("listitem")
    expect(line).to_contain_text("archived")
    expect(line.locator(".todo-text")).to_have_text("Choose a colour")
    expect(line).to_contain_text("Choose a warm colour")
    alice.call("DELETE", f"/rooms/{room['id']}/archive")
    line.get_by_role("button", name="Retry").click()
    expect(line.locator(".todo-text")).to_have_text("Choose a warm colour")
    eventually(lambda: "Choose a warm colour" in stored(alice, room))


def test_everything_with_the_keyboard_alone(alice: Person, room: Room) -> None:
    page = alice.open_room(room)
    field(page).focus()
    for text in ("one", "two", "three"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(tick(page, text)).to_be_visible()
    tick(page, "one").focus()
    page.keyboard.press("ArrowDown")
    expect(tick(page, "two")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect_order(page, "two", "one", "three")
    expect(tick(page, "two")).to_be_focused()
    expect(todos(page).get_by_role("status").filter(has_text="two is now 1 of 3")).to_be_attached()
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    expect(todo(page, "three")).to_have_attribute("data-depth", "1")
    expect(tick(page, "three")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(todo(page, "three")).to_have_attribute("data-depth", "0")
    page.keyboard.press("Space")
    expect(tick(page, "three")).to_be_checked()
    page.keyboard.press("Space")
    expect(tick(page, "three")).not_to_be_checked()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.type(" and a half")
    page.keyboard.press("Enter")
    expect(tick(page, "three and a half")).to_be_focused()
    page.keyboard.press("a")
    dialog = page.get_by_role("dialog", name="To-do")
    expect(dialog.get_by_role("combobox", name="Assignee")).to_be_focused()
    page.keyboard.press("Escape")
    expect(tick(page, "three and a half")).to_be_focused()
    page.keyboard.press("d")
    expect(dialog.get_by_label("Due date")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("half")
    expect_order(page, "three and a half")
    page.keyboard.press("Escape")
    expect_order(page, "two", "one", "three and a half")
    tick(page, "one").focus()
    page.keyboard.press("n")
    expect(field(page)).to_be_focused()


def test_the_details_of_a_to_do(alice: Person, bob: Person, room: Room) -> None:
    give(alice, room, "Book the hall")
    page, theirs = alice.open_room(room), bob.open_room(room)
    todo(page, "Book the hall").get_by_text("Book the hall").click()
    dialog = page.get_by_role("dialog", name="To-do")
    dialog.get_by_role("combobox", name="Assignee").select_option(label="Bob")
    expect(todo(theirs, "Book the hall").get_by_role("img", name="Assigned to Bob")).to_be_visible()
    dialog.get_by_label("Due date").fill("2030-05-17")
    expect(todo(theirs, "Book the hall")).to_contain_text("May 17, 2030")
    dialog.get_by_role("combobox", name="Repeat").select_option(label="every Fri")
    expect(todo(theirs, "Book the hall")).to_contain_text("every Fri")
    dialog.get_by_role("combobox", name="Labels").fill("party")
    dialog.get_by_role("combobox", name="Labels").press("Enter")
    expect(todo(theirs, "Book the hall")).to_contain_text("#party")
    dialog.get_by_role("button", name="Add notes").click()
    page.get_by_role("textbox", name="Notes").fill("Ask for **the big one**")
    dialog.get_by_role("heading", name="Comments").click()
    expect(dialog.locator("strong")).to_have_text("the big one")
    dialog.get_by_role("textbox", name="Add a subtask").fill("Find the number")
    dialog.get_by_role("textbox", name="Add a subtask").press("Enter")
    expect(todo(theirs, "Find the number")).to_have_attribute("data-depth", "1")
    todo(theirs, "Book the hall").get_by_text("Book the hall").click()
    other = theirs.get_by_role("dialog", name="To-do")
    other.get_by_role("textbox", name="Write a comment").fill("They are closed on Mondays.")
    other.get_by_role("textbox", name="Write a comment").press("Enter")
    expect(dialog.get_by_text("They are closed on Mondays.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Edit comment")).to_be_hidden()
    other.get_by_role("button", name="Edit comment").click()
    changed = other.get_by_role("textbox", name="Edit comment")
    expect(changed).to_have_value("They are closed on Mondays.")
    changed.press("Escape")
    expect(other.get_by_text("They are closed on Mondays.")).to_be_visible()
    other.get_by_role("button", name="Edit comment").click()
    changed.fill("They are closed on Tuesdays.")
    changed.press("Enter")
    expect(dialog.get_by_text("They are closed on Tuesdays.")).to_be_visible()
    expect(dialog.get_by_text("edited")).to_be_visible()
    dialog.get_by_role("button", name="Show history").click()
    expect(dialog.get_by_text("Alice chose who does it")).to_be_visible()
    dialog.get_by_role("button", name="Delete to-do").click()
    expect(dialog).to_be_hidden()
    expect(other.get_by_text("This to-do was deleted")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(other.get_by_role("textbox", name="Text of the to-do")).to_have_value("Book the hall")


def test_what_was_typed_and_not_sent_is_there_again(alice: Person, room: Room) -> None:
    give(alice, room, "Book the hall")
    page = alice.open_room(room)
    field(page).fill("Half a to-do")
    todo(page, "Book the hall").get_by_text("Book the hall").click()
    comment = page.get_by_role("textbox", name="Write a comment")
    comment.fill("Half a comment")
    page.keyboard.press("Escape")
    page.reload()
    expect(field(page)).to_have_value("Half a to-do")
    todo(page, "Book the hall").get_by_text("Book the hall").click()
    expect(comment).to_have_value("Half a comment")
    comment.press("Enter")
    expect(page.locator(".todo-comments").get_by_text("Half a comment")).to_be_visible()
    expect(comment).to_have_value("")


def test_several_lists_and_the_trash(alice: Person, bob: Person, room: Room) -> None:
    page, theirs = alice.open_room(room), bob.open_room(room)
    write(page, "On the first list")
    page.get_by_role("button", name="Lists and more").click()
    todos(page).get_by_role("button", name="New list").click()
    page.get_by_role("textbox", name="List name").fill("Later")
    page.get_by_role("button", name="Create list").click()
    expect(todos(page).get_by_role("button", name="List: Later")).to_be_visible()
    expect(todo(page, "On the first list")).to_have_count(0)
    write(page, "Some day")
    todos(theirs).get_by_role("button", name="List: To-dos").click()
    todos(theirs).get_by_role("button", name=re.compile("^Later")).click()
    expect(todo(theirs, "Some day")).to_be_visible()

    page.get_by_role("button", name="Lists and more").click()
    page.get_by_role("button", name="Name and colour").click()
    page.get_by_role("textbox", name="List name").fill("Much later")
    page.get_by_role("button", name="Save").click()
    expect(todos(theirs).get_by_role("button", name="List: Much later")).to_be_visible()

    page.get_by_role("button", name="Lists and more").click()
    page.get_by_role("button", name="Archive list").click()
    page.get_by_role("button", name="Undo").click()
    expect(todos(page).get_by_role("button", name="List: To-dos")).to_be_visible()
    page.get_by_role("button", name="Lists and more").click()
    todos(page).get_by_role("button", name=re.compile("^Much later")).click()
    page.get_by_role("button", name="Lists and more").click()
    page.get_by_role("button", name="Delete list").click()
    for tab in (page, theirs):
        expect(todo(tab, "On the first list")).to_be_visible()
        expect(tab.get_by_role("button", name="List: ")).to_be_hidden()

    tick(page, "On the first list").focus()
    page.keyboard.press("Delete")
    expect(todo(theirs, "On the first list")).to_have_count(0)
    page.get_by_role("button", name="Lists and more").click()
    page.get_by_role("button", name="Trash").click()
    trash = page.get_by_role("dialog", name="Trash")
    trash.get_by_role("button", name="Restore On the first list").click()
    trash.get_by_role("button", name="Restore Much later").click()
    expect(todo(theirs, "On the first list")).to_be_visible()
    expect(theirs.get_by_role("button", name="List: To-dos")).to_be_visible()


def test_what_is_done_is_put_away_and_can_be_cleared(alice: Person, room: Room) -> None:
    for text in ("one", "two", "three"):
        item = give(alice, room, text)
        if text != "three":
            alice.call("PATCH", f"/items/{item['uid']}", done=True)
    page = alice.open_room(room)
    expect_order(page, "three")
    done = todos(page).get_by_role("button", name="Done")
    expect(done).to_contain_text("2")
    done.click()
    expect_order(page, "three", "two", "one")
    todos(page).get_by_role("button", name="Clear completed").click()
    expect_order(page, "three")
    page.get_by_role("button", name="Undo").click()
    expect(todos(page)).to_contain_text("2 of 3 done")


def test_whoever_loses_the_room_loses_its_to_dos(alice: Person, bob: Person, room: Room) -> None:
    give(alice, room, "For members only")
    bob.device.expect_complaints("status of 404")
    theirs = bob.open_room(room)
    expect(todo(theirs, "For members only")).to_be_visible()
    alice.call("DELETE", f"/rooms/{room['id']}/members/{bob.id}")
    expect(theirs.get_by_role("heading", name="You are no longer in this room")).to_be_visible()
    expect(todos(theirs)).to_be_hidden()
    give(alice, room, "Said among ourselves")
    theirs.wait_for_timeout(500)
    assert "Said among ourselves" not in theirs.content()
    assert "For members only" not in theirs.content()


def test_five_thousand_are_drawn_a_window_at_a_time(alice: Person, room: Room) -> None:
    first = give(alice, room, "The very first", position="A00000000000000000000000001")
    list_id = first["list_id"]
    csv = "\n".join(["text", *(f"Number {n}" for n in range(1, 5000))])
    # The whole file is the body.
    csrf = alice.call("GET", "/session")["csrf"]
    headers = {"X-CSRFToken": csrf, "Content-Type": "text/csv"}
    assert alice.api.post(f"/api/v1/lists/{list_id}/import", headers=headers, data=csv).status == 201
    total = alice.call("GET", f"/lists/{list_id}")["list"]["open"]
    assert total == 5000
    page = alice.open_room(room)
    expect(todo(page, "The very first")).to_be_visible()
    expect(todo(page, "The very first")).to_have_attribute("aria-setsize", str(total))
    assert todos(page).get_by_role("listitem").count() < 80
    tick(page, "The very first").focus()
    page.keyboard.press("End")
    last = page.locator(".todo:focus-within")
    expect(last).to_have_attribute("aria-posinset", str(total))
    expect(last).to_be_in_viewport()
    page.keyboard.press("ArrowUp")
    expect(last).to_have_attribute("aria-posinset", str(total - 1))
    page.keyboard.press("Home")
    expect(tick(page, "The very first")).to_be_focused()
    field(page).fill("And one more")
    field(page).press("Enter")
    expect(todo(page, "And one more")).to_be_in_viewport()


@pytest.fixture
def phone(alice: Person) -> Device:
    """Alice's phone."""
    return alice.another_device(**PHONE)


def test_on_a_phone_the_to_dos_are_a_pane_of_their_own(alice: Person, room: Room, phone: Device) -> None:
    give(alice, room, "Water the plants")
    page = phone.open(address(room))
    expect(composer(page)).to_be_visible()
    expect(todos(page)).to_be_hidden()
    bar = page.get_by_role("navigation", name="Main")
    bar.get_by_role("link", name="To-dos").tap()
    expect(page).to_have_url(re.compile(r"/todos$"))
    tick(page, "Water the plants").tap()
    expect(tick(page, "Water the plants")).to_be_checked()
    todo(page, "Water the plants").get_by_text("Water the plants").tap()
    dialog = page.get_by_role("dialog", name="To-do")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    dialog.get_by_role("button", name="Close").tap()
    write(page, "Feed the cat")
    bar.get_by_role("link", name="Chat").tap()
    expect(composer(page)).to_be_visible()
    expect(todos(page)).to_be_hidden()
    page.go_back()
    expect(todo(page, "Feed the cat")).to_be_visible()


def test_in_chinese(alice: Person, room: Room) -> None:
    alice.call("PATCH", "/me", locale="zh_Hans")
    give(alice, room, "写报告")
    page = alice.open_room(room)
    panel = page.get_by_role("region", name="待办事项")
    expect(panel.get_by_role("checkbox", name="写报告")).to_be_visible()
    panel.get_by_text("写报告").click()
    expect(page.get_by_role("dialog", name="待办")).to_contain_text("负责人")
    page.keyboard.press("Escape")
    assert not re.search(r"[A-Za-z]{4,}", panel.inner_text().replace("Enter", ""))


def _drag(page: Page, text: str, *, onto: str, lower: bool, aside: int = 0) -> None:
    """Drag a to-do above or below another one."""
    source, target = todo(page, text).bounding_box(), todo(page, onto).bounding_box()
    assert source and target
    x = source["x"] + source["width"] * 0.6
    page.mouse.move(x, source["y"] + source["height"] / 2)
    page.mouse.down()
    page.mouse.move(x + 4, source["y"] + source["height"] / 2 + 10, steps=3)
    page.mouse.move(x + aside, target["y"] + target["height"] * (0.85 if lower else 0.15), steps=8)
    page.mouse.up()
