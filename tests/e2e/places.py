"""Where things are on the page: by their roles and names, as people and screen readers find them."""

import re
from typing import Any

from playwright.sync_api import Locator, Page


def rooms(page: Page) -> Locator:
    """The list of rooms."""
    return page.get_by_role("navigation", name="Rooms", exact=True)


def room_link(page: Page, name: str) -> Locator:
    """A room in the list."""
    return rooms(page).get_by_role("link", name=name, exact=True)


def room_item(page: Page, name: str) -> Locator:
    """A room in the list, with what stands beside its name."""
    return rooms(page).get_by_role("listitem").filter(has=page.get_by_role("link", name=name, exact=True))


def log(page: Page) -> Locator:
    """Where the messages are."""
    return page.get_by_role("log", name="Messages")


def messages(page: Page) -> Locator:
    """Every message on the page."""
    return log(page).get_by_role("article")


def message(page: Page, text: str | re.Pattern[str]) -> Locator:
    """The messages that have this in them."""
    return messages(page).filter(has_text=text)


def composer(page: Page) -> Locator:
    """Where a message is written."""
    return page.get_by_role("textbox", name="Message", exact=True)


def waiting(page: Page) -> Locator:
    """The messages that are not sent yet."""
    return messages(page).filter(has=page.get_by_text("Waiting to be sent").filter(visible=True))


def online(page: Page) -> Locator:
    """How many people are there."""
    return page.get_by_role("status", name="Online")


def say(page: Page, *texts: str) -> None:
    """Write messages and send each with Enter."""
    for text in texts:
        composer(page).fill(text)
        composer(page).press("Enter")


def words(page: Page, pattern: str) -> list[str]:
    """Return what the pattern finds in the messages on the page, in their order."""
    return [found for text in messages(page).all_text_contents() for found in re.findall(pattern, text)]


def address(room: dict[str, Any], message: dict[str, Any] | None = None) -> str:
    """Return the path of a room, or of a message in it."""
    return f"/rooms/{room['id']}" + (f"/messages/{message['id']}" if message else "")


def open_details(page: Page) -> Locator:
    """Show what the room on the page is and who is in it, and return the pane."""
    page.get_by_role("button", name="Members").click()
    return page.get_by_role("complementary", name="Room details")


def todos(page: Page) -> Locator:
    """The to-dos beside a room."""
    return page.get_by_role("region", name="To-dos", exact=True)


def todo(page: Page, text: str) -> Locator:
    """The line of a to-do."""
    tick = page.get_by_role("checkbox", name=text, exact=True)
    return todos(page).get_by_role("listitem").filter(has=tick)
