"""The virtual environment: made once, made again when half-made, left alone otherwise."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from setup import commands, python_packages
from setup.failures import Failure, Stopped
from setup.places import Places

LOCK = "requirements.txt"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that were asked for, venv or pip; they do no more than leave their traces."""
    told: list[str] = []

    def pretend(places: Places, _step: object, command: list[str], _env: object = None) -> tuple[int, str]:
        told.append("venv" if "venv" in command else "pip")
        if told[-1] == "venv":
            places.programs.mkdir(parents=True)
            places.python.symlink_to(sys.executable)
        return 0, ""

    monkeypatch.setattr(commands, "try_to_run", pretend)
    return told


def test_makes_an_environment_that_runs(places: Places) -> None:
    python_packages.install(places, LOCK)
    command = [str(places.python), "-c", "import sys; print(sys.prefix)"]
    assert subprocess.check_output(command, text=True).strip() == str(places.venv)


def test_installs_once(places: Places, told: list[str]) -> None:
    python_packages.install(places, LOCK)
    assert told == ["venv", "pip"]
    python_packages.install(places, LOCK)
    assert told == ["venv", "pip"]


def test_a_changed_lock_is_installed_into_the_same_environment(places: Places, told: list[str]) -> None:
    python_packages.install(places, LOCK)
    (places.root / LOCK).write_text("# changed\n")
    python_packages.install(places, LOCK)
    assert told == ["venv", "pip", "pip"]


def test_the_lock_of_the_checks_holds_that_of_serving(places: Places, told: list[str]) -> None:
    python_packages.install(places, "requirements-dev.txt")
    python_packages.install(places, LOCK)
    assert told == ["venv", "pip"]


def test_a_half_made_environment_is_made_again(places: Places, told: list[str]) -> None:
    (places.programs).mkdir(parents=True)
    places.python.symlink_to(sys.executable)
    python_packages.install(places, LOCK)
    assert told == ["venv", "pip"]


def test_an_environment_whose_python_is_gone_is_made_again(places: Places, told: list[str]) -> None:
    python_packages.install(places, LOCK)
    places.python.unlink()
    places.python.symlink_to("/nowhere/python3")
    python_packages.install(places, LOCK)
    assert told == ["venv", "pip"] * 2


def test_a_moved_environment_is_made_again(places: Places, told: list[str], tmp_path: Path) -> None:
    python_packages.install(places, LOCK)
    moved = Places(places.root.rename(tmp_path / "moved"))
    python_packages.install(moved, LOCK)
    assert told == ["venv", "pip"] * 2


def test_an_interrupted_installation_starts_afresh(
    places: Places, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    python_packages.install(places, LOCK)
    (places.root / LOCK).write_text("# changed\n")

    def interrupted(*_: object) -> tuple[int, str]:
        raise Stopped(130)

    with monkeypatch.context() as patch, pytest.raises(Stopped):
        patch.setattr(commands, "try_to_run", interrupted)
        python_packages.install(places, LOCK)
    python_packages.install(places, LOCK)
    assert told == ["venv", "pip"] * 2


def test_packages_that_cannot_be_downloaded_leave_the_old_ones_in_use(
    places: Places, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    python_packages.install(places, LOCK)
    (places.root / LOCK).write_text("# changed\n")
    with monkeypatch.context() as patch, pytest.raises(Failure, match="could not be downloaded"):
        patch.setattr(commands, "try_to_run", lambda *_: (1, "NewConnectionError: Network is unreachable"))
        python_packages.install(places, LOCK)
    (places.root / LOCK).write_text("")
    python_packages.install(places, LOCK)
    assert told == ["venv", "pip"]


def test_a_python_without_venv_is_told_what_to_install(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Failure, match="apt install python3"):
        python_packages.install(places, LOCK)
