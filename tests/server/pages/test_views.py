"""Sub-views: localised HTML fragments without anybody's data, so that every cache may keep them."""

import gzip

import pytest

from tests.server.conftest import Person


@pytest.fixture
def names(app):
    """The names of all sub-views."""
    names = sorted(app.extensions["view_names"])
    assert {"sign-in", "sign-up", "setup", "settings", "room", "workspace"} <= set(names)
    return names


def has_chinese(text):
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def test_every_view_comes_in_every_language(visitor, names):
    for name in names:
        english = visitor.client.get(f"/views/{name}?locale=en")
        chinese = visitor.client.get(f"/views/{name}?locale=zh_Hans")
        assert (english.status_code, chinese.status_code) == (200, 200)
        assert english.mimetype == chinese.mimetype == "text/html"
        assert not has_chinese(english.get_data(as_text=True).replace("简体中文", "")), name
        assert has_chinese(chinese.get_data(as_text=True).replace("简体中文", "")), name


def test_without_one_in_the_address_the_language_is_the_readers(bob, visitor):
    asked = visitor.client.get("/views/sign-in", headers={"Accept-Language": "zh-CN"})
    assert has_chinese(asked.get_data(as_text=True))
    bob.patch("/me", {"locale": "zh_Hans"})
    assert has_chinese(bob.client.get("/views/settings").get_data(as_text=True))
    assert {"Cookie", "Accept-Language"} <= set(asked.vary)


def test_a_view_holds_nobodys_data(alice, names):
    alice.patch("/me", {"name": "Alice Liddell"})
    alice.create_room("Wonderland")
    version = alice.boot()["v"]
    stranger = Person(alice.app)
    for name in names:
        address = f"/views/{name}?locale=en&v={version}"
        mine = alice.client.get(address)
        assert mine.data == stranger.client.get(address).data, name
        assert "Set-Cookie" not in mine.headers
        assert "Cookie" not in mine.vary


def test_a_view_is_a_fragment_in_which_nothing_acts_by_itself(visitor, names):
    for name in names:
        text = visitor.client.get(f"/views/{name}?locale=en").get_data(as_text=True).lower()
        for forbidden in (
            "<html",
            "<script",
            "<style",
            " style=",
            "javascript:",
            " onclick",
            " onload",
            " onerror",
        ):
            assert forbidden not in text, (name, forbidden)


def test_an_unchanged_view_is_not_sent_again(visitor):
    first = visitor.client.get("/views/sign-in?locale=en")
    assert first.headers["Cache-Control"] == "no-cache"
    again = visitor.client.get("/views/sign-in?locale=en", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


def test_another_language_is_another_view(visitor):
    english = visitor.client.get("/views/sign-in?locale=en").headers["ETag"]
    chinese = visitor.client.get("/views/sign-in?locale=zh_Hans", headers={"If-None-Match": english})
    assert (chinese.status_code, chinese.headers["ETag"] != english) == (200, True)


def test_with_the_present_version_it_may_be_kept_for_ever(visitor):
    version = visitor.boot()["v"]
    forever = visitor.client.get(f"/views/sign-in?locale=en&v={version}")
    assert forever.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    # … but not under the version of another release, or where the language is not a part of the address.
    for query in ("locale=en&v=000000000000", f"v={version}", f"locale=tlh&v={version}", ""):
        assert visitor.client.get(f"/views/sign-in?{query}").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["nothing", "..", "../root", "root", "root.html", "parts%2Fdoor", "sign-in.html"]
)
def test_other_names_are_not_found(visitor, name):
    response = visitor.client.get(f"/views/{name}")
    assert (response.status_code, response.mimetype) == (404, "application/json")


def test_a_view_is_packed_for_who_takes_it_so(visitor):
    address = "/views/workspace?locale=en"
    plain = visitor.client.get(address)
    packed = visitor.client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3
    assert "Accept-Encoding" in packed.vary
    refused = visitor.client.get(address, headers={"Accept-Encoding": "gzip;q=0"})
    assert refused.data == plain.data
