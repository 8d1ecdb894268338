"""Whatever people write, it cannot act, and it cannot break the page."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import Person
from tests.e2e.places import composer, log, messages, room_link, say

Room = dict[str, Any]

ACTS = "window.itActed = true"
SCRIPTS = [
    f"<script>{ACTS}</script>",
    f"<img src=x onerror='{ACTS}'>",
    f"<svg onload='{ACTS}'><animate onbegin='{ACTS}'>",
    f"<iframe srcdoc='<script>parent.{ACTS}</script>'></iframe>",
    f"<a href='javascript:{ACTS}'>click</a>",
    f"[click](javascript:{ACTS})",
    f"[click](<java\nscript:{ACTS}>)",
    f"[click](data:text/html,<script>{ACTS}</script>)",
    "<style>body { display: none }</style><form action='//evil.example'><input name=q></form>",
    f"```html\n<script>{ACTS}</script>\n```",
    f"`<img src=x onerror={ACTS}>`",
    f"![pixel](http://evil.example/pixel.gif) <{ACTS}> &lt;b onclick={ACTS}&gt;",
    f"<div x-data x-init='{ACTS}'><p x-text=\"{ACTS}\"></p></div> {{{{ {ACTS} }}}}",
    "<dialog open>Please sign in again</dialog><base href='//evil.example/'>",
]
AWKWARD = [
    "W" * 3000,
    "https://example.org/" + "a-very-long-path/" * 80,
    "```\n" + "x = 1; " * 500 + "\n```",
    "|" + " wide |" * 60 + "\n|" + " --- |" * 60 + "\n|" + " cell |" * 60,
    "> " * 200 + "deep",
    "- one\n" + "".join("  " * depth + "- deeper\n" for depth in range(1, 40)),
    "مرحبا بالعالم، هذه رسالة من اليمين إلى اليسار",
    "\u202eThis runs backwards\u2066\u2066\u202e and never ends",
    "Z̷̡͎͇̰̃̌͗a̶̢̺͚͆̈́l̸̡͖̣̈́g̷̨̛͓̈́o̴̢͙̊" * 200,
    "🏳️‍🌈" * 500,
    "\n\n\n".join("line" for _ in range(120)),
]


def test_nothing_that_is_written_acts(alice: Person, bob: Person, room: Room) -> None:
    page = bob.open_room(room)
    expect(composer(page)).to_be_visible()
    for text in SCRIPTS:
        alice.post(room, text)
    expect(messages(page)).to_have_count(len(SCRIPTS))
    _nothing_acts(page)
    page.reload()
    expect(messages(page)).to_have_count(len(SCRIPTS))
    _nothing_acts(page)


def test_nothing_that_is_written_breaks_the_page(alice: Person, bob: Person, room: Room) -> None:
    page, phone = bob.open_room(room), bob.another_device(viewport={"width": 390, "height": 844})
    expect(composer(page)).to_be_visible()
    for text in AWKWARD:
        alice.post(room, text)
    small = phone.open(f"/rooms/{room['id']}")
    for tab in (page, small):
        expect(messages(tab)).to_have_count(len(AWKWARD))
        _holds_together(tab)
    say(page, *AWKWARD[:1])
    expect(messages(page)).to_have_count(len(AWKWARD) + 1)
    _holds_together(page)


def test_names_of_rooms_and_people_are_only_words(alice: Person, bob: Person) -> None:
    name = f"<img src=x onerror={ACTS}>{'M' * 30}"
    alice.call("PATCH", "/me", name=f"<b onmouseover={ACTS}>Alice</b>")
    room = alice.make_room(name, "closed", bob)
    alice.call("PATCH", f"/rooms/{room['id']}", topic=f"<script>{ACTS}</script>{'t' * 200}")
    alice.post(room, "Hello")
    page = bob.open_room(room)
    expect(page.get_by_role("main").get_by_role("heading", name=name, exact=True).first).to_be_visible()
    expect(room_link(page, name)).to_be_visible()
    expect(messages(page).first).to_contain_text(f"<b onmouseover={ACTS}>Alice</b>")
    expect(page).to_have_title(f"Northwind · {name}")
    _nothing_acts(page)
    _holds_together(page)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/", "//127.0.0.1:1/", "https://example.org/?q=%3Cb%3E"]
)
def test_a_link_opens_elsewhere_and_tells_nothing(alice: Person, room: Room, address: str) -> None:
    alice.post(room, f"[look]({address})")
    link = messages(alice.open_room(room)).get_by_role("link", name="look")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "nofollow noopener noreferrer")


def _nothing_acts(page: Page) -> None:
    for link in log(page).get_by_role("link").all():
        assert (link.get_attribute("href") or "").startswith(("http://", "https://", "mailto:", "/"))
    active = "script, style, iframe, form, img, svg *, [onerror], [onclick], [x-data], dialog, base"
    texts = log(page).locator(".message-text")
    assert texts.locator(active).count() == 0
    assert page.evaluate("window.itActed") is None
    expect(composer(page)).to_be_visible()


def _holds_together(page: Page) -> None:
    """Nothing sticks out at the side, of the page or of the messages, and everything needed is in reach."""
    for element in (page.locator("html"), log(page)):
        wide, room = element.evaluate("it => [it.scrollWidth, it.clientWidth]")
        assert wide <= room
    expect(composer(page)).to_be_in_viewport()
    expect(page.get_by_role("button", name="Send")).to_be_in_viewport()
