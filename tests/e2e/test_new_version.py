"""The server is renewed while pages are open: they go on, and offer to be loaded anew."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import NETWORK_AWAY, answered
from tests.e2e.live import LiveServer
from tests.e2e.offline import keeper, newer_version, wait_until_kept
from tests.e2e.people import Person
from tests.e2e.places import composer, message, say

Room = dict[str, Any]


@pytest.fixture
def server(own_server: LiveServer) -> LiveServer:
    """A server that only this test renews."""
    return own_server


def test_an_old_page_goes_on_and_offers_to_be_loaded_anew(
    server: LiveServer, alice: Person, room: Room, tmp_path: Path
) -> None:
    device = keeper(alice)
    device.expect_complaints(NETWORK_AWAY)
    page = device.open(f"/rooms/{room['id']}")
    say(page, "Of the old one")
    expect(message(page, "Of the old one")).to_be_visible()
    wait_until_kept(page, "Of the old one")
    old = _entry(page)
    _renew(server, tmp_path)
    assert alice.api.get(old).status == 404
    say(page, "Still here")
    expect(message(page, "Still here")).to_be_visible()
    expect(_offer(page)).to_be_visible()
    # What was never opened comes from what the worker has kept of this version.
    page.get_by_role("link", name="Browse rooms").click()
    expect(page.get_by_role("heading", name="Browse rooms")).to_be_visible()
    page.get_by_role("button", name="Account").first.click()
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    assert _entry(page) == old
    page.go_back()
    page.go_back()
    composer(page).fill("Half a sentence")
    _offer(page).click()
    expect(composer(page)).to_have_value("Half a sentence")
    expect(message(page, "Still here")).to_be_visible()
    assert _entry(page) != old
    expect(_offer(page)).to_be_hidden()


def test_where_nothing_was_kept_the_offer_comes_instead_of_an_error(
    server: LiveServer, alice: Person, room: Room, tmp_path: Path
) -> None:
    device = alice.device
    device.expect_complaints(NETWORK_AWAY, answered(404, "/static/assets/"), "Refused to apply style")
    page = device.open(f"/rooms/{room['id']}")
    say(page, "Of the old one")
    expect(message(page, "Of the old one")).to_be_visible()
    _renew(server, tmp_path)
    page.get_by_role("button", name="Account").first.click()
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("heading", name="This page could not be loaded")).to_be_visible()
    _offer(page).click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()


def test_a_server_that_only_starts_again_offers_nothing(
    server: LiveServer, alice: Person, room: Room
) -> None:
    device = keeper(alice)
    device.expect_complaints(NETWORK_AWAY)
    page = device.open(f"/rooms/{room['id']}")
    say(page, "Before")
    expect(message(page, "Before")).to_be_visible()
    assert server.stop() == 0
    server.start()
    say(page, "After")
    expect(message(page, "After")).to_be_visible()
    page.get_by_role("link", name="Browse rooms").click()
    expect(page.get_by_role("heading", name="Browse rooms")).to_be_visible()
    expect(_offer(page)).to_be_hidden()


def _renew(server: LiveServer, folder: Path) -> None:
    assert server.stop() == 0
    server.root = newer_version(folder / "newer")
    server.start()


def _entry(page: Page) -> str:
    found: str = page.evaluate("document.querySelector('script[type=module]').src")
    return found


def _offer(page: Page) -> Any:
    return page.get_by_role("status").get_by_role("button", name="Reload")
