"""Every view and dialog, in both lights and on a phone, without one violation that axe knows."""

import uuid
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, Playwright, expect

from setup.places import HERE
from tests.e2e.devices import DeviceMaker, answered
from tests.e2e.live import LiveServer
from tests.e2e.people import PASSWORD, Person
from tests.e2e.places import address, composer, message, messages, room_link, rooms, say, todo, todos

LOOKS: dict[str, dict[str, Any]] = {
    "desk": {},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
AXE = (HERE.node_modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
# The other light is other colours, and nothing else.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
# Fading colours have no contrast that could be measured; what turns for ever is not waited for.
AT_REST = """() => {
  const moving = document.getAnimations().filter((it) => it.effect.getTiming().iterations < 9);
  return Promise.all(moving.map((it) => it.finished.catch(() => {}))).then(() => {});
}"""
EVERYTHING = """Everything **bold** and *quiet*, ~~gone~~, `code` and a [link](https://example.org/).

> Somebody said so.

- one
- two

| name | what |
| --- | --- |
| Parley | talk |

```python
@app.route("/")
def answer(question: str) -> int:
    # A comment, a "string", a number.
    return 42 if question == "why" else None
```"""


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> dict[str, Any]:
    """How wide the browser is, and whether by mouse or by finger."""
    return LOOKS[request.param]


def test_the_set_up_page(device: DeviceMaker, tmp_path: Path, look: dict[str, Any]) -> None:
    empty = LiveServer(tmp_path / "empty").start()
    browser = device(**look)
    browser.expect_complaints("status of 422")
    page = browser.context.new_page()
    page.goto(empty.url)
    expect(page.get_by_role("heading", name="Set up your workspace")).to_be_visible()
    _nobody_is_shut_out(page)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("alert").filter(visible=True)).to_be_visible()
    _nobody_is_shut_out(page)
    assert empty.stop() == 0


def test_the_doors(device: DeviceMaker, look: dict[str, Any]) -> None:
    browser = device(**look)
    browser.expect_complaints("status of 4(01|22)")
    page = browser.open("/sign-in")
    _nobody_is_shut_out(page)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").filter(visible=True)).to_be_visible()
    _nobody_is_shut_out(page)
    page.get_by_role("link", name="Create account").click()
    expect(page.get_by_role("heading", name="Create your account")).to_be_visible()
    _nobody_is_shut_out(page)


def test_where_links_of_mails_lead(device: DeviceMaker, look: dict[str, Any]) -> None:
    browser = device(**look)
    browser.expect_complaints(answered(410))
    page = browser.open("/reset-password")
    _nobody_is_shut_out(page)
    page.get_by_role("textbox", name="Username or email").fill("nobody")
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("status").filter(visible=True)).to_be_visible()
    _nobody_is_shut_out(page)
    for path in ("/reset-password/x", "/confirm-email/x", "/change-email/x", "/invite/x", "/check-mail"):
        page.goto(browser.url + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        _nobody_is_shut_out(page)


def test_inviting_people(
    device: DeviceMaker, playwright: Playwright, tmp_path: Path, look: dict[str, Any]
) -> None:
    empty = LiveServer(tmp_path / "empty").start()
    api = playwright.request.new_context(base_url=empty.url)
    ada = Person(api, device, "Ada", "ada").set_up("Northwind")
    invitation = ada.call("POST", "/invitations", note="Welcome")
    browser = device(storage_state=api.storage_state(), **look)
    browser.url = empty.url
    page = browser.open("/")
    page.get_by_role("button", name="Invite people").filter(visible=True).click()
    dialog = page.get_by_role("dialog", name="Invite people")
    expect(dialog.get_by_text("Welcome", exact=True)).to_be_visible()
    _nobody_is_shut_out(page)
    dialog.get_by_role("radio", name="By mail").check()
    dialog.get_by_role("button", name="Send invitation").click()
    expect(dialog.get_by_role("alert").filter(visible=True)).to_be_visible()
    _nobody_is_shut_out(page)
    dialog.get_by_role("button", name="Show code: Welcome").click()
    expect(dialog.get_by_role("textbox", name="Link")).to_have_value(invitation["link"])
    _nobody_is_shut_out(page)
    page.goto(browser.url + "/settings")
    page.get_by_role("button", name="Change address").click()
    expect(page.get_by_role("textbox", name="New address")).to_be_visible()
    _nobody_is_shut_out(page)
    page.close()
    api.dispose()
    assert empty.stop() == 0


def test_empty_places(alice: Person, look: dict[str, Any]) -> None:
    browser = alice.another_device(**look)
    browser.expect_complaints(answered(404))
    page = browser.open("/")
    expect(page.get_by_role("button", name="New room").filter(visible=True)).to_be_visible()
    _nobody_is_shut_out(page)
    for path in ("/nowhere", "/rooms/999999"):
        page.goto(browser.url + path)
        expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
        _nobody_is_shut_out(page)
    page.goto(browser.url + address(alice.make_room("Quiet", "closed")))
    expect(composer(page)).to_be_visible()
    _nobody_is_shut_out(page)


def test_a_room_with_everything_in_it(
    alice: Person, bob: Person, charlie: Person, room: dict[str, Any], look: dict[str, Any]
) -> None:
    alice.post(room, EVERYTHING)
    bob.post(room, EVERYTHING)
    bob.post(room, "Short")
    edited = bob.post(room, "Befor")
    bob.call("PATCH", f"/rooms/{room['id']}/messages/{edited['id']}", text="After")
    alice.post(room, "🎉")
    alice.call("POST", "/rooms", kind="direct", user_ids=[bob.id])
    browser = alice.another_device(**look)
    page = browser.open(address(room))
    expect(message(page, "After")).to_be_visible()
    bob.post(alice.make_room("Elsewhere", "closed", bob), "You should read this")
    bob.post(room, "A new one")
    expect(message(page, "A new one")).to_be_visible()
    _nobody_is_shut_out(page)
    composer(page).focus()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("toolbar", name="Message actions")).to_be_visible()
    _nobody_is_shut_out(page)
    browser.go_offline()
    composer(page).focus()
    say(page, "Waiting")
    expect(page.get_by_text("You are offline").first).to_be_visible()
    expect(messages(page).last).to_contain_text("Waiting to be sent")
    _nobody_is_shut_out(page)
    browser.go_online()
    say(page, "\x01")
    expect(messages(page).last).to_contain_text("A message needs some text.")
    _nobody_is_shut_out(page)


