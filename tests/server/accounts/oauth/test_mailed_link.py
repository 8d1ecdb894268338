"""Linking by mail, for who comes from a provider with the address of an account that there is already."""

import pytest
from sqlalchemy import update

from server.accounts.models import User
from server.core import jobs
from server.core.db import now
from tests.mail_server import link, text
from tests.server.accounts.oauth.conftest import somebody
from tests.server.conftest import PASSWORD

BOB = {"email": "bob@example.org", "email_verified": True, "name": "Bob"}


@pytest.fixture
def config(provider, mail_server):
    return {
        "OAUTH": provider.settings("ACME") | provider.settings("TWIN"),
        "SMTP_URL": mail_server.url,
        "PUBLIC_URL": "http://localhost",
    }


@pytest.fixture
def bobs(app, alice, bob, provider, sign_in):
    """A browser in which somebody has come from Acme with Bob's address."""
    provider.switch(people={"bobby": BOB, "eve": BOB})
    bobs = somebody(app)
    assert sign_in(bobs, "bobby") == "/sign-in/link"
    return bobs


@pytest.fixture
def letters(app, mail_server):
    """What Bob has been mailed about linking."""

    def letters():
        with app.app_context():
            jobs.run_all()
        return [mail for mail in mail_server.to("bob@example.org") if "Acme" in str(mail["Subject"])]

    return letters


@pytest.fixture
def token(bobs, letters):
    """The token in the mail that Bob has got."""
    assert bobs.post("/oauth/letter") == (204, None)
    (mail,) = letters()
    address = link(mail)
    assert address.startswith("http://localhost/link-account/")
    return address.rpartition("/")[2]


def is_linked(person):
    return person.get("/me/identities")[1]["identities"][0]["linked"]


def test_the_mail_says_what_it_is_for(bobs, letters):
    bobs.post("/oauth/letter")
    (mail,) = letters()
    assert "Acme" in text(mail)
    assert "bob" in text(mail)


def test_link_and_be_in(bob, bobs, token, sign_in):
    status, boot = bobs.post("/oauth/links", {"token": token})
    assert (status, boot["user"]["id"]) == (200, bob.id)
    again = somebody(bobs.app)
    assert sign_in(again, "bobby") == "/"
    assert again.boot()["user"]["id"] == bob.id


def test_to_open_the_page_does_nothing(bobs, token):
    assert bobs.client.get(f"/link-account/{token}").status_code == 200
    assert bobs.post("/oauth/links", {"token": token})[0] == 200


def test_it_is_good_once(bobs, token):
    cookie = bobs.keys.cookie
    bobs.post("/oauth/links", {"token": token})
    bobs.client.set_cookie("parley_session", cookie)
    status, answer = bobs.post("/oauth/links", {"token": token})
    assert (status, answer["error"]["code"]) == (410, "link_used")


def test_a_forged_one_is_none(bobs):
    status, answer = bobs.post("/oauth/links", {"token": "forged"})
    assert (status, answer["error"]["code"]) == (410, "link_expired")


def test_a_thoughtless_click_in_another_browser_links_nothing(bob, bobs, token):
    for victim in (somebody(bobs.app), bob):
        status, answer = victim.post("/oauth/links", {"token": token})
        assert (status, answer["error"]["code"]) == (409, "other_browser")
    assert not is_linked(bob)
    # And it is still good where it was asked for.
    assert bobs.post("/oauth/links", {"token": token})[0] == 200


def test_it_links_no_other_account_than_that_which_asked(bob, bobs, token, sign_in):
    eve = somebody(bobs.app)
    sign_in(eve, "eve")
    status, answer = eve.post("/oauth/links", {"token": token})
    assert (status, answer["error"]["code"]) == (409, "other_browser")
    assert not is_linked(bob)


def test_a_link_for_another_purpose_links_nothing(bob, bobs, letters, mail_server):
    bob.delete("/session")
    bob.boot()
    assert bob.post("/password-resets", {"login": "bob"})[0] in (200, 202, 204)
    letters()
    (reset,) = [mail for mail in mail_server.to("bob@example.org") if "/reset-password/" in text(mail)]
    assert bobs.post("/oauth/links", {"token": link(reset).rpartition("/")[2]})[0] == 410


def test_whoever_prepared_the_account_without_having_the_address_is_out(bob, bobs, token):
    """Bob's address was never confirmed: somebody else may have made the account, and waited for him."""
    assert bobs.post("/oauth/links", {"token": token})[0] == 200
    assert bob.get("/me")[0] == 401
    assert somebody(bobs.app).sign_in("bob", PASSWORD)[0] == 401


def test_a_confirmed_account_keeps_its_password_and_sessions(app, bob, bobs, token):
    app.extensions["writer"].write(
        lambda tx: tx.session.execute(update(User).values(email_confirmed_at=now())) and None
    )
    assert bobs.post("/oauth/links", {"token": token})[0] == 200
    assert bob.get("/me")[0] == 200
    assert somebody(app).sign_in("bob", PASSWORD)[0] == 200


def test_who_has_come_from_nowhere_has_nothing_mailed(visitor):
    assert visitor.post("/oauth/letter")[0] == 404


def test_an_address_that_nobody_has_verified_has_nothing_mailed(app, bob, provider, sign_in, letters):
    provider.switch(people={"eve": BOB | {"email_verified": False}})
    eve = somebody(app)
    assert sign_in(eve, "eve") == "/sign-up/username"
    assert eve.post("/oauth/letter")[0] == 404
    assert letters() == []
