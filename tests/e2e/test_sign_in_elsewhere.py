"""Signing in with another provider, through the browser, with a real one."""

import email
import email.policy
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.devices import Device, DeviceMaker, make_device
from tests.e2e.live import LiveServer
from tests.e2e.people import PASSWORD, Person
from tests.e2e.places import rooms
from tests.e2e.test_accessibility import _nobody_is_shut_out as nobody_is_shut_out
from tests.eventually import eventually
from tests.mail_server import link, text
from tests.oidc import Provider

MIA = {
    "email": "mia@acme.example",
    "email_verified": True,
    "name": "Mia Lindqvist",
    "preferred_username": "mia",
}
ADA = {"email": "ada@example.org", "email_verified": True, "name": "Ada"}
PEOPLE = {"mia": MIA, "ada-elsewhere": ADA}
# Its pages have no icon.
NO_ICON = r"status of 404 .*/favicon\.ico"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """Acme."""
    provider = Provider().start()
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def server(
    playwright: Playwright, provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """A server at which Acme is set up, in a file beside its data; Ada administers it."""
    server = LiveServer(tmp_path_factory.mktemp("elsewhere"))
    server.data.mkdir()
    lines = [f"{name}={value}" for name, value in provider.settings("ACME").items()]
    (server.data / "settings.env").write_text("\n".join(lines), encoding="utf-8")
    server.start()
    api = playwright.request.new_context(base_url=server.url)
    Person(api, make_device, "Ada", "ada").set_up("Northwind")
    api.dispose()
    yield server
    assert server.stop() == 0
    assert "Traceback" not in server.log, server.log


@pytest.fixture
def visitor(device: DeviceMaker, provider: Provider) -> Device:
    """Somebody's browser."""
    provider.switch(people=PEOPLE)
    browser = device()
    browser.expect_complaints(NO_ICON)
    return browser


def test_the_first_time_and_the_next(visitor: Device, device: DeviceMaker) -> None:
    page = visitor.open("/sign-in?next=%2Frooms")
    _continue(page, "mia")
    expect(page.get_by_role("heading", name="Choose your username")).to_be_visible()
    username = page.get_by_role("textbox", name="Username")
    expect(username).to_have_value("mia")
    expect(page.get_by_role("textbox", name="Email")).to_have_value("mia@acme.example")
    nobody_is_shut_out(page)
    username.fill("ada")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("Somebody already has this name.")).to_be_visible()
    username.fill("mia.l")
    visitor.expect_complaints(r"status of 422 .*/oauth/account")
    page.get_by_role("button", name="Create account").click()
    expect(page).to_have_url(re.compile("/rooms$"))
    expect(page.get_by_text("Mia Lindqvist").first).to_be_visible()

    other = device()
    other.expect_complaints(NO_ICON)
    page = other.open("/")
    _continue(page, "mia")
    expect(rooms(page)).to_be_visible()
    expect(page.get_by_text("Mia Lindqvist").first).to_be_visible()


def test_whoever_says_no_is_told_and_can_try_again(visitor: Device) -> None:
    page = visitor.open("/sign-in")
    _continue(page, "noa", answer="No")
    expect(page.get_by_role("heading", name="You said no")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    _answer(page, "noa")
    expect(page.get_by_role("heading", name="Choose your username")).to_be_visible()
    # Back, after the answer was used: said in words, with a way on.
    page.goto(f"{visitor.url}/oauth/acme/callback?state=used&code=used")
    expect(page.get_by_role("heading", name="This sign-in is not valid any more")).to_be_visible()
    page.get_by_role("link", name="Sign in another way").click()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_an_account_with_the_same_address_is_linked_by_whoever_has_it(visitor: Device) -> None:
    page = visitor.open("/")
    _continue(page, "ada-elsewhere")
    expect(page.get_by_role("heading", name="You have an account here")).to_be_visible()
    page.get_by_role("link", name="Sign in, then link in the settings").click()
    page.get_by_role("textbox", name="Username").fill("ada")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    linked = page.get_by_role("region", name="Accounts elsewhere")
    linked.get_by_role("button", name="Link Acme").click()
    # The provider knows the browser by now, and asks nothing.
    expect(linked.get_by_role("status")).to_have_text("You can now sign in with Acme.")
    expect(linked.get_by_role("status")).to_be_in_viewport()
    expect(page).to_have_url(re.compile("/settings$"))
    nobody_is_shut_out(page)
    linked.get_by_role("button", name="Unlink Acme").click()
    expect(linked.get_by_role("button", name="Link Acme")).to_be_visible()


def test_an_account_with_the_same_address_is_linked_by_mail(
    visitor: Device, alice: Person, server: LiveServer, provider: Provider
) -> None:
    provider.switch(people={"alice-elsewhere": {"email": alice.email, "email_verified": True}})
    page = visitor.open("/")
    _continue(page, "alice-elsewhere")
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_text(f"A link is on its way to {alice.email}.")).to_be_visible()
    page.goto(eventually(lambda: _mailed_link(server, alice.email)))
    page.get_by_role("button", name="Link and sign in").click()
    linked = page.get_by_role("region", name="Accounts elsewhere")
    expect(linked.get_by_text(alice.email)).to_be_visible()


