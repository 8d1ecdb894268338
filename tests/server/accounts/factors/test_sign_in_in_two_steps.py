"""Signing in with a second factor."""

import pytest

from server.accounts.factors import access
from tests.server.accounts.factors.conftest import first_factor
from tests.server.conftest import PASSWORD, Person


def second(browser, **body):
    status, answer = browser.post("/session/second-factor", body)
    if status == 200:
        browser._take(answer)
    return status, answer


def test_the_password_alone_opens_nothing(app_on, browser):
    answer = first_factor(browser)
    assert answer == {"second_factor": {"ways": ["totp", "recovery"]}, "csrf": browser.csrf}
    assert browser.get("/me")[0] == 401
    assert not browser.socket().connected


def test_a_code_of_the_app_does(app_on, browser):
    first_factor(browser)
    status, boot = second(browser, code=f" {app_on.code()[:3]} {app_on.code()[3:]} ")
    assert (status, boot["user"]["username"]) == (200, "bob")
    assert browser.get("/me")[0] == 200


def test_no_code_is_taken_twice(app, app_on, browser):
    code = app_on.code()
    first_factor(browser)
    assert second(browser, code=code)[0] == 200
    shoulder = Person(app)
    shoulder.boot()
    first_factor(shoulder)
    assert second(shoulder, code=code)[0] == 422
    assert second(shoulder, code=app_on.code(-1))[0] == 422
    assert second(shoulder, code=app_on.code(1))[0] == 200


def test_wrong_codes_are_refused_and_soon_slowed_down(app_on, browser):
    first_factor(browser)
    for _ in range(10):
        assert second(browser, code="000000")[0] == 422
    assert second(browser, code="000000")[0] == 422
    status, answer = second(browser, code=app_on.code())
    assert (status, answer["error"]["code"]) == (429, "slow_down")


def test_giving_the_password_again_buys_no_further_tries(app_on, browser):
    for _ in range(11):
        first_factor(browser)
        second(browser, code="000000")
    first_factor(browser)
    assert second(browser, recovery_code=app_on.recovery_codes[0])[0] == 429


def test_a_recovery_code_opens_once(app, bob, app_on, browser):
    first_factor(browser)
    assert second(browser, recovery_code=app_on.recovery_codes[0].upper().replace("-", " "))[0] == 200
    assert bob.get("/me/security")[1]["recovery_codes_left"] == 9
    again = Person(app)
    again.boot()
    first_factor(again)
    assert second(again, recovery_code=app_on.recovery_codes[0])[0] == 422
    assert second(again, recovery_code=app_on.recovery_codes[1])[0] == 200


def test_new_recovery_codes_make_the_old_ones_worthless(bob, app_on, browser):
    fresh = bob.post("/me/recovery-codes")[1]["recovery_codes"]
    assert len(fresh) == 10
    first_factor(browser)
    assert second(browser, recovery_code=app_on.recovery_codes[0])[0] == 422
    assert second(browser, recovery_code=fresh[0])[0] == 200


def test_there_are_no_recovery_codes_for_nothing(bob):
    assert bob.post("/me/recovery-codes")[0] == 404


def test_somebody_elses_codes_do_not_open(alice, app_on, browser):
    alices = alice.post("/me/authenticator")[1]
    from tests.server.accounts.factors.conftest import App

    app = App(alices["secret"])
    codes = alice.post("/me/authenticator/confirm", {"code": app.code()})[1]["recovery_codes"]
    first_factor(browser)
    assert second(browser, code=app.code(1))[0] == 422
    assert second(browser, recovery_code=codes[0])[0] == 422


def test_the_second_without_the_first_is_nothing(app_on, browser):
    status, answer = second(browser, code=app_on.code())
    assert (status, answer["error"]["code"]) == (409, "sign_in_first")
    assert browser.post("/session/second-factor/passkey")[0] == 409


def test_after_ten_minutes_one_begins_anew(app_on, browser, monkeypatch):
    first_factor(browser)
    monkeypatch.setattr(access, "SECONDS_FOR_SECOND", -1)
    assert second(browser, code=app_on.code())[1]["error"]["code"] == "sign_in_first"


def test_a_changed_password_ends_what_was_begun_with_the_old_one(bob, app_on, browser):
    first_factor(browser)
    bob.put("/me/password", {"password": "quite another sentence", "present": PASSWORD})
    assert second(browser, code=app_on.code())[1]["error"]["code"] == "sign_in_first"


def test_nothing_given_is_asked_for(app_on, browser):
    first_factor(browser)
    status, answer = second(browser)
    assert (status, list(answer["error"]["fields"])) == (422, ["code"])


@pytest.mark.parametrize("credential", [{}, {"id": 5}, {"id": "x", "rawId": "x", "response": {}}])
def test_a_passkey_that_is_none_is_refused(app_on, browser, credential):
    first_factor(browser)
    status, answer = second(browser, credential=credential)
    assert (status, answer["error"]["code"]) == (400, "passkey_refused")
