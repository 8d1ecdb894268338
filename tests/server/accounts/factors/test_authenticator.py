"""An app with codes, as second factor: turning it on and off."""

import base64
from urllib.parse import parse_qs, unquote, urlparse

from tests.server.accounts.factors.conftest import first_factor


def security(person):
    return person.get("/me/security")[1]


def test_nothing_is_on_at_first(bob):
    assert security(bob) == {
        "has_password": True,
        "proof_needed": False,
        "proof_ways": ["password"],
        "authenticator_since": None,
        "recovery_codes_left": 0,
        "passkeys": [],
    }


def test_the_secret_comes_as_text_and_as_a_picture(bob):
    answer = bob.post("/me/authenticator")[1]
    uri = urlparse(answer["uri"])
    assert (uri.scheme, uri.netloc, unquote(uri.path)) == ("otpauth", "totp", "/Northwind:bob")
    assert parse_qs(uri.query) == {"secret": [answer["secret"]], "issuer": ["Northwind"]}
    assert len(base64.b32decode(answer["secret"])) == 20
    assert answer["qr"].startswith("data:image/svg+xml")


def test_until_a_first_code_it_guards_nothing(bob, begun, browser):
    assert browser.sign_in("bob")[1]["user"]["username"] == "bob"
    assert security(bob)["authenticator_since"] is None


def test_a_first_code_turns_it_on_and_brings_ten_recovery_codes(bob, begun):
    status, answer = bob.post("/me/authenticator/confirm", {"code": begun.code()})
    assert status == 200
    assert len(set(answer["recovery_codes"])) == 10
    found = security(bob)
    assert found["authenticator_since"]
    assert (found["recovery_codes_left"], found["proof_ways"]) == (10, ["password", "totp"])


def test_a_wrong_first_code_does_not(bob, begun):
    for wrong in ("000000", begun.code(-3), begun.code(3), "", "\u0661\u0662", "x" * 5000):
        status, answer = bob.post("/me/authenticator/confirm", {"code": wrong})
        assert (status, list(answer["error"]["fields"])) == (422, ["code"])
    assert security(bob)["authenticator_since"] is None


def test_there_is_nothing_to_confirm_before_it_was_begun_or_twice(bob, app_on):
    assert bob.post("/me/authenticator/confirm", {"code": app_on.code()})[0] == 404


def test_a_second_app_cannot_push_the_first_out(bob, app_on, browser):
    status, answer = bob.post("/me/authenticator")
    assert (status, answer["error"]["code"]) == (409, "conflict")
    assert first_factor(browser)["second_factor"]["ways"] == ["totp", "recovery"]


def test_beginning_anew_makes_the_first_secret_worthless(bob, begun):
    bob.post("/me/authenticator")
    assert bob.post("/me/authenticator/confirm", {"code": begun.code()})[0] == 422


def test_removed_it_guards_nothing_and_the_recovery_codes_are_gone(bob, app_on, browser):
    assert bob.delete("/me/authenticator") == (204, None)
    assert browser.sign_in("bob")[1]["user"]["username"] == "bob"
    assert security(bob)["recovery_codes_left"] == 0
    assert bob.delete("/me/authenticator")[0] == 404


def test_every_change_wants_a_fresh_proof(bob, app_on, long_ago):
    long_ago()
    tries = [
        bob.post("/me/authenticator"),
        bob.post("/me/authenticator/confirm", {"code": app_on.code()}),
        bob.delete("/me/authenticator"),
        bob.post("/me/recovery-codes"),
        bob.post("/me/passkeys/options"),
        bob.post("/me/passkeys", {"name": "x", "credential": {}}),
        bob.delete("/me/passkeys/1"),
    ]
    assert [(status, answer["error"]["code"]) for status, answer in tries] == [(403, "prove_first")] * 7


def test_nobody_without_a_session_gets_anywhere(visitor):
    for method, path in (
        ("GET", "/me/security"),
        ("POST", "/me/authenticator"),
        ("POST", "/me/authenticator/confirm"),
        ("DELETE", "/me/authenticator"),
        ("POST", "/me/recovery-codes"),
        ("POST", "/me/proof"),
        ("POST", "/me/proof/passkey"),
        ("POST", "/me/passkeys"),
        ("POST", "/me/passkeys/options"),
        ("DELETE", "/me/sessions"),
    ):
        assert visitor.call(method, path, {} if method == "POST" else None).status_code == 401, path
