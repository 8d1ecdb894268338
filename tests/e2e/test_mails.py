"""What people do with mail: a forgotten password, an address to confirm or to change, an invitation to follow."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.devices import DeviceMaker, answered, make_device
from tests.e2e.live import LiveServer
from tests.e2e.people import PASSWORD, Person
from tests.e2e.places import room_link, rooms
from tests.mail_server import MailServer, path, text

NEW = "a different battery"


@pytest.fixture(scope="module")
def post() -> Iterator[MailServer]:
    """A real mail server."""
    server = MailServer().start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def served(post: MailServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that sends its mail there."""
    server = LiveServer(tmp_path_factory.mktemp("mails"), SMTP_URL=post.url).start()
    yield server
    assert server.stop() == 0
    assert "Traceback" not in server.log, server.log


@pytest.fixture(scope="module")
def ada(served: LiveServer, playwright: Playwright) -> Iterator[Person]:
    """The administrator."""
    api = playwright.request.new_context(base_url=served.url)
    yield Person(api, make_device, "Ada", "ada").set_up("Northwind")
    api.dispose()


@pytest.fixture
def server(served: LiveServer, ada: Person) -> LiveServer:
    return served


@pytest.fixture
def office(ada: Person, device: DeviceMaker) -> Page:
    """The administrator's browser."""
    return device(storage_state=ada.api.storage_state()).open("/")


def dialog(page: Page) -> Page:
    return page.get_by_role("dialog", name="Invite people")  # type: ignore[return-value]


class TestAForgottenPassword:
    def test_a_mailed_link_leads_to_a_new_one_and_in(
        self, alice: Person, device: DeviceMaker, post: MailServer
    ) -> None:
        other = alice.open("/")
        expect(rooms(other)).to_be_visible()
        page = device().open("/sign-in")
        page.get_by_role("textbox", name="Username or email").fill(alice.email)
        page.get_by_role("link", name="Forgot your password?").click()
        expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
        # Typed already, while trying to sign in.
        expect(page.get_by_role("textbox", name="Username or email")).to_have_value(alice.email)
        page.get_by_role("button", name="Mail me a link").click()
        expect(page.get_by_role("status").filter(visible=True)).to_contain_text("If there is such an account")
        page.goto(page.url.rsplit("/", 1)[0] + path(post.wait_for(alice.email, "for an hour")))
        expect(page.get_by_text(f"For your account: {alice.username}")).to_be_visible()
        alice.device.expect_complaints(answered(401))
        page.get_by_role("textbox", name="Password").fill(NEW)
        page.get_by_role("button", name="Save and sign in").click()
        expect(rooms(page)).to_be_visible()
        # Elsewhere one is signed out at once.
        expect(other.get_by_role("dialog").filter(visible=True)).to_be_visible()
        assert "password" in text(post.wait_for(alice.email, "changed"))

    def test_a_name_that_nobody_has_gets_the_same_answer(
        self, device: DeviceMaker, server: LiveServer
    ) -> None:
        page = device().open("/reset-password")
        page.get_by_role("textbox", name="Username or email").fill("nobody@example.org")
        page.get_by_role("button", name="Mail me a link").click()
        expect(page.get_by_role("status").filter(visible=True)).to_contain_text("If there is such an account")

    def test_a_link_that_is_over_shows_the_way_on(self, device: DeviceMaker, server: LiveServer) -> None:
        browser = device()
        browser.expect_complaints(answered(410))
        page = browser.open("/reset-password/never-was")
        expect(page.get_by_role("alert").filter(visible=True)).to_contain_text(
            "has expired or was used before"
        )
        page.get_by_role("link", name="Ask for a new link").click()
        expect(page.get_by_role("button", name="Mail me a link")).to_be_visible()


class TestAnAddress:
    def test_is_confirmed_by_the_link_of_a_mail(self, alice: Person, post: MailServer) -> None:
        page = alice.open("/settings")
        expect(page.get_by_text("Not confirmed yet")).to_be_visible()
        link = alice.open(path(post.wait_for(alice.email, "confirm")))
        link.get_by_role("button", name="Confirm address").click()
        expect(link.get_by_role("status").filter(visible=True)).to_contain_text(alice.email)
        link.get_by_role("link", name="Go on").click()
        expect(rooms(link)).to_be_visible()
        page.reload()
        expect(page.get_by_text("Confirmed: mail reaches you here.")).to_be_visible()

    def test_is_changed_once_the_new_one_confirms_and_the_old_one_is_told(
        self, alice: Person, device: DeviceMaker, post: MailServer
    ) -> None:
        page = alice.open("/settings")
        new = f"new-{alice.email}"
        page.get_by_role("button", name="Change address").click()
        page.get_by_role("textbox", name="New address").fill(new)
        page.get_by_role("button", name="Mail me a link").click()
        expect(page.get_by_text(new)).to_be_visible()
        expect(page.get_by_text(alice.email, exact=True)).to_be_visible()
        elsewhere = device().open(path(post.wait_for(new)))
        elsewhere.get_by_role("button", name="Use this address").click()
        expect(elsewhere.get_by_role("status").filter(visible=True)).to_contain_text(new)
        assert "no longer here" in text(post.wait_for(alice.email, "no longer here"))
        page.reload()
        expect(page.get_by_text(new, exact=True)).to_be_visible()