def _mailed_link(server: LiveServer, address: str) -> str:
    """Return where the mail to the address leads that is about linking; nothing before it is there."""
    for path in (server.data / "mail").glob("*.eml"):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if mail["To"] == address and "/link-account/" in text(mail):
            return link(mail)
    return ""


def test_a_provider_that_talks_nonsense_is_told_of_on_a_page(visitor: Device, provider: Provider) -> None:
    page = visitor.open("/sign-in")
    provider.switch(people=PEOPLE, broken=["/token"])
    _continue(page, "noa")
    expect(page.get_by_role("heading", name="Acme gave an answer that cannot be used")).to_be_visible()
    provider.switch(people=PEOPLE)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Choose your username")).to_be_visible()


def test_an_administrator_tries_whether_it_answers(visitor: Device, provider: Provider) -> None:
    page = visitor.open("/sign-in?next=/administration/workspace")
    page.get_by_role("textbox", name="Username").fill("ada")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    row = page.get_by_role("region", name="Sign-in providers").get_by_role("listitem").filter(has_text="Acme")
    expect(row).to_contain_text("/oauth/acme/callback")
    row.get_by_role("button", name="Test Acme").click()
    expect(row.get_by_text("Answers", exact=True)).to_be_visible()
    nobody_is_shut_out(page)
    provider.stop()
    row.get_by_role("button", name="Test Acme").click()
    expect(row.get_by_text("Does not answer")).to_be_visible()
    nobody_is_shut_out(page)
    provider.start()


def test_nobody_else_waits_for_a_provider_that_is_slow(server: LiveServer, provider: Provider) -> None:
    provider.switch(people=PEOPLE)
    with requests.Session() as browser, ThreadPoolExecutor() as aside:
        csrf = browser.get(f"{server.url}/api/v1/session", timeout=10).json()["csrf"]
        start = browser.post(
            f"{server.url}/api/v1/oauth/acme/start", json={}, headers={"X-CSRFToken": csrf}, timeout=10
        )
        address = provider.visit(start.json()["url"], "noa")
        provider.switch(people=PEOPLE, slow=1500)
        came_back = aside.submit(browser.get, address, timeout=30, allow_redirects=False)
        answered = 0
        while not came_back.done():
            requests.get(f"{server.url}/health", timeout=10).raise_for_status()
            answered += 1
        # Two answers of the provider's are waited for, three seconds in all.
        assert answered > 20
        assert came_back.result().headers["Location"] == "/sign-up/username"


def test_the_pages_shut_nobody_out(visitor: Device) -> None:
    page = visitor.open("/sign-in")
    expect(page.get_by_role("button", name="Continue with Acme")).to_be_visible()
    nobody_is_shut_out(page)
    page.goto(f"{visitor.url}/sign-in/problem?why=unreachable&provider=acme")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    nobody_is_shut_out(page)
    page.goto(f"{visitor.url}/sign-in")
    _continue(page, "ada-elsewhere")
    expect(page.get_by_role("button", name="Mail me a link")).to_be_visible()
    nobody_is_shut_out(page)
    page.goto(f"{visitor.url}/link-account/forged")
    page.get_by_role("button", name="Link and sign in").click()
    visitor.expect_complaints(r"status of 410 .*/oauth/links")
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("has expired or was used before")
    nobody_is_shut_out(page)


def _continue(page: Page, account: str, answer: str = "Yes, it is me") -> None:
    page.get_by_role("button", name="Continue with Acme").click()
    _answer(page, account, answer)


def _answer(page: Page, account: str, answer: str = "Yes, it is me") -> None:
    page.get_by_role("textbox", name="Account").fill(account)
    page.get_by_role("button", name=answer).click()
