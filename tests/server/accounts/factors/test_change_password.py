"""Changing a password, and setting the first one."""

from sqlalchemy import update

from server.accounts import access
from server.accounts.models import User
from tests.server.conftest import PASSWORD, Person

NEW = "quite another sentence"


def change(person, **body):
    status, answer = person.call("PUT", "/me/password", body), None
    return status.status_code, status.get_json() if status.data else answer


def test_with_the_present_one(app, bob, browser):
    assert change(bob, password=NEW, present=PASSWORD) == (204, None)
    assert browser.sign_in("bob")[0] == 401
    assert browser.sign_in("bob", NEW)[0] == 200


def test_other_devices_are_signed_out_and_this_one_is_not(app, bob, browser):
    browser.sign_in("bob")
    socket, own = browser.socket(), bob.socket()
    change(bob, password=NEW, present=PASSWORD)
    assert (bob.get("/me")[0], browser.get("/me")[0]) == (200, 401)
    assert (own.connected, socket.connected) == (True, False)


def test_a_wrong_present_one_is_refused_beside_its_input(bob, browser):
    status, answer = change(bob, password=NEW, present="a guess of mine")
    assert (status, list(answer["error"]["fields"])) == (422, ["present"])
    assert browser.sign_in("bob")[0] == 200


def test_guessing_the_present_one_is_slowed_down(bob):
    for _ in range(10):
        assert change(bob, password=NEW, present="a guess of mine")[0] == 422
    change(bob, password=NEW, present="a guess of mine")
    status, answer = change(bob, password=NEW, present=PASSWORD)
    assert (status, answer["error"]["code"]) == (429, "slow_down")


def test_a_fresh_proof_stands_in_for_it(bob, browser):
    assert change(bob, password=NEW)[0] == 204
    assert browser.sign_in("bob", NEW)[0] == 200


def test_an_old_proof_does_not(bob, long_ago):
    long_ago()
    status, answer = change(bob, password=NEW)
    assert (status, answer["error"]["code"]) == (403, "prove_first")
    assert change(bob, password=NEW, present=PASSWORD)[0] == 204


def test_what_is_too_easy_is_refused(bob):
    for weak in ("short", "x" * 257, "bob@example.org", "BOB@EXAMPLE.ORG"):
        status, answer = change(bob, password=weak, present=PASSWORD)
        assert (status, list(answer["error"]["fields"])) == (422, ["password"]), weak


def test_who_has_none_sets_the_first_after_a_proof(app, bob, browser, long_ago):
    without_password(app, bob)
    long_ago()
    assert change(bob, password=NEW, present="")[1]["error"]["code"] == "prove_first"
    fresh(app)
    assert change(bob, password=NEW)[0] == 204
    assert browser.sign_in("bob", NEW)[0] == 200


def test_nobody_signs_in_by_password_who_has_none(app, bob, browser):
    without_password(app, bob)
    for guess in ("", PASSWORD, "nobody has this password"):
        assert browser.sign_in("bob", guess)[0] == 401


def test_only_ones_own(visitor):
    assert change(visitor, password=NEW, present=PASSWORD)[0] == 401


def without_password(app, person: Person) -> None:
    app.extensions["writer"].write(
        lambda tx: tx.session.execute(update(User).where(User.id == person.id).values(password_hash=""))
    )
    access.people.forget_all()


def fresh(app) -> None:
    from server.accounts.models import DeviceSession
    from server.core.db import now

    app.extensions["writer"].write(
        lambda tx: tx.session.execute(update(DeviceSession).values(proved_at=now()))
    )
    access.people.forget_all()
