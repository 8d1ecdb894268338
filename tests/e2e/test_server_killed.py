"""The server dies in the middle of a busy hour and comes back: what it acknowledged is there, once, in one order."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import socketio
from playwright.sync_api import Playwright, expect

from tests.e2e.conftest import Newcomer
from tests.e2e.devices import NETWORK_AWAY, make_device
from tests.e2e.live import LiveServer
from tests.e2e.people import Person
from tests.e2e.places import messages, say, waiting, words

POSTS = 200
BY_HAND = 20
SENDERS = 4
# Enough for the kill to fall into the middle.
ENOUGH = 60
GIVE_UP_SECONDS = 90


@pytest.fixture
def server(playwright: Playwright, tmp_path: Path) -> Iterator[LiveServer]:
    """A server that only this test kills."""
    server = LiveServer(tmp_path / "own").start()
    api = playwright.request.new_context(base_url=server.url)
    Person(api, make_device, "Ada", "ada").set_up("Northwind")
    api.dispose()
    yield server
    assert server.stop() == 0


class Crowd:
    """Programs that post through both doors at once, and send again whatever was not acknowledged."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, str] = {}
        self.failures: list[BaseException] = []
        self._news = threading.Condition()
        self._threads: list[threading.Thread] = []

    def send(self, texts: list[str], post: Callable[[str, str], bool]) -> None:
        """Post these, one after the other, with a function that tells whether it was acknowledged."""
        thread = threading.Thread(target=self._work, args=(texts, post), daemon=True)
        self._threads.append(thread)
        thread.start()

    def wait_for(self, count: int) -> None:
        """Wait until so many have been acknowledged."""
        with self._news:
            enough = self._news.wait_for(lambda: len(self.acknowledged) >= count, GIVE_UP_SECONDS)
        assert enough, self.failures

    def finish(self) -> None:
        """Wait until everything has been acknowledged."""
        for thread in self._threads:
            thread.join(GIVE_UP_SECONDS)
            assert not thread.is_alive()
        assert self.failures == []

    def _work(self, texts: list[str], post: Callable[[str, str], bool]) -> None:
        try:
            for text in texts:
                client_id = str(uuid.uuid4())
                while not post(client_id, text):
                    # Nobody is there: a program that is not in a hurry tries again a little later.
                    time.sleep(0.05)
                with self._news:
                    self.acknowledged[client_id] = text
                    self._news.notify_all()
        except BaseException as error:
            self.failures.append(error)
            raise


def test_whatever_was_acknowledged_is_there_once_and_in_one_order(
    server: LiveServer, alice: Person, bob: Person, newcomer: Newcomer
) -> None:
    programs = [newcomer(f"Program{number}") for number in range(SENDERS)]
    room = alice.make_room("Control", "closed", bob, *programs)
    page, theirs = alice.open_room(room), bob.open_room(room)
    for person in (alice, bob):
        person.device.expect_complaints(NETWORK_AWAY)
    share = (POSTS - BY_HAND) // SENDERS
    crowd = Crowd()
    for number, program in enumerate(programs):
        texts = [f"Report {number}-{count:02}" for count in range(share)]
        door = _socket_door if number % 2 else _rest_door
        crowd.send(texts, door(server, program, room["id"]))
    say(page, *[f"Report 9-{count:02}" for count in range(BY_HAND // 2)])
    crowd.wait_for(ENOUGH)
    server.kill()
    before = dict(crowd.acknowledged)
    assert len(before) < POSTS - BY_HAND
    say(page, *[f"Report 9-{count:02}" for count in range(BY_HAND // 2, BY_HAND)])
    expect(waiting(page).last).to_contain_text(f"Report 9-{BY_HAND - 1}")
    server.start()
    crowd.finish()
    expect(waiting(page)).to_have_count(0, timeout=GIVE_UP_SECONDS * 1000)
    stored = alice.history(room)
    kept = {message["client_id"]: message["text"] for message in stored}
    assert before.items() <= kept.items()
    assert crowd.acknowledged.items() <= kept.items()
    told = [message["text"] for message in stored]
    assert len(told) == len(set(told)) == POSTS
    assert [message["seq"] for message in stored] == sorted(message["seq"] for message in stored)
    for number in (*range(SENDERS), 9):
        own = [text for text in told if text.startswith(f"Report {number}-")]
        assert own == sorted(own)
    for tab in (page, theirs):
        expect(messages(tab)).to_have_count(POSTS)
        assert words(tab, r"Report \d-\d\d") == told


def _rest_door(server: LiveServer, program: Person, room_id: int) -> Callable[[str, str], bool]:
    session = requests.Session()
    session.headers["Cookie"] = _cookie(program)
    csrf = session.get(f"{server.url}/api/v1/session").json()["csrf"]
    url = f"{server.url}/api/v1/rooms/{room_id}/messages"

    def post(client_id: str, text: str) -> bool:
        body = {"client_id": client_id, "text": text}
        try:
            answer = session.post(url, json=body, headers={"X-CSRFToken": csrf}, timeout=10)
        except requests.RequestException:
            return False
        assert answer.status_code in (200, 201), answer.text
        return True

    return post


def _socket_door(server: LiveServer, program: Person, room_id: int) -> Callable[[str, str], bool]:
    client = socketio.SimpleClient()
    cookie = _cookie(program)

    def post(client_id: str, text: str) -> bool:
        body = {"room_id": room_id, "client_id": client_id, "text": text}
        try:
            if not client.connected:
                client.connect(server.url, headers={"Cookie": cookie}, namespace="/chat")
            answer = client.call("post", body, timeout=10)
        except socketio.exceptions.SocketIOError:
            client.disconnect()
            return False
        assert "message" in answer, answer
        return True

    return post


def _cookie(person: Person) -> str:
    cookies: list[dict[str, Any]] = [dict(cookie) for cookie in person.api.storage_state()["cookies"]]
    return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)
