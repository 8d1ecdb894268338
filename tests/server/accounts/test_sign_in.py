"""Signing in, and the cookie that one gets."""

import pytest

from tests.server.conftest import PASSWORD, Person

COOKIE = "parley_session"


@pytest.mark.parametrize("login", ["bob", "BOB", " Bob ", "bob@example.org", "Bob@Example.ORG", "ｂｏｂ"])
def test_by_username_or_address_in_any_letters(bob, visitor, login):
    status, boot = visitor.sign_in(login)
    assert (status, boot["user"]["id"]) == (200, bob.id)
    assert visitor.get("/me")[0] == 200


def test_a_wrong_password_and_a_name_that_does_not_exist_are_answered_alike(bob, visitor):
    answers = [
        visitor.sign_in(login, password)
        for login, password in (
            ("bob", "wrong"),
            ("bob@example.org", "wrong"),
            ("nobody", PASSWORD),
            ("nobody@example.org", PASSWORD),
            ("bob", PASSWORD.upper()),
            ("bob", PASSWORD + "x" * 300),
            ("", ""),
            ("%", PASSWORD),
            ("x" * 10_000, "x" * 10_000),
        )
    ]
    assert answers == [answers[0]] * len(answers)
    assert (answers[0][0], answers[0][1]["error"]["code"]) == (401, "wrong_credentials")
    assert visitor.get("/me")[0] == 401


def test_both_inputs_are_needed(bob, visitor):
    status, answer = visitor.post("/session", {"login": "bob"})
    assert (status, list(answer["error"]["fields"])) == (422, ["password"])


def test_ones_language_comes_with_one(bob, visitor):
    bob.patch("/me", {"locale": "zh_Hans"})
    assert visitor.sign_in("bob")[1]["locale"] == "zh_Hans"


def test_another_person_on_the_same_device_takes_over(alice, bob):
    assert bob.sign_in("alice")[1]["user"]["id"] == alice.id
    assert bob.get("/me")[1]["username"] == "alice"


def test_a_cookie_from_before_signing_in_is_worth_nothing_afterwards(app, bob, visitor):
    planted, csrf = visitor.client.get_cookie(COOKIE).value, visitor.csrf
    visitor.sign_in("bob")
    assert visitor.client.get_cookie(COOKIE).value != planted
    mallory = Person(app)
    mallory.client.set_cookie(COOKIE, planted)
    assert mallory.get("/me")[0] == 401
    visitor.csrf = csrf
    status, answer = visitor.patch("/me", {"name": "Mallory"})
    assert (status, answer["error"]["code"]) == (400, "csrf")


def test_a_forged_cookie_is_nobodys(bob, visitor):
    value = bob.client.get_cookie(COOKIE).value
    for forged in ("", "x", value[:-3], value + "x", "x" + value, "." * 50, "é"):
        visitor.client.set_cookie(COOKIE, forged)
        assert visitor.get("/me")[0] == 401


def cookie_of(response):
    [cookie] = [line for line in response.headers.getlist("Set-Cookie") if line.startswith(COOKIE)]
    return cookie


def test_scripts_and_other_sites_cannot_use_the_cookie_and_it_lasts(bob, visitor):
    cookie = cookie_of(visitor.call("POST", "/session", {"login": "bob", "password": PASSWORD}))
    assert "; HttpOnly" in cookie
    assert "; SameSite=Lax" in cookie
    assert "; Expires=" in cookie
    assert "; Path=/" in cookie
    # Plain HTTP on a local network still works.
    assert "; Secure" not in cookie


def test_behind_tls_the_cookie_is_secure(visitor):
    response = visitor.client.get("/api/v1/session", base_url="https://parley.example.org")
    assert "; Secure" in cookie_of(response)


def test_who_claims_to_come_by_tls_or_from_elsewhere_is_not_believed(bob, visitor):
    claims = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    visitor.boot()
    response = visitor.call("POST", "/session", {"login": "bob", "password": PASSWORD}, headers=claims)
    assert "; Secure" not in cookie_of(response)
    assert visitor.get("/me/sessions")[1]["sessions"][0]["address"] == "127.0.0.1"


class TestBehindAProxy:
    @pytest.fixture
    def config(self):
        return {"TRUSTED_PROXIES": 1}

    def test_the_proxy_is_believed_and_nobody_before_it(self, bob, visitor):
        claims = {
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "198.51.100.1, 203.0.113.9",
            "X-Forwarded-Host": "parley.example.org",
            "Referer": "https://parley.example.org/sign-in",
        }
        body = {"login": "bob", "password": PASSWORD}
        visitor.csrf = visitor.get("/session", headers=claims)[1]["csrf"]
        # The browser keeps what came by TLS for TLS.
        visitor.client.set_cookie(COOKIE, visitor.client.get_cookie(COOKIE).value)
        response = visitor.call("POST", "/session", body, headers=claims)
        assert "; Secure" in cookie_of(response)
        addresses = [session["address"] for session in bob.get("/me/sessions")[1]["sessions"]]
        assert "203.0.113.9" in addresses
