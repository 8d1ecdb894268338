"""What people are told: the bell, the inbox, toasts and notifications outside the page; each once, and to nobody who
sees it anyway."""

import re
import time
import uuid
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.devices import Device
from tests.e2e.people import Person
from tests.e2e.places import composer, message, open_details, room_link
from tests.e2e.test_accessibility import LOOKS, _nobody_is_shut_out
from tests.eventually import eventually

Room = dict[str, Any]
# Keeps what a page shows outside of itself, and lets a test press it: a browser without a worker.
RECORDER = """
Object.defineProperty(navigator, "serviceWorker", { value: undefined });
window.told = [];
window.Notification = class {
  static permission = "PERMISSION";
  static asked = 0;
  static async requestPermission() {
    this.asked += 1;
    return (this.permission = "granted");
  }
  constructor(title, options = {}) {
    Object.assign(this, { title, body: options.body, tag: options.tag, closed: false });
    window.told.push(this);
  }
  close() { this.closed = true; }
};
"""


@pytest.fixture
def room(alice: Person, bob: Person) -> Room:
    """A room of Alice and Bob, and Bob knows that he is in it."""
    made = alice.make_room("Design", "closed", bob)
    forget_all(bob)
    return made


def forget_all(person: Person) -> None:
    """Put away that somebody was brought into a room."""
    eventually(lambda: person.call("GET", "/notices")["notices"])
    person.call("DELETE", "/notices", all=True)


def bell(page: Page) -> Locator:
    """The way to the inbox."""
    return page.get_by_role("link", name="Notifications", exact=True)


def entries(page: Page) -> Locator:
    """What stands in the inbox."""
    return page.get_by_role("list", name="Notifications").get_by_role("listitem")


def recording(person: Person, permission: str = "granted") -> Device:
    """Return a browser of somebody that keeps what is shown outside of its pages."""
    device = person.another_device(permissions=["notifications"])
    device.context.add_init_script(RECORDER.replace("PERMISSION", permission))
    return device


def told(*pages: Page) -> list[tuple[str, str]]:
    """Return title and text of what pages have shown outside of themselves."""
    return [
        (each["title"], each["body"])
        for page in pages
        for each in page.evaluate("told.map(({title, body}) => ({title, body}))")
    ]


def at_ease(page: Page) -> Page:
    """Return a page whose notices have come."""
    expect(room_link(page, "Browse rooms").or_(page.get_by_role("link", name="Browse rooms"))).to_be_visible()
    page.wait_for_load_state("networkidle")
    return page


def assign(alice: Person, bob: Person, room: Room, text: str) -> dict[str, Any]:
    """Have Alice give Bob something to do."""
    return alice.call(
        "POST", "/items", uid=str(uuid.uuid4()), room_id=room["id"], text=text, assignee_id=bob.id
    )


