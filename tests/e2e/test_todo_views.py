"""What one has to do, over all lists and rooms: My day, Upcoming, Waiting, one's own lists, and addresses of to-dos."""

import datetime as dt
import json
import re
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.devices import Device, DeviceMaker, answered
from tests.e2e.people import Person
from tests.e2e.test_accessibility import _nobody_is_shut_out
from tests.eventually import eventually

ZONE = {"timezone_id": "UTC"}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TODAY = dt.datetime.now(dt.UTC).date()


def day(away: int) -> str:
    """Return a day so many from today."""
    return str(TODAY + dt.timedelta(days=away))


def next_monday() -> str:
    """Return the first day of next week."""
    return day(7 - TODAY.weekday())


def add(person: Person, where: dict[str, Any], text: str, **more: Any) -> dict[str, Any]:
    """Add a to-do: to a room, or to a list."""
    place = {"room_id": where["id"]} if "kind" in where else {"list_id": where["id"]}
    return person.call("POST", "/items", uid=str(uuid.uuid4()), text=text, **place, **more)


def inbox(person: Person) -> dict[str, Any]:
    """Return the list that a person has from the beginning."""
    return person.call("GET", "/lists")["lists"][0]


def read(person: Person, item: dict[str, Any]) -> dict[str, Any]:
    """Return a to-do as it is now."""
    return person.call("GET", f"/items/{item['uid']}")["item"]


def due_date(person: Person, item: dict[str, Any]) -> str | None:
    """Return the day on which a to-do is due now."""
    due = read(person, item)["due"]
    return due and due["date"]


def my_list(person: Person, name: str, **more: Any) -> dict[str, Any]:
    """Make a list of one's own."""
    return person.call("POST", "/lists", uid=str(uuid.uuid4()), name=name, **more)


def group(page: Page, name: str) -> Locator:
    """The to-dos under a heading."""
    return page.get_by_role("main").get_by_role("list", name=name, exact=True)


def row(page: Page, text: str) -> Locator:
    """A to-do in the view."""
    return (
        page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_role("checkbox", name=text))
    )


def cell(page: Page, date: str) -> Locator:
    """A day of the calendar."""
    return page.get_by_role("grid").locator(f'[data-day="{date}"]')


def side(page: Page, name: str) -> Locator:
    """A place in the sidebar, with the number beside it."""
    places = page.get_by_role("navigation").get_by_role("listitem")
    return places.filter(has=page.get_by_role("link", name=name, exact=True))


@pytest.fixture
def desk(alice: Person) -> Device:
    """Alice's browser, in UTC as the days of these tests are."""
    return alice.another_device(**ZONE)


