"""Taking one's data along, and leaving with two weeks to think."""

import json
import zipfile

from playwright.sync_api import expect

from tests.e2e.devices import DeviceMaker
from tests.e2e.people import PASSWORD, Person
from tests.e2e.places import rooms


def test_ones_data_comes_as_an_archive(alice: Person) -> None:
    alice.post(alice.make_room("Notes", "closed"), "Mine to keep")
    page = alice.open("/settings")
    page.get_by_role("button", name="Make an archive").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert [row["text"] for row in json.loads(archive.read("messages.json"))] == ["Mine to keep"]
    expect(page.get_by_role("button", name="Make an archive")).to_be_visible()


def test_who_leaves_may_change_their_mind(alice: Person, device: DeviceMaker) -> None:
    page = alice.open("/settings")
    page.get_by_role("button", name="Delete…").click()
    dialog = page.get_by_role("dialog", name="Delete your account?")
    dialog.get_by_role("radio", name="Goes with you").check()
    dialog.get_by_role("button", name="Delete in two weeks").click()
    expect(page.get_by_role("heading", name="Your account is going to be deleted")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).filter(visible=True).first.click()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()

    page = device().open("/rooms")
    page.get_by_role("textbox", name="Username").fill(alice.username)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Your account is going to be deleted")).to_be_visible()
    page.get_by_role("button", name="Stay here").click()
    expect(rooms(page)).to_be_visible()
    expect(page.get_by_text("Your account stays")).to_be_visible()
    page.reload()
    expect(rooms(page)).to_be_visible()
