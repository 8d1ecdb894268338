"""``run.py test``: every check has its say, and one that fails makes the whole fail."""

import sys

import pytest

from setup import checks
from setup.checks import Check
from setup.places import Places

PASSES = Check("The good check", [sys.executable, "-c", ""])
FAILS = Check("The bad check", [sys.executable, "-c", "print('seven is no prime'); raise SystemExit(1)"])


@pytest.fixture(autouse=True)
def without_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_set_up", lambda places: {})
    monkeypatch.setattr(checks, "_builds", lambda places: True)


def run(monkeypatch: pytest.MonkeyPatch, places: Places, found: list[Check], tests: int) -> int:
    def pytest_says(*_: object) -> int:
        print("3 passed in 0.01s")
        return tests

    monkeypatch.setattr(checks, "_checks", lambda places: found)
    monkeypatch.setattr(checks, "_pytest", pytest_says)
    return checks.run(places, [])


def test_all_passed(monkeypatch: pytest.MonkeyPatch, places: Places) -> None:
    assert run(monkeypatch, places, [PASSES], tests=0) == 0


def test_failed_tests_fail(monkeypatch: pytest.MonkeyPatch, places: Places) -> None:
    assert run(monkeypatch, places, [PASSES], tests=1) == 1


def test_a_failed_check_is_told_before_the_tests_and_fails_in_the_end(
    monkeypatch: pytest.MonkeyPatch, places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, places, [FAILS, PASSES], tests=0) == 1
    output = capsys.readouterr().out
    assert "seven is no prime" in output
    assert "The good check" in output
    assert output.index("Failed: The bad check") < output.index("3 passed")
    assert output.rstrip().endswith("3 passed in 0.01s")
