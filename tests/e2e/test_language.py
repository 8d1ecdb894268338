"""Another language, at once and for good, without losing what one was doing."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.devices import DeviceMaker
from tests.e2e.people import PASSWORD, Person
from tests.e2e.places import composer, message

Room = dict[str, Any]


def test_the_language_changes_at_once_and_keeps_what_is_typed(alice: Person, bob: Person, room: Room) -> None:
    bob.post(room, "What do you think?")
    page = alice.open_room(room)
    composer(page).fill("I think that")
    page.evaluate("window.isTheSamePage = true")
    _choose(page, "Language", "简体中文")
    expect(page.get_by_role("textbox", name="消息", exact=True)).to_have_value("I think that")
    expect(page.get_by_role("navigation", name="房间", exact=True)).to_be_visible()
    expect(page.get_by_role("log", name="消息列表")).to_contain_text("What do you think?")
    expect(page.get_by_role("log", name="消息列表")).to_contain_text("今天")
    expect(page.get_by_role("status", name="在线人数")).to_have_text("1 人在线")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert page.evaluate("window.isTheSamePage")
    bob.post(room, "还在吗？")
    expect(page.get_by_role("article").filter(has_text="还在吗？")).to_be_visible()
    page.reload()
    expect(page.get_by_role("textbox", name="消息", exact=True)).to_have_value("I think that")
    _choose(page, "语言", "English")
    expect(composer(page)).to_have_value("I think that")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_language_is_the_person_s_on_every_device(alice: Person, device: DeviceMaker) -> None:
    page = alice.open()
    _choose(page, "Language", "简体中文")
    expect(page.get_by_role("button", name="新建房间").first).to_be_visible()
    other = device().open("/sign-in")
    expect(other.get_by_role("heading", name="Welcome back")).to_be_visible()
    other.get_by_role("textbox", name="Username").fill(alice.username)
    other.get_by_role("textbox", name="Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("button", name="新建房间").first).to_be_visible()


def test_a_browser_that_asks_for_chinese_gets_it(device: DeviceMaker) -> None:
    page = device(locale="zh-CN").open("/")
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_before_signing_in_the_choice_is_remembered_and_nothing_typed_is_lost(device: DeviceMaker) -> None:
    page = device().open("/sign-up")
    page.get_by_role("textbox", name="Username").fill("mei")
    page.get_by_role("combobox", name="Language").select_option("简体中文")
    expect(page.get_by_role("textbox", name="用户名")).to_have_value("mei")
    page.reload()
    expect(page.get_by_role("textbox", name="用户名")).to_be_visible()


def test_one_is_where_one_was_in_the_history(alice: Person, bob: Person, room: Room) -> None:
    for number in range(80):
        bob.post(room, f"Line {number:02}.\n\nIt has a second paragraph.")
    page = alice.open_room(room)
    expect(message(page, "Line 79.")).to_be_in_viewport()
    page.get_by_role("log").evaluate("log => { log.scrollTop = log.scrollHeight / 2 }")
    expect(message(page, "Line 79.")).not_to_be_in_viewport()
    seen = next(each for each in page.get_by_role("article").all() if _is_in_view(each))
    text = re.search(r"Line \d\d\.", seen.inner_text())
    assert text is not None
    _choose(page, "Language", "简体中文")
    expect(page.get_by_role("log", name="消息列表")).to_be_visible()
    expect(page.get_by_role("article").filter(has_text=text[0])).to_be_in_viewport()


def _choose(page: Page, label: str, language: str) -> None:
    page.get_by_role("button", name=re.compile("^(Account|账号)$")).click()
    page.get_by_role("combobox", name=label).filter(visible=True).select_option(language)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans" if language == "简体中文" else "en")
    page.keyboard.press("Escape")


def _is_in_view(article: Any) -> bool:
    return article.evaluate(
        "it => it.getBoundingClientRect().top >= it.closest('[role=log]').getBoundingClientRect().top"
    )
