"""Inviting people: a link leads into the room of its maker, also where nobody else can make an account."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.devices import DeviceMaker, answered, make_device
from tests.e2e.live import LiveServer
from tests.e2e.people import PASSWORD, Person
from tests.e2e.places import composer, open_details, room_link


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A workspace into which nobody comes by themselves."""
    server = LiveServer(tmp_path_factory.mktemp("invited"), SIGN_UP="closed").start()
    yield server
    assert server.stop() == 0
    assert "Traceback" not in server.log, server.log


@pytest.fixture
def server(own_server: LiveServer) -> LiveServer:
    """Instead of the shared one."""
    return own_server


@pytest.fixture(scope="module")
def set_up(own_server: LiveServer, playwright: Playwright) -> Iterator[Person]:
    """Ada, as a program: she sets the workspace up once."""
    api = playwright.request.new_context(base_url=own_server.url)
    ada = Person(api, make_device, "Ada", "ada").set_up("Northwind")
    ada.call("PATCH", "/me", name="Ada")
    ada.make_room("Launch", "closed")
    yield ada
    api.dispose()


@pytest.fixture
def ada(set_up: Person, device: DeviceMaker) -> Person:
    """The administrator."""
    return Person(set_up.api, device, "Ada", "ada")


def invite(page: Page, room: str, note: str = "The launch is here.") -> str:
    """Make a link for one person into a room, and return its path."""
    page.get_by_role("button", name="Invite people").first.click()
    dialog = page.get_by_role("dialog", name="Invite people")
    dialog.get_by_role("combobox", name="Takes them to").select_option(room)
    dialog.get_by_role("combobox", name="For", exact=True).select_option("One person")
    dialog.get_by_role("textbox", name="A few words").fill(note)
    dialog.get_by_role("button", name="Create link").click()
    code = dialog.get_by_role("img")
    expect(code).to_be_visible()
    assert code.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    address = dialog.get_by_role("textbox", name="Link").input_value()
    dialog.get_by_role("button", name="Close").click()
    return "/" + address.split("/", 3)[3]


def sign_up(page: Page, username: str) -> None:
    """Fill the form in and send it."""
    page.get_by_role("textbox", name="Username").fill(username)
    page.get_by_role("textbox", name="Email").fill(f"{username}@example.org")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()


def test_by_a_link_one_is_in_the_room_and_nobody_else_is(ada: Person, device: DeviceMaker) -> None:
    path = invite(ada.open("/"), "Launch")
    stranger = device().open("/sign-up")
    expect(stranger.get_by_role("textbox", name="Username")).to_be_hidden()
    page = device().open(path)
    expect(page.get_by_role("heading", name="Ada invites you to Northwind")).to_be_visible()
    expect(page.get_by_text("The launch is here.")).to_be_visible()
    page.get_by_role("link", name="Create account").click()
    sign_up(page, "dora")
    expect(page).to_have_url(re.compile(r"/rooms/\d+$"))
    expect(composer(page)).to_be_visible()
    late = device()
    late.expect_complaints(answered(410))
    page = late.open(path)
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text(
        "This invitation is not good any more."
    )
    expect(page.get_by_role("link", name="Create account")).to_be_hidden()


def test_who_has_an_account_goes_into_the_room(ada: Person, device: DeviceMaker) -> None:
    page = ada.open("/")
    path = invite(page, "Launch")
    emil = device().open(path)
    emil.get_by_role("link", name="Create account").click()
    sign_up(emil, "emil")
    expect(composer(emil)).to_be_visible()
    ada.make_room("Harbour", "closed")
    expect(room_link(page, "Harbour")).to_be_visible()
    emil.goto(ada.device.url + invite(page, "Harbour"))
    emil.get_by_role("button", name="Go to the room").click()
    expect(composer(emil)).to_be_visible()
    expect(room_link(emil, "Harbour")).to_be_visible()


def test_from_a_room_one_invites_somebody_new_into_it(ada: Person) -> None:
    lighthouse = ada.make_room("Lighthouse", "closed")
    page = ada.open_room(lighthouse)
    open_details(page).get_by_role("button", name="Invite").click()
    page.get_by_role("dialog").get_by_role("button", name="Somebody new…").click()
    dialog = page.get_by_role("dialog", name="Invite people", exact=True)
    expect(dialog.get_by_role("combobox", name="Takes them to")).to_have_value(str(lighthouse["id"]))
    dialog.get_by_role("button", name="Create link").click()
    expect(dialog.get_by_role("img")).to_be_visible()
    made = ada.call("GET", "/invitations?state=open")["invitations"][0]
    assert made["room"]["name"] == "Lighthouse"


def test_guests_need_a_room(ada: Person) -> None:
    ada.device.expect_complaints(answered(422))
    page = ada.open("/")
    page.get_by_role("button", name="Invite people").first.click()
    dialog = page.get_by_role("dialog", name="Invite people", exact=True)
    dialog.get_by_role("combobox", name="They become").select_option("Guests")
    dialog.get_by_role("textbox", name="A few words").fill("Only looking")
    dialog.get_by_role("button", name="Create link").click()
    expect(dialog.get_by_text("Guests see one room only. Please choose it.")).to_be_visible()
    expect(dialog.get_by_role("textbox", name="A few words")).to_have_value("Only looking")


def test_an_administrator_sees_and_takes_back(ada: Person, device: DeviceMaker) -> None:
    page = ada.open("/administration/invitations")
    path = invite(page, "Launch", "For Fay")
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text="For Fay")
    expect(row).to_contain_text("0 of 1 came")
    expect(row).to_contain_text("by Ada")
    row.get_by_role("button", name="Take back").click()
    question = page.get_by_role("dialog", name="Take this invitation back?")
    question.get_by_role("button", name="Take back").click()
    expect(row).to_be_hidden()
    page.get_by_role("combobox", name="State").select_option("Taken back")
    expect(row).to_be_visible()
    late = device()
    late.expect_complaints(answered(410))
    expect(late.open(path).get_by_role("alert").filter(visible=True)).to_be_visible()
