"""The line between processes, on a real Redis: what is heard, and how it is noticed that something was not."""

import json
import time
from contextlib import contextmanager

import pytest
from redis import Redis as Client

from server.realtime import line as module
from server.realtime.line import Line
from tests.server.conftest import eventually

CHANNEL = "test"


class Ears:
    """Remember what goes on on a line."""

    def __init__(self):
        self.happened = []

    def hear(self, process, what, data, body):
        self.happened.append((process, what, data, body))

    def missed(self, process):
        self.happened.append(("missed", process))

    def gone(self, process):
        self.happened.append(("gone", process))

    @property
    def of_others(self):
        """What concerns one process; looking everything over again may come at any time, and does no harm."""
        return [event for event in self.happened if event != ("missed", None)]

    def heard(self):
        return [event[2] for event in self.happened if len(event) == 4]


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
def client(redis):
    """Says and hears on the channel whatever a test likes."""
    return Client.from_url(redis.url)


@pytest.fixture
def line(app, redis, ears, monkeypatch):
    """A line that is open, with a quicker pulse; its patience outlasts a machine that is busy for a moment."""
    for name, seconds in (("BEAT", 0.05), ("SILENCE", 3), ("GONE", 4), ("RETRY", 0.1), ("PATIENCE", 8)):
        monkeypatch.setattr(module, f"{name}_SECONDS", seconds)
    line = Line(redis.url, CHANNEL, ears)
    line.open()
    eventually(lambda: ears.happened)
    ears.happened.clear()
    yield line
    line.close()


@pytest.fixture
def other(client, line):
    """Another process, of which a test says what it says."""

    def say(number, data, what="news", body=b"", process="other"):
        client.publish(CHANNEL, json.dumps([process, number, what, data]).encode() + b"\n" + body)

    return say


def test_what_others_say_is_heard_in_order_with_all_that_belongs_to_it(other, ears):
    other(1, {"stream": "room:3"}, body="你好\n\n".encode())
    other(2, None, what="more")
    eventually(lambda: len(ears.heard()) == 2)
    assert ears.of_others[1:] == [
        ("other", "news", {"stream": "room:3"}, "你好\n\n".encode()),
        ("other", "more", None, b""),
    ]


def test_who_is_new_has_said_things_before(other, ears):
    other(7, "hello")
    eventually(ears.heard)
    assert ears.of_others[0] == ("missed", "other")


def test_a_hole_in_the_numbers_is_noticed_and_only_that(other, ears):
    for number in (1, 2, 3, 6, 7):
        other(number, number)
    eventually(lambda: len(ears.heard()) == 5)
    assert ears.happened.count(("missed", "other")) == 2
    assert [event[2] if len(event) == 4 else event[0] for event in ears.of_others] == [
        "missed",
        1,
        2,
        3,
        "missed",
        6,
        7,
    ]


def test_what_comes_twice_or_too_late_is_not_heard_again(other, ears):
    for number in (1, 2, 5, 3, 4, 5, 6):
        other(number, number)
    eventually(lambda: 6 in ears.heard())
    assert ears.heard() == [1, 2, 5, 6]


def test_each_process_has_numbers_of_its_own(other, ears):
    other(4, "one", process="one")
    other(1, "two", process="two")
    other(5, "one again", process="one")
    eventually(lambda: len(ears.heard()) == 3)
    assert ears.happened.count(("missed", "one")) == 1


def test_who_says_goodbye_is_gone(other, ears):
    other(1, None, what="gone")
    eventually(lambda: ("gone", "other") in ears.happened)
    assert ears.heard() == []


def test_who_falls_silent_is_gone(other, ears):
    other(1, "last words")
    began = time.monotonic()
    eventually(lambda: ("gone", "other") in ears.happened)
    assert time.monotonic() - began >= module.GONE_SECONDS


def test_nobody_is_gone_because_one_hears_nothing_oneself(line, other, ears, redis):
    other(1, "hello")
    eventually(ears.heard)
    redis.kill()
    time.sleep(2 * module.GONE_SECONDS)
    assert ("gone", "other") not in ears.happened
    # But again and again something may have been missed.
    assert ears.happened.count(("missed", None)) > 2
    redis.start()
    eventually(lambda: not line.is_deaf)
    other(2, "still here")
    eventually(lambda: len(ears.heard()) == 2)
    assert ("gone", "other") not in ears.happened


def test_what_is_no_word_of_ours_is_passed_over(client, other, ears):
    for junk in (b"", b"{", b"\xff\n", b"[]", b"[1, 2]", b"7", b"null"):
        client.publish(CHANNEL, junk)
    other(1, "hello")
    eventually(ears.heard)
    assert ears.heard() == ["hello"]


def test_what_is_said_is_numbered_and_a_process_does_not_hear_itself(client, line, ears):
    with listening_to(client) as listening:
        for number in range(50):
            line.say("news", number)
        words = said(listening, 50)
    assert [word[3] for word in words] == list(range(50))
    assert {word[0] for word in words} == {line.name}
    assert ears.heard() == []


def test_what_is_said_while_redis_is_away_is_not_said_later_but_leaves_a_hole(client, line, ears, redis):
    redis.kill()
    eventually(lambda: ("missed", None) in ears.happened)
    before = line._number
    line.say("news", "lost")
    redis.start()
    eventually(lambda: not line.is_deaf)
    with listening_to(client) as listening:
        line.say("news", "heard")
        [word] = said(listening, 1)
    assert word[3] == "heard"
    assert word[1] > before + 1


def test_without_being_open_it_says_things_at_once(app, client, redis, ears):
    with listening_to(client) as listening:
        Line(redis.url, CHANNEL, ears).say("news", "from a command line")
        [word] = said(listening, 1)
    assert word[1:] == [1, "news", "from a command line"]


@contextmanager
def listening_to(client):
    """Listen to the channel, from now on for certain."""
    with client.pubsub() as listening:
        listening.subscribe(CHANNEL)
        assert listening.get_message(timeout=20)["type"] == "subscribe"
        yield listening


def said(listening, count):
    """Return the next words that are more than a sign of life."""
    words = []

    def all_are_here():
        message = listening.get_message(timeout=1)
        word = json.loads(message["data"].partition(b"\n")[0]) if message else None
        words.extend([word] if word and word[2] != "lives" else [])
        return len(words) == count

    eventually(all_are_here)
    return words
