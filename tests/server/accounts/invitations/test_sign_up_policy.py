"""Who may make an account without an invitation."""

import pytest
from sqlalchemy import update

from server.accounts.models import Workspace
from server.core.writer import write
from tests.mail_server import path
from tests.server.conftest import PASSWORD

FORM = {"username": "dora", "email": "dora@northwind.example", "password": PASSWORD}


def change(app, **values):
    with app.app_context():
        write(lambda tx: tx.session.execute(update(Workspace).values(**values)))


def offered(visitor):
    return visitor.get("/session")[1]["sign_up"]


@pytest.mark.parametrize("policy", ["invited", "closed", "nonsense"])
def test_elsewise_nobody_may(app, alice, visitor, policy):
    app.config["SIGN_UP"] = policy
    status, answer = visitor.post("/users", FORM)
    assert (status, answer["error"]["code"]) == (403, "sign_up_closed")
    assert offered(visitor) is False


def test_the_workspace_s_own_comes_before_the_setting(app, alice, visitor):
    app.config["SIGN_UP"] = "closed"
    change(app, sign_up="open")
    assert offered(visitor) is True
    assert visitor.post("/users", FORM)[0] == 201


@pytest.mark.parametrize(
    "form", [FORM, {**FORM, "username": "alice"}, {**FORM, "email": "alice@example.org"}]
)
def test_who_may_not_learns_nothing_about_names(app, alice, visitor, form):
    change(app, sign_up="invited")
    assert visitor.post("/users", form)[0] == 403


class TestDomains:
    @pytest.fixture(autouse=True)
    def policy(self, app, alice):
        change(app, sign_up="domains", email_domains="northwind.example north.example")

    @pytest.mark.parametrize("domain", ["northwind.example", "North.Example"])
    def test_addresses_of_ours_may(self, visitor, domain):
        assert visitor.post("/users", {**FORM, "email": f"dora@{domain}"})[0] == 201

    @pytest.mark.parametrize(
        "domain", ["example.org", "evilnorthwind.example", "sub.northwind.example", "northwind.example.org"]
    )
    def test_others_may_not(self, visitor, domain):
        status, answer = visitor.post("/users", {**FORM, "email": f"dora@{domain}"})
        assert (status, list(answer["error"]["fields"])) == (422, ["email"])
        assert "northwind.example" in answer["error"]["fields"]["email"]

    def test_the_account_works_once_the_address_is_confirmed(self, visitor, post):
        status, boot = visitor.post("/users", FORM)
        assert (status, boot["user"], boot["confirm"]) == (201, None, "dora@northwind.example")
        assert visitor.get("/me")[0] == 401
        status, answer = visitor.sign_in("dora")
        assert (status, answer["error"]["code"]) == (403, "confirm_first")
        assert visitor.sign_in("dora", "a wrong one")[1]["error"]["code"] == "wrong_credentials"
        (mail,) = post.to("dora@northwind.example")
        visitor.post("/email-confirmations", {"token": path(mail).rsplit("/", 1)[1]})
        assert visitor.sign_in("dora")[0] == 200

    def test_the_mail_can_be_asked_for_again_and_nothing_tells_who_there_is(self, visitor, post):
        visitor.post("/users", FORM)
        for login in ("dora", "nobody", "alice"):
            assert visitor.post("/email-confirmations/again", {"login": login}) == (204, None)
        assert len(post.to("dora@northwind.example")) == 2

    def test_a_forgotten_password_confirms_it_as_well(self, visitor, post):
        visitor.post("/users", FORM)
        visitor.post("/password-resets", {"login": "dora"})
        token = path(post.to("dora@northwind.example")[-1]).rsplit("/", 1)[1]
        status, boot = visitor.post("/password-resets/done", {"token": token, "password": "another battery"})
        assert (status, boot["user"]["username"]) == (200, "dora")

    def test_who_was_in_before_stays_in(self, alice, visitor):
        assert alice.get("/me")[0] == 200
        assert visitor.sign_in("alice")[0] == 200
