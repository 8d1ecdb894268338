"""Which language an answer is in: the address, the person's own, the cookie, what the browser asks for."""

import pytest

from server.core.i18n import language_tag


def told(person, **options):
    """Return the language of an answer, as the first question of a page tells it."""
    return person.get("/session", **options)[1]["locale"]


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [
        ("", "en"),
        ("en-US,en;q=0.9", "en"),
        ("en-GB", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh_Hans"),
        ("zh", "zh_Hans"),
        ("zh-Hans", "zh_Hans"),
        ("zh-Hans-CN", "zh_Hans"),
        ("zh-SG", "zh_Hans"),
        ("zh-Hans-SG", "zh_Hans"),
        ("zh-Hans-HK", "zh_Hans"),
        ("ZH-HANS-cn", "zh_Hans"),
        ("de,zh-CN;q=0.8,en;q=0.5", "zh_Hans"),
        ("en;q=0.5,zh-CN;q=0.8", "zh_Hans"),
        ("zh;q=0,en", "en"),
        ("de,fr", "en"),
        ("zh-TW", "en"),
        ("zh-Hant", "en"),
        ("tlh", "en"),
        ("*", "en"),
        ("zh-CN;q=nonsense", "en"),
        (";;;===,,,", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_a_browser_gets_what_it_asks_for(visitor, accepted, locale):
    assert told(visitor, headers={"Accept-Language": accepted}) == locale


def test_what_was_chosen_before_signing_in_is_remembered_by_a_cookie(visitor):
    visitor.client.set_cookie("locale", "zh_Hans")
    assert told(visitor, headers={"Accept-Language": "en"}) == "zh_Hans"


@pytest.mark.parametrize("value", ["tlh", "", "../../etc", "zh-Hans", "\x00"])
def test_a_cookie_that_names_none_is_ignored(visitor, value):
    visitor.client.set_cookie("locale", value)
    assert told(visitor, headers={"Accept-Language": "zh-CN"}) == "zh_Hans"


def test_a_persons_own_language_comes_before_cookie_and_browser(bob):
    bob.patch("/me", {"locale": "zh_Hans"})
    bob.client.set_cookie("locale", "en")
    assert told(bob, headers={"Accept-Language": "en"}) == "zh_Hans"


def test_what_the_address_asks_for_comes_first(bob):
    assert told(bob, query_string={"locale": "zh_Hans"}) == "zh_Hans"
    assert told(bob, query_string={"locale": "tlh"}) == "en"


def test_refusals_are_in_the_readers_language(bob):
    english = bob.get("/rooms/812")[1]["error"]
    bob.patch("/me", {"locale": "zh_Hans"})
    chinese = bob.get("/rooms/812")[1]["error"]
    assert (english["code"], chinese["code"]) == ("not_found", "not_found")
    assert english["message"] == "This does not exist, or you have no access to it."
    assert any("\u4e00" <= character <= "\u9fff" for character in chinese["message"])


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/rooms", []),
        ("POST", "/rooms", {}),
        ("POST", "/rooms", {"kind": 5}),
        ("POST", "/rooms", {"kind": "open", "name": "x", "colour": "red"}),
        ("POST", "/rooms", {"kind": "open", "name": "x" * 81}),
        ("POST", "/rooms", {"kind": "direct", "user_ids": "all"}),
        ("POST", "/rooms", {"kind": "direct", "user_ids": [None]}),
        ("POST", "/rooms/812/members", {}),
        ("PATCH", "/me", {"locale": "tlh"}),
        ("PUT", "/me", {}),
        ("GET", "/rooms/open?after=x", None),
    ],
)
def test_no_refusal_is_left_untranslated(bob, method, path, body):
    bob.patch("/me", {"locale": "zh_Hans"})
    error = bob.call(method, path, body).get_json()["error"]
    for sentence in (error["message"], *error.get("fields", {}).values()):
        assert any("\u4e00" <= character <= "\u9fff" for character in sentence), sentence


def test_so_are_those_of_sockets(bob):
    bob.patch("/me", {"locale": "zh_Hans"})
    message = bob.socket().ask("post", None)["error"]["message"]
    assert any("\u4e00" <= character <= "\u9fff" for character in message)


class TestAnotherDefault:
    @pytest.fixture
    def config(self):
        return {"BABEL_DEFAULT_LOCALE": "zh_Hans"}

    def test_who_asks_for_none_that_there_is_gets_the_default(self, visitor):
        assert told(visitor, headers={"Accept-Language": "de"}) == "zh_Hans"
        assert told(visitor, headers={"Accept-Language": "en"}) == "en"


def test_html_has_its_own_way_to_name_a_language():
    assert (language_tag("zh_Hans"), language_tag("en")) == ("zh-Hans", "en")
