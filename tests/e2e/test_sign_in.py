"""Coming in: signing up, in and out, and where one arrives."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import DeviceMaker, answered
from tests.e2e.live import LiveServer
from tests.e2e.people import PASSWORD, Person
from tests.e2e.places import composer, room_link, rooms

HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "/.//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/rooms/..//evil.example/",
    "javascript:alert(1)",
    "http:evil.example",
    "evil.example",
    "/api/v1/session",
    "/static/favicon.svg",
]


def test_sign_up_from_the_sign_in_page(device: DeviceMaker) -> None:
    page = device().open("/")
    page.get_by_role("link", name="Create account").click()
    expect(page.get_by_role("heading", name="Create your account")).to_be_visible()
    page.get_by_role("textbox", name="Username").fill("newcomer")
    page.get_by_role("textbox", name="Email").fill("newcomer@example.org")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(rooms(page)).to_be_visible()
    page.reload()
    expect(rooms(page)).to_be_visible()


@pytest.mark.parametrize("login", ["username", "email"])
def test_sign_in_by_name_or_by_address(device: DeviceMaker, alice: Person, login: str) -> None:
    page = device().open("/")
    expect(page).to_have_url(re.compile("/sign-in$"))
    _sign_in(page, getattr(alice, login).upper())
    expect(rooms(page)).to_be_visible()


def test_a_wrong_password_is_refused_in_words(device: DeviceMaker, alice: Person) -> None:
    browser = device()
    browser.expect_complaints(answered(401, "/session"))
    page = browser.open("/sign-in")
    _sign_in(page, alice.username, "not my password")
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text(
        "The name or the password is not right"
    )
    expect(page.get_by_role("textbox", name="Username")).to_have_value(alice.username)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("textbox", name="Password").press("Enter")
    expect(rooms(page)).to_be_visible()


def test_signed_out_is_signed_out(alice: Person) -> None:
    room = alice.make_room("Design", "closed")
    page = alice.open()
    room_link(page, "Design").click()
    expect(composer(page)).to_be_visible()
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in$"))
    page.go_back()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.goto(alice.device.url + f"/rooms/{room['id']}")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_text("Design")).to_have_count(0)


def test_after_signing_in_one_is_where_one_wanted_to_be(
    device: DeviceMaker, alice: Person, bob: Person, room: dict[str, Any]
) -> None:
    message = alice.post(room, "See you there.")
    page = device().open(f"/rooms/{room['id']}/messages/{message['id']}")
    _sign_in(page, bob.username)
    expect(page).to_have_url(re.compile(rf"/rooms/{room['id']}/messages/{message['id']}$"))
    expect(page.get_by_role("article").filter(has_text="See you there.")).to_be_visible()


@pytest.mark.parametrize("wanted", HOSTILE[:3])
def test_a_link_cannot_lead_elsewhere_after_signing_in(
    device: DeviceMaker, server: LiveServer, alice: Person, wanted: str
) -> None:
    page = device().open(_sign_in_path(wanted))
    _sign_in(page, alice.username)
    expect(rooms(page)).to_be_visible()
    assert page.url.startswith(f"{server.url}/")


def test_a_link_cannot_lead_elsewhere_when_signed_in(server: LiveServer, alice: Person) -> None:
    page = alice.open()
    for wanted in HOSTILE:
        page.goto(server.url + _sign_in_path(wanted))
        expect(rooms(page)).to_be_visible()
        assert page.url.startswith(f"{server.url}/"), wanted


def test_whoever_is_signed_in_is_not_asked_again(alice: Person) -> None:
    page = alice.open("/sign-in?next=%2Frooms")
    expect(page).to_have_url(re.compile("/rooms$"))
    expect(page.get_by_role("heading", name="Browse rooms")).to_be_visible()


def _sign_in_path(wanted: str) -> str:
    return "/sign-in?" + urlencode({"next": wanted})


def _sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    page.get_by_role("textbox", name="Username").fill(login)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
