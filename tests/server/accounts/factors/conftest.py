"""Bob's second factors, as a browser and a phone would use them."""

import time

import pyotp
import pytest
from sqlalchemy import update

from server.accounts import access
from server.accounts.factors import proof
from server.accounts.models import DeviceSession
from server.core.db import now
from tests.server.conftest import Person


class App:
    """An authenticator app, whose clock can be turned."""

    def __init__(self, secret: str) -> None:
        self._totp = pyotp.TOTP(secret)

    def code(self, steps: int = 0) -> str:
        """Return the code of so many half minutes from now."""
        return self._totp.at(int(time.time()) + 30 * steps)


@pytest.fixture
def begun(bob):
    """Bob's app, which has the secret and has not shown so yet."""
    status, answer = bob.post("/me/authenticator")
    assert status == 200, answer
    return App(answer["secret"])


@pytest.fixture
def app_on(bob, begun):
    """Bob's app, in use; its present code is not used up."""
    status, answer = bob.post("/me/authenticator/confirm", {"code": begun.code(-1)})
    assert status == 200, answer
    begun.recovery_codes = answer["recovery_codes"]
    return begun


@pytest.fixture
def browser(app):
    """Another browser, in which nobody is signed in."""
    browser = Person(app)
    browser.boot()
    return browser


@pytest.fixture
def long_ago(app):
    """Let everybody have proved who they are so long ago that it does not count any more."""

    def long_ago() -> None:
        moment = now() - proof.FRESH
        app.extensions["writer"].write(
            lambda tx: tx.session.execute(update(DeviceSession).values(proved_at=moment))
        )
        access.people.forget_all()

    return long_ago


def first_factor(browser: Person, login: str = "bob", password: str = "correct horse battery") -> dict:
    """Give the password, and return what is asked then."""
    status, answer = browser.post("/session", {"login": login, "password": password})
    assert status == 200, answer
    browser.csrf = answer["csrf"]
    return answer
