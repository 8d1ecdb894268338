"""Mails about what has changed in the way somebody signs in."""

import pytest
from sqlalchemy import update

from server.accounts import access
from server.accounts.models import User
from server.core import jobs
from server.core.db import now
from tests.mail_server import html, text
from tests.server.accounts.factors.conftest import first_factor
from tests.server.conftest import PASSWORD, Person

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def config(mail_server, places):
    return {
        "SMTP_URL": mail_server.url,
        "PUBLIC_URL": "https://chat.example.org",
        "GEOIP_DATABASE": str(places),
    }


@pytest.fixture
def mails(app, bob, mail_server):
    """What Bob has got since he has an account."""

    def deliver():
        with app.app_context():
            jobs.run_all()

    deliver()
    mail_server.mails.clear()

    def mails():
        deliver()
        return [mail for mail in mail_server.mails if mail["To"] == "bob@example.org"]

    return mails


@pytest.fixture
def longstanding(app):
    """Let everybody's account have been there for a day."""

    def change(tx):
        tx.session.execute(update(User).values(created_at=now().replace(year=2020)))

    app.extensions["writer"].write(change)
    access.people.forget_all()


def subjects(mails):
    return [mail["Subject"].removesuffix(" · Northwind") for mail in mails()]


def test_a_changed_password(bob, mails):
    bob.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    bob.put("/me/password", {"password": "quite another sentence", "present": PASSWORD})
    (mail,) = mails()
    assert mail["Subject"] == "Your password was changed · Northwind"
    for body in (text(mail), html(mail)):
        assert "Firefox · Linux" in body
        assert "127.0.0.1" in body
        assert "https://chat.example.org/settings" in body


def test_in_the_receivers_language(bob, mails):
    bob.patch("/me", {"locale": "zh_Hans"})
    bob.put("/me/password", {"password": "quite another sentence", "present": PASSWORD})
    assert subjects(mails) == ["您的密码已修改"]


def test_what_was_refused_is_nobodys_news(bob, mails):
    bob.put("/me/password", {"password": "quite another sentence", "present": "a guess"})
    bob.put("/me/password", {"password": "short", "present": PASSWORD})
    assert mails() == []


def test_factors_that_come_and_go(bob, mails, app_on):
    bob.post("/me/recovery-codes")
    bob.delete("/me/authenticator")
    assert subjects(mails) == [
        "An authenticator app was set up",
        "New recovery codes were made",
        "Your authenticator app was turned off",
    ]


def test_a_recovery_code_that_was_used(bob, mails, app_on, browser):
    first_factor(browser)
    browser.post("/session/second-factor", {"recovery_code": app_on.recovery_codes[0]})
    assert subjects(mails)[1:] == ["A recovery code was used"]


def test_a_new_device_once(app, bob, longstanding, mails):
    phone = Person(app)
    phone.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    phone.sign_in("bob")
    phone.delete("/session")
    phone.sign_in("bob")
    (mail,) = mails()
    assert mail["Subject"] == "A new device has signed in · Northwind"
    assert "Firefox · Linux" in text(mail)


def test_a_new_device_is_somewhere(app, bob, longstanding, mails):
    bob.patch("/me", {"locale": "zh_Hans"})
    phone = Person(app)
    phone.client.environ_base["REMOTE_ADDR"] = "81.2.69.142"
    phone.sign_in("bob")
    (mail,) = mails()
    for body in (text(mail), html(mail)):
        assert "81.2.69.142" in body
        assert "伦敦" in body


def test_each_person_of_a_browser_is_told(app, alice, bob, longstanding, mails):
    shared = Person(app)
    shared.sign_in("alice")
    shared.delete("/session")
    shared.sign_in("bob")
    assert len(mails()) == 1


def test_a_cookie_of_ones_own_making_does_not_pass_for_known(app, bob, longstanding, mails):
    phone = Person(app)
    phone.client.set_cookie("parley_known", f"[{bob.id}]")
    phone.sign_in("bob")
    assert len(mails()) == 1


def test_only_signing_in_counts_not_the_password_alone(bob, app_on, browser, longstanding, mails):
    before = len(mails())
    first_factor(browser)
    assert len(mails()) == before
    browser.post("/session/second-factor", {"code": app_on.code()})
    assert len(mails()) == before + 1


def test_who_has_just_made_the_account_knows(bob, browser, mails):
    browser.sign_in("bob")
    assert mails() == []
