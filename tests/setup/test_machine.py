"""What the tests need from the machine: found where systems keep it, installed where that can be done."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from setup import machine
from setup.places import Places

# Notes what it is asked for, and installs a program of the package's name.
APT = """#!/bin/sh
echo "$@" >> {log}
for package; do :; done
if [ "$1" = install ]; then printf '#!/bin/sh\\n' > {programs}/$package; chmod +x {programs}/$package; fi
"""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which there is nothing but apt."""
    programs = tmp_path / "bin"
    programs.mkdir()
    apt = programs / "apt-get"
    apt.write_text(APT.format(log=tmp_path / "log", programs=programs))
    apt.chmod(0o755)
    for name in ("sh", "chmod"):
        (programs / name).symlink_to(shutil.which(name) or "")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(machine, "_POSTGRESQL_PLACES", [(str(tmp_path / "postgresql"), "*/bin/initdb")])
    return programs


def test_as_root_on_debian_the_servers_are_installed(
    programs: Path, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    machine.servers(places)
    asked = (tmp_path / "log").read_text().splitlines()
    assert [line.split()[-1] for line in asked if line.startswith("install")] == [
        "redis-server",
        "postgresql",
    ]
    assert machine.redis() == programs / "redis-server"


def test_others_are_not_asked_for_what_they_may_not_do(
    programs: Path, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    machine.servers(places)
    assert (machine.redis(), machine.postgresql()) == (None, None)
    assert not (tmp_path / "log").exists()


def test_what_is_there_is_not_installed_again(
    programs: Path, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    for version in ("14", "15"):
        initdb = tmp_path / "postgresql" / version / "bin" / "initdb"
        initdb.parent.mkdir(parents=True)
        initdb.touch()
    shutil.copy(programs / "apt-get", programs / "redis-server")
    machine.servers(places)
    assert machine.postgresql() == tmp_path / "postgresql" / "15" / "bin"
    assert not (tmp_path / "log").exists()
