"""The walk through all that is unread: one key, one thing after the other, answered or ticked where it stands."""

import re
import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.e2e.devices import DeviceMaker
from tests.e2e.live import LiveServer
from tests.e2e.people import Person
from tests.e2e.places import composer, message, messages, room_link
from tests.e2e.test_accessibility import LOOKS, _nobody_is_shut_out
from tests.e2e.test_hostile_text import ACTS, SCRIPTS
from tests.e2e.test_notices import assign, bell, forget_all
from tests.eventually import eventually

Room = dict[str, Any]


@pytest.fixture
def room(alice: Person, bob: Person) -> Room:
    """A room of Alice and Bob, and Bob knows that he is in it."""
    made = alice.make_room("Design", "closed", bob)
    forget_all(bob)
    return made


def another_room(alice: Person, bob: Person, name: str) -> Room:
    """Return one more of Alice's rooms with Bob in it, and Bob knows."""
    made = alice.make_room(name, "closed", bob)
    forget_all(bob)
    return made


def title(page: Page) -> Locator:
    """What the step on the page is."""
    return page.get_by_role("main").get_by_role("heading", level=2)


def count(page: Page) -> Locator:
    """Where in the walk one is."""
    return page.get_by_role("main").locator(".walk-count")


def at(page: Page, step: str, place: str) -> None:
    """Be at this step, which is the so-manieth."""
    expect(title(page)).to_have_text(step)
    expect(count(page)).to_have_text(place)


def caught_up(page: Page) -> Locator:
    """The end."""
    return page.get_by_role("heading", name="You are all caught up")


def due_today(bob: Person, text: str) -> dict[str, Any]:
    """Have Bob note something for himself that is due today."""
    inbox = bob.call("GET", "/lists")["lists"][0]
    today = datetime.now(UTC).date().isoformat()
    return bob.call(
        "POST", "/items", uid=str(uuid.uuid4()), list_id=inbox["id"], text=text, due={"date": today}
    )


def unread(bob: Person, room: Room) -> int:
    """Return how much of a room Bob has not read, as the server says."""
    return int(bob.call("GET", f"/rooms/{room['id']}")["unread"])


def told(bob: Person, number: int) -> None:
    """Wait until Bob is told of so much."""
    eventually(lambda: len(bob.call("GET", "/notices?filter=all&unread=1")["notices"]) == number)


def test_from_the_urgent_to_the_rest_with_one_key(alice: Person, bob: Person, room: Room) -> None:
    engine = another_room(alice, bob, "Engine")
    direct = alice.call("POST", "/rooms", kind="direct", user_ids=[bob.id])
    alice.post(engine, "Nothing urgent")
    due_today(bob, "Call the bank")
    assign(alice, bob, room, "Water the plants")
    alice.post(direct, "Lunch?")
    alice.post(room, "First some words")
    alice.post(room, f"@{bob.username} look at this")
    alice.post(room, "And a word after")
    told(bob, 3)
    page = bob.open("/rooms")
    expect(room_link(page, "Design")).to_have_accessible_description("3 unread messages")
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile(r"/catch-up$"))
    at(page, "Alice mentioned you in Design", "1 of 6")
    # With what was said before and after it.
    expect(messages(page)).to_have_count(3)
    expect(page.locator(".walk-target")).to_contain_text("look at this")
    page.keyboard.press("j")
    at(page, "Alice", "2 of 6")
    expect(message(page, "Lunch?")).to_be_visible()
    page.keyboard.press("ArrowRight")
    at(page, "Alice gave you something to do", "3 of 6")
    expect(page.get_by_role("checkbox", name="Water the plants")).not_to_be_checked()
    page.keyboard.press("j")
    at(page, "This is due today", "4 of 6")
    expect(page.get_by_role("checkbox", name="Call the bank")).not_to_be_checked()
    page.keyboard.press("j")
    at(page, "Design", "5 of 6")
    expect(messages(page)).to_have_count(3)
    expect(message(page, "look at this")).to_contain_text("You have just seen this")
    expect(message(page, "a word after")).not_to_contain_text("You have just seen this")
    page.keyboard.press("j")
    at(page, "Engine", "6 of 6")
    expect(message(page, "Nothing urgent")).to_be_visible()
    page.keyboard.press("j")
    expect(caught_up(page)).to_be_visible()
    expect(page.get_by_text("You went through 6 things.")).to_be_visible()
    eventually(lambda: [unread(bob, each) for each in (room, engine, direct)] == [0, 0, 0])
    eventually(lambda: bob.call("GET", "/notices?unread=1")["notices"] == [])
    # What is due is due all day, and is seen once.
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/rooms$"))
    page.keyboard.press("j")
    expect(caught_up(page)).to_be_visible()
    expect(page.get_by_text("Nothing is waiting for you.")).to_be_visible()


