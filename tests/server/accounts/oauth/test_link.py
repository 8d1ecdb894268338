"""Linking accounts elsewhere with one's own here, and unlinking them."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import update

from server.accounts import access
from server.accounts.models import DeviceSession
from server.core.writer import write
from tests.server.accounts.oauth.conftest import MIA, somebody


@pytest.fixture
def link(provider, come_back):
    """Have somebody link their account at a provider; return where they end."""

    def link(person, account="mia", name="acme"):
        status, answer = person.post(f"/me/identities/{name}/start", {})
        assert status == 200, answer
        return come_back(person, provider.visit(answer["url"], account))

    return link


def ways(person):
    status, answer = person.get("/me/identities")
    assert status == 200, answer
    return {way["provider"]: way for way in answer["identities"]}


def why(location):
    parts = urlsplit(location)
    assert parts.path == "/settings", location
    return parse_qs(parts.query)["why"][0]


def test_link_and_sign_in_with_it(bob, visitor, link, sign_in):
    assert link(bob) == "/settings?linked=acme"
    assert ways(bob)["acme"]["linked"] is True
    assert ways(bob)["acme"]["email"] == MIA["email"]
    assert ways(bob)["twin"]["linked"] is False
    assert sign_in(visitor) == "/"
    assert visitor.boot()["user"]["id"] == bob.id


def test_linking_again_changes_nothing(bob, link):
    link(bob)
    assert link(bob) == "/settings?linked=acme"


def test_a_second_account_at_the_same_provider_is_refused(bob, link):
    link(bob)
    assert why(link(bob, "noa")) == "conflict"


def test_an_account_that_is_somebody_elses_stays_theirs(bob, charlie, visitor, link, sign_in):
    link(bob)
    assert why(link(charlie)) == "linked_to_other"
    assert ways(charlie)["acme"]["linked"] is False
    sign_in(visitor)
    assert visitor.boot()["user"]["id"] == bob.id


def test_who_is_not_signed_in_links_nothing(visitor):
    assert visitor.post("/me/identities/acme/start", {})[0] == 401
    assert visitor.get("/me/identities")[0] == 401
    assert visitor.delete("/me/identities/acme")[0] == 401


def test_who_has_signed_out_meanwhile_links_nothing(bob, provider, come_back):
    address = provider.visit(bob.post("/me/identities/acme/start", {})[1]["url"])
    bob.delete("/session")
    assert come_back(bob, address).startswith("/sign-in/problem?why=out_of_date")


def test_a_link_begun_by_one_does_not_end_with_another(app, bob, charlie, provider, come_back):
    address = provider.visit(bob.post("/me/identities/acme/start", {})[1]["url"])
    with bob.client.session_transaction() as begun:
        mark = begun["elsewhere"]
    with charlie.client.session_transaction() as session:
        session["elsewhere"] = mark
    assert why(come_back(charlie, address)) == "out_of_date"
    assert ways(charlie)["acme"]["linked"] is False


def test_to_sign_in_does_not_link(bob, sign_in):
    sign_in(bob)
    assert ways(bob)["acme"]["linked"] is False


def test_denied(bob, provider, come_back):
    url = bob.post("/me/identities/acme/start", {})[1]["url"]
    assert why(come_back(bob, provider.visit(url, answer="no"))) == "denied"


def test_unlink(bob, visitor, link, sign_in):
    link(bob)
    assert bob.delete("/me/identities/acme") == (204, None)
    assert ways(bob)["acme"]["linked"] is False
    assert sign_in(visitor) == "/sign-up/username"


def test_what_is_not_linked_cannot_be_unlinked(bob):
    assert bob.delete("/me/identities/acme")[0] == 404
    assert bob.delete("/me/identities/nobody")[0] == 404


@pytest.fixture
def mia(visitor, sign_in):
    """Somebody who has no password."""
    sign_in(visitor)
    status, boot = visitor.post("/oauth/account", {"username": "mia", "email": MIA["email"]})
    assert status == 201, boot
    visitor._take(boot)
    return visitor


def test_the_last_way_to_sign_in_cannot_be_removed(mia, link, sign_in):
    assert ways(mia)["acme"]["removable"] is False
    status, answer = mia.delete("/me/identities/acme")
    assert (status, answer["error"]["code"]) == (409, "last_way")
    again = somebody(mia.app)
    assert sign_in(again) == "/"


def test_with_a_second_provider_the_first_can_be_removed(mia, link):
    link(mia, name="twin")
    assert mia.delete("/me/identities/acme")[0] == 204
    assert mia.delete("/me/identities/twin")[0] == 409


def test_with_a_password_the_last_provider_can_be_removed(mia):
    assert mia.put("/me/password", {"password": "correct horse battery"})[0] == 204
    assert mia.delete("/me/identities/acme")[0] == 204


def test_a_provider_that_is_switched_off_is_no_way_in(mia, link):
    link(mia, name="twin")
    del mia.app.extensions["providers"]["twin"]
    assert ways(mia)["twin"]["usable"] is False
    assert mia.delete("/me/identities/acme")[0] == 409
    assert mia.delete("/me/identities/twin")[0] == 204


def test_after_a_while_one_proves_first_who_one_is(bob, link):
    link(bob)
    _forget_proof(bob)
    for status, answer in (bob.post("/me/identities/twin/start", {}), bob.delete("/me/identities/acme")):
        assert (status, answer["error"]["code"]) == (403, "prove_first")
    assert ways(bob)["acme"]["linked"] is True


def _forget_proof(person):
    past = datetime(2020, 1, 1, tzinfo=UTC)
    with person.app.app_context():
        write(lambda tx: tx.session.execute(update(DeviceSession).values(proved_at=past)) and None)
        access.people.forget_all()
