"""The first visit to an empty installation, until the first message stands there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import DeviceMaker
from tests.e2e.live import LiveServer
from tests.e2e.people import PASSWORD
from tests.e2e.places import log, message, room_link, say


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    """A server that nobody has visited."""
    server = LiveServer(tmp_path / "empty").start()
    yield server
    assert server.stop() == 0


def test_the_first_visit_leads_to_the_first_message(device: DeviceMaker) -> None:
    page = device().open("/")
    expect(page).to_have_url(re.compile(r"/setup$"))
    _set_up(page)
    page.get_by_role("button", name="New room").click()
    page.get_by_role("textbox", name="Room name").fill("Design")
    page.get_by_role("button", name="Create room").click()
    expect(page.get_by_role("heading", name="Design", exact=True).first).to_be_visible()
    expect(room_link(page, "Design")).to_have_attribute("aria-current", "page")
    expect(page).to_have_title(re.compile("Northwind.*Design"))
    say(page, "Hello, Northwind!")
    expect(message(page, "Hello, Northwind!")).to_be_visible()
    page.reload()
    expect(message(page, "Hello, Northwind!")).to_be_visible()
    expect(log(page).get_by_role("article")).to_have_count(1)


def test_a_second_visitor_finds_the_workspace_set_up(device: DeviceMaker) -> None:
    _set_up(device().open("/"))
    page = device().open("/setup")
    expect(page).to_have_url(re.compile(r"/sign-in$"))
    expect(page.get_by_text("Northwind")).to_be_visible()


def test_mistakes_are_named_beside_their_inputs_and_nothing_typed_is_lost(device: DeviceMaker) -> None:
    browser = device()
    browser.expect_complaints("status of 422")
    page = browser.open("/")
    page.get_by_role("textbox", name="Workspace").fill("Northwind")
    page.get_by_role("textbox", name="Username").fill("a")
    page.get_by_role("textbox", name="Email").fill("nowhere")
    page.get_by_role("textbox", name="Password").fill("short")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("textbox", name="Username")).to_have_accessible_description(re.compile("2 to 32"))
    expect(page.get_by_role("textbox", name="Email")).to_have_accessible_description(re.compile("e-mail"))
    expect(page.get_by_role("textbox", name="Password")).to_have_accessible_description(
        re.compile("At least 8")
    )
    expect(page.get_by_role("textbox", name="Username")).to_be_focused()
    expect(page.get_by_role("textbox", name="Workspace")).to_have_value("Northwind")
    expect(page.get_by_role("textbox", name="Password")).to_have_value("short")


def _set_up(page: Page) -> None:
    page.get_by_role("textbox", name="Workspace").fill("Northwind")
    page.get_by_role("textbox", name="Username").fill("alice")
    page.get_by_role("textbox", name="Email").fill("alice@example.org")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("navigation", name="Rooms", exact=True)).to_be_visible()
