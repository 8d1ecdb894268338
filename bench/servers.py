"""Starting the servers that are measured, on a core of their own, and filling them with people and rooms."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SERVER_CORE, LOAD_CORE = 0, 1
# At once, by the product's own limit.
MOST_INVITED = 100


class Account:
    """Somebody who uses the API, with their cookie and CSRF token."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.csrf = self.call("GET", "/session")["csrf"]

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request to the API and return its JSON."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": getattr(self, "csrf", "")}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base}/api/v1{path}", data, headers, method=method)
        try:
            with self.opener.open(request) as response:
                answer = json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{method} {path}: {error.code} {error.read().decode()}") from error
        if isinstance(answer, dict) and "csrf" in answer:
            self.csrf = answer["csrf"]
            self.id = answer["user"]["id"] if answer["user"] else 0
        return answer

    def etag(self, path: str) -> str:
        """Return what the path's answer is marked with."""
        with self.opener.open(self.base + path) as response:
            return str(response.headers["ETag"])

    @property
    def cookie(self) -> str:
        """The value of the Cookie header."""
        return "; ".join(f"{item.name}={item.value}" for item in self.jar)


def pinned(core: int) -> Callable[[], None]:
    """Return what makes a child process stay on one core."""
    return lambda: os.sched_setaffinity(0, {core % (os.cpu_count() or 1)})


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Process:
    """A server under measurement, answering on ``port``."""

    def __init__(self, command: list[str], port: int, env: dict[str, str] | None = None) -> None:
        self.port = port
        self.base = f"http://127.0.0.1:{port}"
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (closed when the server stops)
        self.child = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | (env or {}),
            preexec_fn=pinned(SERVER_CORE),
            stdout=subprocess.DEVNULL,
            stderr=self._log,
        )
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            if self.child.poll() is not None:
                break
            time.sleep(0.1)
        self._complain()
        raise SystemExit(f"{' '.join(command)} did not start")

    def memory_kb(self) -> int:
        """Return how much memory the process holds."""
        status = Path(f"/proc/{self.child.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def stop(self) -> None:
        """Stop it, as an operator would."""
        self.child.terminate()
        try:
            self.child.wait(20)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self._complain()

    def _complain(self) -> None:
        """Show what is in the log: a server of a thousand clients writes only when something is wrong."""
        self._log.seek(0)
        # Everybody's address has to be confirmed, and there is no mail server.
        sys.stderr.writelines(line for line in self._log if not line.startswith("no SMTP_URL"))
        self._log.close()


class Parley(Process):
    """The product as shipped, on an empty data directory."""

    def __init__(
        self, prepare: Callable[[Path], None] | None = None, env: dict[str, str] | None = None
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="parley-bench-"))
        if prepare:
            prepare(self.folder)
        port = free_port()
        # The second half of run.py: `run.py bench` has set everything up.
        command = [sys.executable, "run.py", "--prepared", "serve", "127.0.0.1", str(port)]
        # Counted as ever, but so that one person may do what a hundred do.
        kinds = ("posts", "todos", "writes", "address_writes", "sign_ups", "sign_ins")
        limits = {f"LIMIT_{kind.upper()}": "1000000 per second" for kind in kinds}
        env = limits | {"DATA_DIR": str(self.folder)} | (env or {})
        super().__init__(command, port, env)

    def people(self, count: int) -> list[Account]:
        """Sign people up; the first sets the workspace up."""
        first = Account(self.base)
        first.call("POST", "/setup", {"workspace": "Bench", **_account(0)})

        def join(number: int) -> Account:
            person = Account(self.base)
            person.call("POST", "/users", _account(number))
            return person

        with ThreadPoolExecutor(4) as pool:
            return [first, *pool.map(join, range(1, count))]

    def room(self, people: list[Account], name: str = "Bench") -> int:
        """Make a room with all of these people in it and return its id."""
        owner, *others = people
        room = int(owner.call("POST", "/rooms", {"kind": "open", "name": name})["id"])
        for first in range(0, len(others), MOST_INVITED):
            ids = [person.id for person in others[first : first + MOST_INVITED]]
            owner.call("POST", f"/rooms/{room}/members", {"user_ids": ids})
        return room

    def stop(self) -> None:
        """Stop it and remove its data."""
        super().stop()
        shutil.rmtree(self.folder)


def _account(number: int) -> dict[str, str]:
    name = f"person{number}"
    return {"username": name, "email": f"{name}@example.org", "password": uuid.uuid4().hex}
