"""After ten wrong passwords the next tries are slowed down, without telling which names exist."""

import socket
import time

import pytest

from tests.server.conftest import PASSWORD


@pytest.fixture
def attempt(alice, bob, visitor):
    """Try to sign in from an address; by default always another one. Return the answer."""
    count = iter(range(1, 255))

    def attempt(login, password="wrong", address=None):
        address = address or f"203.0.113.{next(count)}"
        visitor.boot()
        return visitor.post(
            "/session", {"login": login, "password": password}, environ_overrides={"REMOTE_ADDR": address}
        )

    return attempt


def fail(attempt, login, times, **options):
    for _ in range(times):
        status, answer = attempt(login, **options)
        assert (status, answer["error"]["code"]) == (401, "wrong_credentials")


def test_ten_failures_are_free_then_one_try_goes_through_at_a_time(attempt):
    fail(attempt, "bob", 10)
    fail(attempt, "bob", 1)
    status, answer = attempt("bob")
    assert (status, answer["error"]["code"]) == (429, "slow_down")


def test_the_answer_says_how_long_to_wait(alice, bob, visitor):
    body = {"login": "bob", "password": "wrong"}
    for _ in range(11):
        visitor.post("/session", body)
    response = visitor.call("POST", "/session", body)
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 30
    assert response.get_json()["error"]["retry_after"] == int(response.headers["Retry-After"])
    assert response.headers["Retry-After"] in response.get_json()["error"]["message"]


def test_then_not_even_the_right_password_is_tried(attempt):
    fail(attempt, "bob", 11)
    assert attempt("bob", PASSWORD)[0] == 429


def test_names_that_do_not_exist_are_slowed_down_alike(attempt):
    fail(attempt, "nobody", 11)
    known, unknown = attempt("bob"), attempt("nobody")
    assert (known[0], unknown[0]) == (401, 429)
    fail(attempt, "bob", 10)
    told = [answer[1]["error"] | {"message": "", "retry_after": 0} for answer in (attempt("bob"), unknown)]
    assert told[0] == told[1]


def test_an_account_is_slowed_down_from_wherever_it_is_tried(attempt):
    fail(attempt, "bob", 11)
    assert attempt("BOB", address="198.51.100.1")[0] == 429
    assert attempt("alice", PASSWORD)[0] == 200


def test_an_address_is_slowed_down_whatever_it_tries(attempt):
    for number in range(11):
        fail(attempt, f"guess{number}", 1, address="198.51.100.1")
    assert attempt("alice", PASSWORD, address="198.51.100.1")[0] == 429
    assert attempt("alice", PASSWORD, address="198.51.100.2")[0] == 200


def test_signing_in_forgets_the_failures_of_the_account(attempt):
    fail(attempt, "bob", 9)
    assert attempt("bob", PASSWORD)[0] == 200
    fail(attempt, "bob", 11)


def test_signing_in_to_ones_own_account_does_not_clear_the_address(attempt):
    for number in range(10):
        fail(attempt, f"guess{number}", 1, address="198.51.100.1")
    assert attempt("alice", PASSWORD, address="198.51.100.1")[0] == 200
    assert attempt("guess", address="198.51.100.1")[0] == 429


class TestWithoutTheSharedCount:
    """Several processes count together in Redis; when it is away each counts for itself."""

    @pytest.fixture
    def config(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            return {"REDIS_URL": f"redis://127.0.0.1:{unused.getsockname()[1]}/0"}

    def test_failures_still_slow_the_next_tries_down(self, attempt):
        fail(attempt, "bob", 11)
        assert attempt("bob", PASSWORD)[0] == 429
        assert attempt("alice", PASSWORD)[0] == 200


class TestWithASharedCountThatHangs:
    """A Redis that takes every question and answers none."""

    @pytest.fixture
    def config(self, redis):
        return {"REDIS_URL": redis.url}

    def test_nobody_waits_long_and_failures_slow_down_all_the_same(self, attempt, redis):
        assert attempt("bob", PASSWORD)[0] == 200
        redis.hang()
        began = time.monotonic()
        fail(attempt, "bob", 11)
        assert attempt("bob", PASSWORD)[0] == 429
        # Ten seconds for twelve tries; five seconds for each would be what the library waits by itself.
        assert time.monotonic() - began < 10
        redis.go_on()
