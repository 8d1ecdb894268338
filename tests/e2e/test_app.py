"""The page as an app: a browser finds that it can be installed, and offers it where people look for it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.offline import keeper, wait_until_kept
from tests.e2e.people import Person
from tests.e2e.test_accessibility import _nobody_is_shut_out

Room = dict[str, Any]
# A browser offers it when it likes; a test cannot wait for that.
OFFER = """() => {
  const event = new Event("beforeinstallprompt", { cancelable: true });
  event.prompt = () => (document.documentElement.dataset.prompted = "yes");
  dispatchEvent(event);
  return event.defaultPrevented;
}"""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)


def test_a_browser_takes_the_manifest_as_it_is(alice: Person) -> None:
    device = keeper(alice)
    page = device.open("/")
    wait_until_kept(page)
    session = device.context.new_cdp_session(page)
    told = session.send("Page.getAppManifest")
    assert told["errors"] == []
    assert told["url"].endswith("/manifest.webmanifest?locale=en")
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_installing_is_offered_in_the_account_menu_and_in_the_settings(alice: Person) -> None:
    page = alice.open("/settings")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    install = page.get_by_role("button", name="Install Parley")
    expect(install).to_have_count(0)
    assert page.evaluate(OFFER) is True
    expect(install).to_be_visible()
    _nobody_is_shut_out(page)
    page.get_by_role("button", name="Account").first.click()
    page.get_by_role("region", name="Account").get_by_role("button", name="Install Parley").click()
    assert page.evaluate("document.documentElement.dataset.prompted") == "yes"
    expect(install).to_have_count(0)


def test_where_a_browser_offers_nothing_the_settings_say_how(alice: Person) -> None:
    page = alice.another_device(user_agent=IPHONE, **PHONE).open("/settings")
    expect(page.get_by_text("In Safari press Share, then Add to Home Screen")).to_be_visible()
    _nobody_is_shut_out(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_chinese_phone_it_says_that_it_is_offline(
    alice: Person, bob: Person, room: Room, scheme: str
) -> None:
    bob.call("PATCH", "/me", locale="zh_Hans")
    alice.post(room, "早上好")
    device = keeper(bob, locale="zh-CN", color_scheme=scheme, **PHONE)
    page = device.open(f"/rooms/{room['id']}")
    expect(message_in(page)).to_be_visible()
    wait_until_kept(page, "早上好")
    device.go_offline()
    page.reload()
    expect(page.get_by_text("你已离线。")).to_be_visible()
    expect(message_in(page)).to_be_visible()
    expect(page.get_by_text(re.compile("^你已离线。当前显示的是.+的内容"))).to_be_visible()
    _nobody_is_shut_out(page)
    page.get_by_role("link", name="房间").first.click()
    expect(page.get_by_role("link", name="Design", exact=True)).to_be_visible()
    _nobody_is_shut_out(page)


def message_in(page: Page) -> Any:
    """The message, whatever the language of the page."""
    return page.get_by_role("article").filter(has_text="早上好")