class TestAnInvitation:
    def test_by_a_link_leads_into_its_room(self, ada: Person, office: Page, device: DeviceMaker) -> None:
        room = ada.make_room("Closed circle", "closed")
        ada.call("PATCH", "/administration/workspace", sign_up="invited")
        office.reload()
        office.get_by_role("button", name="Invite people").click()
        dialog(office).get_by_role("combobox", name="Takes them to").select_option(label=room["name"])
        dialog(office).get_by_role("button", name="Create link").click()
        expect(dialog(office).get_by_role("img", name="The link as a code")).to_be_visible()
        link = dialog(office).get_by_role("textbox", name="Link").input_value()

        page = device().open("/invite/" + link.rsplit("/", 1)[1])
        expect(page.get_by_role("heading", name="ada invites you to Northwind")).to_be_visible()
        page.get_by_role("link", name="Create account").click()
        page.get_by_role("textbox", name="Username").fill("dora")
        page.get_by_role("textbox", name="Email").fill("dora@example.org")
        page.get_by_role("textbox", name="Password").fill(PASSWORD)
        page.get_by_role("button", name="Create account").click()
        expect(room_link(page, room["name"])).to_be_visible()

    def test_by_mail_goes_to_one_person(self, office: Page, device: DeviceMaker, post: MailServer) -> None:
        office.get_by_role("button", name="Invite people").click()
        dialog(office).get_by_role("radio", name="By mail").check()
        dialog(office).get_by_role("button", name="Send invitation").click()
        expect(dialog(office).get_by_text("Please fill this in.").first).to_be_visible()
        dialog(office).get_by_role("textbox", name="Email").fill("emil@example.org")
        dialog(office).get_by_role("textbox", name="A few words").fill("Welcome, Emil!")
        dialog(office).get_by_role("button", name="Send invitation").click()
        expect(dialog(office).get_by_role("status")).to_contain_text("emil@example.org")
        mail = post.wait_for("emil@example.org")
        assert "Welcome, Emil!" in text(mail)
        page = device().open(path(mail))
        expect(page.get_by_text("Welcome, Emil!")).to_be_visible()
        page.get_by_role("link", name="Create account").click()
        page.get_by_role("textbox", name="Username").fill("emil")
        page.get_by_role("textbox", name="Email").fill("emil@example.org")
        page.get_by_role("textbox", name="Password").fill(PASSWORD)
        page.get_by_role("button", name="Create account").click()
        expect(rooms(page)).to_be_visible()

    def test_taken_back_lets_nobody_in(self, office: Page, device: DeviceMaker) -> None:
        office.get_by_role("button", name="Invite people").click()
        dialog(office).get_by_role("textbox", name="A few words").fill("To be taken back")
        dialog(office).get_by_role("button", name="Create link").click()
        link = dialog(office).get_by_role("textbox", name="Link").input_value()
        dialog(office).get_by_role("button", name="Take back: To be taken back").click()
        office.get_by_role("dialog", name="Take this invitation back?").get_by_role(
            "button", name="Take back"
        ).click()
        expect(dialog(office).get_by_role("button", name="Take back: To be taken back")).to_have_count(0)
        browser = device()
        browser.expect_complaints(answered(410))
        page = browser.open("/invite/" + link.rsplit("/", 1)[1])
        expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("not good any more")

    def test_who_is_in_the_room_is_taken_there(self, ada: Person, device: DeviceMaker) -> None:
        room = ada.make_room("Round table", "closed")
        invitation = ada.call("POST", "/invitations", room_id=room["id"])
        page = device(storage_state=ada.api.storage_state()).open(
            "/invite/" + invitation["link"].rsplit("/", 1)[1]
        )
        expect(page).to_have_url(re.compile(f"/rooms/{room['id']}$"))


def test_only_addresses_of_ours_once_they_are_confirmed(
    ada: Person, device: DeviceMaker, post: MailServer, server: LiveServer
) -> None:
    ada.call("PATCH", "/administration/workspace", sign_up="domains", email_domains=["northwind.example"])
    browser = device()
    browser.expect_complaints(answered(422), answered(403))
    page = browser.open("/sign-up")
    page.get_by_role("textbox", name="Username").fill("fay")
    page.get_by_role("textbox", name="Email").fill("fay@example.org")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("Please use your address at northwind.example.")).to_be_visible()
    page.get_by_role("textbox", name="Email").fill("fay@northwind.example")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(server.url + "/sign-in")
    page.get_by_role("textbox", name="Username").fill("fay")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(server.url + path(post.wait_for("fay@northwind.example")))
    page.get_by_role("button", name="Confirm address").click()
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("textbox", name="Username").fill("fay")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(rooms(page)).to_be_visible()
