"""Writes that another site makes a browser send: each needs the token that only our own page knows."""

import re

import pytest

from tests.server.conftest import Person

WRITING = {"POST", "PUT", "PATCH", "DELETE"}
# Mail programs come without a session; the signature in the address says for whom, and opens nothing else.
BY_SIGNATURE = {"/unsubscribe/<token>"}


def writes(app):
    """Every address that takes a write, with ones for its ids."""
    for rule in app.url_map.iter_rules():
        if rule.rule in BY_SIGNATURE:
            continue
        for method in sorted(rule.methods & WRITING):
            path = re.sub(r"<id:\w+>", "1", rule.rule)
            yield method, re.sub(r"<\w+>", "name", path)


@pytest.mark.parametrize("token", [None, "", "x", "token of another session"])
def test_every_write_without_the_sessions_own_token_is_refused(app, alice, bob, token):
    alice.create_room()
    headers = {} if token is None else {"X-CSRFToken": bob.csrf if "another" in token else token}
    addresses = list(writes(app))
    assert len(addresses) > 15
    for method, path in addresses:
        assert "<" not in path, path
        response = alice.client.open(path, method=method, json={}, headers=headers)
        assert (response.status_code, response.mimetype) == (400, "application/json"), (method, path)
        assert response.get_json()["error"]["code"] == "csrf"
    assert alice.get("/me")[0] == 200


def test_reading_never_writes(app):
    reading = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    assert reading
    assert not [rule.rule for rule in reading if rule.methods & WRITING]


def test_the_token_is_not_found_in_a_form_field_or_the_address(alice):
    for options in (
        {"data": {"csrf_token": "x"}},
        {"query_string": {"csrf_token": alice.csrf}},
        {"json": {"csrf_token": alice.csrf}},
    ):
        assert alice.client.post("/api/v1/rooms", **options).status_code == 400


def test_the_token_of_one_session_lasts_as_long_as_it_does(alice):
    first = alice.csrf
    for _ in range(3):
        alice.boot()
    alice.csrf = first
    assert alice.create_room()


def test_no_other_site_may_read_an_answer(alice):
    response = alice.call("GET", "/rooms", headers={"Origin": "https://evil.example"})
    assert not [name for name, _ in response.headers if name.startswith("Access-Control")]


def test_behind_tls_a_write_from_another_site_is_refused(app, bob):
    page = {"base_url": "https://parley.example.org"}
    person = Person(app)
    person.csrf = person.get("/session", **page)[1]["csrf"]
    body = {"login": "bob", "password": "correct horse battery"}
    for referer, status in (("https://evil.example/", 400), ("https://parley.example.org/sign-in", 200)):
        assert person.post("/session", body, headers={"Referer": referer}, **page)[0] == status
