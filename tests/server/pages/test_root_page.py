"""The one page, at ``/`` and at every deep link."""

import json
import re
import uuid
from html.parser import HTMLParser

import pytest

ADDRESSES = [
    "/",
    "/rooms",
    "/my-day",
    "/upcoming",
    "/waiting",
    "/catch-up",
    "/sign-in",
    "/sign-up",
    "/setup",
    "/settings",
]


class Page(HTMLParser):
    """The parts of the root page that the client reads."""

    def __init__(self, response):
        super().__init__()
        self.tags = []
        self.boot = None
        self.in_boot = False
        self.feed(response.get_data(as_text=True))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.in_boot = dict(attrs).get("id") == "boot"

    def handle_data(self, data):
        if self.in_boot:
            self.boot = json.loads(data)
            self.in_boot = False

    @property
    def html(self):
        return dict(self.tags)["html"]


@pytest.mark.parametrize("address", [*ADDRESSES, "/rooms/3", "/rooms/3/messages/812"])
def test_every_address_is_the_same_page_also_before_signing_in(alice, visitor, address):
    response = visitor.client.get(address)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert response.headers["Cache-Control"] == "no-store"
    assert Page(response).boot["user"] is None


def test_it_tells_the_client_what_the_api_would(alice):
    boot, told = Page(alice.client.get("/")).boot, alice.boot()
    # Signed with the second in which it was made.
    assert boot.pop("csrf").split(".")[0] == told.pop("csrf").split(".")[0]
    assert boot == told
    assert boot["workspace"] == {"name": "Northwind"}
    assert boot["locales"] == {"en": "English", "zh_Hans": "简体中文"}
    assert boot["sign_up"] is True


def test_before_set_up_it_says_so(visitor):
    page = Page(visitor.client.get("/"))
    assert (page.boot["workspace"], page.boot["user"]) == (None, None)


def test_its_token_allows_writing(alice):
    alice.csrf = Page(alice.client.get("/")).boot["csrf"]
    assert alice.create_room()


def test_a_room_that_one_may_not_see_is_not_found_and_still_the_page(alice, bob, charlie):
    room = alice.create_room(kind="closed")
    for address in (f"/rooms/{room['id']}", f"/rooms/{room['id']}/messages/1", "/rooms/812", "/rooms/0"):
        response = charlie.client.get(address)
        assert (response.status_code, response.mimetype) == (404, "text/html")
        assert Page(response).boot["user"]["id"] == charlie.id
    assert alice.client.get(f"/rooms/{room['id']}").status_code == 200


def test_so_is_a_list_or_a_to_do_of_somebody_else(alice, charlie):
    own = alice.get("/lists")[1]["lists"][0]
    uid = str(uuid.uuid4())
    assert alice.post("/items", {"uid": uid, "list_id": own["id"], "text": "Water the plants"})[0] == 201
    for address in (f"/lists/{own['id']}", f"/todos/{uid}"):
        assert alice.client.get(address).status_code == 200
        response = charlie.client.get(address)
        assert (response.status_code, response.mimetype) == (404, "text/html")
    for address in ("/lists/0", "/lists/99999999", "/todos/x", f"/todos/{uuid.uuid4()}"):
        assert alice.client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/nowhere", "/rooms/x", "/rooms/-1", "/rooms/3/messages", "/rooms/99999999999999999", "/a/b/c"],
)
def test_an_unknown_address_is_not_found_in_the_page_itself(alice, address):
    response = alice.client.get(address)
    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert Page(response).boot["user"]["id"] == alice.id


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/nowhere",
        "/static/nothing.js",
        "/views/nothing",
        "/catalogs/tlh.json",
        "/wp-login.php",
        "/robots.txt",
    ],
)
def test_programs_are_told_in_json(alice, address):
    response = alice.client.get(address)
    assert (response.status_code, response.mimetype) == (404, "application/json")
    assert response.get_json()["error"]["code"] == "not_found"


def test_writing_to_an_unknown_address_is_told_in_json(alice):
    response = alice.client.post("/nowhere", headers={"X-CSRFToken": alice.csrf})
    assert (response.status_code, response.get_json()["error"]["code"]) == (404, "not_found")


def test_names_cannot_break_out_of_the_page(visitor):
    name = "</script><img src=x onerror=alert(1)>&\"'"
    body = {"username": "alice", "email": "alice@example.org", "password": "correct horse battery"}
    assert visitor.post("/setup", body | {"workspace": name})[0] == 201
    response = visitor.client.get("/")
    page = Page(response)
    assert page.boot["workspace"] == {"name": name}
    assert [tag for tag, attributes in page.tags if tag == "img" or "onerror" in attributes] == []
    assert "<img" not in response.get_data(as_text=True)


def test_nothing_in_it_acts_by_itself(alice):
    page = Page(alice.client.get("/"))
    scripts = [attributes for tag, attributes in page.tags if tag == "script"]
    assert all("src" in script or script["type"] == "application/json" for script in scripts)
    assert [tag for tag, _ in page.tags if tag == "style"] == []
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name == "style" or name.startswith("on")], tag


@pytest.mark.parametrize(
    ("headers", "lang"),
    [
        ({}, "en"),
        ({"Accept-Language": "de-DE,de;q=0.9,en;q=0.8"}, "en"),
        ({"Accept-Language": "zh-CN,zh;q=0.9"}, "zh-Hans"),
    ],
)
def test_it_says_which_language_it_is_in(visitor, headers, lang):
    html = Page(visitor.client.get("/", headers=headers)).html
    assert (html["lang"], html["dir"]) == (lang, "ltr")


@pytest.mark.parametrize(
    ("cookie", "theme"),
    [("light", "light"), ("dark", "dark"), ("", None), ("pink", None), ('x"><script>', None)],
)
def test_its_look_is_the_one_that_was_set_from_the_first_moment(visitor, cookie, theme):
    visitor.client.set_cookie("theme", cookie)
    assert Page(visitor.client.get("/")).html.get("data-theme") == theme


def test_the_address_of_the_client_never_goes_stale(alice):
    version = Page(alice.client.get("/")).boot["v"]
    assert re.fullmatch("[0-9a-f]{12}", version)
