"""Signing in with another provider: the first time, the next time, and with what the provider tells by then."""

from urllib.parse import quote

import pytest

from tests.server.accounts.oauth.conftest import MIA, somebody

ACCOUNT = {"username": "mia", "email": MIA["email"]}


@pytest.fixture
def mia(alice, app, sign_in):
    """Somebody who came by Acme."""
    mia = somebody(app)
    sign_in(mia)
    status, boot = mia.post("/oauth/account", ACCOUNT)
    assert status == 201, boot
    mia._take(boot)
    return mia


@pytest.fixture
def come_with(visitor, provider, sign_in):
    """Have the visitor come by Acme, which says this of them."""

    def come_with(claims):
        provider.switch(people={"mia": MIA | claims})
        sign_in(visitor)

    return come_with


def test_a_page_knows_the_providers(visitor):
    assert visitor.boot()["providers"] == [
        {"name": "acme", "label": "Acme"},
        {"name": "twin", "label": "Twin"},
    ]


def test_the_way_there_has_a_challenge_a_state_and_a_nonce(visitor, begin):
    url = begin(visitor)
    for part in ("response_type=code", "code_challenge_method=S256", "code_challenge=", "state=", "nonce="):
        assert part in url, part
    assert "redirect_uri=http%3A%2F%2Flocalhost%2Foauth%2Facme%2Fcallback" in url


