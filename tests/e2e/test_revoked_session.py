"""A session that is ended elsewhere: its open socket hears nothing more, within a second."""

import threading
import time
import uuid
from typing import Any

import socketio

from tests.e2e.live import LiveServer
from tests.e2e.people import PASSWORD, Person
from tests.e2e.programs import Door, socket_door
from tests.eventually import eventually

SECONDS = 1.0


def test_its_socket_falls_silent_while_others_go_on_talking(
    server: LiveServer, newcomer: Any, alice: Person, bob: Person, room: dict[str, Any]
) -> None:
    thief, owner = _listening(server, bob), _listening(server, alice)
    for listener in (thief, owner):
        listener.client.call("join", {"streams": [f"room:{room['id']}"]}, namespace="/chat")
    talking = threading.Event()
    talker = threading.Thread(target=_talk, args=(socket_door(server, alice, room["id"]), talking))
    talker.start()
    try:
        eventually(lambda: thief.heard)
        # Bob sits at another device, and ends this one from there.
        _end_all_from_elsewhere(newcomer, bob)
        ended = time.monotonic()
        eventually(lambda: owner.heard and owner.heard[-1] > ended + 2 * SECONDS)
    finally:
        talking.set()
        talker.join()
    assert thief.heard[-1] < ended + SECONDS
    assert not thief.client.connected
    assert bob.ask("GET", "/me").status == 401
    owner.client.disconnect()


class _Listener:
    """A socket that notes when it heard something."""

    def __init__(self) -> None:
        self.client = socketio.Client(reconnection=False)
        self.heard: list[float] = []
        self.client.on("change", lambda _: self.heard.append(time.monotonic()), namespace="/chat")


def _listening(server: LiveServer, person: Person) -> _Listener:
    cookies: list[Any] = person.api.storage_state()["cookies"]
    cookie = "; ".join(f"{each['name']}={each['value']}" for each in cookies)
    listener = _Listener()
    listener.client.connect(server.url, headers={"Cookie": cookie}, namespaces=["/chat"])
    return listener


def _talk(door: Door, stop: threading.Event) -> None:
    while not stop.wait(0.05):
        door(str(uuid.uuid4()), "still talking")


def _end_all_from_elsewhere(newcomer: Any, person: Person) -> None:
    elsewhere = newcomer("Elsewhere")
    elsewhere.call("POST", "/session", login=person.username, password=PASSWORD)
    elsewhere._csrf = elsewhere.call("GET", "/session")["csrf"]
    elsewhere.call("DELETE", "/me/sessions")
