"""Administering: figures, people, rooms, settings and the log, for administrators and nobody else."""

import csv
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.conftest import Newcomer
from tests.e2e.devices import DeviceMaker, answered, make_device
from tests.e2e.live import LiveServer
from tests.e2e.people import Person
from tests.e2e.test_accessibility import _nobody_is_shut_out as nobody_is_shut_out


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A workspace that nobody else changes."""
    server = LiveServer(tmp_path_factory.mktemp("administered")).start()
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
    # Before anybody looks: figures are remembered for a while.
    ada.post(ada.make_room("Chart room"), "something to count")
    yield ada
    api.dispose()


@pytest.fixture
def ada(set_up: Person, device: DeviceMaker) -> Person:
    """The administrator."""
    return Person(set_up.api, device, "Ada", "ada")


def administration(page: Page, place: str) -> None:
    """Go to a page of the administration."""
    page.get_by_role("navigation", name="Administration").get_by_role("link", name=place).click()


def test_the_workspace_gets_another_name_and_the_log_says_so(ada: Person) -> None:
    page = ada.open("/")
    page.get_by_role("button", name="Account").click()
    page.get_by_role("link", name="Administration").click()
    expect(page.get_by_role("figure").first).to_be_visible()
    administration(page, "Workspace")
    page.get_by_label("Workspace", exact=True).fill("Harbour")
    page.get_by_role("switch", name="Guests").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Workspace", exact=True)).to_have_value("Harbour")
    expect(page.get_by_role("switch", name="Guests")).to_be_checked()
    expect(page.get_by_role("link", name="Harbour")).to_be_visible()
    administration(page, "Log")
    entry = page.get_by_role("listitem").filter(has_text="Changed the workspace").first
    expect(entry).to_contain_text("Ada")
    expect(entry).to_contain_text("Harbour")


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(ada: Person) -> None:
    ada.device.expect_complaints(answered(422))
    page = ada.open("/administration/workspace")
    page.get_by_role("radio", name="People with an e-mail address of yours").check()
    domains = page.get_by_label("Domains")
    domains.fill("example.org, nonsense")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("nonsense is not a domain such as example.org.")).to_be_visible()
    expect(domains).to_have_attribute("aria-invalid", "true")
    expect(domains).to_have_value("example.org, nonsense")


def test_a_picture(ada: Person, device: DeviceMaker, tmp_path: Path) -> None:
    ada.device.expect_complaints(answered(422))
    page = ada.open("/administration/workspace")
    ada.device.context.pages[0].screenshot(
        path=tmp_path / "logo.png", clip={"x": 0, "y": 0, "width": 64, "height": 64}
    )
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    page.get_by_label("Choose…").set_input_files(tmp_path / "logo.svg")
    expect(page.get_by_text("Please choose a PNG, JPEG or WebP picture.")).to_be_visible()
    page.get_by_label("Choose…").set_input_files(tmp_path / "logo.png")
    shown = page.get_by_role("img", name="The picture of the workspace")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 64
    # It stands for the workspace at once, and at the door.
    own = page.get_by_role("link", name="Northwind").or_(page.get_by_role("link", name="Harbour"))
    expect(own.locator("img")).to_have_attribute("src", shown.get_attribute("src") or "")
    door = device().open("/sign-in")
    assert door.locator("main img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 64
    page.get_by_role("button", name="Remove").click()
    expect(shown).to_be_hidden()
    expect(own.locator("img")).to_have_count(0)


def test_people_are_found(ada: Person, newcomer: Newcomer) -> None:
    bob = newcomer("Bob")
    page = ada.open("/administration/people")
    people = page.get_by_role("main").get_by_role("listitem")
    expect(people.filter(has_text=bob.username)).to_be_visible()
    page.get_by_role("searchbox", name="Find people").fill(bob.username)
    expect(people).to_have_count(1)
    page.get_by_role("combobox", name="Role").select_option("Administrators")
    expect(page.get_by_role("heading", name="Nobody like that")).to_be_visible()


def test_the_log_comes_as_a_table(ada: Person) -> None:
    ada.call("PATCH", "/administration/workspace", members_invite=True)
    page = ada.open("/administration/log")
    page.get_by_role("combobox", name="Kind of act").select_option("Workspace")
    expect(page.get_by_role("listitem").filter(has_text="members_invite").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    with download.value.path().open(encoding="utf-8", newline="") as file:
        newest = next(csv.DictReader(file))
    assert (newest["actor"], newest["action"]) == ("ada", "workspace.change")
    assert newest["address"] == "127.0.0.1"


def test_how_much_there_is_shows_in_small_charts(ada: Person) -> None:
    page = ada.open("/administration")
    charts = page.get_by_role("figure")
    expect(charts).to_have_count(4)
    expect(charts.filter(has_text="People who wrote")).to_contain_text("Most on")
    expect(charts.filter(has_text="Storage for what was written")).to_contain_text("kB")
    expect(page.get_by_role("definition").last).to_contain_text("B")
    page.get_by_role("radio", name="7 days").check(force=True)
    expect(charts.first.get_by_title(re.compile(": "))).to_have_count(7)


def test_rooms_are_found(ada: Person) -> None:
    ada.make_room("Bridge", "closed")
    ada.make_room("Engine room")
    page = ada.open("/administration/rooms")
    page.get_by_role("searchbox", name="Find a room").fill("bri")
    rooms = page.get_by_role("main").get_by_role("listitem")
    expect(rooms).to_have_count(1)
    expect(rooms).to_contain_text("1 member")


def test_a_room_is_archived_and_brought_back(ada: Person) -> None:
    room = ada.make_room("Attic")
    page = ada.open("/administration/rooms")
    page.get_by_role("searchbox", name="Find a room").fill("attic")
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text="Attic")
    row.get_by_role("button", name="Archive Attic").click()
    page.get_by_role("dialog", name="Archive Attic?").get_by_role("button", name="Archive").click()
    expect(row.get_by_role("button", name="Bring Attic back")).to_be_visible()
    assert (
        ada.ask("POST", f"/rooms/{room['id']}/messages", client_id=str(uuid.uuid4()), text="x").status == 403
    )
    row.get_by_role("button", name="Bring Attic back").click()
    expect(row.get_by_role("button", name="Archive Attic")).to_be_visible()
    ada.post(room, "here again")


def test_who_is_locked_out_is_given_a_link(ada: Person, newcomer: Newcomer, device: DeviceMaker) -> None:
    bob = newcomer("Bob")
    page = ada.open("/administration/people")
    page.get_by_role("searchbox", name="Find people").fill(bob.username)
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text=f"@{bob.username} ")
    row.get_by_role("button", name=f"Manage {bob.name}").click()
    dialog = page.get_by_role("dialog", name=bob.name)
    dialog.get_by_role("button", name="Make a link").click()
    link = dialog.get_by_label("Link to set a password")
    expect(link).to_be_visible()
    theirs = device().context.new_page()
    theirs.goto(link.input_value())
    theirs.get_by_role("textbox", name="Password").fill("chosen by himself")
    theirs.get_by_role("button", name="Save and sign in").click()
    expect(theirs.get_by_role("navigation", name="Rooms")).to_be_visible()


def test_a_member_sees_nothing_of_it(ada: Person, newcomer: Newcomer) -> None:
    bob = newcomer("Bob")
    bob.device.expect_complaints(answered(403))
    page = bob.open("/administration")
    expect(page.get_by_role("alert").filter(has_text="Only administrators can do this.")).to_be_visible()
    page.get_by_role("button", name="Account").click()
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    expect(page.get_by_role("link", name="Administration")).to_be_hidden()


def test_a_person_is_given_a_role_muted_and_put_out_at_once(ada: Person, newcomer: Newcomer) -> None:
    bob = newcomer("Bob")
    theirs = bob.open("/")
    bob.device.expect_complaints(answered(401), r"/socket\.io/")
    page = ada.open("/administration/people")
    page.get_by_role("searchbox", name="Find people").fill(bob.username)
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text=bob.username)
    row.get_by_role("button", name="Manage").click()
    dialog = page.get_by_role("dialog", name=bob.name)
    dialog.get_by_role("combobox", name="Role").select_option("Moderator")
    expect(row.get_by_text("Moderator")).to_be_attached()
    dialog.get_by_role("button", name="For an hour").click()
    expect(dialog.get_by_role("button", name="Unmute")).to_be_visible()
    dialog.get_by_role("button", name="Deactivate").click()
    page.get_by_role("dialog", name="Deactivate this account?").get_by_role(
        "button", name="Deactivate"
    ).click()
    expect(dialog.get_by_role("button", name="Activate")).to_be_visible()
    expect(theirs.get_by_role("dialog", name="Please sign in again")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(row.get_by_text("Deactivated")).to_be_visible()


def test_who_would_be_the_last_is_kept_in_charge(ada: Person) -> None:
    ada.device.expect_complaints(answered(409))
    page = ada.open("/administration/people")
    page.get_by_role("combobox", name="Role").first.select_option("Administrators")
    page.get_by_role("button", name="Manage Ada").click()
    dialog = page.get_by_role("dialog", name="Ada")
    role = dialog.get_by_role("combobox", name="Role")
    role.select_option("Member")
    expect(dialog.get_by_role("alert")).to_contain_text("Nobody would be left to administer the workspace.")
    expect(role).to_have_value("admin")


def test_a_person_is_added_and_gets_in_by_the_link(ada: Person, device: DeviceMaker) -> None:
    ada.device.expect_complaints(answered(422))
    page = ada.open("/administration/people")
    page.get_by_role("button", name="Add a person").click()
    dialog = page.get_by_role("dialog", name="Add a person")
    dialog.get_by_label("Username").fill("dora")
    dialog.get_by_label("Email").fill("nowhere")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog.get_by_text("This does not look like an e-mail address.")).to_be_visible()
    expect(dialog.get_by_label("Username")).to_have_value("dora")
    dialog.get_by_label("Email").fill("dora@example.org")
    dialog.get_by_role("button", name="Add").click()
    link = dialog.get_by_label("Link to set a password")
    expect(link).to_be_visible()
    theirs = device().context.new_page()
    theirs.goto(link.input_value())
    theirs.get_by_role("textbox", name="Password").fill("chosen by herself")
    theirs.get_by_role("button", name="Save and sign in").click()
    expect(theirs.get_by_role("navigation", name="Rooms")).to_be_visible()


def test_in_chinese(ada: Person) -> None:
    ada.call("PATCH", "/me", locale="zh_Hans")
    try:
        page = ada.open("/administration")
        tabs = page.get_by_role("navigation", name="管理")
        for name in ("概览", "人员", "房间", "邀请", "工作区", "日志"):
            tabs.get_by_role("link", name=name, exact=True).click()
            expect(tabs.get_by_role("link", name=name, exact=True)).to_have_attribute("aria-current", "page")
            expect(page.locator("[aria-busy=true]")).to_have_count(0)
            nobody_is_shut_out(page)
    finally:
        ada.call("PATCH", "/me", locale="en")
