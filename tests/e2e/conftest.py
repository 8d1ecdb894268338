"""A server, a browser, and the cast: Alice owns the rooms, Bob is a member, Charlie is an outsider."""

import itertools
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from setup.places import HERE
from tests.e2e.devices import Device, DeviceMaker, make_device
from tests.e2e.live import LiveServer
from tests.e2e.people import Person

ARTIFACTS = HERE.root / "tests" / "artifacts"
# Long, because nothing depends on it but how soon a failing test gives up.
expect.set_options(timeout=30_000)
_numbers = itertools.count(1)

Newcomer = Callable[[str], Person]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of the browser."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The machine's Chromium, or the one that Playwright brought."""
    chosen = os.environ.get("CHROMIUM")
    browser = playwright.chromium.launch(executable_path=chosen)
    yield browser
    browser.close()


def whole_browser(playwright: Playwright) -> Browser:
    """Start a Chromium that could have windows: the other one shows no notifications, whatever it is allowed."""
    chosen = os.environ.get("WHOLE_CHROMIUM")
    return playwright.chromium.launch(executable_path=chosen, channel=None if chosen else "chromium")


@pytest.fixture(scope="session")
def shared_server(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server for all tests that do not say otherwise, its workspace set up."""
    server = LiveServer(tmp_path_factory.mktemp("shared")).start()
    api = playwright.request.new_context(base_url=server.url)
    Person(api, make_device, "Ada", "ada").set_up("Northwind")
    api.dispose()
    yield server
    assert server.stop() == 0
    assert "Traceback" not in server.log, server.log


@pytest.fixture
def own_server(playwright: Playwright, tmp_path: Path) -> Iterator[LiveServer]:
    """A server of this test alone, its workspace set up: it may be killed and renewed."""
    server = LiveServer(tmp_path / "own").start()
    api = playwright.request.new_context(base_url=server.url)
    Person(api, make_device, "Ada", "ada").set_up("Northwind")
    api.dispose()
    yield server
    assert server.stop() == 0


@pytest.fixture
def server(shared_server: LiveServer) -> LiveServer:
    """The server of the test; a module whose tests need one of their own overrides this."""
    return shared_server


@pytest.fixture
def device(browser: Browser, server: LiveServer, request: pytest.FixtureRequest) -> Iterator[DeviceMaker]:
    """Makes browsers that are signed in nowhere; at the end, none of them may have complained."""
    made: list[Device] = []

    def make(**options: Any) -> Device:
        made.append(make_device(browser, server.url, **options))
        return made[-1]

    yield make
    if request.node.stash.get(_FAILED, False):
        _take_pictures(request.node.nodeid, made)
    complaints = [complaint for device in made for complaint in device.complaints]
    for one in made:
        one.context.close()
    assert complaints == []


@pytest.fixture
def newcomer(playwright: Playwright, server: LiveServer, device: DeviceMaker) -> Iterator[Newcomer]:
    """Signs people up by their names; everybody is somebody new in every test."""
    contexts = []

    def join(name: str) -> Person:
        contexts.append(playwright.request.new_context(base_url=server.url))
        username = f"{name.lower()}-{next(_numbers)}"
        return Person(contexts[-1], device, name, username).sign_up()

    yield join
    for context in contexts:
        context.dispose()


@pytest.fixture
def alice(newcomer: Newcomer) -> Person:
    """Makes the rooms."""
    return newcomer("Alice")


@pytest.fixture
def bob(newcomer: Newcomer) -> Person:
    """Is invited."""
    return newcomer("Bob")


@pytest.fixture
def charlie(newcomer: Newcomer) -> Person:
    """Is not."""
    return newcomer("Charlie")


@pytest.fixture
def room(alice: Person, bob: Person) -> dict[str, Any]:
    """A room of Alice and Bob."""
    return alice.make_room("Design", "closed", bob)


_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember a failure, for the pictures, and show what the server had to say."""
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
        server = getattr(item, "funcargs", {}).get("server")
        if server is not None:
            report.sections.append(("The end of the server's log", "\n".join(server.log.splitlines()[-30:])))
    return report


def _take_pictures(name: str, devices: list[Device]) -> None:
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^\w-]+", "-", name.removeprefix("tests/e2e/")).strip("-")
    pages = [page for device in devices for page in device.context.pages]
    for number, page in enumerate(pages, 1):
        page.screenshot(path=ARTIFACTS / f"{stem}-{number}.png")
