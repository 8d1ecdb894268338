"""Programs that write, beside the people: through both doors, as fast as they can."""

import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import requests
import socketio

from tests.e2e.live import LiveServer
from tests.e2e.people import Person

GIVE_UP_SECONDS = 90
# Posts a text under a client_id, and tells whether it was acknowledged.
Door = Callable[[str, str], bool]


class Crowd:
    """Programs that post through both doors at once, and send again whatever was not acknowledged."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, str] = {}
        self.failures: list[BaseException] = []
        self._news = threading.Condition()
        self._threads: list[threading.Thread] = []

    def send(self, texts: list[str], post: Door) -> None:
        """Post these, one after the other, with a function that tells whether it was acknowledged."""
        thread = threading.Thread(target=self._work, args=(texts, post), daemon=True)
        self._threads.append(thread)
        thread.start()

    def wait_for(self, count: int) -> None:
        """Wait until so many have been acknowledged."""
        with self._news:
            enough = self._news.wait_for(lambda: len(self.acknowledged) >= count, GIVE_UP_SECONDS)
        assert enough, self.failures

    @property
    def busy(self) -> bool:
        """Whether somebody still has something to send."""
        return any(thread.is_alive() for thread in self._threads)

    def finish(self) -> None:
        """Wait until everything has been acknowledged."""
        for thread in self._threads:
            thread.join(GIVE_UP_SECONDS)
            assert not thread.is_alive()
        assert self.failures == []

    def _work(self, texts: list[str], post: Door) -> None:
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


def rest_door(server: LiveServer, program: Person, room_id: int) -> Door:
    """Return the door of scripts: HTTP."""
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


def socket_door(server: LiveServer, program: Person, room_id: int) -> Door:
    """Return the door of browsers: Socket.IO."""
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