def test_going_on_reads_it_on_every_device(alice: Person, bob: Person, room: Room) -> None:
    engine = another_room(alice, bob, "Engine")
    alice.post(room, f"@{bob.username} one")
    alice.post(engine, "two")
    told(bob, 1)
    desk, phone = bob.open("/catch-up"), bob.another_device().open("/rooms")
    expect(bell(phone)).to_have_accessible_description("1 unread notification")
    expect(room_link(phone, "Engine")).to_have_accessible_description("1 unread message")
    at(desk, "Alice mentioned you in Design", "1 of 2")
    desk.get_by_role("button", name="Next").click()
    # The room had nothing else in it, so it is read with its one message.
    expect(bell(phone)).to_have_accessible_description("")
    expect(room_link(phone, "Design")).to_have_accessible_description("")
    at(desk, "Engine", "2 of 2")
    expect(room_link(phone, "Engine")).to_have_accessible_description("1 unread message")
    desk.get_by_role("button", name="Next").click()
    expect(caught_up(desk)).to_be_visible()
    expect(room_link(phone, "Engine")).to_have_accessible_description("")


def test_answering_in_place(alice: Person, bob: Person, room: Room) -> None:
    alice.post(room, f"@{bob.username} are you coming?")
    told(bob, 1)
    reader = alice.open_room(room)
    page = bob.open("/catch-up")
    expect(message(page, "are you coming?")).to_be_visible()
    page.keyboard.press("r")
    expect(composer(page)).to_be_focused()
    # Letters are letters while one writes.
    page.keyboard.type("just jotting, me")
    page.keyboard.press("Escape")
    expect(title(page)).to_be_focused()
    at(page, "Alice mentioned you in Design", "1 of 1")
    page.reload()
    expect(composer(page)).to_have_value("just jotting, me")
    page.keyboard.press("r")
    composer(page).fill("In a minute")
    page.keyboard.press("Enter")
    expect(message(page, "In a minute")).to_be_visible()
    expect(message(reader, "In a minute")).to_be_visible()
    assert [each["text"] for each in alice.history(room)].count("In a minute") == 1
    expect(count(page)).to_have_text("1 of 1")


def test_an_answer_without_a_connection_waits(alice: Person, bob: Person, room: Room) -> None:
    alice.post(room, f"@{bob.username} and you?")
    told(bob, 1)
    device = bob.another_device()
    page = device.open("/catch-up")
    expect(message(page, "and you?")).to_be_visible()
    device.go_offline()
    composer(page).fill("From the tunnel")
    composer(page).press("Enter")
    expect(message(page, "From the tunnel")).to_contain_text("Waiting to be sent")
    composer(page).press("Escape")
    page.keyboard.press("j")
    expect(caught_up(page)).to_be_visible()
    device.go_online()
    eventually(lambda: alice.history(room)[-1]["text"] == "From the tunnel")
    # What one went on from is read, too.
    eventually(lambda: unread(bob, room) == 0)
    eventually(lambda: bob.call("GET", "/notices?unread=1")["notices"] == [])


def test_of_several_refused_answers_one_is_given_up(alice: Person, bob: Person, room: Room) -> None:
    alice.post(room, f"@{bob.username} are you coming?")
    told(bob, 1)
    page = bob.open("/catch-up")
    expect(message(page, "are you coming?")).to_be_visible()
    # The page cannot know what the server leaves of it: nothing.
    for text in ("\x01", "\x02"):
        composer(page).fill(text)
        composer(page).press("Enter")
    failed = messages(page).filter(has_text="A message needs some text.")
    expect(failed).to_have_count(2)
    failed.last.get_by_role("button", name="Delete").click()
    expect(failed).to_have_count(1)