def test_two_ways_there_have_nothing_in_common(visitor, begin):
    parts = [dict(pair.split("=", 1) for pair in begin(visitor).split("?")[1].split("&")) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert parts[0][name] != parts[1][name]


def test_the_first_time_one_chooses_a_name(visitor, sign_in):
    assert sign_in(visitor, next="/rooms") == "/sign-up/username"
    assert visitor.boot()["user"] is None
    status, arrival = visitor.get("/oauth/arrival")
    assert status == 200
    assert arrival == {
        "provider": "acme",
        "label": "Acme",
        "username": "mia",
        "email": MIA["email"],
        "next": "/rooms",
        "known": False,
    }
    status, boot = visitor.post("/oauth/account", ACCOUNT | {"username": "mia.l"})
    assert status == 201
    assert (boot["user"]["username"], boot["user"]["name"]) == ("mia.l", "Mia Lindqvist")
    assert visitor.boot()["user"]["username"] == "mia.l"


def test_nothing_is_made_before_the_name_is_chosen(alice, visitor, sign_in):
    sign_in(visitor)
    assert alice.get("/users", query_string={"q": "mia"})[1]["users"] == []


def test_the_next_time_one_is_simply_in(mia, visitor, sign_in):
    assert sign_in(visitor, next="/rooms") == "/rooms"
    assert visitor.boot()["user"]["id"] == mia.id


def test_a_new_cookie_comes_with_signing_in(mia, visitor, sign_in):
    before = visitor.keys.cookie
    sign_in(visitor)
    assert visitor.keys.cookie != before


def test_an_address_that_has_changed_there_changes_nothing_here(mia, bob, visitor, provider, sign_in):
    provider.switch(people={"mia": MIA | {"email": "bob@example.org"}})
    assert sign_in(visitor) == "/"
    assert visitor.boot()["user"]["id"] == mia.id
    (acme, _) = visitor.get("/me/identities")[1]["identities"]
    assert acme["email"] == "bob@example.org"


def test_a_username_is_made_that_nobody_has(bob, visitor, provider, sign_in):
    provider.switch(people={"mia": MIA | {"preferred_username": "Bob"}})
    sign_in(visitor)
    assert visitor.get("/oauth/arrival")[1]["username"] == "Bob2"


@pytest.mark.parametrize(
    ("claims", "suggested"),
    [
        ({"preferred_username": "mia@acme.example"}, "mia"),
        ({"preferred_username": "", "email": "m.lind+x@acme.example"}, "m.lind-x"),
        ({"preferred_username": "../?", "email": "", "name": "米娅"}, "米娅"),
        ({"preferred_username": "-", "email": "", "name": ""}, "member"),
        ({"preferred_username": "m" * 60}, "m" * 28),
        ({"preferred_username": "m\0ia\ud800", "name": "Mia\0"}, "mia"),
    ],
)
def test_a_username_is_made_of_what_there_is(visitor, come_with, claims, suggested):
    come_with(claims)
    arrival = visitor.get("/oauth/arrival")[1]
    assert arrival["username"] == suggested
    status, _ = visitor.post("/oauth/account", {"username": suggested, "email": "mia@acme.example"})
    assert status == 201


def test_a_name_that_somebody_has_can_be_chosen_again(bob, visitor, sign_in):
    sign_in(visitor)
    status, answer = visitor.post("/oauth/account", ACCOUNT | {"username": "BOB"})
    assert (status, list(answer["error"]["fields"])) == (422, ["username"])
    assert visitor.post("/oauth/account", ACCOUNT)[0] == 201


@pytest.mark.parametrize("told", [{}, {"email": ""}, {"email": 5}, {"email": None}])
def test_without_an_address_one_types_it(visitor, provider, sign_in, told):
    provider.switch(people={"mia": {"name": "Mia", **told}})
    assert sign_in(visitor) == "/sign-up/username"
    assert visitor.get("/oauth/arrival")[1]["email"] == ""
    status, answer = visitor.post("/oauth/account", {"username": "mia", "email": ""})
    assert (status, list(answer["error"]["fields"])) == (422, ["email"])
    assert visitor.post("/oauth/account", {"username": "mia", "email": "mia@example.org"})[0] == 201


@pytest.mark.parametrize(
    ("claims", "typed", "confirmed"),
    [
        ({}, "mia@acme.example", True),
        ({}, "MIA@acme.example", True),
        ({}, "other@acme.example", False),
        ({"email_verified": False}, "mia@acme.example", False),
        ({"email_verified": "yes"}, "mia@acme.example", False),
    ],
)
def test_only_what_the_provider_has_verified_counts_as_confirmed(
    visitor, come_with, claims, typed, confirmed
):
    come_with(claims)
    assert visitor.post("/oauth/account", {"username": "mia", "email": typed})[0] == 201
    alice = visitor.app.cast["alice"]
    people = alice.get("/administration/people", query_string={"q": "mia"})[1]["people"]
    assert [person["email_confirmed"] for person in people] == [confirmed]


def test_who_has_come_from_nowhere_creates_nothing(visitor):
    assert visitor.get("/oauth/arrival")[0] == 404
    assert visitor.post("/oauth/account", ACCOUNT)[0] == 404


def test_two_accounts_cannot_be_made_of_one(mia, visitor, sign_in, provider):
    other = somebody(visitor.app)
    provider.switch(people={"noa": {"name": "Noa"}})
    for person in (visitor, other):
        sign_in(person, "noa")
    assert visitor.post("/oauth/account", {"username": "noa", "email": "noa@example.org"})[0] == 201
    status, answer = other.post("/oauth/account", {"username": "noa2", "email": "noa2@example.org"})
    assert (status, answer["error"]["code"]) == (409, "linked_to_other")


def test_no_password_lets_anybody_in_who_has_none(mia, visitor):
    for password in ("", "nobody has this password", "correct horse battery"):
        assert visitor.sign_in("mia", password)[0] == 401


def test_a_provider_that_there_is_not_is_not_found(visitor):
    assert visitor.post("/oauth/nobody/start", {})[0] == 404


def test_administrators_are_shown_the_address_that_providers_are_told(alice, visitor, begin):
    (acme, _) = alice.get("/administration/providers")[1]["providers"]
    assert (acme["label"], acme["missing"]) == ("Acme", [])
    assert f"redirect_uri={quote(acme['callback'], safe='')}" in begin(visitor)
