"""Browsers, each with cookies and a memory of its own, and what they complain of."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebError

# What a browser says by itself when the network or the server is away.
# Where a page polls because the machine was too busy for a websocket in time, and its session has ended meanwhile.
POLL_TOO_LATE = r"status of 400 .*/socket\.io/.*transport=polling.*sid="
NETWORK_AWAY = r"net::ERR_|WebSocket connection to|error occurred when fetching the script"


def answered(status: int, path: str = "") -> str:
    """Return the pattern of what a browser says by itself of an answer with this status (from this path)."""
    return rf"status of {status} .*{re.escape(path)}"


class Device:
    """A browser of somebody: its tabs share cookies and storage, and share nothing with other devices.

    Whatever its console reports as an error makes the test fail (the Content-Security-Policy reports there, too),
    unless the test said before that it expects it.
    """

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url
        self._complaints: list[str] = []
        self._expected: list[str] = [POLL_TOO_LATE]
        context.on("console", self._hear)
        context.on("weberror", self._hear_error)

    def open(self, path: str = "/") -> Page:
        """Open a new tab at an address of the workspace."""
        page = self.context.new_page()
        page.goto(self.url + path)
        return page

    def expect_complaints(self, *patterns: str) -> None:
        """Take these as part of the test: regular expressions over ``<error> <address>``."""
        self._expected.extend(patterns)

    @property
    def complaints(self) -> list[str]:
        """What nobody expected."""
        return [text for text in self._complaints if not any(re.search(it, text) for it in self._expected)]

    def go_offline(self) -> None:
        """Cut the network."""
        self.expect_complaints(NETWORK_AWAY)
        self.context.set_offline(True)

    def go_online(self) -> None:
        """Give the network back."""
        self.context.set_offline(False)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._complaints.append(f"{message.text} {message.location['url']}")

    def _hear_error(self, error: WebError) -> None:
        self._complaints.append(f"uncaught: {error.error}")


DeviceMaker = Callable[..., Device]


def make_device(browser: Browser, url: str, **options: Any) -> Device:
    """Return a fresh browser.

    Args:
        options: of Playwright's ``new_context``: ``viewport``, ``color_scheme``, ``storage_state`` …
    """
    wanted = {
        "locale": "en-US",
        "viewport": {"width": 1280, "height": 800},
        "color_scheme": "light",
        # Most tests are about a page and its server, and see every request of theirs; those of the worker ask for it.
        "service_workers": "block",
        **options,
    }
    context = browser.new_context(**wanted)
    context.set_default_timeout(30_000)
    context.set_default_navigation_timeout(45_000)
    return Device(context, url)
