"""The load generator: compiled when it is first needed, and run on a core of its own."""

import functools
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from servers import LOAD_CORE, ROOT, pinned

PLAIN = "ok, I will look at it after lunch and tell you what I find there"
MARKDOWN = "I moved **/pricing** behind the flag, see https://example.com/diff/42 and `flags.py`; _anyone against_ it?"


def get(port: int, cookie: str, path: str, seconds: float, etag: str = "") -> dict[str, Any]:
    """Ask for the path over and over, on eight connections.

    Args:
        etag: what to send as ``If-None-Match``; every answer then has to be 304.
    """
    command = _command("get", port, [cookie], 8, seconds, path, *([etag] if etag else []))
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=pinned(LOAD_CORE), check=False)
    Path(command[4]).unlink()
    if done.returncode:
        raise SystemExit(f"load: {done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def chat(port: int, cookies: list[str], **options: Any) -> dict[str, Any]:
    """Let a crowd join, measure once, and let it go; ``options`` are those of ``Crowd``."""
    crowd = Crowd(port, cookies, **options)
    try:
        return crowd.measure()
    finally:
        crowd.leave()


class Crowd:
    """Clients that have joined, and stay until ``leave``; ``measure`` lets them post.

    Args:
        cookies: of the people, whom the clients take turns to be.
        in_flight: how many posts are unanswered at any moment.
        seconds: how long a measurement takes.
        rooms: the clients are spread evenly over them.
        senders: how many of the clients post; without it, one for each post in flight, at most 16.
    """

    def __init__(
        self,
        port: int,
        cookies: list[str],
        *,
        clients: int,
        in_flight: int,
        seconds: float,
        rooms: list[int],
        text: str = PLAIN,
        senders: int = 0,
    ) -> None:
        senders = senders or min(16, in_flight, clients)
        arguments = (clients, senders, in_flight, seconds, ",".join(map(str, rooms)), text)
        self._command = _command("chat", port, cookies, *arguments)
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=pinned(LOAD_CORE),
        )
        self.join_seconds: float = self._answer()["join_s"]

    def begin(self) -> None:
        """Let them post; ``end`` waits for what was measured."""
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def end(self) -> dict[str, Any]:
        """Return what was measured since ``begin``."""
        return self._answer()

    def measure(self) -> dict[str, Any]:
        """Let them post, and return what was measured."""
        self.begin()
        return self.end()

    def leave(self) -> None:
        """Let them all go."""
        self._process.communicate()
        Path(self._command[4]).unlink()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout and self._process.stderr
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"load: {self._process.stderr.read()}")
        answer: dict[str, Any] = json.loads(line)
        return answer


def _command(kind: str, port: int, cookies: list[str], *arguments: Any) -> list[str]:
    with tempfile.NamedTemporaryFile("w", suffix=".cookies", delete=False) as file:
        file.write("\n".join(cookies) + "\n")
    return [str(_compiled()), kind, "127.0.0.1", str(port), file.name, *map(str, arguments)]


@functools.cache
def _compiled() -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    needed = (
        "The load is C: install a compiler and zlib (on Debian: apt-get install gcc libc6-dev zlib1g-dev)."
    )
    if compiler is None:
        raise SystemExit(needed)
    target = Path(tempfile.gettempdir()) / f"parley-load-{os.getuid()}"
    sources = sorted((ROOT / "bench" / "generator").glob("*.c"))
    command = [compiler, "-O2", "-o", target, *sources, "-lz"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{done.stderr}\n{needed}")
    return target