class TestMyDay:
    """/my-day"""

    def test_it_gathers_what_is_late_for_today_and_given(
        self, alice: Person, bob: Person, room: dict[str, Any], desk: Device
    ) -> None:
        add(alice, inbox(alice), "Pay the rent", due={"date": day(-2)})
        add(alice, inbox(alice), "Water the plants", due={"date": day(0)})
        add(alice, inbox(alice), "Next month", due={"date": day(30)})
        add(bob, room, "Choose a font", assignee_id=alice.id)
        page = desk.open("/my-day")
        expect(group(page, "Overdue").get_by_role("checkbox")).to_have_accessible_name("Pay the rent")
        expect(group(page, "Today").get_by_role("checkbox")).to_have_accessible_name("Water the plants")
        expect(group(page, "Assigned to me").get_by_role("checkbox")).to_have_accessible_name("Choose a font")
        expect(row(page, "Choose a font").get_by_role("link", name="Design")).to_have_attribute(
            "href", f"/rooms/{room['id']}/todos"
        )
        expect(side(page, "My day")).to_contain_text("3")
        expect(page).to_have_title(re.compile("My day"))

    def test_what_others_do_is_seen_at_once(
        self, alice: Person, bob: Person, room: dict[str, Any], desk: Device
    ) -> None:
        page = desk.open("/my-day")
        expect(page.get_by_role("heading", name="Your day is clear")).to_be_visible()
        item = add(bob, room, "Choose a font", assignee_id=alice.id, due={"date": day(0)})
        expect(group(page, "Today")).to_contain_text("Choose a font")
        expect(side(page, "My day")).to_contain_text("1")
        bob.call("PATCH", f"/items/{item['uid']}", text="Choose two fonts")
        expect(group(page, "Today")).to_contain_text("Choose two fonts")
        bob.call("PATCH", f"/items/{item['uid']}", assignee_id=bob.id)
        expect(page.get_by_role("heading", name="Your day is clear")).to_be_visible()

    def test_a_tick_stays_a_moment_and_can_be_taken_back(self, alice: Person, desk: Device) -> None:
        item = add(alice, inbox(alice), "Water the plants", due={"date": day(0)})
        page = desk.open("/my-day")
        row(page, "Water the plants").get_by_role("checkbox").check()
        row(page, "Water the plants").get_by_role("button", name="Undo").click()
        expect(row(page, "Water the plants").get_by_role("checkbox")).not_to_be_checked()
        row(page, "Water the plants").get_by_role("checkbox").check()
        expect(row(page, "Water the plants")).to_have_count(0)
        expect(page.get_by_role("heading", name="Your day is clear")).to_be_visible()
        eventually(lambda: read(alice, item)["done_at"])

    def test_one_press_puts_it_off(self, alice: Person, desk: Device) -> None:
        due = {"date": day(0), "time": "23:59", "zone": "UTC"}
        item = add(alice, inbox(alice), "Water the plants", due=due)
        page = desk.open("/my-day")
        row(page, "Water the plants").hover()
        row(page, "Water the plants").get_by_role("button", name="Tomorrow").click()
        expect(row(page, "Water the plants")).to_have_count(0)
        expect(side(page, "My day")).not_to_contain_text("1")
        page.get_by_role("button", name="Undo").click()
        expect(row(page, "Water the plants")).to_be_visible()
        row(page, "Water the plants").hover()
        row(page, "Water the plants").get_by_role("button", name="Next week").click()
        expect(row(page, "Water the plants")).to_have_count(0)
        page.goto(desk.url + f"/upcoming?day={next_monday()}")
        expect(cell(page, next_monday())).to_contain_text("Water the plants")
        moved = read(alice, item)["due"]
        assert (moved["date"], moved["time"]) == (next_monday(), "23:59")

    def test_what_is_written_here_is_for_today(self, alice: Person, desk: Device) -> None:
        page = desk.open("/my-day")
        field = page.get_by_role("main").get_by_role("textbox", name="Add a to-do")
        field.fill("Buy milk #errand")
        field.press("Enter")
        expect(group(page, "Today")).to_contain_text("Buy milk")
        expect(side(page, "Inbox")).to_contain_text("1")
        page.reload()
        expect(group(page, "Today")).to_contain_text("#errand")

    def test_it_goes_on_without_a_connection(self, alice: Person, desk: Device) -> None:
        first = add(alice, inbox(alice), "Water the plants", due={"date": day(0)})
        second = add(alice, inbox(alice), "Feed the cat", due={"date": day(0)})
        page = desk.open("/my-day")
        expect(row(page, "Feed the cat")).to_be_visible()
        desk.go_offline()
        row(page, "Water the plants").get_by_role("checkbox").check()
        expect(side(page, "My day")).to_contain_text("1")
        expect(row(page, "Water the plants")).to_have_count(0)
        row(page, "Feed the cat").get_by_role("checkbox").press("t")
        expect(page.get_by_role("heading", name="Your day is clear")).to_be_visible()
        desk.go_online()
        expect(page.get_by_text("Waiting to be sent")).to_have_count(0)
        page.goto(desk.url + "/upcoming")
        expect(page.get_by_role("grid")).to_be_visible()
        page.goto(desk.url + f"/upcoming?day={day(1)}")
        expect(cell(page, day(1))).to_contain_text("Feed the cat")
        eventually(lambda: read(alice, first)["done_at"])
        eventually(lambda: due_date(alice, second) == day(1))

    def test_by_keyboard_alone(self, alice: Person, desk: Device) -> None:
        own = inbox(alice)
        items = [add(alice, own, text, due={"date": day(0)}) for text in ("One", "Two", "Three")]
        page = desk.open("/my-day")
        row(page, "One").get_by_role("checkbox").focus()
        page.keyboard.press("ArrowDown")
        expect(row(page, "Two").get_by_role("checkbox")).to_be_focused()
        page.keyboard.press("Space")
        expect(row(page, "Two").get_by_role("checkbox")).to_be_checked()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.get_by_role("textbox", name="Edit to-do").fill("Three and a half")
        page.keyboard.press("Enter")
        expect(row(page, "Three and a half").get_by_role("checkbox")).to_be_focused()
        page.keyboard.press("w")
        expect(row(page, "Three and a half")).to_have_count(0)
        page.keyboard.press("o")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(row(page, "Two")).to_have_count(0)
        eventually(lambda: read(alice, items[1])["done_at"])
        eventually(lambda: due_date(alice, items[2]) == next_monday())


