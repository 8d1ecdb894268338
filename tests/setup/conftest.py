"""An installation in a folder of its own, and the real one started as a person would."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from setup.places import HERE, Places

READY_SECONDS = 60


class Run:
    """A ``run.py`` that is running."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.started = time.monotonic()
        self.output = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, text: str, seconds: float = READY_SECONDS) -> float:
        """Wait until it has printed the text; return the seconds since it was started."""
        while text not in self.output:
            assert time.monotonic() - self.started < seconds, self.output
            assert self.process.poll() is None or text in self.output, self.output
            time.sleep(0.01)
        return time.monotonic() - self.started

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit status."""
        self.process.send_signal(number)
        return self.end()

    def end(self) -> int:
        """Wait for its end and return the exit status."""
        status = self.process.wait(READY_SECONDS)
        self._reader.join()
        return status

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.output += line


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Starts ``run.py`` with the arguments, on a data folder of the test's own unless the environment names another."""
    running = []

    def start_one(*arguments: str, **environment: str) -> Run:
        env = {**os.environ, "DATA_DIR": str(tmp_path / "data"), **environment}
        process = subprocess.Popen(
            [sys.executable, str(HERE.root / "run.py"), *arguments],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(Run(process))
        return running[-1]

    yield start_one
    for run in running:
        with contextlib.suppress(ProcessLookupError):
            run.process.kill()
        run.end()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """An installation that is nothing yet, with locks that ask for nothing, so that no network is needed."""
    root = tmp_path / "installation"
    (root / "client").mkdir(parents=True)
    for lock in HERE.root.glob("requirements*.txt"):
        (root / lock.name).write_text("")
    shutil.copy(HERE.root / "package-lock.json", root)
    (root / "vite.config.js").write_text("export default {};\n")
    (root / "client" / "main.js").write_text("export {};\n")
    return Places(root)
