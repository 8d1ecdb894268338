"""Signing in with two factors, by passkeys, and proving that it is you."""

import re
import sqlite3
import time
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import Device, DeviceMaker, answered
from tests.e2e.live import LiveServer
from tests.e2e.people import PASSWORD, Person
from tests.e2e.places import rooms
from tests.eventually import eventually


def test_an_app_guards_the_account_and_a_recovery_code_stands_in_for_it(
    alice: Person, device: DeviceMaker
) -> None:
    page = alice.open("/settings")
    page.get_by_role("button", name="Set up an authenticator app").click()
    dialog = page.get_by_role("dialog", name="Set up an authenticator app")
    expect(dialog.get_by_role("img", name="QR code for your app")).to_be_visible()
    assert dialog.get_by_role("img").evaluate("it => it.naturalWidth") > 0
    dialog.get_by_text("Cannot scan it?").click()
    app = pyotp.TOTP(dialog.locator("code").inner_text().replace(" ", ""))
    alice.device.expect_complaints(answered(422))
    dialog.get_by_role("textbox").fill("000000")
    dialog.get_by_role("button", name="Turn on").click()
    expect(dialog.get_by_text("This code is not right")).to_be_visible()
    dialog.get_by_role("textbox").fill(app.at(time.time() - 30))
    dialog.get_by_role("button", name="Turn on").click()
    codes = page.get_by_role("dialog", name="Your recovery codes")
    expect(codes.get_by_role("listitem")).to_have_count(10)
    recovery = codes.get_by_role("listitem").all_inner_texts()
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        codes.get_by_role("button", name="Download").click()
    assert set(recovery) <= set(download.value.path().read_text(encoding="utf-8").split())
    codes.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("On since: Today")).to_be_visible()

    page = _sign_in(device(), alice)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.reload()
    code = app.now()
    page.get_by_role("textbox", name="Code from your app").press_sequentially(code)
    expect(rooms(page)).to_be_visible()

    elsewhere = device()
    elsewhere.expect_complaints(answered(422))
    page = _sign_in(elsewhere, alice, "/sign-in?next=%2Fsettings")
    page.get_by_role("textbox", name="Code from your app").press_sequentially(code)
    expect(page.get_by_text("This code is not right, or it has been used.")).to_be_visible()
    page.get_by_role("button", name="Use a recovery code").click()
    page.get_by_role("textbox", name="Recovery code").fill(recovery[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    expect(page.get_by_text("9 left.")).to_be_visible()


def test_the_session_that_ended_comes_back_with_two_factors_and_in_place(alice: Person) -> None:
    app = _with_app(alice)
    page = alice.open("/rooms")
    expect(page.get_by_role("heading", name="Browse rooms")).to_be_visible()
    alice.device.expect_complaints(answered(401))
    current = next(each for each in alice.call("GET", "/me/sessions")["sessions"] if each["current"])
    alice.call("DELETE", f"/me/sessions/{current['id']}")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    dialog.get_by_role("textbox", name="Code from your app").press_sequentially(app.now())
    expect(dialog).to_be_hidden()
    expect(page).to_have_url(re.compile("/rooms$"))


@pytest.fixture
def by_name(server: LiveServer) -> str:
    """The server's address with a name: there are no passkeys at a bare number."""
    return server.url.replace("127.0.0.1", "localhost")


def test_a_passkey_is_the_second_factor_and_enough_by_itself(
    alice: Person, device: DeviceMaker, by_name: str
) -> None:
    browser = device(base_url=by_name)
    browser.url = by_name
    page = browser.context.new_page()
    _give_authenticator(page)
    page.goto(by_name + "/sign-in?next=%2Fsettings")
    _fill(page, alice)
    page.get_by_role("button", name="Add a passkey").click()
    codes = page.get_by_role("dialog", name="Your recovery codes")
    codes.get_by_role("button", name="I have kept them").click()
    kept = page.get_by_role("list", name="Passkeys").get_by_role("listitem")
    expect(kept).to_have_count(1)
    page.get_by_role("button", name="Rename Chrome").click()
    page.get_by_role("textbox", name="Name of the passkey").fill("My laptop")
    page.keyboard.press("Enter")
    expect(kept.get_by_text("My laptop")).to_be_visible()

    _sign_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(rooms(page)).to_be_visible()
    assert page.evaluate("fetch('/api/v1/session').then(it => it.json())")["user"]["id"] == alice.id

    _sign_out(page)
    _fill(page, alice)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(rooms(page)).to_be_visible()

    page.goto(by_name + "/settings")
    page.get_by_role("button", name="Remove My laptop").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(kept).to_have_count(0)
    _sign_out(page)
    browser.expect_complaints(answered(400))
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("This passkey did not work")


def test_another_password_signs_the_other_devices_out(alice: Person, device: DeviceMaker) -> None:
    other = device()
    elsewhere = _sign_in(other, alice)
    expect(rooms(elsewhere)).to_be_visible()
    page = alice.open("/settings")
    page.get_by_role("button", name="Change password").click()
    page.get_by_role("textbox", name="Present password").fill(PASSWORD)
    page.get_by_role("textbox", name="New password").fill("quite another sentence")
    other.expect_complaints(answered(401))
    page.get_by_role("button", name="Save password").click()
    expect(elsewhere.get_by_role("dialog", name="Please sign in again")).to_be_visible()
    expect(page.get_by_text("Your password is changed.")).to_be_visible()


def test_what_is_dangerous_asks_again_who_is_there(alice: Person, server: LiveServer) -> None:
    page = alice.open("/settings")
    expect(
        page.get_by_role("button", name="Add a passkey").or_(page.get_by_text("They need"))
    ).to_be_visible()
    # Half an hour goes by.
    with sqlite3.connect(server.data / "parley.db") as database:
        database.execute(
            "UPDATE sessions SET proved_at = datetime('now', '-30 minutes') WHERE user_id = ?", (alice.id,)
        )
    eventually(lambda: alice.call("GET", "/me/security")["proof_needed"])
    alice.device.expect_complaints(answered(403), answered(422))
    opener = page.get_by_role("button", name="Set up an authenticator app")
    opener.click()
    dialog = page.get_by_role("dialog", name="Is it you?")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("alert").filter(visible=True)).to_have_count(0)
    opener.click()
    dialog.get_by_role("textbox", name="Password").fill("a guess")
    dialog.get_by_role("button", name="Confirm").click()
    expect(dialog.get_by_text("This is not your password.")).to_be_visible()
    dialog.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Set up an authenticator app")).to_be_visible()


def _with_app(person: Person) -> pyotp.TOTP:
    app = pyotp.TOTP(person.call("POST", "/me/authenticator")["secret"])
    person.call("POST", "/me/authenticator/confirm", code=app.at(time.time() - 30))
    return app


def _sign_in(device: Device, person: Person, path: str = "/sign-in") -> Page:
    page = device.open(path)
    _fill(page, person)
    return page


def _fill(page: Page, person: Person) -> None:
    page.get_by_role("textbox", name="Username").fill(person.username)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def _sign_out(page: Page) -> None:
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out", exact=True).filter(visible=True).first.click()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def _give_authenticator(page: Page) -> Any:
    """Let the browser believe in a device that keeps passkeys and whose owner puts a finger on it."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return tools