def test_the_server_learns_where_one_is(alice: Person, room: dict[str, Any]) -> None:
    page = alice.another_device(timezone_id="Asia/Tokyo").open("/my-day")
    expect(page.get_by_role("heading", name="Your day is clear")).to_be_visible()
    eventually(lambda: alice.call("GET", "/session")["user"]["time_zone"] == "Asia/Tokyo")


class TestUpcoming:
    """/upcoming"""

    def test_arrow_keys_go_over_the_days_and_the_address_follows(self, alice: Person, desk: Device) -> None:
        page = desk.open("/upcoming?day=2026-12-31")
        cell(page, "2026-12-31").focus()
        page.keyboard.press("ArrowRight")
        expect(cell(page, "2027-01-01")).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(cell(page, "2027-01-08")).to_be_focused()
        expect(page).to_have_url(re.compile(r"day=2027-01-08$"))
        page.keyboard.press("Home")
        # In the United States a week begins on Sunday.
        expect(cell(page, "2027-01-03")).to_be_focused()
        page.get_by_role("radio", name="Month").check()
        expect(page.get_by_role("status").filter(has_text="January 2027")).to_be_visible()
        expect(page.get_by_role("gridcell")).to_have_count(42)
        page.reload()
        expect(page.get_by_role("status").filter(has_text="January 2027")).to_be_visible()
        page.get_by_role("button", name="Later").click()
        expect(page.get_by_role("status").filter(has_text="February 2027")).to_be_visible()

    @pytest.mark.parametrize(("locale", "first"), [("en-US", "Sun"), ("en-GB", "Mon")])
    def test_a_week_begins_as_the_reader_has_it(self, alice: Person, locale: str, first: str) -> None:
        page = alice.another_device(locale=locale, **ZONE).open("/upcoming")
        expect(page.get_by_role("columnheader").first).to_have_text(first)

    def test_a_to_do_is_dragged_to_another_day_and_to_none(self, alice: Person, desk: Device) -> None:
        item = add(alice, inbox(alice), "Water the plants", due={"date": "2027-01-05"})
        page = desk.open("/upcoming?day=2027-01-05")
        source = row(page, "Water the plants").get_by_text("Water the plants")
        source.drag_to(cell(page, "2027-01-07"))
        expect(cell(page, "2027-01-07")).to_contain_text("Water the plants")
        expect(cell(page, "2027-01-05")).not_to_contain_text("Water the plants")
        row(page, "Water the plants").get_by_text("Water the plants").drag_to(
            page.get_by_role("heading", name="No date")
        )
        expect(group(page, "No date")).to_contain_text("Water the plants")
        page.get_by_role("button", name="Undo").last.click()
        expect(cell(page, "2027-01-07")).to_contain_text("Water the plants")
        page.reload()
        expect(cell(page, "2027-01-07")).to_contain_text("Water the plants")
        eventually(lambda: due_date(alice, item) == "2027-01-07")

    def test_alt_and_an_arrow_do_the_same(self, alice: Person, desk: Device) -> None:
        item = add(alice, inbox(alice), "Water the plants", due={"date": "2027-01-09"})
        add(alice, inbox(alice), "Some day")
        page = desk.open("/upcoming?day=2027-01-09")
        expect(cell(page, "2027-01-09")).to_contain_text("Water the plants")
        cell(page, "2027-01-09").focus()
        page.keyboard.press("Enter")
        expect(row(page, "Water the plants").get_by_role("checkbox")).to_be_focused()
        page.keyboard.press("Alt+ArrowRight")
        # That is the next week, which is shown then.
        expect(cell(page, "2027-01-10")).to_contain_text("Water the plants")
        expect(row(page, "Water the plants").get_by_role("checkbox")).to_be_focused()
        page.keyboard.press("Alt+ArrowDown")
        expect(cell(page, "2027-01-17")).to_contain_text("Water the plants")
        expect(row(page, "Water the plants").get_by_role("checkbox")).to_be_focused()
        page.keyboard.press("Escape")
        expect(cell(page, "2027-01-17")).to_be_focused()
        row(page, "Some day").get_by_role("checkbox").focus()
        page.keyboard.press("Alt+ArrowUp")
        expect(cell(page, "2027-01-17")).to_contain_text("Some day")
        page.reload()
        expect(cell(page, "2027-01-17")).to_contain_text("Some day")
        eventually(lambda: due_date(alice, item) == "2027-01-17")

    def test_a_day_has_a_button_to_add_to_it(self, alice: Person, desk: Device) -> None:
        page = desk.open("/upcoming?day=2027-01-05")
        cell(page, "2027-01-06").hover()
        cell(page, "2027-01-06").get_by_role("button", name="Add a to-do on").click()
        field = page.get_by_role("main").get_by_role("textbox", name="Add a to-do")
        expect(field).to_be_focused()
        page.keyboard.type("Water the plants")
        page.keyboard.press("Enter")
        expect(cell(page, "2027-01-06")).to_contain_text("Water the plants")
        page.reload()
        expect(cell(page, "2027-01-06")).to_contain_text("Water the plants")

    def test_a_full_day_of_a_month_opens(self, alice: Person, desk: Device) -> None:
        own = inbox(alice)
        for number in range(5):
            add(alice, own, f"Number {number}", due={"date": "2027-01-05"})
        page = desk.open("/upcoming?by=month&day=2027-01-20")
        expect(cell(page, "2027-01-05").get_by_role("checkbox")).to_have_count(2)
        cell(page, "2027-01-05").get_by_role("button", name="3 more").click()
        expect(cell(page, "2027-01-05").get_by_role("checkbox")).to_have_count(5)

    def test_another_browser_of_mine_is_followed(self, alice: Person, desk: Device) -> None:
        page = desk.open("/upcoming?day=2027-01-05")
        expect(page.get_by_role("grid")).not_to_have_attribute("aria-busy", "true")
        item = add(alice, inbox(alice), "Water the plants", due={"date": "2027-01-05"})
        expect(cell(page, "2027-01-05")).to_contain_text("Water the plants")
        alice.call("PATCH", f"/items/{item['uid']}", due=None)
        expect(group(page, "No date")).to_contain_text("Water the plants")


