"""What Parley needs from the machine: room on the disk, a port, a data folder, and programs for the checks."""

import contextlib
import errno
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path

from setup import commands, failures
from setup.failures import Failure
from setup.places import Places
from setup.screen import step

# Measured: the Python packages, the client's libraries and a Node from PyPI take this much together.
ROOM_FOR_SET_UP = 700 * 1024 * 1024
# Chromium without windows, which opens a page in a third of the time.
_SHELL = "chromium-headless-shell"
# Debian's, Fedora's, and Homebrew's on both kinds of Mac.
_POSTGRESQL_PLACES = (
    ("/usr/lib/postgresql", "*/bin/initdb"),
    ("/usr", "pgsql-*/bin/initdb"),
    ("/opt/homebrew/opt", "postgresql@*/bin/initdb"),
    ("/usr/local/opt", "postgresql@*/bin/initdb"),
)


def check_room(places: Places) -> None:
    """Refuse to begin a first set-up that the disk has no room for."""
    free = shutil.disk_usage(places.root).free
    if not places.venv.exists() and free < ROOM_FOR_SET_UP:
        raise Failure(
            f"Setting up needs {ROOM_FOR_SET_UP // 1024**2} MB on the disk that holds {places.root}, and "
            f"{free // 1024**2} MB are free. Free some, then run it again."
        )


def check_data_folder(folder: Path) -> None:
    """Make the data folder when it is missing, and refuse one that cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"room for a little")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise failures.from_os_error(error, folder) from error
        raise Failure(
            f"Cannot write to the data folder {folder}: {error.strerror}. "
            "Make it writable, or choose another with --data-dir."
        ) from error


def check_address(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on, before minutes are spent on setting up."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise address_failure(host, port, error) from error


def address_failure(host: str, port: int, error: Exception) -> Failure:
    """Return what to say about an address that cannot be listened on."""
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return Failure(
            f"Port {port} is in use by another program. Stop that one, or choose another port with --port {port + 1}."
        )
    if number == errno.EACCES:
        return Failure(f"Port {port} is only for the administrator. Choose one above 1023 with --port.")
    if isinstance(error, OverflowError):
        return Failure(f"{port} is no port: choose one from 1 to 65535 with --port.")
    return Failure(
        f"Cannot listen on {host}: {getattr(error, 'strerror', None) or error}. Choose another with --host."
    )


def chromium(places: Places) -> Path | None:
    """Return a Chromium for the browser tests, installing one when there is none; None for Playwright's own."""
    found = _find(_SHELL)
    if found is None and _can_install():
        # Not every system with apt has it.
        with contextlib.suppress(Failure):
            _install(places, "Chromium", _SHELL)
    found = _find(_SHELL, "chromium", "chromium-browser", "google-chrome")
    if found:
        return found
    if _can_install():
        _install(places, "Chromium", "chromium")
        return _find("chromium")
    with step("Chromium (from Playwright)") as current:
        command: list[str | Path] = [places.python, "-m", "playwright", "install", "chromium"]
        commands.run(places, current, "Installing Chromium", command)
    return None


def whole_chromium(places: Places) -> Path | None:
    """Return a Chromium that shows notifications, as the one without windows does not; None for Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    if _find(*names) is None and _can_install():
        _install(places, "Chromium that shows notifications", "chromium")
    return _find(*names)


def servers(places: Places) -> None:
    """Install what the tests of several processes talk to, where that can be done; elsewhere those tests say so."""
    for title, found, package in (
        ("Redis", redis(), "redis-server"),
        ("PostgreSQL", postgresql(), "postgresql"),
    ):
        if found is None and _can_install():
            _install(places, title, package)


def redis() -> Path | None:
    """Return the program of a Redis server; None when there is none."""
    return _find("redis-server", "valkey-server")


def postgresql() -> Path | None:
    """Return the folder of PostgreSQL's programs, which systems like to keep off the path; None without it."""
    found = _find("initdb")
    if found:
        return found.resolve().parent
    places = (
        initdb.parent
        for root, pattern in _POSTGRESQL_PLACES
        for initdb in sorted(Path(root).glob(pattern), reverse=True)
    )
    return next(places, None)


def _install(places: Places, title: str, package: str) -> None:
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    with step(f"{title} (from apt)") as current:
        commands.run(places, current, "Asking apt for its list", ["apt-get", "update"], quiet)
        command = ["apt-get", "install", "--yes", "--no-install-recommends", package]
        commands.run(places, current, f"Installing {title}", command, quiet)


def _can_install() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _find(*names: str) -> Path | None:
    for name in names:
        found = shutil.which(name)
        if found:
            return Path(found)
    return None