def test_members_and_dialogs(alice: Person, bob: Person, room: dict[str, Any], look: dict[str, Any]) -> None:
    alice.post(room, "To be deleted")
    page = alice.another_device(**look).open(address(room))
    expect(composer(page)).to_be_visible()
    details = page.get_by_role("complementary", name="Room details")
    if not details.is_visible():
        page.get_by_role("button", name="Members").click()
    expect(details.get_by_text("Bob")).to_be_visible()
    _nobody_is_shut_out(page)
    for opener in ("Edit room", "Invite", "Remove Bob", "Leave room"):
        details.get_by_role("button", name=opener).click()
        _look_at_dialog(page)


def test_to_dos_beside_a_room(alice: Person, bob: Person, room: dict[str, Any], look: dict[str, Any]) -> None:
    due = {"date": "2026-01-02", "time": "17:00", "zone": "Europe/Berlin"}
    fields = {
        "due": due,
        "labels": ["release"],
        "assignee_id": bob.id,
        "notes": "See **this**",
        "priority": 3,
    }
    said = {"room_id": room["id"], "message_id": alice.post(room, "Who writes it?")["id"]}
    uids = [str(uuid.uuid4()) for _ in range(3)]
    alice.call("POST", "/items", uid=uids[0], room_id=room["id"], text="Write `it`", source=said, **fields)
    alice.call("POST", "/items", uid=uids[1], room_id=room["id"], text="A part", parent=uids[0])
    alice.call("POST", "/items", uid=uids[2], room_id=room["id"], text="Old", done=True)
    bob.call("POST", f"/items/{uids[0]}/comments", uid=str(uuid.uuid4()), text="On my way.")
    page = alice.another_device(**look).open(f"{address(room)}/todos")
    panel = todos(page)
    panel.get_by_role("button", name="Done").click()
    expect(todo(page, "Old")).to_be_visible()
    _nobody_is_shut_out(page)
    todo(page, "A part").get_by_role("checkbox").check()
    panel.get_by_role("button", name="Filter").click()
    expect(panel.get_by_role("searchbox")).to_be_focused()
    _nobody_is_shut_out(page)
    panel.get_by_role("searchbox").press("Escape")
    panel.get_by_role("button", name="Lists and more").click()
    _nobody_is_shut_out(page)
    panel.get_by_role("button", name="New list").click()
    _look_at_dialog(page)
    for opener in ("Archived lists", "Trash", "Keyboard shortcuts"):
        panel.get_by_role("button", name="Lists and more").click()
        panel.get_by_role("button", name=opener).click()
        _look_at_dialog(page)
    panel.get_by_text("Write it").click()
    dialog = page.get_by_role("dialog", name="To-do")
    expect(dialog.get_by_text("On my way.")).to_be_visible()
    dialog.get_by_role("combobox", name="Repeat").select_option(label="Custom…")
    dialog.get_by_role("button", name="Show history").click()
    _look_at_dialog(page)


