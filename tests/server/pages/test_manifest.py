"""The page as an app that can be installed."""

import struct

import pytest

SIZES = {
    "icon-192": 192,
    "icon-512": 512,
    "maskable-192": 192,
    "maskable-512": 512,
    "my-day": 96,
    "notices": 96,
}


def manifest(client, locale="en"):
    response = client.get(f"/manifest.webmanifest?locale={locale}")
    assert (response.status_code, response.mimetype) == (200, "application/manifest+json")
    return response.get_json(force=True)


def size_of(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def test_it_is_called_as_the_workspace(visitor, alice):
    told = manifest(visitor.client)
    assert (told["name"], told["short_name"]) == ("Northwind", "Northwind")
    assert (told["id"], told["start_url"], told["scope"]) == ("/", "/", "/")
    assert told["display"] == "standalone"
    assert [shortcut["url"] for shortcut in told["shortcuts"]] == ["/my-day", "/notices"]


def test_a_long_name_is_not_cut_below_the_icon(alice, visitor):
    alice.patch("/administration/workspace", {"name": "Northwind Traders and Sons"})
    told = manifest(visitor.client)
    assert (told["name"], told["short_name"]) == ("Northwind Traders and Sons", "Parley")


def test_before_the_set_up_it_has_a_name_too(visitor):
    assert manifest(visitor.client)["name"] == "Parley"


def test_it_speaks_the_language_of_the_page(alice, visitor):
    english, chinese = manifest(visitor.client), manifest(visitor.client, "zh_Hans")
    assert (english["lang"], chinese["lang"]) == ("en", "zh-Hans")
    for told in ("description", "shortcuts"):
        assert english[told] != chinese[told]
    # It stays the same app.
    assert english["id"] == chinese["id"]
    page = visitor.client.get("/", headers={"Accept-Language": "zh-CN"}).get_data(as_text=True)
    assert '<link rel="manifest" href="/manifest.webmanifest?locale=zh_Hans">' in page


def test_a_new_name_is_heard_of_and_what_is_unchanged_is_not_sent_again(alice, visitor):
    response = visitor.client.get("/manifest.webmanifest?locale=en")
    assert response.headers["Cache-Control"] == "no-cache"
    asked = {"If-None-Match": response.headers["ETag"]}
    assert visitor.client.get("/manifest.webmanifest?locale=en", headers=asked).status_code == 304
    alice.patch("/administration/workspace", {"name": "Southwind"})
    assert visitor.client.get("/manifest.webmanifest?locale=en", headers=asked).status_code == 200


def test_the_icons_are_there_and_as_large_as_it_says(visitor):
    told = manifest(visitor.client)
    icons = [*told["icons"], *(icon for shortcut in told["shortcuts"] for icon in shortcut["icons"])]
    assert {(icon["purpose"], icon["sizes"]) for icon in told["icons"]} == {
        (purpose, size) for purpose in ("any", "maskable") for size in ("192x192", "512x512")
    }
    for icon in icons:
        response = visitor.client.get(icon["src"])
        assert (response.status_code, response.mimetype) == (200, icon["type"])
        name = icon["src"].rpartition("/")[2].removesuffix(".png")
        assert size_of(response.data) == (SIZES[name], SIZES[name])
        assert icon["sizes"] == f"{SIZES[name]}x{SIZES[name]}"


@pytest.mark.parametrize("address", ["/", "/rooms/3", "/nowhere"])
def test_every_page_has_it_and_the_icon_for_a_home_screen(visitor, address):
    page = visitor.client.get(address).get_data(as_text=True)
    assert '<link rel="manifest" href="/manifest.webmanifest?locale=en">' in page
    assert '<link rel="apple-touch-icon" href="/static/icons/apple-touch-icon.png">' in page
    assert size_of(visitor.client.get("/static/icons/apple-touch-icon.png").data) == (180, 180)
