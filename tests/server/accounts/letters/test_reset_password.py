"""A new password for whoever has forgotten theirs."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from server.accounts.letters.models import MailedLink
from server.accounts.models import User
from server.accounts.oauth.models import Identity
from server.core.config import OFF, RATES
from server.core.db import db, now
from server.core.writer import write
from tests.mail_server import path, text
from tests.server.conftest import PASSWORD

NEW = "a different battery"


@pytest.fixture
def ask(visitor, bob, post):
    """Ask for a link, and return the token in the mail."""

    def ask(login="bob@example.org"):
        post.forget()
        assert visitor.post("/password-resets", {"login": login}) == (204, None)
        mails = post.to("bob@example.org")
        return path(mails[-1]).removeprefix("/reset-password/") if mails else None

    return ask


def reset(person, token, password=NEW):
    return person.post("/password-resets/done", {"token": token, "password": password})


def change(app, statement):
    with app.app_context():
        write(lambda tx: tx.session.execute(statement))


@pytest.mark.parametrize("login", ["bob@example.org", " BOB@Example.org", "bob", "Bob"])
def test_a_link_in_a_mail_leads_to_a_new_password_and_in(ask, visitor, login):
    token = ask(login)
    status, boot = reset(visitor, token)
    assert (status, boot["user"]["username"]) == (200, "bob")
    visitor._take(boot)
    assert visitor.get("/me")[0] == 200
    assert visitor.sign_in("bob")[0] == 401
    assert visitor.sign_in("bob", NEW)[0] == 200


@pytest.mark.parametrize("path", ["/password-resets", "/email-confirmations/again"])
def test_nobody_is_refused(visitor, mail_server, path):
    status, refusal = visitor.post(path, {"login": "  "})
    assert (status, refusal["error"]["fields"]) == (422, {"login": "Please fill this in."})


def test_all_other_devices_are_signed_out(ask, visitor, bob):
    other = bob.socket()
    reset(visitor, ask())
    assert bob.get("/me")[0] == 401
    assert not other.connected


def test_the_person_is_told_of_it(ask, visitor, post):
    reset(visitor, ask())
    assert "password" in text(post.to("bob@example.org")[-1])


def test_it_is_good_once(ask, visitor):
    token = ask()
    assert reset(visitor, token)[0] == 200
    visitor.boot()
    status, answer = reset(visitor, token, "yet another one")
    assert (status, answer["error"]["code"]) == (410, "link_used")
    assert visitor.sign_in("bob", NEW)[0] == 200


def test_the_next_one_takes_its_place(ask, visitor):
    first, second = ask(), ask()
    assert reset(visitor, first)[0] == 410
    assert reset(visitor, second)[0] == 200


def test_it_is_good_for_an_hour(app, ask, visitor):
    token = ask()
    with app.app_context():
        (link,) = write(lambda tx: tx.session.query(MailedLink).filter_by(purpose="reset_password").all())
    assert timedelta(minutes=59) < link.expires_at - now() <= timedelta(hours=1)
    change(app, update(MailedLink).values(expires_at=now() - timedelta(seconds=1)))
    status, answer = reset(visitor, token)
    assert (status, answer["error"]["code"]) == (410, "link_expired")


def test_looking_at_it_says_whose_it_is_and_uses_nothing_up(ask, visitor):
    token = ask()
    for _ in range(2):
        assert visitor.post("/password-resets/look", {"token": token}) == (200, {"username": "bob"})
    assert reset(visitor, token)[0] == 200


def test_a_password_that_will_not_do_uses_nothing_up(ask, visitor):
    token = ask()
    for bad in ("short", "x" * 300, "bob@example.org"):
        status, answer = reset(visitor, token, bad)
        assert (status, list(answer["error"]["fields"])) == (422, ["password"])
    assert reset(visitor, token)[0] == 200


def test_a_changed_token_is_worth_nothing(ask, visitor):
    token = ask()
    other = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert reset(visitor, other)[1]["error"]["code"] == "link_expired"


def test_only_a_hash_of_it_is_kept(app, ask):
    token = ask()
    assert token.encode() not in (app.config["DATA_DIR"] / "parley.db").read_bytes()


@pytest.mark.parametrize("login", ["nobody@example.org", "nobody", "x" * 5000, "a\nb@example.org"])
def test_who_is_not_there_gets_the_same_answer_and_no_mail(ask, visitor, mail_server, post, login):
    assert ask(login) is None
    assert mail_server.mails == []


@pytest.mark.parametrize("mark", ["deactivated_at", "banned_at", "deleted_at"])
def test_who_is_kept_out_gets_the_same_answer_and_no_mail(app, ask, mark):
    change(app, update(User).where(User.username == "bob").values({mark: now()}))
    assert ask() is None


@pytest.mark.parametrize("mark", ["deactivated_at", "banned_at", "deleted_at"])
def test_who_is_kept_out_meanwhile_stays_out(app, ask, visitor, mark):
    token = ask()
    change(app, update(User).where(User.username == "bob").values({mark: now()}))
    assert reset(visitor, token)[0] in (401, 403)
    change(app, update(User).where(User.username == "bob").values({mark: None}))
    assert visitor.sign_in("bob")[0] == 200, "the password has changed all the same"


def test_whoever_guessed_at_the_old_one_does_not_keep_the_owner_out(ask, visitor):
    def sign_in(password, address):
        body = {"login": "bob", "password": password}
        return visitor.call("POST", "/session", body, environ_base={"REMOTE_ADDR": address}).status_code

    token = ask()
    for _ in range(12):
        sign_in("a guess", "10.0.0.9")
    assert sign_in(PASSWORD, "10.0.0.1") == 429
    reset(visitor, token)
    visitor.boot()
    assert sign_in(NEW, "10.0.0.1") == 200


def test_it_shows_that_mail_reaches_them(ask, visitor, bob):
    reset(visitor, ask())
    visitor.sign_in("bob", NEW)
    assert visitor.get("/me/email")[1]["confirmed"] is True


def test_a_request_cannot_have_the_link_lead_elsewhere(app, alice, bob, visitor, post):
    app.config["PUBLIC_URL"] = ""
    evil = {"base_url": "http://evil.example"}
    visitor.call("POST", "/password-resets", {"login": "bob"}, **evil)
    for mail in post.to("bob@example.org"):
        assert "evil" not in text(mail)


class TestTooOften:
    @pytest.fixture
    def config(self, config):
        limits = dict.fromkeys(RATES, OFF) | {"mails": "3 per hour"}
        return {**config, "LIMITS": limits}

    @pytest.mark.parametrize("login", ["bob@example.org", "nobody@example.org"])
    def test_it_is_refused_alike_whether_there_is_somebody_or_not(self, visitor, bob, login):
        answers = [visitor.post("/password-resets", {"login": login})[0] for _ in range(5)]
        assert answers == [204, 204, 204, 429, 429]

    def test_by_other_names_it_is_the_same_mailbox(self, visitor, bob, post):
        post.forget()
        for login in ("bob", "bob@example.org", "bob", "bob@example.org", "bob", "bob@example.org"):
            assert visitor.post("/password-resets", {"login": login})[0] == 204
        assert len(post.to("bob@example.org")) == 3


def test_what_was_mailed_before_leads_nowhere_any_more(ask, visitor, bob, charlie, post):
    """Somebody in the account has asked for another address; its owner takes the account back."""
    token = ask()
    post.forget()
    assert bob.put("/me/email", {"email": "thief@example.org"})[0] == 200
    planted = path(post.to("thief@example.org")[-1]).rsplit("/", 1)[1]
    assert reset(visitor, token)[0] == 200
    assert charlie.post("/email-changes", {"token": planted})[0] == 410


def test_nobody_stays_in_an_account_that_they_prepared_for_its_owner(app, ask, visitor, bob):
    """The address was never confirmed: whoever signed up with it may not be whom it belongs to."""
    with app.app_context():
        write(lambda tx: tx.session.add(Identity(user_id=bob.id, provider="acme", subject="somebody else")))
    token = ask()
    assert reset(visitor, token)[0] == 200
    with app.app_context():
        assert db.session.scalars(select(Identity)).all() == []
