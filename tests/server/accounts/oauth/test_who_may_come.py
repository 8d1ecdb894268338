"""Who may make an account by way of a provider: whoever may by other ways."""

import time
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from sqlalchemy import update

from server.accounts import access
from server.accounts.models import User, Workspace
from server.core.db import now
from tests.server.accounts.oauth.conftest import MIA, somebody

ACCOUNT = {"username": "mia", "email": MIA["email"]}


@pytest.fixture
def set_workspace(app, alice):
    """Change what is kept of the workspace."""

    def change(**values):
        app.extensions["writer"].write(
            lambda tx: tx.session.execute(update(Workspace).values(values)) and None
        )

    return change


@pytest.fixture
def mia(visitor, sign_in):
    """Somebody who has an account already."""
    sign_in(visitor)
    status, boot = visitor.post("/oauth/account", ACCOUNT)
    assert status == 201, boot
    visitor._take(boot)
    return visitor


def why(location):
    parts = urlsplit(location)
    assert parts.path == "/sign-in/problem", location
    return parse_qs(parts.query)["why"][0]


@pytest.mark.parametrize("policy", ["closed", "invited"])
def test_where_nobody_may_make_an_account_nobody_is_asked_for_a_name(visitor, set_workspace, sign_in, policy):
    set_workspace(sign_up=policy)
    assert why(sign_in(visitor)) == "sign_up_closed"
    assert visitor.get("/oauth/arrival")[0] == 404
    assert visitor.post("/oauth/account", ACCOUNT)[0] == 404


def test_closed_meanwhile(visitor, set_workspace, sign_in):
    sign_in(visitor)
    set_workspace(sign_up="closed")
    status, answer = visitor.post("/oauth/account", ACCOUNT)
    assert (status, answer["error"]["code"]) == (403, "sign_up_closed")


def test_who_has_an_account_gets_in_all_the_same(mia, set_workspace, sign_in):
    set_workspace(sign_up="closed")
    again = somebody(mia.app)
    assert sign_in(again) == "/"
    assert again.boot()["user"]["id"] == mia.id


def test_an_invitation_lets_in(alice, visitor, set_workspace, sign_in):
    set_workspace(sign_up="invited")
    status, invitation = alice.post("/invitations", {"most_uses": 1})
    assert status == 201, invitation
    token = invitation["link"].rpartition("/")[2]
    assert sign_in(visitor, invitation=token) == "/sign-up/username"
    assert visitor.post("/oauth/account", ACCOUNT)[0] == 201
    # Once.
    assert why(sign_in(somebody(visitor.app), "noa", invitation=token)) == "invitation_over"


def test_a_forged_invitation_does_not(visitor, set_workspace, sign_in):
    set_workspace(sign_up="invited")
    assert why(sign_in(visitor, invitation="forged")) == "invitation_over"


def test_an_address_of_the_right_domain_that_is_verified_lets_in(visitor, set_workspace, sign_in):
    set_workspace(sign_up="domains", email_domains="acme.example")
    assert sign_in(visitor) == "/sign-up/username"
    status, boot = visitor.post("/oauth/account", ACCOUNT)
    assert (status, boot["user"]["username"]) == (201, "mia")


def test_one_of_another_domain_is_told_which(visitor, set_workspace, sign_in):
    set_workspace(sign_up="domains", email_domains="northwind.example")
    assert sign_in(visitor) == "/sign-up/username"
    status, answer = visitor.post("/oauth/account", ACCOUNT)
    assert status == 422
    assert "northwind.example" in answer["error"]["fields"]["email"]


@pytest.mark.parametrize("verified", [True, False])
def test_one_that_is_only_claimed_has_to_be_confirmed_first(
    visitor, set_workspace, provider, sign_in, verified
):
    set_workspace(sign_up="domains", email_domains="northwind.example")
    provider.switch(people={"mia": {"email": "mia@northwind.example", "email_verified": False}})
    if verified:
        provider.switch(people={"mia": MIA})
    sign_in(visitor)
    status, boot = visitor.post("/oauth/account", {"username": "mia", "email": "mia@northwind.example"})
    assert (status, boot["user"], boot["confirm"]) == (201, None, "mia@northwind.example")
    again = somebody(visitor.app)
    assert why(sign_in(again)) == "confirm_first"
    assert again.boot()["user"] is None


@pytest.mark.parametrize("column", ["deactivated_at", "banned_at"])
def test_who_is_kept_out_is_kept_out(app, mia, sign_in, column):
    app.extensions["writer"].write(
        lambda tx: tx.session.execute(update(User).where(User.id == mia.id).values({column: now()})) and None
    )
    access.people.forget_all()
    again = somebody(app)
    assert why(sign_in(again)) == column.removesuffix("_at")
    assert again.boot()["user"] is None


def test_a_second_factor_is_asked_for(mia, sign_in):
    app = pyotp.TOTP(mia.post("/me/authenticator")[1]["secret"])
    assert mia.post("/me/authenticator/confirm", {"code": app.at(int(time.time()) - 30)})[0] == 200
    again = somebody(mia.app)
    assert sign_in(again, next="/rooms") == "/sign-in/second-factor?next=%2Frooms"
    boot = again.boot()
    assert (boot["user"], boot["second_factor"]["ways"]) == (None, ["totp", "recovery"])
    status, boot = again.post("/session/second-factor", {"code": app.now()})
    assert (status, boot["user"]["id"]) == (200, mia.id)
