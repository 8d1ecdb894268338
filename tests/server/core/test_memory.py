"""Answers that are kept until they are no longer true."""

import pytest

from server.core import memory
from server.core.memory import Memory


@pytest.fixture
def known():
    memory.start(shared_with_others=False)
    yield Memory(3)
    memory.start(shared_with_others=False)


def test_an_answer_is_made_once(known):
    made = []
    for _ in range(3):
        assert known.get("a", lambda: made.append(1) or "answer") == "answer"
    assert made == [1]


def test_what_is_forgotten_is_made_again(known):
    known.keep("a", "old")
    known.keep("b", "other")
    known.forget("a")
    assert known.peek("a") is None
    assert known.peek("b") == "other"


def test_an_answer_that_changes_while_it_is_made_is_not_kept(known):
    def make():
        known.forget("a")
        return "already old"

    assert known.get("a", make) == "already old"
    assert known.peek("a") is None


def test_the_oldest_goes_when_it_is_full(known):
    for name in "abcd":
        known.keep(name, name)
    assert [known.peek(name) for name in "abcd"] == [None, "b", "c", "d"]


def test_the_oldest_go_when_together_they_are_too_heavy():
    known = Memory(10, weigh=len)
    for answer in ("aaaa", "bbbb", "cccccc"):
        known.keep(answer[0], answer)
    assert [known.peek(name) for name in "abc"] == [None, "bbbb", "cccccc"]
    known.keep("d", "d" * 11)
    assert [known.peek(name) for name in "abcd"] == [None] * 4


def test_nothing_is_kept_when_others_can_change_it(known):
    known.keep("a", "answer")
    memory.start(shared_with_others=True)
    assert known.peek("a") is None
    known.keep("a", "answer")
    assert known.peek("a") is None


def test_an_answer_is_no_longer_trusted_after_a_while(known, monkeypatch):
    known.keep("a", "answer")
    later = memory.monotonic() + memory.KEEP_SECONDS + 0.1
    monkeypatch.setattr(memory, "monotonic", lambda: later)
    assert known.peek("a") is None