def test_ticking_and_putting_off_in_place(alice: Person, bob: Person, room: Room) -> None:
    plants = assign(alice, bob, room, "Water the plants")
    bob.call("PATCH", f"/items/{plants['uid']}", notes="Only the **big** ones")
    alice.call("POST", f"/items/{plants['uid']}/comments", uid=str(uuid.uuid4()), text="The can leaks")
    letter = assign(alice, bob, room, "Answer the letter")
    due_today(bob, "Call the bank")
    told(bob, 2)
    page = bob.open("/catch-up")
    at(page, "Alice gave you something to do", "1 of 3")
    main = page.get_by_role("main")
    expect(main.get_by_text("Only the big ones")).to_be_visible()
    expect(main.get_by_text("The can leaks")).to_be_visible()
    expect(main.get_by_role("link", name="Design")).to_be_visible()
    page.get_by_role("checkbox", name="Water the plants").check()
    eventually(lambda: bob.call("GET", f"/items/{plants['uid']}")["item"]["done_at"])
    # It stays to be seen until one goes on.
    expect(page.get_by_role("checkbox", name="Water the plants")).to_be_checked()
    page.keyboard.press("j")
    at(page, "Alice gave you something to do", "2 of 3")
    expect(page.get_by_role("checkbox", name="Answer the letter")).not_to_be_checked()
    page.get_by_role("button", name="Tomorrow").click()
    at(page, "This is due today", "3 of 3")
    page.get_by_role("button", name="Undo").click()
    eventually(lambda: bob.call("GET", f"/items/{letter['uid']}")["item"]["due"] is None)
    page.keyboard.press("d")
    expect(page.get_by_role("checkbox", name="Call the bank")).to_be_checked()
    page.keyboard.press("j")
    expect(caught_up(page)).to_be_visible()


def test_a_to_do_can_be_told_of_again_in_an_hour(alice: Person, bob: Person, room: Room) -> None:
    assign(alice, bob, room, "Water the plants")
    told(bob, 1)
    page = bob.open("/catch-up")
    page.get_by_role("button", name="In an hour").click()
    expect(page.get_by_text("You will be told again in an hour.")).to_be_visible()
    expect(caught_up(page)).to_be_visible()
    eventually(lambda: bob.call("GET", "/notices?unread=1")["notices"] == [])


def test_leaving_unread_and_leaving(alice: Person, bob: Person, room: Room) -> None:
    engine = another_room(alice, bob, "Engine")
    alice.post(room, "before")
    alice.post(room, f"@{bob.username} keep me")
    alice.post(room, "after")
    alice.post(engine, "also")
    told(bob, 1)
    page = bob.open("/rooms")
    expect(room_link(page, "Engine")).to_have_accessible_description("1 unread message")
    page.keyboard.press("j")
    at(page, "Alice mentioned you in Design", "1 of 3")
    page.keyboard.press("e")
    at(page, "Design", "2 of 3")
    page.keyboard.press("j")
    at(page, "Engine", "3 of 3")
    # The room is read up to what was left unread in it.
    eventually(lambda: unread(bob, room) == 2)
    page.keyboard.press("k")
    page.keyboard.press("k")
    at(page, "Alice mentioned you in Design", "1 of 3")
    expect(page.get_by_text("You have left this unread.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/rooms$"))
    expect(bell(page)).to_have_accessible_description("1 unread notification")
    assert unread(bob, engine) == 1
    page.keyboard.press("j")
    at(page, "Alice mentioned you in Design", "1 of 3")
    page.keyboard.press("m")
    page.keyboard.press("m")
    page.keyboard.press("m")
    expect(caught_up(page)).to_be_visible()
    expect(page.get_by_text("3 of them you left unread.")).to_be_visible()
    assert (unread(bob, room), unread(bob, engine)) == (2, 1)