class TestWaiting:
    """/waiting"""

    def test_it_is_told_by_person_and_goes_when_it_is_done(
        self, alice: Person, bob: Person, charlie: Person, desk: Device
    ) -> None:
        room = alice.make_room("Launch", "closed", bob, charlie)
        item = add(alice, room, "Press kit", assignee_id=bob.id)
        add(alice, room, "Backup", assignee_id=charlie.id)
        add(alice, room, "Mine", assignee_id=alice.id)
        page = desk.open("/waiting")
        expect(group(page, "Bob").get_by_role("checkbox")).to_have_accessible_name("Press kit")
        expect(group(page, "Charlie").get_by_role("checkbox")).to_have_accessible_name("Backup")
        expect(side(page, "Waiting")).to_contain_text("2")
        expect(row(page, "Mine")).to_have_count(0)
        bob.call("PATCH", f"/items/{item['uid']}", done=True)
        expect(group(page, "Bob")).to_have_count(0)
        expect(side(page, "Waiting")).to_contain_text("1")
        row(page, "Backup").get_by_text("Backup").click()
        expect(page.get_by_role("dialog")).to_be_visible()


class TestLists:
    """/lists/<id>"""

    def test_a_new_list_stands_in_the_sidebar_and_opens(self, alice: Person, desk: Device) -> None:
        page = desk.open("/")
        lists = page.get_by_role("navigation", name="My lists")
        expect(lists.get_by_role("link")).to_have_text(["Inbox"])
        lists.get_by_role("button", name="New list").click()
        page.get_by_role("textbox", name="List name").fill("Reading")
        page.get_by_role("button", name="Create list").click()
        expect(page.get_by_role("heading", name="Reading")).to_be_visible()
        expect(page).to_have_title(re.compile("Reading"))
        expect(lists.get_by_role("link", name="Reading")).to_have_attribute("aria-current", "page")
        field = page.get_by_role("main").get_by_role("textbox", name="Add a to-do")
        field.fill("Walden")
        field.press("Enter")
        expect(row(page, "Walden")).to_be_visible()
        expect(side(page, "Reading")).to_contain_text("1")
        lists.get_by_role("link", name="Inbox").click()
        expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
        expect(row(page, "Walden")).to_have_count(0)

    def test_it_is_filtered_and_searched(self, alice: Person, desk: Device) -> None:
        books = my_list(alice, "Reading")
        for text, labels in (("Walden", ["novel"]), ("Ulysses", ["novel"]), ("Atlas", ["maps"])):
            add(alice, books, text, labels=labels)
        done = add(alice, books, "Emma", labels=["novel"])
        alice.call("PATCH", f"/items/{done['uid']}", done=True)
        page = desk.open(f"/lists/{books['id']}")
        expect(page.get_by_role("radio", name="Active 3")).to_be_checked()
        page.get_by_role("combobox", name="Label").select_option("novel")
        expect(row(page, "Walden")).to_be_visible()
        expect(row(page, "Atlas")).to_have_count(0)
        page.get_by_role("searchbox", name="Search to-dos").fill("uly")
        expect(row(page, "Walden")).to_have_count(0)
        expect(row(page, "Ulysses")).to_be_visible()
        page.get_by_role("button", name="Show everything").click()
        expect(row(page, "Atlas")).to_be_visible()
        page.get_by_role("radio", name="Completed 1").check()
        expect(row(page, "Emma")).to_be_visible()
        expect(row(page, "Walden")).to_have_count(0)
        page.get_by_role("radio", name="All 4").check()
        expect(row(page, "Walden")).to_be_visible()
        expect(row(page, "Emma")).to_be_visible()

    def test_clearing_what_is_done_can_be_taken_back(self, alice: Person, desk: Device) -> None:
        books = my_list(alice, "Reading")
        for text in ("Walden", "Emma"):
            item = add(alice, books, text)
            alice.call("PATCH", f"/items/{item['uid']}", done=True)
        page = desk.open(f"/lists/{books['id']}")
        page.get_by_role("radio", name="Completed 2").check()
        page.get_by_role("button", name="Clear completed").click()
        expect(page.get_by_text("2 done to-dos deleted")).to_be_visible()
        expect(row(page, "Emma")).to_have_count(0)
        page.get_by_role("button", name="Undo").click()
        expect(row(page, "Emma")).to_be_visible()
        expect(row(page, "Walden")).to_be_visible()

    def test_it_goes_into_a_file_and_back(self, alice: Person, desk: Device, tmp_path: Path) -> None:
        books = my_list(alice, "Reading")
        add(alice, books, "Walden", labels=["novel"])
        other = my_list(alice, "Copies")
        page = desk.open(f"/lists/{books['id']}")
        page.get_by_role("button", name="More about this list").click()
        with page.expect_download() as download:
            page.get_by_role("link", name="Export as JSON").click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        assert file.name == "Reading.json"
        assert json.loads(file.read_text(encoding="utf-8"))
        page.goto(desk.url + f"/lists/{other['id']}")
        expect(page.get_by_role("heading", name="Copies")).to_be_visible()
        _import(page, file)
        expect(page.get_by_text("1 to-do imported")).to_be_visible()
        expect(row(page, "Walden")).to_contain_text("#novel")
        expect(side(page, "Copies")).to_contain_text("1")

    def test_a_file_that_cannot_be_read_says_why(self, alice: Person, desk: Device, tmp_path: Path) -> None:
        desk.expect_complaints(answered(422))
        page = desk.open(f"/lists/{inbox(alice)['id']}")
        file = tmp_path / "picture.csv"
        file.write_text("not,a,list\n1,2,3\n")
        _import(page, file)
        expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("This is neither a list")
        expect(page.get_by_role("dialog")).to_be_visible()

    def test_it_is_archived_and_comes_back(self, alice: Person, desk: Device) -> None:
        books = my_list(alice, "Reading")
        add(alice, books, "Walden")
        page = desk.open(f"/lists/{books['id']}")
        page.get_by_role("button", name="More about this list").click()
        page.get_by_role("button", name="Archive list").click()
        expect(page.get_by_text("Archived", exact=True)).to_be_visible()
        expect(page.get_by_role("main").get_by_role("textbox", name="Add a to-do")).to_be_hidden()
        expect(page.get_by_role("navigation", name="My lists").get_by_role("link")).to_have_text(["Inbox"])
        page.reload()
        expect(row(page, "Walden")).to_be_visible()
        page.get_by_role("button", name="Bring it back").click()
        expect(page.get_by_role("main").get_by_role("textbox", name="Add a to-do")).to_be_visible()
        expect(side(page, "Reading")).to_be_visible()

    def test_what_was_deleted_is_in_the_trash(self, alice: Person, desk: Device) -> None:
        books = my_list(alice, "Reading")
        item = add(alice, books, "Walden")
        alice.call("PATCH", f"/items/{item['uid']}", deleted=True)
        page = desk.open(f"/lists/{books['id']}")
        page.get_by_role("button", name="More about this list").click()
        page.get_by_role("button", name="Trash").click()
        page.get_by_role("button", name="Restore Walden").click()
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
        expect(row(page, "Walden")).to_be_visible()

    def test_a_deleted_list_comes_back_with_undo(self, alice: Person, desk: Device) -> None:
        books = my_list(alice, "Reading")
        add(alice, books, "Walden")
        page = desk.open(f"/lists/{books['id']}")
        page.get_by_role("button", name="More about this list").click()
        page.get_by_role("button", name="Delete list").click()
        expect(page).to_have_url(re.compile("/my-day$"))
        expect(page.get_by_role("navigation", name="My lists").get_by_role("link")).to_have_text(["Inbox"])
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("heading", name="Reading")).to_be_visible()
        expect(row(page, "Walden")).to_be_visible()

    def test_a_list_of_a_room_is_live_both_ways(
        self, alice: Person, bob: Person, room: dict[str, Any], desk: Device
    ) -> None:
        first = alice.call("GET", f"/rooms/{room['id']}/lists")["lists"][0]
        page = desk.open(f"/lists/{first['id']}")
        expect(page.get_by_role("link", name="Design").last).to_be_visible()
        item = add(bob, room, "Choose a font")
        expect(row(page, "Choose a font")).to_be_visible()
        row(page, "Choose a font").get_by_role("checkbox").check()
        expect(page.get_by_role("radio", name="Completed 1")).to_be_attached()
        eventually(lambda: (read(bob, item)["done_by"] or {}).get("id") == alice.id)

    def test_nobody_else_has_it(self, alice: Person, charlie: Person) -> None:
        books = my_list(alice, "Reading")
        browser = charlie.device
        browser.expect_complaints(answered(404))
        page = browser.open(f"/lists/{books['id']}")
        expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
        assert charlie.api.get(f"/lists/{books['id']}").status == 404


