"""A certified OpenID Connect provider of the tests' own, and the way of a person through it."""

import contextlib
import os
import socket
import subprocess
import tempfile
import time
from typing import Any
from urllib.parse import urljoin

import pytest
import requests

from setup.client import node_environment
from setup.places import HERE
from tests.servers import free_port

CLIENT_SECRET = "a secret of the tests, known to everybody"
READY_SECONDS = 60


class Provider:
    """``oidc-provider`` as a process; see ``oidc-provider.mjs`` for its switches."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def settings(self, name: str = "ACME", **more: str) -> dict[str, str]:
        """Return the settings with which it is a provider of Parley's."""
        given = {"CLIENT_ID": "parley", "CLIENT_SECRET": CLIENT_SECRET, "DISCOVERY_URL": self.url, **more}
        return {f"OAUTH_{name}_{what}": value for what, value in given.items()}

    def start(self) -> "Provider":
        """Start it, and return when it answers."""
        with tempfile.TemporaryFile() as log:
            command = ["node", "tests/oidc-provider.mjs", str(self.port)]
            environment = {**os.environ, **node_environment(HERE)}
            self._process = subprocess.Popen(command, cwd=HERE.root, env=environment, stdout=log, stderr=log)
            began = time.monotonic()
            while not self._answers():
                if self._process.poll() is not None or time.monotonic() - began > READY_SECONDS:
                    self.stop()
                    log.seek(0)
                    pytest.fail(f"oidc-provider does not start:\n{log.read().decode()}", pytrace=False)
                time.sleep(0.02)
        return self

    def stop(self) -> None:
        """End it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def switch(self, **switches: Any) -> None:
        """Have it answer as the test needs it; what is not named is as ever."""
        requests.put(f"{self.url}/switches", json=switches, timeout=10).raise_for_status()

    def visit(self, url: str, account: str = "mia", answer: str = "yes") -> str:
        """Sign in there as somebody who was sent to ``url``; return the address that they are sent back to."""
        with requests.Session() as browser:
            response = browser.get(url, allow_redirects=False, timeout=10)
            while response.is_redirect:
                place = urljoin(response.url, response.headers["Location"])
                if "/callback" in place:
                    return place
                response = browser.get(place, allow_redirects=False, timeout=10)
                if "/interaction/" in response.url:
                    said = {"account": account, "answer": answer}
                    response = browser.post(response.url, said, allow_redirects=False, timeout=10)
        raise AssertionError(f"{response.status_code} {response.url}: {response.text}")

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False