def test_enter_opens_it_in_its_room(alice: Person, bob: Person, room: Room) -> None:
    alice.post(room, f"@{bob.username} over here")
    told(bob, 1)
    page = bob.open("/catch-up")
    at(page, "Alice mentioned you in Design", "1 of 1")
    expect(message(page, "over here")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/rooms/\d+/messages/\d+$"))
    expect(message(page, "over here")).to_be_visible()
    expect(bell(page)).to_have_accessible_description("")


def test_what_is_read_elsewhere_leaves_and_what_comes_joins(alice: Person, bob: Person, room: Room) -> None:
    engine = another_room(alice, bob, "Engine")
    one = alice.post(room, f"@{bob.username} one")
    words = alice.post(engine, "words")
    told(bob, 1)
    page = bob.open("/catch-up")
    at(page, "Alice mentioned you in Design", "1 of 2")
    bob.call("PUT", f"/rooms/{engine['id']}/read", seq=words["seq"])
    expect(count(page)).to_have_text("1 of 1")
    alice.post(room, f"@{bob.username} two")
    expect(count(page)).to_have_text("1 of 2")
    bob.call("PUT", f"/rooms/{room['id']}/read", seq=one["seq"])
    expect(page.get_by_text("Read or done in the meantime.")).to_be_visible()
    expect(count(page)).to_have_text("1 of 2")
    page.keyboard.press("j")
    at(page, "Alice mentioned you in Design", "2 of 2")
    expect(page.locator(".walk-target")).to_contain_text("two")
    page.keyboard.press("j")
    expect(caught_up(page)).to_be_visible()
    alice.post(engine, "once more")
    page.get_by_role("button", name="One more has come").click()
    at(page, "Engine", "3 of 3")
    # What comes to what is seen stands there at once, and is read with it.
    alice.post(engine, f"@{bob.username} and more")
    expect(message(page, "and more")).to_be_visible()
    told(bob, 1)
    expect(count(page)).to_have_text("3 of 3")
    page.keyboard.press("j")
    expect(caught_up(page)).to_be_visible()
    eventually(lambda: unread(bob, engine) == 0)
    eventually(lambda: bob.call("GET", "/notices?unread=1")["notices"] == [])


def test_who_is_removed_from_a_room_is_not_shown_it(alice: Person, bob: Person, room: Room) -> None:
    engine = another_room(alice, bob, "Engine")
    alice.post(room, f"@{bob.username} one")
    alice.post(engine, "secret")
    told(bob, 1)
    page = bob.open("/catch-up")
    expect(count(page)).to_have_text("1 of 2")
    alice.call("DELETE", f"/rooms/{engine['id']}/members/{bob.id}")
    expect(count(page)).to_have_text("1 of 1")
    page.keyboard.press("j")
    expect(caught_up(page)).to_be_visible()


def test_ten_thousand_unread_messages_are_not_fetched(
    playwright: Playwright, device: DeviceMaker, tmp_path: Path
) -> None:
    server = LiveServer(tmp_path / "full").start()
    apis = [playwright.request.new_context(base_url=server.url) for _ in range(2)]
    ada = Person(apis[0], device, "Ada", "ada").set_up("Northwind")
    bob = Person(apis[1], device, "Bob", "bob").sign_up()
    room = ada.make_room("Design", "closed", bob)
    forget_all(bob)
    first = ada.post(room, "message 0")
    assert server.stop() == 0
    _repeat(server, first["id"], 9_999)
    server.start()
    browser = device(storage_state=apis[1].storage_state())
    browser.url = server.url
    page = browser.open("/rooms")
    expect(room_link(page, "Design")).to_have_accessible_description("100 unread messages")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("j")
    at(page, "Design", "1 of 1")
    expect(messages(page)).to_have_count(22)
    expect(messages(page).first).to_contain_text("message 0")
    expect(page.get_by_text("The first 22 of more than 99 unread messages.")).to_be_visible()
    page.get_by_role("button", name="Show more").click()
    expect(messages(page)).to_have_count(42)
    assert len([url for url in asked if "/messages?" in url]) == 2
    # An answer stands below, although much lies between.
    composer(page).fill("I will read that tomorrow")
    composer(page).press("Enter")
    expect(messages(page)).to_have_count(43)
    expect(messages(page).last).to_contain_text("I will read that tomorrow")
    composer(page).press("Escape")
    page.keyboard.press("j")
    expect(caught_up(page)).to_be_visible()
    eventually(lambda: unread(bob, room) == 0)
    page.close()
    for api in apis:
        api.dispose()
    assert server.stop() == 0


def _repeat(server: LiveServer, message_id: int, times: int) -> None:
    """Write a message many times more, faster than by asking a server that is not running anyway."""
    with closing(sqlite3.connect(server.data / "parley.db")) as db, db:
        db.execute(
            """WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < ?)
            INSERT INTO messages (room_id, author_id, client_id, seq, version, text, html, created_at, removed)
            SELECT room_id, author_id, 'more ' || n, seq + n, version + n, 'message ' || n,
                '<p>message ' || n || '</p>', created_at, 0 FROM messages, more WHERE id = ?""",
            (times, message_id),
        )
        db.execute(
            """UPDATE streams SET version = version + ?
            WHERE name = (SELECT 'room:' || room_id FROM messages WHERE id = ?)""",
            (times, message_id),
        )


def test_many_rooms_are_fetched_one_by_one(alice: Person, bob: Person, room: Room) -> None:
    for number in range(12):
        alice.post(alice.make_room(f"Room {number:02}", "closed", bob), "Hello")
    page = bob.open("/rooms")
    expect(room_link(page, "Room 11")).to_have_accessible_description("1 unread message")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("j")
    expect(title(page)).to_have_text("Room 00")
    page.wait_for_load_state("networkidle")
    # This one, and the next.
    assert len([url for url in asked if "/messages?" in url]) == 2
    page.keyboard.press("j")
    at(page, "Room 01", "2 of 12")


def test_the_ways_in(alice: Person, bob: Person, room: Room) -> None:
    page = bob.open("/rooms")
    way = page.get_by_role("link", name="Catch up")
    expect(room_link(page, "Design")).to_be_visible()
    # It stays in its place, quietly, while nothing is unread: to-dos may be due.
    expect(way).not_to_have_attribute("data-unread", "true")
    place = way.bounding_box()
    alice.post(room, f"@{bob.username} hello")
    expect(way).to_have_attribute("data-unread", "true")
    assert way.bounding_box() == place
    bell(page).click()
    page.get_by_role("main").get_by_role("link", name="Catch up").click()
    at(page, "Alice mentioned you in Design", "1 of 1")
    page.get_by_role("main").get_by_role("button", name="Close").click()
    expect(page.get_by_role("heading", name="Notifications", level=1)).to_be_visible()
    way.first.click()
    at(page, "Alice mentioned you in Design", "1 of 1")


def test_the_key_is_a_letter_where_one_writes_and_can_be_turned_off(
    alice: Person, bob: Person, room: Room
) -> None:
    page = bob.open_room(room)
    composer(page).fill("")
    page.keyboard.type("jj?")
    expect(composer(page)).to_have_value("jj?")
    composer(page).fill("")
    page.get_by_role("heading", name="Design").first.focus()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet.get_by_text("Catch up: go through all that is new")).to_be_visible()
    # What lies over the page has the keys to itself.
    page.keyboard.press("j")
    expect(sheet).to_be_visible()
    sheet.get_by_role("checkbox", name="Use these keys on every page").uncheck()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.get_by_role("heading", name="Design").first.focus()
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(sheet).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/rooms/\d+$"))