def test_a_mention_is_counted_and_leads_to_its_message(alice: Person, bob: Person, room: Room) -> None:
    page = bob.open()
    expect(bell(page)).to_have_accessible_description("")
    alice.post(room, f"Could @{bob.username} look at the plan?")
    expect(bell(page)).to_have_accessible_description("1 unread notification")
    bell(page).click()
    expect(page.get_by_role("heading", name="Notifications", level=1)).to_be_visible()
    entry = entries(page).filter(has_text="Alice mentioned you in Design")
    expect(entry).to_contain_text(f"Could @{bob.username} look at the plan?")
    entry.get_by_role("link").click()
    expect(message(page, "look at the plan?")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/rooms/\d+/messages/\d+$"))
    expect(bell(page)).to_have_accessible_description("")


def test_the_inbox_is_the_same_in_two_tabs(alice: Person, bob: Person, room: Room) -> None:
    alice.post(room, f"@{bob.username} one")
    alice.post(room, f"@{bob.username} two")
    first, second = bob.open("/notices"), bob.open("/notices")
    for tab in (first, second):
        expect(entries(tab)).to_have_count(2)
    alice.post(room, f"@{bob.username} three")
    for tab in (first, second):
        expect(entries(tab)).to_have_count(3)
        expect(entries(tab).first).to_contain_text("three")
        expect(bell(tab)).to_have_accessible_description("3 unread notifications")
    entries(first).filter(has_text="two").get_by_role("button", name="Mark as read").click()
    expect(bell(second)).to_have_accessible_description("2 unread notifications")
    expect(entries(second).filter(has_text="two").get_by_role("button", name="Mark as read")).to_be_hidden()
    first.get_by_role("button", name="Mark all as read").click()
    for tab in (first, second):
        expect(bell(tab)).to_have_accessible_description("")
        expect(tab.get_by_role("button", name="Mark all as read")).to_be_disabled()
    expect(entries(second)).to_have_count(3)


def test_filters_are_in_the_address(alice: Person, bob: Person, room: Room) -> None:
    alice.post(room, f"@{bob.username} a mention")
    assign(alice, bob, room, "Water the plants")
    page = bob.open("/notices")
    expect(entries(page)).to_have_count(2)
    page.get_by_role("radio", name="To-dos").check()
    expect(entries(page)).to_have_count(1)
    expect(entries(page)).to_contain_text("Alice gave you something to do")
    page.get_by_role("radio", name="Mentions").check()
    expect(entries(page)).to_have_count(1)
    page.get_by_role("checkbox", name="Unread only").check()
    expect(page).to_have_url(re.compile(r"/notices\?filter=mentions&unread=1$"))
    page.reload()
    expect(page.get_by_role("radio", name="Mentions")).to_be_checked()
    expect(entries(page)).to_have_count(1)
    entries(page).get_by_role("button", name="Mark as read").click()
    expect(page.get_by_role("heading", name="You have read everything")).to_be_visible()


def test_what_is_put_away_can_be_taken_back(alice: Person, bob: Person, room: Room) -> None:
    alice.post(room, f"@{bob.username} keep this")
    alice.post(room, f"@{bob.username} not this")
    page = bob.open("/notices")
    expect(entries(page)).to_have_count(2)
    entries(page).filter(has_text="not this").get_by_role("button", name="Put away").click()
    expect(entries(page)).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(entries(page)).to_have_count(2)
    entries(page).filter(has_text="not this").get_by_role("button", name="Put away").click()
    expect(entries(page)).to_have_count(1)
    # Whoever leaves means it.
    page.goto(bob.device.url + "/rooms")
    other = bob.open("/notices")
    eventually(lambda: len(bob.call("GET", "/notices?filter=all")["notices"]) == 1)
    expect(entries(other)).to_have_count(1)


def test_a_to_do_s_notice_leads_to_the_to_do(alice: Person, bob: Person, room: Room) -> None:
    page = bob.open("/notices")
    expect(page.get_by_role("heading", name="Notifications", level=1)).to_be_visible()
    assign(alice, bob, room, "Water the plants")
    entry = entries(page).filter(has_text="Alice gave you something to do")
    expect(entry).to_contain_text("Water the plants")
    entry.get_by_role("link").click()
    expect(page.get_by_role("dialog").get_by_role("checkbox", name="Water the plants")).to_be_visible()


def test_without_a_connection_the_inbox_says_so_and_comes_by_itself(
    alice: Person, bob: Person, room: Room
) -> None:
    device = bob.another_device()
    page = device.open("/rooms")
    at_ease(page)
    alice.post(room, f"@{bob.username} hello")
    expect(bell(page)).to_have_accessible_description("1 unread notification")
    bell(page).click()
    expect(entries(page)).to_have_count(1)
    device.go_offline()
    page.get_by_role("radio", name="To-dos").check()
    expect(page.get_by_role("heading", name="The notifications could not be loaded")).to_be_visible()
    device.go_online()
    expect(page.get_by_role("heading", name="Nothing yet")).to_be_visible()


def test_who_looks_at_the_room_is_told_nothing(alice: Person, bob: Person, room: Room) -> None:
    page = recording(bob).open(f"/rooms/{room['id']}")
    expect(composer(page)).to_be_visible()
    page.wait_for_load_state("networkidle")
    alice.post(room, f"@{bob.username} you see this")
    expect(message(page, "you see this")).to_be_visible()
    assign(alice, bob, room, "The last word")
    eventually(lambda: len(told(page)) == 1)
    assert told(page) == [("Alice gave you something to do", "The last word")]


def test_a_notice_is_shown_once_over_all_tabs_and_closed_when_it_is_read(
    alice: Person, bob: Person, room: Room
) -> None:
    device = recording(bob)
    first, second = at_ease(device.open("/rooms")), at_ease(device.open("/rooms"))
    alice.post(room, f"@{bob.username} come over")
    text = f"@{bob.username} come over"
    eventually(lambda: told(first, second) == [("Alice mentioned you in Design", text)])
    # Both have heard of it, and the second one has had its turn.
    for tab in (first, second):
        expect(bell(tab)).to_have_accessible_description(re.compile("unread"))
    alice.post(room, f"@{bob.username} again")
    eventually(lambda: len(told(first, second)) == 2)
    bob.call("PUT", "/notices/read", all=True)
    closed = "told.every((it) => it.closed)"
    eventually(lambda: first.evaluate(closed) and second.evaluate(closed))
    assert len(told(first, second)) == 2


def test_pressing_it_opens_the_message(alice: Person, bob: Person, room: Room) -> None:
    page = at_ease(recording(bob).open("/rooms"))
    alice.post(room, f"@{bob.username} come over")
    eventually(lambda: len(told(page)) == 1)
    page.evaluate("told[0].onclick()")
    expect(message(page, "come over")).to_be_visible()
    expect(bell(page)).to_have_accessible_description("")


def test_two_people_are_told_exactly_what_is_for_them(
    alice: Person, bob: Person, charlie: Person, room: Room
) -> None:
    alice.call("POST", f"/rooms/{room['id']}/members", user_ids=[charlie.id])
    forget_all(charlie)
    bobs, charlies = (at_ease(recording(who).open("/rooms")) for who in (bob, charlie))
    alice.post(room, "Nobody is meant")
    alice.post(room, f"@{bob.username} you are")
    alice.post(room, f"`@{charlie.username}` is code")
    alice.post(room, "@room all of you")
    room_wide = ("Alice wrote to everybody in Design", "@room all of you")
    eventually(lambda: room_wide in told(bobs) and room_wide in told(charlies))
    assert told(charlies) == [room_wide]
    assert sorted(told(bobs)) == sorted(
        [("Alice mentioned you in Design", f"@{bob.username} you are"), room_wide]
    )


def test_nobody_is_asked_before_they_press_the_button(alice: Person, bob: Person, room: Room) -> None:
    page = at_ease(recording(bob, "default").open("/rooms"))
    alice.post(room, f"@{bob.username} hello")
    toast = page.get_by_role("status").get_by_text("Alice mentioned you in Design: ")
    expect(toast).to_be_visible()
    assert page.evaluate("Notification.asked") == 0
    # Whoever is called for the first time is offered more, and once.
    offer = page.get_by_text("Shall it appear on your desktop, too")
    expect(offer).to_be_visible()
    alice.post(room, f"@{bob.username} once more")
    expect(bell(page)).to_have_accessible_description("2 unread notifications")
    expect(offer).to_have_count(1)
    assert page.evaluate("Notification.asked") == 0
    bell(page).click()
    page.get_by_role("region", name="Hear of it on this device").get_by_role("button", name="Turn on").click()
    expect(
        page.get_by_text("You will be told on this device from now on, while Parley is open.")
    ).to_be_visible()
    assert page.evaluate("Notification.asked") == 1
    alice.post(room, f"@{bob.username} and now")
    eventually(lambda: len(told(page)) == 1)


def test_a_toast_leads_to_its_place_and_the_sign_has_a_dot(alice: Person, bob: Person, room: Room) -> None:
    page = at_ease(recording(bob, "denied").open("/rooms"))
    sign = page.locator('link[rel="icon"]')
    expect(sign).to_have_attribute("href", "/static/favicon.svg")
    assign(alice, bob, room, "Water the plants")
    expect(sign).to_have_attribute("href", re.compile("^data:image/png"))
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("checkbox", name="Water the plants")).to_be_visible()
    expect(sign).to_have_attribute("href", "/static/favicon.svg")
    expect(page).not_to_have_title(re.compile(r"^\("))
    assert told(page) == []


