"""Making accounts for people, and letting those in who are locked out."""

import pytest

from server.core import jobs

DORA = {"username": "dora", "email": "dora@example.org"}


def token(link):
    assert "/reset-password/" in link
    return link.rsplit("/", 1)[1]


@pytest.fixture
def config():
    """Nobody may sign up by themselves."""
    return {"SIGN_UP": "invited"}


def test_whoever_gets_an_account_sets_the_password_by_the_link(app, alice, visitor):
    status, body = alice.post("/administration/people", DORA | {"role": "moderator"})
    assert (status, body["username"]) == (201, "dora")
    new = {"token": token(body["link"]), "password": "chosen by herself"}
    assert visitor.post("/password-resets/done", new)[0] in (200, 204)
    assert (
        alice.get("/administration/people", query_string={"q": "dora"})[1]["people"][0]["role"] == "moderator"
    )
    entry = alice.get("/administration/audit")[1]["entries"][0]
    assert (entry["action"], entry["data"]) == ("user.create", {"username": "dora", "role": "moderator"})


def test_what_is_wrong_is_said_by_field(alice, bob):
    for wrong, field in (
        ({"username": "!"}, "username"),
        ({"username": "bob"}, "username"),
        ({"email": "nowhere"}, "email"),
        ({"email": "bob@example.org"}, "email"),
        ({"role": "emperor"}, "role"),
    ):
        status, body = alice.post("/administration/people", DORA | wrong)
        assert (status, list(body["error"]["fields"])) == (422, [field])
    assert alice.get("/administration/people", query_string={"q": "dora"})[1]["people"] == []


def test_who_is_locked_out_gets_a_link_that_works_once(app, alice, bob, visitor):
    status, body = alice.post(f"/administration/people/{bob.id}/reset")
    assert status == 200
    new = {"token": token(body["link"]), "password": "remembered this time"}
    assert visitor.post("/password-resets/done", new)[0] in (200, 204)
    again = visitor.post("/password-resets/done", new | {"password": "somebody else's"})
    assert again[0] in (400, 401, 410)
    assert bob.get("/rooms")[0] == 401
    with app.app_context():
        jobs.run_all()
    assert alice.get("/administration/audit")[1]["entries"][0]["action"] == "user.reset"


def test_whoever_is_kept_out_gets_none(alice, bob):
    alice.put(f"/users/{bob.id}/deactivation", {})
    status, body = alice.post(f"/administration/people/{bob.id}/reset")
    assert (status, body["error"]["code"]) == (403, "deactivated")
    assert alice.post("/administration/people/999999/reset")[0] == 404


def test_nobody_else_may(bob, visitor):
    for path in ("/administration/people", f"/administration/people/{bob.id}/reset"):
        assert bob.post(path, DORA)[0] == 403
        assert visitor.post(path, DORA)[0] == 401