class TestAddresses:
    """/todos/<uid>"""

    def test_in_a_room_it_opens_there(self, alice: Person, room: dict[str, Any], desk: Device) -> None:
        item = add(alice, room, "Choose a font")
        page = desk.open(f"/todos/{item['uid']}")
        expect(page.get_by_role("dialog")).to_be_visible()
        expect(page).to_have_url(re.compile(f"/rooms/{room['id']}/todos$"))
        page.keyboard.press("Escape")
        expect(
            page.get_by_role("region", name="To-dos").get_by_role("checkbox", name="Choose a font")
        ).to_be_visible()

    def test_of_my_own_it_opens_in_its_list(self, alice: Person, desk: Device) -> None:
        item = add(alice, inbox(alice), "Water the plants")
        page = desk.open(f"/todos/{item['uid']}")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("heading", name="Inbox")).to_be_visible()

    def test_of_somebody_else_it_is_nothing(
        self, alice: Person, charlie: Person, room: dict[str, Any]
    ) -> None:
        item = add(alice, room, "Choose a font")
        charlie.device.expect_complaints(answered(404))
        for uid in (item["uid"], str(uuid.uuid4()), "x"):
            page = charlie.open(f"/todos/{uid}")
            expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
            assert charlie.api.get(f"/todos/{uid}").status == 404
            page.close()


