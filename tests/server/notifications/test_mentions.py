"""Whom a text names."""

import time

import pytest

from server.chat.mentions import mentions, without_code


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@bob, look", {"bob"}),
        ("thanks @Bob.", {"bob.", "bob"}),
        ("(@bob-lee)", {"bob-lee"}),
        ("你好@bob你看", {"bob你看", "bob"}),
        ("@张三 你好", {"张三"}),
        ("@ＢＯＢ", {"bob"}),
        ("@bob@alice", {"bob"}),
        ("bob@example.org", set()),
        ("https://example.org/@bob", set()),
        ("@ bob, @", set()),
        ("`@bob` and ``x ` @alice`` and @charlie", {"charlie"}),
        ("```\n@bob\n```\n@alice", {"alice"}),
        ("~~~ python\n@bob\n```\n@bob\n~~~\n@alice", {"alice"}),
        ("```\n@bob, never closed", set()),
        ("one ` and @bob", {"bob"}),
    ],
)
def test_names(text, names):
    assert mentions(text) == (names, False, False)


def test_everybody_and_those_who_are_here():
    assert mentions("@room") == (set(), True, False)
    assert mentions("@Here: @bob") == ({"bob"}, False, True)
    assert mentions("`@room`, a@room.org") == (set(), False, False)


@pytest.mark.parametrize("text", ["`" * 10_000, "` `` " * 2_000, "@" * 10_000, "@a" * 5_000, "```\n" * 2_500])
def test_nothing_takes_long(text):
    began = time.process_time()
    mentions(text)
    assert time.process_time() - began < 0.2


def test_ever_longer_runs_of_ticks():
    assert without_code(" ".join("`" * length for length in range(1, 140))).count("`") == 139 * 140 // 2
