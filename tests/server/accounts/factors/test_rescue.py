"""For who has lost their phone and their recovery codes."""

from tests.server.accounts.factors.conftest import first_factor
from tests.server.accounts.factors.security_key import SecurityKey
from tests.server.accounts.factors.test_change_password import without_password
from tests.server.accounts.factors.test_passkeys import add, sign_in


def test_an_administrator_takes_the_second_factors_away(alice, bob, app_on, browser):
    assert alice.delete(f"/administration/people/{bob.id}/factors") == (204, None)
    assert browser.sign_in("bob")[1]["user"]["username"] == "bob"
    assert bob.get("/me")[0] == 401
    entry = alice.get("/administration/audit")[1]["entries"][0]
    assert (entry["action"], entry["target"]) == ("user.factors", f"user:{bob.id}")


def test_by_command_as_well(app, alice, bob, app_on, browser):
    result = app.test_cli_runner().invoke(args=["user", "unguard", "bob"])
    assert (result.exit_code, result.output) == (0, "")
    assert browser.sign_in("bob")[1]["user"]["username"] == "bob"


def test_a_passkey_that_is_the_only_way_in_stays(app, alice, bob, browser):
    key = SecurityKey()
    add(bob, key)
    without_password(app, bob)
    alice.delete(f"/administration/people/{bob.id}/factors")
    assert sign_in(browser, key)[0] == 200


def test_nobody_else_does(alice, bob, app_on, charlie, browser):
    status, answer = charlie.delete(f"/administration/people/{bob.id}/factors")
    assert (status, answer["error"]["code"]) == (403, "forbidden")
    assert first_factor(browser)["second_factor"]["ways"] == ["totp", "recovery"]


def test_not_without_a_proof(alice, bob, app_on, long_ago):
    long_ago()
    assert alice.delete(f"/administration/people/{bob.id}/factors")[1]["error"]["code"] == "prove_first"


def test_where_there_are_none_there_is_nothing_to_take(alice, bob):
    assert alice.delete(f"/administration/people/{bob.id}/factors")[0] == 404
    assert alice.delete("/administration/people/999/factors")[0] == 404
