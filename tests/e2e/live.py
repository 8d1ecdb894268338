"""A server of its own process, as people run it: it can be stopped, killed and started again on the same data."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from server.core.config import OFF, RATES
from setup.places import HERE

READY_SECONDS = 60


class LiveServer:
    """``run.py serve`` on a port and a data folder of its own.

    Args:
        folder: where its data and its log are kept; nothing else may be in it.
        environment: settings, over those of this process.

    Attributes:
        root: where the program lies that is started next; another one is another version of it.
    """

    def __init__(self, folder: Path, **environment: str) -> None:
        self.root = HERE.root
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    @property
    def log(self) -> str:
        """Everything it has printed, over all its starts."""
        return (self.folder / "server.log").read_text(encoding="utf-8")

    def start(self) -> "LiveServer":
        """Start it, and return when it answers."""
        # Tests type faster than people do.
        unlimited = {f"LIMIT_{name.upper()}": OFF for name in RATES}
        env = {**os.environ, **unlimited, "DATA_DIR": str(self.data), **self._environment}
        # The second half of run.py: what it sets up first is there already when tests run.
        command = [
            sys.executable,
            str(self.root / "run.py"),
            "--prepared",
            "serve",
            "127.0.0.1",
            str(self.port),
        ]
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(command, env=env, cwd=self.root, stdout=log, stderr=log)
        began = time.monotonic()
        while not self._answers():
            assert self._process.poll() is None, self.log
            assert time.monotonic() - began < READY_SECONDS, self.log
            time.sleep(0.02)
        return self

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL, and nothing is tidied."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """End it as an operator would, and return its exit status."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(READY_SECONDS)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
