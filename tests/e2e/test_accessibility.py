"""Every view and dialog, in both lights and on a phone, without one violation that axe knows."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from setup.places import HERE
from tests.e2e.devices import DeviceMaker, answered
from tests.e2e.live import LiveServer
from tests.e2e.people import Person
from tests.e2e.places import address, composer, message, messages, room_link, rooms, say

LOOKS: dict[str, dict[str, Any]] = {
    "desk": {},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
AXE = (HERE.node_modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
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
    expect(page.get_by_text("This device")).to_be_visible()
    _nobody_is_shut_out(page)


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
    for light in ("dark", "light"):
        page.emulate_media(color_scheme=light)
        page.evaluate(AT_REST)
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] }).then(it => it.violations)")
        assert [_in_short(violation) for violation in found] == [], light


def _in_short(violation: dict[str, Any]) -> str:
    nodes = [f"{node['target']}: {node['failureSummary']}" for node in violation["nodes"][:4]]
    return f"{violation['id']}: {violation['help']} {nodes}"