def test_in_chinese(alice: Person, bob: Person, room: Room) -> None:
    alice.post(room, f"@{bob.username} 你好")
    told(bob, 1)
    bob.call("PATCH", "/me", locale="zh_Hans")
    page = bob.open("/catch-up")
    expect(page.get_by_role("heading", name="未读速览", level=1)).to_be_visible()
    at(page, "Alice 在“Design”里提到了你", "1 / 1")
    page.get_by_role("button", name="下一个").click()
    expect(page.get_by_role("heading", name="都看完了")).to_be_visible()


def test_a_change_of_language_keeps_the_place(alice: Person, bob: Person, room: Room) -> None:
    engine = another_room(alice, bob, "Engine")
    alice.post(room, f"@{bob.username} one")
    alice.post(engine, "two")
    told(bob, 1)
    page = bob.open("/catch-up")
    at(page, "Alice mentioned you in Design", "1 of 2")
    page.keyboard.press("j")
    at(page, "Engine", "2 of 2")
    page.get_by_role("button", name="Account").first.click()
    page.get_by_role("combobox", name="Language").select_option("zh_Hans")
    at(page, "Engine", "2 / 2")


def test_on_a_phone(alice: Person, bob: Person, room: Room) -> None:
    engine = another_room(alice, bob, "Engine")
    alice.post(room, f"@{bob.username} " + "a long word " * 40)
    alice.post(engine, "two")
    told(bob, 1)
    page = bob.another_device(**LOOKS["phone"]).open("/")
    page.get_by_role("link", name="Catch up").filter(visible=True).first.tap()
    at(page, "Alice mentioned you in Design", "1 of 2")
    for name in ("Next", "Back", "Leave unread"):
        button = page.get_by_role("button", name=name, exact=True)
        expect(button).to_be_in_viewport(ratio=1)
        box = button.bounding_box()
        assert box is not None and box["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    _swipe(page, 300, 80)
    at(page, "Engine", "2 of 2")
    _swipe(page, 80, 300)
    at(page, "Alice mentioned you in Design", "1 of 2")
    page.get_by_role("button", name="Next").tap()
    page.get_by_role("button", name="Next").tap()
    expect(caught_up(page)).to_be_visible()


def _swipe(page: Page, start: int, end: int) -> None:
    """Stroke over the page with a finger."""
    touch = page.context.new_cdp_session(page)
    points = [{"x": start + (end - start) * part / 4, "y": 300} for part in range(5)]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
    for point in points[1:]:
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("look", LOOKS)
def test_nobody_is_shut_out(look: str, alice: Person, bob: Person, room: Room) -> None:
    engine = another_room(alice, bob, "Engine")
    plants = assign(alice, bob, room, "Water the plants " * 8)
    bob.call("PATCH", f"/items/{plants['uid']}", notes="Only the **big** ones", due={"date": "2026-01-05"})
    alice.call("POST", f"/items/{plants['uid']}/comments", uid=str(uuid.uuid4()), text="The `can` leaks")
    alice.post(room, f"@{bob.username} " + "a long word " * 30)
    alice.post(engine, "```python\nx = 1\n```")
    told(bob, 2)
    page = bob.another_device(**LOOKS[look]).open("/catch-up")
    for step in ("Alice mentioned you in Design", "Alice gave you something to do", "Engine"):
        expect(title(page)).to_have_text(step)
        expect(page.locator(".walk-ghosts").filter(visible=True)).to_have_count(0)
        for light in ("dark", "light"):
            page.emulate_media(color_scheme=light)
            _nobody_is_shut_out(page)
        page.keyboard.press("j")
    expect(caught_up(page)).to_be_visible()
    for light in ("dark", "light"):
        page.emulate_media(color_scheme=light)
        _nobody_is_shut_out(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    _nobody_is_shut_out(page)


def test_nothing_that_is_written_acts(alice: Person, bob: Person) -> None:
    alice.call("PATCH", "/me", name=f"<b onmouseover={ACTS}>Alice</b>")
    room = another_room(alice, bob, f"<img src=x onerror={ACTS}>")
    item = assign(alice, bob, room, f"<img src=x onerror={ACTS}> water")
    alice.call("PATCH", f"/items/{item['uid']}", notes=SCRIPTS[1])
    alice.call("POST", f"/items/{item['uid']}/comments", uid=str(uuid.uuid4()), text=SCRIPTS[2])
    alice.post(room, f"@{bob.username} {SCRIPTS[0]}")
    for text in SCRIPTS:
        alice.post(room, text)
    told(bob, 2)
    page = bob.open("/catch-up")
    expect(title(page)).to_have_text(
        f"<b onmouseover={ACTS}>Alice</b> mentioned you in <img src=x onerror={ACTS}>"
    )
    for step in (f"<b onmouseover={ACTS}>Alice</b> gave you something to do", f"<img src=x onerror={ACTS}>"):
        page.keyboard.press("j")
        expect(title(page)).to_have_text(step)
        expect(page.locator(".walk-ghosts").filter(visible=True)).to_have_count(0)
    expect(messages(page)).to_have_count(len(SCRIPTS) + 1)
    active = "script, style, iframe, form, img, svg *, [onerror], [onclick], [x-data], dialog, base"
    assert page.get_by_role("main").locator(".message-text").locator(active).count() == 0
    assert page.evaluate("window.itActed") is None


def test_guests_have_no_to_dos(playwright: Playwright, device: DeviceMaker, tmp_path: Path) -> None:
    server = LiveServer(tmp_path / "guests").start()
    api = playwright.request.new_context(base_url=server.url)
    ada = Person(api, device, "Ada", "ada").set_up("Northwind")
    ada.call("PATCH", "/administration/workspace", guests=True)
    room = ada.make_room("Harbour", "open")
    ada.call("PATCH", f"/rooms/{room['id']}", guests="write")
    visitor = device()
    visitor.url = server.url
    page = visitor.open(f"/rooms/{room['id']}")
    page.get_by_role("button", name="Look around as a guest").click()
    page.get_by_role("textbox", name="Nickname").fill("Gus")
    page.get_by_role("button", name="Enter as guest").click()
    expect(composer(page)).to_be_visible()
    page.get_by_role("link", name="Browse rooms").click()
    expect(page.get_by_role("heading", name="Browse rooms")).to_be_visible()
    ada.post(room, "Welcome")
    page.keyboard.press("j")
    at(page, "Harbour", "1 of 1")
    expect(message(page, "Welcome")).to_be_visible()
    page.keyboard.press("j")
    expect(caught_up(page)).to_be_visible()
    page.close()
    api.dispose()
    assert server.stop() == 0
