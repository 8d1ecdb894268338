"""What reaches people with every tab closed: the switch, what is shown, and what can be done right there."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.e2e.conftest import whole_browser
from tests.e2e.live import LiveServer
from tests.e2e.people import PASSWORD, Person
from tests.e2e.places import composer, message
from tests.e2e.pushing import OPENING, Reached
from tests.e2e.test_accessibility import LOOKS, _nobody_is_shut_out
from tests.e2e.test_notices import assign, forget_all
from tests.eventually import eventually
from tests.push_service import PushService

Room = dict[str, Any]
PERMISSION = """(() => {
  let permission = "PERMISSION";
  window.asked = 0;
  Object.defineProperty(Notification, "permission", { get: () => permission });
  Notification.requestPermission = async () => { asked += 1; return (permission = "granted"); };
})()"""

TWO_DAYS_AGO = """() => new Promise((resolve, reject) => {
  const request = indexedDB.open("parley-notices");
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const transaction = request.result.transaction("acts", "readwrite");
    const store = transaction.objectStore("acts");
    store.getAll().onsuccess = ({ target }) => {
      for (const act of target.result) store.put({ ...act, at: act.at - 48 * 3600_000 });
    };
    transaction.oncomplete = () => resolve(request.result.close());
  };
})"""


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One that shows notifications, which the one without windows does not."""
    browser = whole_browser(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def nearby_server(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that takes the push service of a test for one."""
    server = LiveServer(tmp_path_factory.mktemp("nearby"), PUSH_NEARBY="1").start()
    api = playwright.request.new_context(base_url=server.url)
    Person(api, lambda **_: None, "Ada", "ada").set_up("Northwind")  # type: ignore[arg-type, return-value]
    api.dispose()
    yield server
    assert server.stop() == 0
    assert "Traceback" not in server.log, server.log


@pytest.fixture
def server(nearby_server: LiveServer) -> LiveServer:
    """The server of every test here."""
    return nearby_server


@pytest.fixture
def service() -> Iterator[PushService]:
    """The push service of the browsers."""
    service = PushService().start()
    yield service
    service.stop()


@pytest.fixture
def room(alice: Person, bob: Person) -> Room:
    """A room of Alice and Bob, and Bob knows that he is in it."""
    made = alice.make_room("Design", "closed", bob)
    forget_all(bob)
    return made


@pytest.fixture
def reached(bob: Person, service: PushService) -> Reached:
    """Bob's browser, with Parley closed."""
    return Reached(bob, service).closed()


def push_settings(page: Page) -> Any:
    """The section about it in the settings."""
    return page.get_by_role("group", name="With Parley closed")


def switch(page: Page) -> Any:
    """The switch."""
    return page.get_by_role("checkbox", name="With Parley closed")


def devices(person: Person) -> list[dict[str, Any]]:
    """Return the devices of somebody, as the server knows them."""
    found: list[dict[str, Any]] = person.call("GET", "/push/subscriptions")["subscriptions"]
    return found


def item_of(person: Person, item: dict[str, Any]) -> dict[str, Any]:
    """Return a to-do as it is now."""
    found: dict[str, Any] = person.call("GET", f"/items/{item['uid']}")["item"]
    return found


def test_the_whole_road_from_the_switch_to_the_screen(
    alice: Person, bob: Person, room: Room, service: PushService
) -> None:
    reached = Reached(bob, service)
    page = reached.turn_on()
    expect(switch(page)).to_be_checked()
    [device] = devices(bob)
    assert (device["current"], device["failures"], device["last_ok_at"]) == (True, 0, None)
    # With the key of this very server.
    assert page.evaluate("localStorage['test-subscribed']") == bob.call("GET", "/push/key")["key"]
    page.goto(reached.device.url + "/health")
    alice.post(room, f"@{bob.username}, coming?")
    pushed = reached.arrived()
    assert pushed.claims["aud"] == service.url
    assert b"coming" not in pushed.body
    topic = reached.told()
    [shown] = reached.shown()
    assert (shown["title"], shown["body"]) == ("Alice mentioned you in Design", f"@{bob.username}, coming?")
    assert (shown["tag"], shown["actions"], shown["lang"]) == (topic, ["Reply", "Mark as read"], "en")
    assert shown["timestamp"] > 1_700_000_000_000
    # A later one of the same matter takes its place; the very same disturbs nobody again.
    reached.deliver(pushed.data)
    eventually(lambda: [one["silent"] for one in reached.shown()] == [True])
    assert devices(bob)[0]["last_ok_at"] is not None


def test_done_ticks_the_to_do_everywhere(alice: Person, bob: Person, room: Room, reached: Reached) -> None:
    page = alice.open(f"/rooms/{room['id']}/todos")
    item = assign(alice, bob, room, "Water the plants")
    box = page.get_by_role("checkbox", name="Water the plants")
    expect(box).not_to_be_checked()
    topic = reached.told()
    assert reached.shown()[0]["actions"] == ["Done", "Snooze"]
    reached.press(topic, "done")
    expect(box).to_be_checked()
    assert item_of(alice, item)["done_by"]["id"] == bob.id
    assert reached.shown() == []
    assert bob.call("GET", "/notices")["unread"] == 0


def test_snooze_and_mark_as_read(alice: Person, bob: Person, room: Room, reached: Reached) -> None:
    item = assign(alice, bob, room, "Water the plants")
    reached.press(reached.told(), "snooze")
    assert item_of(alice, item)["done_by"] is None
    assert bob.call("GET", "/notices")["unread"] == 0
    # What the server takes back is not there any more.
    assert reached.arrived(2).data["withdraw"] == [f"todo:{item['uid']}"]
    alice.post(room, f"@{bob.username}, coming?")
    topic = reached.told(3)
    assert bob.call("GET", "/notices")["unread"] == 1
    reached.press(topic, "read")
    assert bob.call("GET", "/notices")["unread"] == 0
    assert reached.shown() == []


def test_a_reply_is_a_message_in_the_room(alice: Person, bob: Person, room: Room, reached: Reached) -> None:
    page = alice.open_room(room)
    alice.post(room, f"@{bob.username}, coming?")
    topic = reached.told()
    reached.press(topic, "reply", "On my way")
    expect(message(page, "On my way")).to_be_visible()
    expect(message(page, "On my way")).to_contain_text("Bob")
    assert [one["text"] for one in bob.history(room)][-1] == "On my way"
    assert bob.call("GET", "/notices")["unread"] == 0
    assert reached.shown() == []


def test_where_nothing_can_be_typed_a_reply_leads_to_the_room(
    alice: Person, bob: Person, room: Room, reached: Reached
) -> None:
    said = alice.post(room, f"@{bob.username}, coming?")
    topic = reached.told()
    reached.worker.evaluate(OPENING)
    reached.press(topic, "reply", "")
    [address] = reached.worker.evaluate("opened")
    assert address == f"{reached.device.url}/rooms/{room['id']}/messages/{said['id']}"
    assert len(bob.history(room)) == 1


def test_a_reply_that_is_refused_says_why_and_is_not_lost(
    alice: Person, bob: Person, room: Room, reached: Reached
) -> None:
    alice.post(room, f"@{bob.username}, coming?")
    topic = reached.told()
    alice.call("PUT", f"/rooms/{room['id']}/archive")
    reached.press(topic, "reply", "A long and clever answer")
    [shown] = reached.shown()
    assert shown["title"] == "Your reply was not sent"
    assert "archived" in shown["body"]
    assert "“A long and clever answer”" in shown["body"]
    assert f"/rooms/{room['id']}/" in shown["data"]["path"]
    # It waits in the room, for whoever wants to send it again.
    alice.call("DELETE", f"/rooms/{room['id']}/archive")
    page = reached.device.open("/")
    eventually(lambda: [one["text"] for one in bob.history(room)][-1] == "A long and clever answer")
    expect(page.get_by_role("navigation", name="Rooms", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("navigation", name="Rooms", exact=True)).to_be_visible()
    assert len(bob.history(room)) == 2


def test_signed_out_it_says_so_and_does_it_afterwards(
    alice: Person, bob: Person, room: Room, reached: Reached
) -> None:
    item = assign(alice, bob, room, "Water the plants")
    topic = reached.told()
    cookies = reached.device.context.cookies()
    reached.device.context.clear_cookies()
    reached.press(topic, "done")
    [shown] = reached.shown()
    assert shown["title"] == "Not done yet"
    assert shown["body"] == "You are signed out here. Press to sign in; it is done then.\nWater the plants"
    assert item_of(alice, item)["done_by"] is None
    reached.worker.evaluate(OPENING)
    reached.press(shown["tag"])
    assert reached.worker.evaluate("opened") == [f"{reached.device.url}/todos/{item['uid']}"]
    reached.device.context.add_cookies(cookies)  # type: ignore[arg-type]
    reached.device.open("/")
    eventually(lambda: item_of(alice, item)["done_by"])
    assert reached.shown() == []


def test_what_was_pressed_too_long_ago_is_not_done_and_a_reply_is_offered(
    alice: Person, bob: Person, room: Room, reached: Reached
) -> None:
    item = assign(alice, bob, room, "Water the plants")
    todo = reached.told()
    alice.post(room, f"@{bob.username}, coming?")
    topic = reached.told(2)
    cookies = reached.device.context.cookies()
    reached.device.context.clear_cookies()
    reached.press(todo, "done")
    reached.press(topic, "reply", "On my way")
    reached.worker.evaluate(TWO_DAYS_AGO)
    reached.device.context.add_cookies(cookies)  # type: ignore[arg-type]
    page = reached.device.open(f"/rooms/{room['id']}")
    expect(composer(page)).to_have_value("On my way")
    assert item_of(alice, item)["done_by"] is None
    assert len(bob.history(room)) == 1


def test_nobody_acts_in_the_name_of_the_next_person(
    alice: Person, bob: Person, charlie: Person, room: Room, reached: Reached
) -> None:
    alice.post(room, f"@{bob.username}, coming?")
    topic = reached.told()
    alice.call("POST", f"/rooms/{room['id']}/members", user_ids=[charlie.id])
    reached.device.context.clear_cookies()
    reached.device.context.add_cookies(charlie.api.storage_state()["cookies"])  # type: ignore[arg-type]
    reached.press(topic, "reply", "Not by Charlie")
    # Nor is it shown to them what was written.
    assert reached.shown() == []
    page = reached.device.open(f"/rooms/{room['id']}")
    expect(message(page, "coming?")).to_be_visible()
    expect(message(page, "Not by Charlie")).to_have_count(0)
    assert len(alice.history(room)) == 1
    assert reached.shown() == []


def test_what_was_kept_goes_with_who_signs_out(
    alice: Person, bob: Person, room: Room, service: PushService
) -> None:
    reached = Reached(bob, service)
    page = reached.turn_on()
    alice.post(room, f"@{bob.username}, coming?")
    topic = reached.sees("Alice mentioned you in Design")["tag"]
    alice.call("PUT", f"/rooms/{room['id']}/archive")
    reached.press(topic, "reply", "Only mine")
    assert "Only mine" in reached.sees("Your reply was not sent")["body"]
    page.get_by_role("button", name="Sign out here").click()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    names = "indexedDB.databases().then((found) => found.map(({ name }) => name))"
    eventually(lambda: "parley-notices" not in page.evaluate(names))
    eventually(lambda: reached.shown() == [])


def test_without_a_server_it_is_done_when_there_is_one_again(
    alice: Person, bob: Person, room: Room, reached: Reached, server: LiveServer
) -> None:
    reached.device.expect_complaints(r"net::ERR_", r"Failed to load resource")
    alice.post(room, f"@{bob.username}, coming?")
    topic = reached.told()
    assert server.stop() == 0
    reached.press(topic, "reply", "On my way")
    [shown] = reached.shown()
    assert shown["title"] == "Your reply was not sent"
    assert "as soon as the connection is back" in shown["body"]
    assert "“On my way”" in shown["body"]
    server.start()
    reached.wake()
    eventually(lambda: [one["text"] for one in bob.history(room)][-1] == "On my way")
    eventually(lambda: reached.shown() == [])
    # The browser wakes it for that as often as it likes.
    reached.wake()
    reached.deliver({"withdraw": [], "unread": 0})
    assert len(bob.history(room)) == 2


def test_what_is_read_elsewhere_goes(alice: Person, bob: Person, room: Room, reached: Reached) -> None:
    alice.post(room, f"@{bob.username}, one")
    reached.told()
    said = alice.post(room, f"@{bob.username}, two")
    eventually(lambda: len(reached.service.pushed) == 2)
    reached.deliver(reached.service.pushed[1].data)
    eventually(lambda: len(reached.shown()) == 2)
    two = next(
        one for one in bob.call("GET", "/notices")["notices"] if one["topic"] == f"message:{said['id']}"
    )
    bob.call("PUT", "/notices/read", ids=[two["id"]])
    taken_back = reached.arrived(3).data
    assert taken_back == {"withdraw": [f"message:{said['id']}"], "unread": 1}
    reached.deliver(taken_back)
    eventually(lambda: [one["body"] for one in reached.shown()] == [f"@{bob.username}, one"])


def test_pressing_it_leads_an_open_tab_there_without_loading_it_again(
    alice: Person, bob: Person, room: Room, reached: Reached
) -> None:
    alice.post(room, f"@{bob.username}, coming?")
    topic = reached.told()
    page = reached.device.open("/my-day")
    expect(page.get_by_role("heading", name="My day")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.evaluate("window.same = true")
    page.bring_to_front()
    reached.press(topic)
    expect(message(page, "coming?")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/rooms/\d+/messages/\d+$"))
    assert page.evaluate("window.same")
    eventually(lambda: bob.call("GET", "/notices")["unread"] == 0)


def test_nothing_of_what_is_before_ones_eyes(
    alice: Person, bob: Person, room: Room, reached: Reached
) -> None:
    alice.post(room, f"@{bob.username}, coming?")
    data = reached.arrived().data
    reached.deliver({"topic": "ready", "title": "Ready", "path": "/"})
    reached.sees("Ready")
    page = reached.device.open(f"/rooms/{room['id']}")
    expect(message(page, "coming?")).to_be_visible()
    reached.deliver(data)
    reached.deliver(data | {"topic": "message:0", "title": "Elsewhere", "place": "room:999999"})
    reached.sees("Elsewhere")
    assert sorted(one["title"] for one in reached.shown()) == ["Elsewhere", "Ready"]


def test_a_tab_and_a_push_tell_of_it_once(alice: Person, bob: Person, room: Room, reached: Reached) -> None:
    page = reached.device.open("/rooms")
    page.wait_for_load_state("networkidle")
    alice.post(room, f"@{bob.username}, coming?")
    shown = reached.sees("Alice mentioned you in Design")
    assert (shown["actions"], shown["silent"]) == (["Reply", "Mark as read"], False)
    [notice] = bob.call("GET", "/notices")["notices"]
    told = {"id": notice["id"], "at": notice["created_at"], "topic": notice["topic"], "path": notice["path"]}
    reached.deliver(told | {"title": "The same by push"})
    # It takes the place of the other, and disturbs nobody.
    assert reached.sees("The same by push")["silent"] is True
    assert len(reached.shown()) == 1
    # Read in the tab, it goes.
    bob.call("PUT", "/notices/read", all=True)
    eventually(lambda: reached.shown() == [])


def test_what_cannot_be_understood_shows_something_all_the_same(reached: Reached) -> None:
    reached.deliver([])
    shown = reached.sees("Parley")
    assert (shown["actions"], shown["data"]["path"]) == ([], "/notices")


def test_in_chinese(alice: Person, bob: Person, room: Room, reached: Reached) -> None:
    bob.call("PATCH", "/me", locale="zh_Hans")
    alice.post(room, f"@{bob.username}, 来吗？")
    topic = reached.told()
    [shown] = reached.shown()
    assert (shown["title"], shown["actions"]) == ("Alice 在“Design”里提到了你", ["回复", "标为已读"])
    reached.device.context.clear_cookies()
    reached.press(topic, "reply", "马上")
    [shown] = reached.shown()
    assert shown["title"].isascii() is False
    assert "“马上”" in shown["body"]


def test_signing_out_ends_it(alice: Person, bob: Person, room: Room, service: PushService) -> None:
    reached = Reached(bob, service)
    page = reached.turn_on()
    alice.post(room, f"@{bob.username}, coming?")
    reached.sees("Alice mentioned you in Design")
    page.get_by_role("button", name="Sign out here").click()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    eventually(lambda: page.evaluate("localStorage['test-subscribed'] === undefined"))
    eventually(lambda: reached.shown() == [])
    alice.post(room, f"@{bob.username}, still there?")
    # They are signed in again: it is as they had it.
    page.get_by_role("textbox", name="Username").fill(bob.username)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    eventually(lambda: page.evaluate("localStorage['test-subscribed'] !== undefined"))
    page.goto(reached.device.url + "/settings")
    expect(switch(page)).to_be_checked()
    assert service.pushed == []


def test_a_test_says_whether_it_arrives(bob: Person, service: PushService) -> None:
    reached = Reached(bob, service)
    page = reached.turn_on()
    section = push_settings(page)
    section.get_by_role("button", name="Send a test").click()
    expect(section.get_by_role("status")).to_have_text("On its way …")
    reached.deliver(reached.arrived().data)
    expect(section.get_by_role("status")).to_contain_text("It has arrived.")
    assert reached.sees("This is a test")["body"] == "Notifications reach this device."


@pytest.mark.parametrize(("status", "remains"), [(404, False), (410, False), (429, True), (500, True)])
def test_a_push_service_that_does_not_take_it(
    bob: Person, service: PushService, status: int, remains: bool
) -> None:
    reached = Reached(bob, service)
    page = reached.turn_on()
    page.clock.install()
    page.reload()
    expect(switch(page)).to_be_checked()
    section = push_settings(page)
    service.answers = [(status, {})]
    section.get_by_role("button", name="Send a test").click()
    expect(section.get_by_role("status")).to_have_text("On its way …")
    eventually(lambda: service.asked == 1)
    eventually(lambda: [one["failures"] for one in devices(bob)] == ([1] if remains else []))
    page.clock.fast_forward(40_000)
    if remains:
        expect(section.get_by_role("status")).to_contain_text("It has not arrived. Turn it off and on again")
        expect(section.get_by_role("listitem").first).to_contain_text("Could not be reached")
        section.get_by_text("How to allow it", exact=True).click()
        expect(section.get_by_text("Press the sign before the address of this page").first).to_be_visible()
    else:
        # The server has forgotten the device, which takes out a new subscription.
        expect(section.get_by_role("status")).to_contain_text("this device was not known any more")
        expect(section.get_by_role("listitem").filter(has_text="This device")).to_be_visible()
        section.get_by_role("button", name="Send a test").click()
        reached.deliver(reached.arrived().data)
        expect(section.get_by_role("status")).to_contain_text("It has arrived.")


def test_other_devices_can_be_removed(bob: Person, service: PushService, playwright: Playwright) -> None:
    page = Reached(bob, service).turn_on()
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    phone = playwright.request.new_context(base_url=bob.device.url, user_agent=agent)
    csrf = phone.get("/api/v1/session").json()["csrf"]
    who = {"login": bob.username, "password": PASSWORD}
    csrf = phone.post("/api/v1/session", data=who, headers={"X-CSRFToken": csrf}).json()["csrf"]
    other = service.subscription("telephone")
    assert phone.post("/api/v1/push/subscriptions", data=other, headers={"X-CSRFToken": csrf}).ok
    phone.dispose()
    page.reload()
    section = push_settings(page)
    expect(section.get_by_role("listitem")).to_have_count(2)
    section.get_by_role("button", name="Remove: Chrome · Android").click()
    expect(section.get_by_role("listitem")).to_have_count(1)
    assert len(devices(bob)) == 1
    switch(page).uncheck()
    expect(section.get_by_role("listitem")).to_have_count(0)
    assert devices(bob) == []
    assert page.evaluate("localStorage['test-subscribed'] === undefined")


def test_the_browser_renews_it_by_itself(bob: Person, service: PushService, reached: Reached) -> None:
    fresh = service.subscription("renewed")
    keys = {"p256dh": fresh["p256dh"], "auth": fresh["auth"]}
    reached.worker.evaluate(
        """async (subscription) => {
          const event = new ExtendableEvent("pushsubscriptionchange");
          const work = [];
          event.newSubscription = { toJSON: () => subscription };
          Object.defineProperty(event, "waitUntil", { value: (it) => work.push(it) });
          dispatchEvent(event);
          await Promise.all(work);
        }""",
        {"endpoint": fresh["endpoint"], "keys": keys},
    )
    # A browser has one, so the one before is forgotten.
    assert len(devices(bob)) == 1
    bob.call("POST", "/push/test")
    eventually(lambda: service.addresses)
    assert service.addresses == ["/renewed"]


def with_permission(bob: Person, service: PushService, permission: str, more: str = "") -> Reached:
    """Return a browser of Bob's in which things are otherwise."""
    reached = Reached(bob, service)
    reached.device.context.add_init_script(PERMISSION.replace("PERMISSION", permission) + more)
    return reached


def test_nobody_is_asked_before_they_press(bob: Person, service: PushService) -> None:
    page = with_permission(bob, service, "default").device.open("/settings")
    expect(switch(page)).not_to_be_checked()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("asked") == 0
    switch(page).check()
    expect(push_settings(page).get_by_role("listitem")).to_have_count(1)
    assert page.evaluate("asked") == 1
    # That one question was for both.
    expect(page.get_by_role("checkbox", name="On the desktop")).to_be_checked()


def test_the_offer_is_for_both(alice: Person, bob: Person, room: Room, service: PushService) -> None:
    page = with_permission(bob, service, "default").device.open("/rooms")
    page.wait_for_load_state("networkidle")
    alice.post(room, f"@{bob.username}, coming?")
    expect(page.get_by_text("also with Parley closed?")).to_be_visible()
    page.get_by_role("button", name="Turn on").click()
    eventually(lambda: len(devices(bob)) == 1)
    assert page.evaluate("asked") == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("", "Your browser keeps it off; below it says how to allow it."),
        (";delete window.PushManager", "This browser cannot do that."),
        (
            ";Object.defineProperty(window, 'isSecureContext', { value: false })",
            "This needs an address that begins with https.",
        ),
        (
            ";delete window.PushManager;Object.defineProperty(navigator, 'userAgent', { value: 'iPhone' })",
            "Put Parley on the home screen first",
        ),
    ],
)
def test_why_it_is_not_to_be_had(bob: Person, service: PushService, more: str, words: str) -> None:
    page = with_permission(bob, service, "denied", more).device.open("/settings")
    expect(push_settings(page).get_by_text(words)).to_be_visible()
    expect(switch(page)).to_be_hidden()


def test_a_push_service_that_the_browser_cannot_reach(bob: Person, service: PushService) -> None:
    failing = ";PushManager.prototype.subscribe = async () => { throw new DOMException('x', 'AbortError'); }"
    page = with_permission(bob, service, "granted", failing).device.open("/settings")
    switch(page).click()
    expect(push_settings(page).get_by_role("alert")).to_contain_text("push service does not answer")
    expect(switch(page)).not_to_be_checked()
    assert devices(bob) == []


@pytest.mark.parametrize("look", LOOKS)
def test_nobody_is_shut_out(look: str, bob: Person, service: PushService) -> None:
    reached = Reached(bob, service, **LOOKS[look])
    page = reached.turn_on()
    section = push_settings(page)
    section.get_by_role("button", name="Send a test").click()
    reached.deliver(reached.arrived().data)
    expect(section.get_by_role("status")).to_contain_text("It has arrived.")
    _nobody_is_shut_out(page)
    blocked = with_permission(bob, service, "denied").device.open("/settings")
    push_settings(blocked).get_by_text("How to allow it", exact=True).click()
    _nobody_is_shut_out(blocked)
