"""Attempts to get into an account of somebody else by way of a provider: each is refused."""

import pytest
from flask.sessions import SecureCookieSessionInterface

from tests.server.accounts.oauth.conftest import MIA, somebody

BOBS = "bob@example.org"


@pytest.fixture
def attacker(app, alice, bob, provider):
    """Somebody whose account elsewhere carries Bob's address."""
    return somebody(app)


def is_out(person):
    return person.boot()["user"] is None


def test_with_the_address_of_an_account_here(attacker, bob, provider, sign_in):
    provider.switch(people={"eve": {"email": BOBS, "email_verified": True}})
    sign_in(attacker, "eve")
    assert is_out(attacker)
    status, answer = attacker.post("/oauth/account", {"username": "eve", "email": BOBS})
    assert (status, answer["error"]["code"]) == (409, "known_address")
    assert is_out(attacker)
    assert [way["linked"] for way in bob.get("/me/identities")[1]["identities"]] == [False, False]


@pytest.mark.parametrize("verified", [False, None, "false", 1])
def test_with_an_address_that_nobody_has_verified(attacker, bob, provider, sign_in, verified):
    """They get an account of their own, as whoever types Bob's address does: without the address."""
    provider.switch(people={"eve": {"email": BOBS, "email_verified": verified}})
    assert sign_in(attacker, "eve") == "/sign-up/username"
    status, boot = attacker.post("/oauth/account", {"username": "eve", "email": BOBS})
    assert (status, boot["user"]["username"]) == (201, "eve")
    assert boot["user"]["id"] != bob.id
    assert [way["linked"] for way in bob.get("/me/identities")[1]["identities"]] == [False, False]
    again = somebody(attacker.app)
    status, boot = again.sign_in(BOBS)
    assert (status, boot["user"]["id"]) == (200, bob.id)


@pytest.mark.parametrize("email", ["BOB@EXAMPLE.ORG", " bob@example.org ", "bob@example.org"])
def test_with_the_address_written_in_another_way(attacker, provider, sign_in, email):
    provider.switch(people={"eve": {"email": email, "email_verified": True}})
    assert sign_in(attacker, "eve") == "/sign-in/link"
    assert attacker.post("/oauth/account", {"username": "eve", "email": email})[0] in (409, 422)
    assert is_out(attacker)


def test_a_verified_address_is_told_what_to_do(attacker, provider, sign_in):
    provider.switch(people={"eve": {"email": BOBS, "email_verified": True}})
    assert sign_in(attacker, "eve") == "/sign-in/link"
    assert attacker.get("/oauth/arrival")[1]["known"] is True


def test_an_address_that_nobody_has_verified_tells_nothing(attacker, provider, sign_in):
    provider.switch(people={"eve": {"email": BOBS, "email_verified": False}})
    assert sign_in(attacker, "eve") == "/sign-up/username"
    assert attacker.get("/oauth/arrival")[1]["known"] is False


def test_with_the_same_address_at_another_provider(attacker, sign_in):
    mia = somebody(attacker.app)
    sign_in(mia)
    assert mia.post("/oauth/account", {"username": "mia", "email": MIA["email"]})[0] == 201
    assert sign_in(attacker, "mia", "twin") == "/sign-in/link"
    assert is_out(attacker)
    assert sign_in(attacker, "mia", "acme") == "/"
    assert not is_out(attacker)


def test_with_the_username_of_an_account_here(attacker, provider, sign_in):
    provider.switch(people={"bob": {"preferred_username": "bob", "name": "Bob"}})
    assert sign_in(attacker, "bob") == "/sign-up/username"
    assert attacker.get("/oauth/arrival")[1]["username"] == "bob2"
    assert attacker.post("/oauth/account", {"username": "bob", "email": "e@example.org"})[0] == 422
    assert is_out(attacker)


def test_with_the_same_name_for_an_account_at_two_providers(attacker, provider, sign_in):
    provider.switch(people={"7": {"name": "Mia"}})
    mia = somebody(attacker.app)
    sign_in(mia, "7", "acme")
    assert mia.post("/oauth/account", {"username": "mia", "email": MIA["email"]})[0] == 201
    assert sign_in(attacker, "7", "twin") == "/sign-up/username"
    assert is_out(attacker)


def test_with_a_cookie_of_ones_own_making(attacker, app):
    forged = somebody(app)
    app.secret_key, kept = "guessed", app.secret_key
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    app.secret_key = kept
    arrival = {"account": ["acme", "mia", "m@example.org", True, "", ""], "next": "/", "until": 9_999_999_999}
    forged.client.set_cookie("parley_session", signer.dumps({"arrival": arrival}))
    assert forged.get("/oauth/arrival")[0] == 404