def test_a_calendar_program_reads_what_is_to_do_until_the_address_is_taken_back(
    alice: Person, desk: Device
) -> None:
    add(alice, inbox(alice), "Water the plants", due={"date": "2027-01-05"})
    page = desk.open("/upcoming")
    page.get_by_role("button", name="Calendar address").click()
    page.get_by_role("button", name="Make an address").click()
    address = page.get_by_role("textbox", name="Address").input_value()
    path = re.sub(r"^https?://[^/]+", "", address)
    with urllib.request.urlopen(desk.url + path) as answer:
        assert "Water the plants" in answer.read().decode()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Calendar address").click()
    # It is not told again.
    expect(page.get_by_role("textbox", name="Address")).to_be_hidden()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("button", name="Make an address")).to_be_visible()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(desk.url + path)


def test_without_the_server_a_view_says_so_and_comes_back(alice: Person, desk: Device) -> None:
    add(alice, inbox(alice), "Water the plants", due={"date": day(0)})
    desk.expect_complaints(answered(503))
    page = desk.open("/")
    expect(page.get_by_role("navigation", name="My lists").get_by_role("link")).to_have_text(["Inbox"])
    page.route("**/api/v1/agenda?**", lambda route: route.fulfill(status=503, body="{}"))
    page.get_by_role("link", name="My day").first.click()
    alert = page.get_by_role("main").get_by_role("alert").filter(has_text="could not be loaded")
    expect(alert).to_be_visible()
    page.unroute("**/api/v1/agenda?**")
    alert.get_by_role("button", name="Retry").click()
    expect(row(page, "Water the plants")).to_be_visible()


