"""Sign-ins elsewhere that come to no good end: a page that says so, and never an error of the server."""

import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.oidc import Provider
from tests.server.accounts.oauth.conftest import somebody
from tests.server.conftest import COOKIE, Person


def why(location):
    parts = urlsplit(location)
    assert parts.path == "/sign-in/problem", location
    return parse_qs(parts.query)["why"][0]


def with_other(address, **changes):
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
    return f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode(query)}"


def test_denied(visitor, provider, begin, come_back):
    location = come_back(visitor, provider.visit(begin(visitor, next="/rooms"), answer="no"))
    assert why(location) == "denied"
    assert "next=%2Frooms" in location
    assert "provider=acme" in location


def test_a_denial_ends_it(visitor, provider, begin, come_back):
    address = provider.visit(begin(visitor), answer="no")
    come_back(visitor, address)
    assert why(come_back(visitor, address)) == "out_of_date"


@pytest.mark.parametrize("state", ["", "forged", "x" * 5000])
def test_a_forged_state(visitor, provider, begin, come_back, state):
    address = provider.visit(begin(visitor))
    assert why(come_back(visitor, with_other(address, state=state))) == "out_of_date"
    assert visitor.get("/oauth/arrival")[0] == 404


def test_the_state_of_another_browser(visitor, provider, begin, come_back):
    address = provider.visit(begin(visitor))
    victim = somebody(visitor.app)
    assert why(come_back(victim, address)) == "out_of_date"
    begin(victim)
    assert why(come_back(victim, address)) == "out_of_date"


def test_the_state_of_another_provider(visitor, provider, begin, come_back):
    address = provider.visit(begin(visitor)).replace("/oauth/acme/", "/oauth/twin/")
    assert why(come_back(visitor, address)) == "out_of_date"


def test_an_answer_that_another_provider_has_sent(visitor, provider, begin, come_back):
    address = provider.visit(begin(visitor))
    assert why(come_back(visitor, with_other(address, iss="https://evil.example"))) == "out_of_date"


def test_a_state_that_has_expired(visitor, provider, begin, come_back):
    address = provider.visit(begin(visitor))
    with visitor.client.session_transaction() as session:
        session["elsewhere"] = {
            state: mark | {"until": mark["until"] - 601} for state, mark in session["elsewhere"].items()
        }
    assert why(come_back(visitor, address)) == "out_of_date"


def test_a_replayed_answer(visitor, provider, begin, come_back):
    address = provider.visit(begin(visitor))
    assert come_back(visitor, address) == "/sign-up/username"
    assert why(come_back(visitor, address)) == "out_of_date"


def test_a_replayed_code_in_a_browser_that_remembers_the_state(visitor, provider, begin, come_back):
    address = provider.visit(begin(visitor))
    cookie = visitor.keys.cookie
    come_back(visitor, address)
    thief = Person(visitor.app)
    thief.client.set_cookie(COOKIE, cookie)
    assert why(come_back(thief, address)) == "out_of_date"
    assert thief.get("/oauth/arrival")[0] == 404


def test_a_code_that_was_made_for_somebody_elses_sign_in(visitor, provider, begin, come_back):
    code = parse_qs(urlsplit(provider.visit(begin(visitor))).query)["code"][0]
    victim = somebody(visitor.app)
    address = provider.visit(begin(victim), "noa")
    assert why(come_back(victim, with_other(address, code=code))) == "out_of_date"


def test_a_forged_code(visitor, provider, begin, come_back):
    address = provider.visit(begin(visitor))
    assert why(come_back(visitor, with_other(address, code="forged"))) == "out_of_date"


def test_an_id_token_for_another_nonce(visitor, provider, begin, come_back):
    address = provider.visit(with_other(begin(visitor), nonce="another"))
    assert why(come_back(visitor, address)) == "garbled"
    assert visitor.get("/oauth/arrival")[0] == 404


def test_neither_a_code_nor_an_error(visitor, provider, begin, come_back):
    state = parse_qs(urlsplit(begin(visitor)).query)["state"][0]
    assert why(come_back(visitor, f"/oauth/acme/callback?state={state}")) == "garbled"
    assert why(come_back(visitor, "/oauth/acme/callback")) == "out_of_date"


def test_a_provider_that_there_is_not(visitor, come_back):
    assert why(come_back(visitor, "/oauth/nobody/callback?state=1&code=2")) == "out_of_date"


@pytest.mark.parametrize("broken", ["/token", "/jwks", "/me"])
def test_nonsense_instead_of_an_answer(visitor, provider, begin, come_back, broken):
    address = provider.visit(begin(visitor))
    provider.switch(broken=[broken])
    assert why(come_back(visitor, address)) == "garbled"


def test_a_description_that_is_nonsense(visitor, provider):
    provider.switch(broken=["/.well-known/openid-configuration"])
    status, answer = visitor.post("/oauth/acme/start", {})
    assert (status, answer["error"]["code"]) == (409, "provider_away")
    provider.switch()
    assert visitor.post("/oauth/acme/start", {})[0] == 200


def test_user_information_of_somebody_else(visitor, provider, begin, come_back):
    address = provider.visit(begin(visitor))
    provider.switch(other_user="victim")
    assert why(come_back(visitor, address)) == "garbled"


def test_a_provider_that_is_slow(visitor, provider, begin, come_back):
    address = provider.visit(begin(visitor))
    provider.switch(slow=3000)
    assert why(come_back(visitor, address)) == "unreachable"


class TestAway:
    @pytest.fixture
    def provider(self):
        provider = Provider().start()
        yield provider
        provider.stop()

    def test_when_one_wants_to_go_there(self, visitor, provider):
        provider.stop()
        status, answer = visitor.post("/oauth/acme/start", {})
        assert (status, answer["error"]["code"]) == (409, "provider_away")
        assert "Acme" in answer["error"]["message"]

    def test_when_one_comes_back(self, visitor, provider, begin, come_back):
        address = provider.visit(begin(visitor))
        provider.stop()
        assert why(come_back(visitor, address)) == "unreachable"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "/api/v1/me"]
)
def test_nobody_is_sent_to_another_site_afterwards(visitor, provider, sign_in, wanted):
    sign_in(visitor, next=wanted)
    assert visitor.get("/oauth/arrival")[1]["next"] == "/"
    visitor.post("/oauth/account", {"username": "mia", "email": "mia@acme.example"})
    again = somebody(visitor.app)
    assert sign_in(again, next=wanted) == "/"


def test_begun_many_times_the_cookie_stays_small(visitor, provider, begin, come_back):
    addresses = [begin(visitor, next="/" + "a" * 400) for _ in range(8)]
    assert len(visitor.keys.cookie) < 3800
    assert come_back(visitor, provider.visit(addresses[-1])) == "/sign-up/username"


def test_a_start_from_another_site_is_refused(visitor):
    assert visitor.client.post("/api/v1/oauth/acme/start", json={}).status_code == 400


def test_who_takes_too_long_to_choose_a_name_begins_anew(visitor, provider, sign_in):
    sign_in(visitor)
    with visitor.client.session_transaction() as session:
        session["arrival"] = session["arrival"] | {"until": int(time.time()) - 1}
    assert visitor.get("/oauth/arrival")[0] == 404
    assert visitor.post("/oauth/account", {"username": "mia", "email": "mia@acme.example"})[0] == 404
