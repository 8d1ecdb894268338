"""Real servers of a test's own: Redis and PostgreSQL on ports of theirs, with nothing in them, gone afterwards."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg
import pytest

from setup import machine

READY_SECONDS = 60
_LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"


class Redis:
    """A Redis server, which can be killed and started again, and made to hang."""

    def __init__(self) -> None:
        program = machine.redis()
        if program is None:
            pytest.fail(_missing("Redis", "redis-server", "redis"), pytrace=False)
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None
        # Nothing is kept on disk: what Parley puts there may be lost at any time.
        self._command = [program, "--bind", "127.0.0.1", "--port", str(self.port), "--save", ""]

    def start(self) -> "Redis":
        """Start it, and return when it answers."""
        self._process = _start(self._command, self._answers)
        return self

    def hang(self) -> None:
        """Let it answer nobody, with every connection open."""
        self._send(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again, also what was asked meanwhile."""
        self._send(signal.SIGCONT)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._send(signal.SIGKILL)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def _send(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)
        if number == signal.SIGKILL:
            self._process.wait()


class PostgreSQL:
    """A PostgreSQL server with as many databases as are asked for."""

    def __init__(self) -> None:
        programs = machine.postgresql()
        if programs is None:
            pytest.fail(_missing("PostgreSQL", "postgresql", "postgresql"), pytrace=False)
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="parley-postgresql-"))
        self._user = _unprivileged_user()
        if self._user:
            shutil.chown(self._folder, self._user)
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._databases = 0

    def start(self) -> "PostgreSQL":
        """Make its files, start it, and return when it answers."""
        data = self._folder / "data"
        cluster = ["--username=parley", "--auth=trust", "--encoding=UTF8", f"--locale={_LOCALE}", "--no-sync"]
        subprocess.run(
            [self._programs / "initdb", "--pgdata", data, *cluster],
            **_as_user(self._user),
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        # Its data end with the tests, so nothing has to reach the disk.
        hasty = [f"-c{name}=off" for name in ("fsync", "synchronous_commit", "full_page_writes")]
        where = ["-clisten_addresses=127.0.0.1", f"-cport={self._port}", "-cunix_socket_directories="]
        command = [self._programs / "postgres", "-D", data, *where, *hasty, "-cmax_connections=300"]
        self._process = _start(command, self._answers, user=self._user, cwd=self._folder)
        return self

    def database(self, template: str | None = None) -> str:
        """Make a database, empty or a copy of the one at the URL ``template``; return its URL."""
        self._databases += 1
        name = f"parley_{self._databases}"
        source = f' TEMPLATE "{_name(template)}"' if template else ""
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"{source}')
        return self._url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{_name(url)}" WITH (FORCE)')

    def stop(self) -> None:
        """End it and remove its files."""
        if self._process is not None:
            # Its way to end at once, connections or not.
            self._process.send_signal(signal.SIGINT)
            self._process.wait(READY_SECONDS)
        shutil.rmtree(self._folder)

    def _answers(self) -> bool:
        # That it listens is not enough: at first it tells everybody that it is starting up.
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self._url("postgres")):
            return True
        return False

    def _url(self, database: str) -> str:
        return f"postgresql://parley@127.0.0.1:{self._port}/{database}"


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(
    command: Sequence[str | Path],
    answers: Callable[[], bool],
    user: str | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=cwd, **_as_user(user))
        began = time.monotonic()
        while not answers():
            if process.poll() is not None or time.monotonic() - began > READY_SECONDS:
                process.kill()
                log.seek(0)
                pytest.fail(f"{command[0]} does not start:\n{log.read().decode()}", pytrace=False)
            time.sleep(0.02)
    return process


def _unprivileged_user() -> str | None:
    """Return whom to run PostgreSQL as, which refuses root; None when that is not who we are."""
    if os.geteuid() != 0:
        return None
    return next(entry.pw_name for entry in pwd.getpwall() if entry.pw_name in ("postgres", "nobody"))


def _as_user(user: str | None) -> dict[str, object]:
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def _missing(title: str, debian: str, homebrew: str) -> str:
    return (
        f"{title} is not installed, and these tests talk to a real one. Install it "
        f"(Debian, Ubuntu: sudo apt-get install {debian}; macOS: brew install {homebrew}), then run the tests again. "
        "As root on Debian, `python3 run.py test` does it by itself."
    )