def test_the_list_and_its_dialogs(
    alice: Person, bob: Person, room: dict[str, Any], look: dict[str, Any]
) -> None:
    bob.post(room, "Unread")
    page = alice.another_device(**look).open("/")
    expect(room_link(page, "Design")).to_have_accessible_description("1 unread message")
    _nobody_is_shut_out(page)
    for opener in ("New room", "New message"):
        rooms(page).get_by_role("button", name=opener).click()
        _look_at_dialog(page)
    page.get_by_role("button", name="Account").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    _nobody_is_shut_out(page)


def test_browse_and_settings(alice: Person, bob: Person, look: dict[str, Any]) -> None:
    room = bob.make_room(f"Open {bob.id}")
    browser = alice.another_device(**look)
    page = browser.open("/rooms")
    expect(page.get_by_role("button", name=f"Join {room['name']}")).to_be_visible()
    _nobody_is_shut_out(page)
    page.get_by_role("searchbox").fill("there is no such room")
    expect(page.get_by_text("No room by that name")).to_be_visible()
    _nobody_is_shut_out(page)
    page.goto(browser.url + address(room))
    expect(page.get_by_role("button", name="Join", exact=True)).to_be_visible()
    _nobody_is_shut_out(page)
    page.goto(browser.url + "/settings")
    expect(page.get_by_text("This device", exact=True)).to_be_visible()
    _nobody_is_shut_out(page)


def test_what_guards_an_account(alice: Person, device: DeviceMaker, look: dict[str, Any]) -> None:
    browser = alice.another_device(**look)
    browser.expect_complaints("status of 422")
    page = browser.open("/settings")
    page.get_by_role("button", name="Change password").click()
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_role("textbox", name="New password")).to_have_attribute("aria-invalid", "true")
    _nobody_is_shut_out(page)
    page.get_by_role("button", name="Set up an authenticator app").click()
    dialog = page.get_by_role("dialog", name="Set up an authenticator app")
    dialog.get_by_text("Cannot scan it?").click()
    _nobody_is_shut_out(page)
    app = pyotp.TOTP(dialog.locator("code").inner_text().replace(" ", ""))
    dialog.get_by_role("textbox").fill(app.now())
    dialog.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("dialog", name="Your recovery codes")).to_be_visible()
    _nobody_is_shut_out(page)
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("On since: Today")).to_be_visible()
    _nobody_is_shut_out(page)
    door = device(**look).open("/sign-in")
    door.get_by_role("textbox", name="Username").fill(alice.username)
    door.get_by_role("textbox", name="Password").fill(PASSWORD)
    door.get_by_role("button", name="Sign in", exact=True).click()
    expect(door.get_by_role("textbox", name="Code from your app")).to_be_visible()
    _nobody_is_shut_out(door)
    door.get_by_role("button", name="Use a recovery code").click()
    expect(door.get_by_role("textbox", name="Recovery code")).to_be_focused()
    _nobody_is_shut_out(door)


