"""Confirming one's address."""

import pytest
from sqlalchemy import select

from server.accounts.letters.models import MailedLink
from server.core.config import OFF, RATES
from server.core.db import db
from tests.mail_server import path, text
from tests.server.conftest import PASSWORD, Person

FORM = {"username": "dora", "email": "dora@example.org", "password": PASSWORD}


@pytest.fixture
def dora(app, alice, newcomer):
    return newcomer("dora")


def token(mail):
    return path(mail).rsplit("/", 1)[1]


def confirm(person, mail):
    return person.post("/email-confirmations", {"token": token(mail)})


def test_who_signs_up_is_mailed_a_link_that_confirms_the_address(dora, visitor, post):
    (mail,) = post.to("dora@example.org")
    assert path(mail).startswith("/confirm-email/")
    assert "dora" in text(mail) and "Northwind" in text(mail)
    assert dora.get("/me/email")[1] == {"email": "dora@example.org", "confirmed": False, "next": ""}
    assert confirm(visitor, mail) == (200, {"email": "dora@example.org"})
    assert dora.get("/me/email")[1]["confirmed"] is True


def test_so_is_who_sets_the_workspace_up(app, visitor, post):
    body = {"workspace": "Northwind", "username": "ana", "email": "ana@example.org", "password": PASSWORD}
    assert visitor.post("/setup", body)[0] == 201
    assert len(post.to("ana@example.org")) == 1


def test_in_the_language_of_the_page(app, alice, visitor, post):
    assert visitor.post("/users?locale=zh_Hans", FORM)[0] == 201
    assert post.to("dora@example.org")[0]["Content-Language"] == "zh-Hans"


def test_the_same_link_is_as_good_a_second_time(dora, visitor, post):
    (mail,) = post.to("dora@example.org")
    assert confirm(visitor, mail)[0] == 200
    assert confirm(visitor, mail) == (200, {"email": "dora@example.org"})


def test_it_can_be_mailed_again_and_only_the_latest_is_good(dora, visitor, post):
    assert dora.post("/me/email/confirmation")[0] == 204
    first, second = post.to("dora@example.org")
    assert confirm(visitor, first)[0] == 410
    assert confirm(visitor, second)[0] == 200
    assert dora.post("/me/email/confirmation")[0] == 204
    assert len(post.to("dora@example.org")) == 2, "it was confirmed already"


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "🦉", "%00"])
def test_what_never_was_a_link_is_told_as_one_that_has_expired(alice, visitor, token):
    status, answer = visitor.post("/email-confirmations", {"token": token})
    assert (status, answer["error"]["code"]) == (410, "link_expired")


def test_a_link_for_something_else_does_not_confirm(dora, visitor, post):
    visitor.post("/password-resets", {"login": "dora"})
    mail = post.to("dora@example.org")[-1]
    assert confirm(visitor, mail)[0] == 410


def test_only_who_is_signed_in_has_an_address(visitor, alice):
    assert visitor.get("/me/email")[0] == 401
    assert visitor.post("/me/email/confirmation")[0] == 401


class TestAnAddressOfAnother:
    """Nothing on the page may tell whether an address has an account; the mail does, to whom it belongs."""

    @pytest.fixture
    def dora(self, dora, visitor, post):
        confirm(visitor, post.to("dora@example.org")[0])
        post.forget()
        return dora

    def test_signing_up_with_it_looks_the_same(self, app, dora, visitor, post):
        status, taken = visitor.post("/users", {**FORM, "username": "eve", "email": "Dora@example.org"})
        other = Person(app)
        other.boot()
        assert (
            other.post("/users", {**FORM, "username": "fay", "email": "fay@example.org"})[0] == status == 201
        )
        assert taken["user"]["username"] == "eve"

    def test_and_its_owner_is_told_and_keeps_it(self, dora, visitor, post):
        visitor.post("/users", {**FORM, "username": "eve"})
        (mail,) = post.to("dora@example.org")
        assert path(mail) == "/sign-in"
        assert "eve" in text(mail)
        assert dora.sign_in("dora@example.org")[1]["user"]["username"] == "dora"

    def test_who_took_it_cannot_have_it_mailed_to_them(self, dora, visitor, post):
        boot = visitor.post("/users", {**FORM, "username": "eve"})[1]
        visitor._take(boot)
        assert visitor.post("/me/email/confirmation")[0] == 204
        assert {path(mail) for mail in post.to("dora@example.org")} == {"/sign-in"}

    def test_but_whoever_only_said_that_it_was_theirs_gives_it_up(self, app, alice, newcomer, visitor, post):
        squatter = newcomer("mallory")
        post.forget()
        owner = Person(app)
        owner.boot()
        assert owner.post("/users", {**FORM, "username": "mal", "email": "mallory@example.org"})[0] == 201
        (mail,) = post.to("mallory@example.org")
        assert confirm(visitor, mail)[0] == 200
        assert visitor.sign_in("mallory@example.org")[1]["user"]["username"] == "mal"
        assert squatter.get("/me/email")[1]["confirmed"] is False


class TestAskedForAgainByNameOrAddress:
    """Whoever asks need not be anybody, and learns nothing."""

    @pytest.fixture
    def ask(self, dora, visitor, post):
        post.forget()

        def ask(login):
            return visitor.post("/email-confirmations/again", {"login": login})

        return ask

    @pytest.mark.parametrize("login", ["dora", "DORA@example.org"])
    def test_it_is_mailed(self, ask, visitor, post, login):
        assert ask(login) == (204, None)
        (mail,) = post.to("dora@example.org")
        assert confirm(visitor, mail) == (200, {"email": "dora@example.org"})

    @pytest.mark.parametrize("login", ["nobody", "nobody@example.org", "x" * 5000])
    def test_who_is_not_there_gets_the_same_answer_and_no_mail(self, ask, post, mail_server, login):
        assert ask(login) == (204, None)
        post.to("nobody@example.org")
        assert mail_server.mails == []

    def test_who_has_confirmed_gets_the_same_answer_and_no_mail(self, ask, dora, visitor, post, mail_server):
        ask("dora")
        confirm(visitor, post.to("dora@example.org")[0])
        post.forget()
        assert ask("dora@example.org") == (204, None)
        post.to("nobody")
        assert mail_server.mails == []

    def test_the_answer_comes_before_anybody_is_looked_for(self, app, ask):
        """Otherwise the time that it takes would tell."""
        before = kept(app)
        ask("dora")
        assert kept(app) == before


class TestTooOften:
    @pytest.fixture
    def config(self, config):
        return {**config, "LIMITS": dict.fromkeys(RATES, OFF) | {"mails": "2 per hour"}}

    @pytest.mark.parametrize("login", ["dora@example.org", "nobody@example.org"])
    def test_it_is_refused_alike_whether_there_is_somebody_or_not(self, dora, visitor, login):
        body = {"login": login}
        assert [visitor.post("/email-confirmations/again", body)[0] for _ in range(3)] == [204, 204, 429]


def kept(app):
    """Return the links that there are."""
    with app.app_context():
        return db.session.scalars(select(MailedLink.token_hash).order_by(MailedLink.id)).all()
