"""How much a browser asks for before there is something to read."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import Device
from tests.e2e.offline import keeper
from tests.e2e.people import Person
from tests.e2e.places import address, message

Room = dict[str, Any]
MOST_FIRST = 8
# The page itself, and the live connection.
MOST_SECOND = 2
# Notes when the message stands there, from inside the page: the answer to a question from outside comes late.
NOTE = """(() => {
  const look = () => {
    if (document.querySelector("[role=log] article")?.checkVisibility()) performance.mark("usable");
    else requestAnimationFrame(look);
  };
  look();
})()"""
ASKED_BEFORE = """() => {
  const [usable] = performance.getEntriesByName("usable");
  return performance.getEntriesByType("resource").filter(
    (it) => it.startTime < usable.startTime && it.transferSize > 0).map((it) => it.name);
}"""


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_room_costs_few_requests_the_first_time_and_one_the_second(
    alice: Person, room: Room, locale: str
) -> None:
    for number in range(60):
        alice.post(room, f"Message {number}")
    device = keeper(alice, locale=locale)
    first = _requests_before_use(device, address(room))
    assert len(first) <= MOST_FIRST, first
    second = _requests_before_use(device, address(room))
    assert len(second) <= MOST_SECOND, second


def test_what_came_along_is_the_present_and_stays_true(alice: Person, bob: Person, room: Room) -> None:
    alice.post(room, "Before")
    page = bob.open_room(room)
    expect(message(page, "Before")).to_be_visible()
    alice.post(room, "After")
    expect(message(page, "After")).to_be_visible()
    page.reload()
    expect(message(page, "After")).to_be_visible()
    page.get_by_role("link", name="Browse rooms").click()
    alice.post(room, "Meanwhile")
    page.go_back()
    expect(message(page, "Meanwhile")).to_be_visible()


def _requests_before_use(device: Device, path: str) -> list[str]:
    """Open a new tab and return what went over the network until a message could be read."""
    page: Page = device.context.new_page()
    page.add_init_script(NOTE)
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.goto(device.url + path)
    page.wait_for_function("performance.getEntriesByName('usable').length > 0")
    asked: list[str] = page.evaluate(ASKED_BEFORE)
    page.close()
    return [path, *asked, *sockets]