def test_on_a_phone_everything_fits_and_can_be_done(alice: Person, bob: Person, room: dict[str, Any]) -> None:
    item = add(alice, inbox(alice), "Water the plants on the balcony " * 6, due={"date": day(0)})
    add(alice, room, "Press kit", assignee_id=bob.id)
    phone = alice.another_device(**PHONE, **ZONE)
    page = phone.open("/")
    bar = page.get_by_role("navigation", name="Main")
    assert bar.locator("> *").filter(visible=True).count() <= 5
    bar.get_by_role("link", name="My day").tap()
    expect(page.get_by_role("heading", name="My day")).to_be_visible()
    _fits(page)
    for path in ("/upcoming", "/upcoming?by=month", "/waiting", f"/lists/{item['list_id']}"):
        page.goto(phone.url + path)
        expect(page.get_by_role("heading", level=1).filter(visible=True)).to_be_visible()
        _fits(page)


@pytest.mark.parametrize("look", [{}, PHONE], ids=["desk", "phone"])
def test_nobody_is_shut_out(
    alice: Person, bob: Person, room: dict[str, Any], device: DeviceMaker, look: dict[str, Any]
) -> None:
    own = inbox(alice)
    add(alice, own, "Pay the rent", due={"date": day(-2)}, priority=3, labels=["home"])
    add(alice, own, "Water the plants", due={"date": day(0)}, priority=1)
    add(alice, own, "Some day")
    add(bob, room, "Choose a font", assignee_id=alice.id, due={"date": day(1)})
    add(alice, room, "Press kit", assignee_id=bob.id)
    browser = alice.another_device(**look, **ZONE)
    page = browser.open("/")
    for path, shown in (
        ("/my-day", row(page, "Pay the rent")),
        ("/upcoming", row(page, "Some day")),
        ("/upcoming?by=month", row(page, "Some day")),
        ("/waiting", row(page, "Press kit")),
        (f"/lists/{own['id']}", row(page, "Some day")),
    ):
        page.goto(browser.url + path)
        expect(shown).to_be_visible()
        _nobody_is_shut_out(page)
    page.get_by_role("button", name="More about this list").click()
    _nobody_is_shut_out(page)
    page.get_by_role("button", name="Import from a file").click()
    expect(page.get_by_label("File", exact=True)).to_be_visible()
    _nobody_is_shut_out(page)
    page.goto(browser.url + "/upcoming")
    page.get_by_role("button", name="Calendar address").click()
    page.get_by_role("button", name="Make an address").click()
    expect(page.get_by_role("textbox", name="Address")).to_be_visible()
    _nobody_is_shut_out(page)


def _import(page: Page, file: Path) -> None:
    page.get_by_role("button", name="More about this list").click()
    page.get_by_role("button", name="Import from a file").click()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("dialog").get_by_role("button", name="Import", exact=True).click()


def _fits(page: Page) -> None:
    """Nothing sticks out at the side."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
