"""The first visit: naming the workspace and creating its administrator."""

import pytest

FORM = {
    "workspace": "Northwind",
    "username": "alice",
    "email": "alice@example.org",
    "password": "correct horse battery",
}


def test_before_it_nobody_is_anybody(visitor):
    boot = visitor.boot()
    assert (boot["workspace"], boot["user"]) == (None, None)


def test_it_names_the_workspace_and_signs_its_administrator_in(visitor):
    status, boot = visitor.post("/setup", FORM | {"workspace": "  North  wind "})
    assert status == 201
    assert boot["workspace"] == {"name": "North wind"}
    assert boot["user"] == {
        "id": boot["user"]["id"],
        "username": "alice",
        "name": "alice",
        "role": "admin",
        "locale": "en",
        "time_zone": "",
        "delete_at": None,
        "muted_until": None,
    }
    visitor.csrf = boot["csrf"]
    assert visitor.get("/me") == (200, boot["user"])


def test_it_happens_once(alice, visitor):
    visitor.boot()
    status, answer = visitor.post("/setup", FORM | {"username": "mallory", "email": "mallory@example.org"})
    assert (status, answer["error"]["code"]) == (409, "already_set_up")
    assert visitor.boot()["workspace"] == {"name": "Northwind"}
    assert alice.get("/users", query_string={"q": "mallory"})[1]["users"] == []


@pytest.mark.parametrize("workspace", ["", "  ", "\u200b", "x" * 81])
def test_the_workspace_needs_a_name(visitor, workspace):
    status, answer = visitor.post("/setup", FORM | {"workspace": workspace})
    assert (status, list(answer["error"]["fields"])) == (422, ["workspace"])
    assert visitor.boot()["workspace"] is None


def test_everything_that_is_wrong_is_marked_at_once(visitor):
    status, answer = visitor.post("/setup", {"workspace": "", "username": "", "email": "", "password": ""})
    assert (status, answer["error"]["code"]) == (422, "invalid")
    assert set(answer["error"]["fields"]) == {"workspace", "username", "email", "password"}


def test_the_administrator_reads_their_browsers_language(visitor):
    status, boot = visitor.post("/setup", FORM, headers={"Accept-Language": "zh-CN"})
    assert (status, boot["user"]["locale"], boot["locale"]) == (201, "zh_Hans", "zh_Hans")
