"""What the service worker keeps, and what tells it and the page whose page is whose and which is the newest."""

import pytest


@pytest.fixture
def version(visitor):
    """The version of the page that the server has."""
    return visitor.boot()["v"]


def test_it_names_what_a_page_is_made_of(app, visitor, version):
    response = visitor.client.get(f"/shell/en/{version}.json")
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in response.headers
    told = response.get_json()
    assert set(told["views"]) == app.extensions["view_names"]
    for name in ("room", "my-day"):
        assert told["views"][name] == visitor.client.get(f"/views/{name}?locale=en").get_data(as_text=True)
    assert told["files"]
    for file in told["files"]:
        assert visitor.client.get(file).headers["Cache-Control"].endswith("immutable")


def test_in_another_language_it_has_that_ones_words(visitor, version):
    told = visitor.client.get(f"/shell/zh_Hans/{version}.json").get_json()
    assert told["files"][-1] == f"/catalogs/zh_Hans.json?v={version}"
    assert told["views"]["room"] == visitor.client.get("/views/room?locale=zh_Hans").get_data(as_text=True)


def test_an_older_page_is_not_told_what_a_newer_one_is_made_of(visitor, version):
    for address in (
        "/shell/en/000000000000.json",
        f"/shell/tlh/{version}.json",
        f"/shell/en/{version}",
        "/shell/",
    ):
        response = visitor.client.get(address)
        assert (response.status_code, response.mimetype) == (404, "application/json")


def test_every_answer_of_the_api_says_which_page_belongs_to_it(alice, visitor, version):
    room = alice.create_room()
    for person, path in (
        (alice, "/rooms"),
        (alice, f"/rooms/{room['id']}/messages"),
        (alice, f"/streams/user:{alice.id}/changes?since=0"),
        (visitor, "/rooms"),
        (visitor, "/nowhere"),
    ):
        # The second time from memory.
        for _time in range(2):
            assert person.client.get(f"/api/v1{path}").headers.getlist("Parley-Build") == [version], path


def test_the_page_says_whose_it_is(alice, visitor):
    assert alice.client.get("/").headers["Parley-Person"] == str(alice.id)
    assert alice.client.get("/rooms/812").headers["Parley-Person"] == str(alice.id)
    assert visitor.client.get("/").headers["Parley-Person"] == ""
    # What is no page of ours says nothing: it is not kept, and nothing is forgotten because of it.
    for address in ("/views/room", "/static/favicon.svg", "/api/v1/rooms", "/health"):
        assert "Parley-Person" not in alice.client.get(address).headers