@pytest.mark.parametrize("look", LOOKS)
def test_nobody_is_shut_out_of_the_inbox(look: str, alice: Person, bob: Person, charlie: Person) -> None:
    room = alice.make_room("Design", "closed", bob)
    forget_all(bob)
    page = bob.another_device(**LOOKS[look]).open("/")
    page.emulate_media(color_scheme="dark")
    alice.post(room, f"@{bob.username} " + "a long word " * 30)
    assign(alice, bob, room, "Water the plants")
    expect(bell(page)).to_have_accessible_description("2 unread notifications")
    _nobody_is_shut_out(page)
    bell(page).click()
    expect(entries(page)).to_have_count(2)
    _nobody_is_shut_out(page)
    page.emulate_media(color_scheme="light")
    _nobody_is_shut_out(page)
    empty = charlie.another_device(**LOOKS[look]).open("/notices")
    expect(empty.get_by_role("heading", name="Nothing yet")).to_be_visible()
    _nobody_is_shut_out(empty)


def test_by_keyboard_alone(alice: Person, bob: Person, room: Room) -> None:
    for text in ("one", "two", "three"):
        alice.post(room, f"@{bob.username} {text}")
    page = bob.open("/notices")
    expect(entries(page)).to_have_count(3)
    page.get_by_role("button", name="Put away").first.focus()
    page.keyboard.press("Enter")
    expect(entries(page)).to_have_count(2)
    expect(entries(page).first.get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(message(page, "two")).to_be_visible()


def settings(page: Page) -> Locator:
    """The section of the settings."""
    return page.get_by_role("region", name="Notifications")


def test_settings_are_kept_and_the_same_in_two_tabs(bob: Person) -> None:
    first, second = recording(bob).open("/settings"), bob.open("/settings")
    expect(settings(first).get_by_role("checkbox", name="On the desktop")).to_be_checked()
    expect(settings(second).get_by_role("combobox", name="Sound")).to_have_value("chime")
    settings(first).get_by_role("combobox", name="Sound").select_option("Knock")
    settings(first).get_by_role("combobox", name="What I missed, by mail").select_option("Every day")
    settings(first).get_by_role("checkbox", name="Quiet hours").check()
    expect(settings(first).get_by_label("Quiet from")).to_have_value("22:00")
    settings(first).get_by_label("Quiet until").fill("06:30")
    settings(first).get_by_role("checkbox", name="On the desktop").uncheck()
    words = settings(first).get_by_role("textbox", name="Words that I want to hear of")
    words.fill("launch, 发布，launch")
    settings(first).get_by_role("button", name="Save").click()
    expect(words).to_have_value("launch, 发布")
    expect(settings(second).get_by_role("combobox", name="Sound")).to_have_value("knock")
    expect(settings(second).get_by_label("Quiet until")).to_have_value("06:30")
    kept = {
        "mail": "daily",
        "quiet_from": "22:00",
        "quiet_to": "06:30",
        "keywords": ["launch", "发布"],
        "sound": "knock",
        "desktop": False,
    }
    eventually(lambda: bob.call("GET", "/notification-settings") == kept)


def test_what_the_server_refuses_is_said(bob: Person) -> None:
    page = bob.open("/settings")
    bob.device.expect_complaints("status of 422")
    words = settings(page).get_by_role("textbox", name="Words that I want to hear of")
    words.fill("x" * 41)
    settings(page).get_by_role("button", name="Save").click()
    expect(settings(page).get_by_role("alert").filter(visible=True)).to_have_text(
        "At most 40 characters, please."
    )
    expect(words).to_have_value("x" * 41)


def test_where_the_browser_keeps_it_off_the_settings_say_what_to_do(bob: Person) -> None:
    page = recording(bob, "denied").open("/settings")
    expect(settings(page).get_by_text("Your browser keeps it off.")).to_be_visible()
    expect(settings(page).get_by_text("Press the sign before the address of this page").first).to_be_visible()
    expect(settings(page).get_by_role("checkbox", name="On the desktop")).to_be_hidden()


def test_a_room_can_be_muted_and_heard_wholly(alice: Person, bob: Person, room: Room) -> None:
    page = bob.open(f"/rooms/{room['id']}")
    details = open_details(page)
    of = details.get_by_role("combobox", name="Tell me of")
    expect(of).to_have_value("mentions")
    of.select_option("Everything")
    place = f"/places/room:{room['id']}/level"
    eventually(lambda: bob.call("GET", place)["level"] == "everything")
    details.get_by_role("button", name="For an hour").click()
    expect(details.get_by_text(re.compile("Muted until"))).to_be_visible()
    assert bob.call("GET", place)["muted_until"] is not None
    page.reload()
    expect(details.get_by_text(re.compile("Muted until"))).to_be_visible()
    bob.call("PUT", place, level="nothing", muted_until=None)
    expect(of).to_have_value("nothing")
    expect(details.get_by_role("button", name="For an hour")).to_be_hidden()
    _nobody_is_shut_out(page)


def test_of_a_direct_conversation_one_hears_everything_or_nothing(alice: Person, bob: Person) -> None:
    direct = alice.call("POST", "/rooms", kind="direct", user_ids=[bob.id])
    alice.post(direct, "Hello")
    page = bob.open(f"/rooms/{direct['id']}")
    of = open_details(page).get_by_role("combobox", name="Tell me of")
    expect(of).to_have_value("everything")
    assert of.get_by_role("option").all_text_contents() == ["Everything", "Nothing"]


@pytest.mark.parametrize("look", LOOKS)
def test_nobody_is_shut_out_of_the_settings(look: str, bob: Person) -> None:
    page = bob.another_device(**LOOKS[look]).open("/settings")
    settings(page).get_by_role("checkbox", name="Quiet hours").check()
    expect(settings(page).get_by_label("Quiet from")).to_be_visible()
    _nobody_is_shut_out(page)


def test_in_chinese(alice: Person, bob: Person, room: Room) -> None:
    bob.call("PATCH", "/me", locale="zh_Hans")
    page = recording(bob).open("/notices")
    expect(page.get_by_role("heading", name="通知", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    alice.post(room, f"@{bob.username} 你好")
    expect(page.get_by_role("listitem").filter(has_text="Alice")).to_contain_text("Design")
    eventually(lambda: len(told(page)) == 1)
    [(title, body)] = told(page)
    assert "提到" in title
    assert body == f"@{bob.username} 你好"
    expect(page.get_by_role("button", name="全部标为已读")).to_be_enabled()


def test_a_tab_that_nobody_touches_is_not_being_read(alice: Person, bob: Person, room: Room) -> None:
    page = at_ease(recording(bob).open(f"/rooms/{room['id']}"))
    alice.post(room, f"@{bob.username} you see this")
    expect(message(page, "you see this")).to_be_visible()
    # Only the hands of the clock are moved: all that takes time goes on as it was.
    page.clock.set_system_time(time.time() + 4 * 60)

    def call() -> bool:
        alice.post(room, f"@{bob.username} are you there?")
        page.wait_for_timeout(500)
        return told(page) != []

    eventually(call, seconds=60)
    assert set(told(page)) == {("Alice mentioned you in Design", f"@{bob.username} are you there?")}
    expect(bell(page)).to_have_accessible_description(re.compile("unread"))
    # Whoever comes back sees it, and so has read it.
    page.mouse.move(300, 300)
    expect(bell(page)).not_to_have_accessible_description(re.compile("unread"))
