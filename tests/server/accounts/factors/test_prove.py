"""Proving that it is you, before what is dangerous."""

from tests.server.conftest import PASSWORD


def needed(person):
    return person.get("/me/security")[1]["proof_needed"]


def test_who_has_just_signed_in_has_proved_it(bob):
    assert not needed(bob)


def test_the_password_proves_it(bob, long_ago):
    long_ago()
    assert needed(bob)
    assert bob.post("/me/proof", {"password": PASSWORD}) == (204, None)
    assert not needed(bob)
    assert bob.post("/me/authenticator")[0] == 200


def test_a_code_proves_it(bob, app_on, long_ago):
    long_ago()
    code = app_on.code()
    assert bob.post("/me/proof", {"code": code})[0] == 204
    assert not needed(bob)
    assert bob.post("/me/proof", {"code": code})[0] == 422


def test_it_counts_on_this_device_alone(bob, browser, long_ago):
    browser.sign_in("bob")
    long_ago()
    bob.post("/me/proof", {"password": PASSWORD})
    assert (needed(bob), needed(browser)) == (False, True)


def test_what_is_wrong_proves_nothing(bob, app_on, long_ago):
    long_ago()
    assert list(bob.post("/me/proof", {"password": "a guess"})[1]["error"]["fields"]) == ["password"]
    assert list(bob.post("/me/proof", {"code": "000000"})[1]["error"]["fields"]) == ["code"]
    assert list(bob.post("/me/proof", {})[1]["error"]["fields"]) == ["password"]
    assert bob.post("/me/proof", {"credential": {}})[1]["error"]["code"] == "passkey_refused"
    assert needed(bob)


def test_guessing_is_slowed_down(bob, long_ago):
    long_ago()
    for _ in range(11):
        assert bob.post("/me/proof", {"password": "a guess"})[0] == 422
    assert bob.post("/me/proof", {"password": PASSWORD})[0] == 429
    assert needed(bob)


def test_a_recovery_code_is_too_dear_for_it(bob, app_on, long_ago):
    long_ago()
    assert bob.post("/me/proof", {"code": app_on.recovery_codes[0]})[0] == 422
    assert bob.get("/me/security")[1]["recovery_codes_left"] == 10
