"""How long a refused sign-in takes tells nobody which names exist."""

import time

from tests.server.accounts.factors.test_change_password import without_password

TRIES = 9


def seconds_to_refuse(visitor, login, address):
    """Return how long one try takes; each comes from an address of its own, or it would be slowed down."""
    body = {"login": login, "password": "a wrong password"}
    began = time.perf_counter()
    status, _ = visitor.post("/session", body, environ_overrides={"REMOTE_ADDR": address})
    assert status == 401
    return time.perf_counter() - began


def test_nobodys_takes_as_long_as_somebodys(app, bob, charlie, visitor):
    without_password(app, charlie)
    names = ["bob", "bob@example.org", "nobody", "nobody@example.org", "charlie"]
    # In turns, and the quickest of each: whatever else the machine does then falls on all of them alike.
    rounds = [
        [seconds_to_refuse(visitor, name, f"10.0.{turn}.{number}") for number, name in enumerate(names)]
        for turn in range(TRIES)
    ]
    taken = [min(tries) for tries in zip(*rounds, strict=True)]
    # A password hash is nearly all of it: left out, a refusal would come several times sooner.
    assert max(taken) < 2 * min(taken), dict(zip(names, taken, strict=True))
