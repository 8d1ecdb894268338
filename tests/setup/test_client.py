"""The client's libraries and its build, with an npm and a Node that only write down that they were called."""

import os
from pathlib import Path

import pytest

from setup import client
from setup.failures import Failure
from setup.places import Places

NODE = """#!/bin/sh
[ "$1" = --version ] && { echo v20.20.0; exit; }
echo build >> calls
grep -q broken client/main.js && { echo 'error during build:'; echo 'main.js is broken'; exit 1; }
rm -rf client/dist && mkdir client/dist
"""
NPM = """#!/bin/sh
echo "$*" | grep -q omit=dev && echo libraries >> calls || echo libraries and tools >> calls
rm -rf node_modules && mkdir node_modules
"""


@pytest.fixture(autouse=True)
def calls(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, script in (("node", NODE), ("npm", NPM)):
        (programs / name).write_text(script)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    places.venv.mkdir()
    calls = places.root / "calls"
    calls.touch()
    return calls


def test_builds_once(places: Places, calls: Path) -> None:
    client.prepare(places)
    client.prepare(places)
    assert calls.read_text().splitlines() == ["libraries", "build"]


def test_a_changed_source_is_built_again(places: Places, calls: Path) -> None:
    client.prepare(places)
    (places.root / "client" / "chat").mkdir()
    (places.root / "client" / "chat" / "room.js").write_text("export {};\n")
    client.prepare(places)
    assert calls.read_text().splitlines() == ["libraries", "build", "build"]


def test_a_changed_lock_is_installed_and_built(places: Places, calls: Path) -> None:
    client.prepare(places)
    (places.root / "package-lock.json").write_text("{}")
    client.prepare(places)
    assert calls.read_text().splitlines() == ["libraries", "build"] * 2


def test_an_interrupted_build_is_built_again(places: Places, calls: Path) -> None:
    client.prepare(places)
    # Vite empties the folder first: what an interruption leaves is a folder without the stamp.
    (places.built_client / ".built-from").unlink()
    client.prepare(places)
    assert calls.read_text().splitlines() == ["libraries", "build", "build"]


def test_the_tools_of_the_checks_are_added_once(places: Places, calls: Path) -> None:
    client.prepare(places)
    client.install_libraries(places, with_tools=True)
    client.install_libraries(places, with_tools=True)
    client.install_libraries(places)
    assert calls.read_text().splitlines() == ["libraries", "build", "libraries and tools"]


def test_a_client_that_does_not_build_says_why(places: Places) -> None:
    (places.root / "client" / "main.js").write_text("broken\n")
    with pytest.raises(Failure, match=r"Building the client failed: main\.js is broken"):
        client.prepare(places)
    assert not client.is_built(places)


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.12.0", "v24.1.0", "v26.0.0\n"])
def test_a_node_that_builds(version: str) -> None:
    assert client.is_recent_enough(version)


@pytest.mark.parametrize("version", ["", "v18.20.4", "v20.18.9", "v21.7.3", "v22.11.0", "no such program"])
def test_a_node_that_does_not(version: str) -> None:
    assert not client.is_recent_enough(version)
