"""The translations as the client takes them."""

import pytest


def catalog(person, locale):
    response = person.client.get(f"/catalogs/{locale}.json")
    assert response.status_code == 200
    return response.get_json()


def test_chinese_has_its_messages_and_its_plural_rule(visitor):
    chinese = catalog(visitor, "zh_Hans")
    assert (chinese["locale"], chinese["plural"]) == ("zh_Hans", "nplurals=1; plural=0;")
    assert chinese["messages"]["Send"] == "发送"
    forms = [message for message in chinese["messages"].values() if isinstance(message, list)]
    assert forms and all(len(message) == 1 for message in forms)


def test_english_says_what_the_sources_say(visitor):
    english = catalog(visitor, "en")
    assert english["plural"] == "nplurals=2; plural=(n != 1);"
    for message, translation in english["messages"].items():
        assert isinstance(translation, list), message
        assert translation[0] == message


def test_an_unchanged_catalog_is_not_sent_again(visitor):
    first = visitor.client.get("/catalogs/zh_Hans.json")
    assert first.headers["Cache-Control"] == "no-cache"
    again = visitor.client.get("/catalogs/zh_Hans.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_with_the_present_version_it_may_be_kept_for_ever(visitor):
    version = visitor.boot()["v"]
    forever = visitor.client.get(f"/catalogs/zh_Hans.json?v={version}")
    assert forever.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in forever.headers


@pytest.mark.parametrize("locale", ["tlh", "zh", "..", "en_GB", "zh-Hans", "%2e%2e%2fen"])
def test_other_languages_are_not_found(visitor, locale):
    assert visitor.client.get(f"/catalogs/{locale}.json").status_code == 404
