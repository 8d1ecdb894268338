"""Commands beside a server that runs: it acts on them, without being told by anybody but the database."""

import os
import subprocess
import sys

import pytest

from setup.places import HERE
from tests.e2e.live import LiveServer
from tests.server.realtime.live_people import LivePerson


@pytest.fixture
def server(tmp_path):
    """A server that only this test has."""
    server = LiveServer(tmp_path).start()
    yield server
    server.kill()


@pytest.fixture
def people(server):
    """Alice, who set the workspace up, and Bob."""
    alice, bob = LivePerson(server.url).set_up(), LivePerson(server.url).sign_up()
    yield alice, bob
    for person in (alice, bob):
        person.leave()


def command(server, *arguments):
    env = os.environ | {"DATA_DIR": str(server.data)}
    words = [sys.executable, "run.py", "--prepared", "flask", *arguments]
    subprocess.run(words, cwd=HERE.root, env=env, check=True, capture_output=True, timeout=60)


def test_who_is_banned_is_put_out_of_open_pages(server, people):
    alice, bob = people
    room = alice.create_room("closed", bob)
    page = bob.connect()
    page.join(room)
    name = bob.http.get(f"{server.url}/api/v1/me").json()["username"]
    command(server, "user", "ban", name)
    assert page.next("/chat disconnect")
    assert bob.http.get(f"{server.url}/api/v1/rooms").status_code == 401


def test_a_room_that_is_archived_takes_no_more_messages(server, people):
    alice, _ = people
    room = alice.create_room()
    page = alice.connect()
    page.join(room)
    assert "message" in page.post(room, "before")
    command(server, "room", "archive", str(room))
    assert page.next("version")["stream"] == f"room:{room}"
    assert page.post(room, "after")["error"]["code"] == "archived"