def test_leaving(alice: Person, look: dict[str, Any]) -> None:
    page = alice.another_device(**look).open("/settings")
    page.get_by_role("button", name="Delete…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    _nobody_is_shut_out(page)
    page.get_by_role("button", name="Delete in two weeks").click()
    expect(page.get_by_role("heading", name="Your account is going to be deleted")).to_be_visible()
    _nobody_is_shut_out(page)


def test_inviting_and_being_invited(alice: Person, device: DeviceMaker, look: dict[str, Any]) -> None:
    browser = device(**look)
    page = browser.open("/sign-in?next=/administration/invitations")
    page.get_by_role("textbox", name="Username").fill("ada")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("main").get_by_role("button", name="Invite people").click()
    dialog = page.get_by_role("dialog", name="Invite people")
    expect(dialog.get_by_role("button", name="Create link")).to_be_visible()
    _nobody_is_shut_out(page)
    dialog.get_by_role("textbox", name="A few words").fill("Welcome")
    dialog.get_by_role("button", name="Create link").click()
    expect(dialog.get_by_role("img")).to_be_visible()
    _nobody_is_shut_out(page)
    link = dialog.get_by_role("textbox", name="Link").input_value()
    page.keyboard.press("Escape")
    expect(page.get_by_role("main").get_by_role("listitem").filter(has_text="Welcome").first).to_be_visible()
    _nobody_is_shut_out(page)
    page = device(**look).open("/invite/" + link.rsplit("/", 1)[1])
    expect(page.get_by_role("link", name="Create account")).to_be_visible()
    _nobody_is_shut_out(page)


def test_administering(alice: Person, device: DeviceMaker, look: dict[str, Any]) -> None:
    page = device(**look).open("/sign-in?next=/administration")
    page.get_by_role("textbox", name="Username").fill("ada")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("figure")).to_have_count(4)
    _nobody_is_shut_out(page)
    tabs = page.get_by_role("navigation", name="Administration")
    tabs.get_by_role("link", name="People").click()
    page.get_by_role("searchbox", name="Find people").fill(alice.username)
    person = page.get_by_role("main").get_by_role("listitem").filter(has_text=f"@{alice.username} ")
    person.get_by_role("button", name="Manage").click()
    _look_at_dialog(page)
    _nobody_is_shut_out(page)
    page.get_by_role("button", name="Add a person").click()
    _look_at_dialog(page)
    page.get_by_role("searchbox", name="Find people").fill("there is nobody like that")
    expect(page.get_by_role("heading", name="Nobody like that")).to_be_visible()
    _nobody_is_shut_out(page)
    for name, button in (("Rooms", ""), ("Workspace", "Save"), ("Log", "")):
        tabs.get_by_role("link", name=name).click()
        expect(tabs.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        if button:
            expect(page.get_by_role("button", name=button)).to_be_visible()
        _nobody_is_shut_out(page)
        # On a phone nothing hangs over the edge.
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_session_that_ended(alice: Person, room: dict[str, Any], look: dict[str, Any]) -> None:
    browser = alice.another_device(**look)
    browser.expect_complaints(answered(401))
    page = browser.open(address(room))
    expect(composer(page)).to_be_visible()
    current = next(each for each in alice.call("GET", "/me/sessions")["sessions"] if each["current"])
    alice.call("DELETE", f"/me/sessions/{current['id']}")
    expect(page.get_by_role("dialog", name="Please sign in again")).to_be_visible()
    _nobody_is_shut_out(page)


def test_chinese(alice: Person, room: dict[str, Any], look: dict[str, Any]) -> None:
    alice.call("PATCH", "/me", locale="zh_Hans")
    page = alice.another_device(**look).open(address(room))
    expect(page.get_by_role("textbox", name="消息", exact=True)).to_be_visible()
    _nobody_is_shut_out(page)


def _look_at_dialog(page: Page) -> None:
    expect(page.get_by_role("dialog")).to_be_visible()
    _nobody_is_shut_out(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def _nobody_is_shut_out(page: Page) -> None:
    """Expect that axe has nothing to say, in either light, once everything that moves has come to rest."""
    if not page.evaluate("'axe' in window"):
        # The strict policy takes no script tags; what the driver evaluates is not under it.
        page.evaluate(AXE)
    expect(page.locator(".progress-bar").filter(visible=True)).to_have_count(0)
    for light, rules in (("light", None), ("dark", OF_COLOURS)):
        page.emulate_media(color_scheme=light)
        page.evaluate(AT_REST)
        options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
        found = page.evaluate("options => axe.run(document, options).then(it => it.violations)", options)
        assert [_in_short(violation) for violation in found] == [], light


def _in_short(violation: dict[str, Any]) -> str:
    nodes = [f"{node['target']}: {node['failureSummary']}" for node in violation["nodes"][:4]]
    return f"{violation['id']}: {violation['help']} {nodes}"


def test_keeping_order(
    device: DeviceMaker, playwright: Playwright, tmp_path: Path, look: dict[str, Any]
) -> None:
    moderated = LiveServer(tmp_path / "moderated").start()
    api = playwright.request.new_context(base_url=moderated.url)
    ada = Person(api, device, "Ada", "ada").set_up("Northwind")
    bob = Person(playwright.request.new_context(base_url=moderated.url), device, "Bob", "bob").sign_up()
    ada.call("PATCH", "/administration/workspace", guests=True)
    room = ada.make_room("Harbour", "open", bob)
    message = bob.post(room, "you fools")
    ada.call("PATCH", f"/rooms/{room['id']}", guests="write", slow_mode_seconds=60)
    ada.call("POST", f"/rooms/{room['id']}/messages/{message['id']}/reports", reason="Not kind")
    browser = device(storage_state=api.storage_state(), **look)
    browser.url = moderated.url
    page = browser.open("/moderation")
    expect(page.get_by_role("button", name="Remove message")).to_be_visible()
    _nobody_is_shut_out(page)
    page.goto(f"{browser.url}/rooms/{room['id']}/messages/{message['id']}")
    if not page.get_by_role("button", name="Edit room").is_visible():
        page.get_by_role("button", name="Members").click()
    page.get_by_role("button", name="Edit room").click()
    expect(page.get_by_label("Slow mode")).to_be_visible()
    _nobody_is_shut_out(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Manage Bob").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Appoint")).to_be_visible()
    _nobody_is_shut_out(page)
    visitor = device(**look)
    visitor.url = moderated.url
    door = visitor.open(f"/rooms/{room['id']}")
    door.get_by_role("button", name="Look around as a guest").click()
    expect(door.get_by_role("textbox", name="Nickname")).to_be_visible()
    _nobody_is_shut_out(door)
    bob.api.dispose()
    api.dispose()
    for one in (page, door):
        one.close()
    assert moderated.stop() == 0
