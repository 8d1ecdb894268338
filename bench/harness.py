"""Starting servers and load for the measurements, each pinned to a core of its own."""

import json
import os
import platform
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
PLAIN = "ok, I will look at it after lunch and tell you what I find there"
MARKDOWN = "I moved **/pricing** behind the flag, see https://example.com/diff/42 and `flags.py`; _anyone against_ it?"


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
        return answer

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
        # A server of a thousand clients writes to its log only when something is wrong; then it should be seen.
        self.child = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | (env or {}),
            preexec_fn=pinned(SERVER_CORE),
            stdout=subprocess.DEVNULL,
        )
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            if self.child.poll() is not None:
                break
            time.sleep(0.1)
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
        env = {"DATA_DIR": str(self.folder)} | (env or {})
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

    def stop(self) -> None:
        """Stop it and remove its data."""
        super().stop()
        shutil.rmtree(self.folder)


def _account(number: int) -> dict[str, str]:
    name = f"person{number}"
    return {"username": name, "email": f"{name}@example.org", "password": uuid.uuid4().hex}


def compile_load() -> Path:
    """Return the load generator, compiled for this machine."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise SystemExit(
            "The load generator is C: install a compiler (on Debian: apt-get install gcc libc6-dev)."
        )
    target = Path(tempfile.gettempdir()) / f"parley-load-{os.getuid()}"
    subprocess.run([compiler, "-O2", "-o", str(target), str(ROOT / "bench" / "load.c")], check=True)
    return target


def load_command(kind: str, port: int, cookies: list[str], *arguments: Any) -> list[str]:
    """Return the command for one run of the load generator (see load.c for ``arguments``)."""
    with tempfile.NamedTemporaryFile("w", suffix=".cookies", delete=False) as file:
        file.write("\n".join(cookies) + "\n")
    return [str(compile_load()), kind, "127.0.0.1", str(port), file.name, *map(str, arguments)]


def load(kind: str, port: int, cookies: list[str], *arguments: Any) -> dict[str, Any]:
    """Run the load generator to its end and return what it measured."""
    command = load_command(kind, port, cookies, *arguments)
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=pinned(LOAD_CORE), check=False)
    Path(command[4]).unlink()
    if done.returncode:
        raise SystemExit(f"load: {done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def table(title: str, head: list[str], rows: list[list[Any]]) -> None:
    """Print a table as Markdown."""
    print(f"\n{title}\n")
    print("| " + " | ".join(head) + " |")
    print("|" + "|".join(" --- " if index == 0 else " ---: " for index in range(len(head))) + "|")
    for row in rows:
        print("| " + " | ".join(_shown(cell) for cell in row) + " |", flush=True)


def machine() -> str:
    """Return one line about this machine."""
    cpu = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    return f"{cpu}, {os.cpu_count()} cores, Linux {platform.release()}, Python {platform.python_version()}"


def _shown(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:,.0f}" if cell >= 100 else f"{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
