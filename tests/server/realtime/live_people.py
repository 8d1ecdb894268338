"""People who talk to a running server as programs of theirs would: with requests and the official client."""

import queue
import uuid
from typing import Any

import requests
import socketio

PASSWORD = "correct horse battery"
ANSWER_SECONDS = 20


class LivePerson:
    """Somebody signed in at a running server."""

    def __init__(self, url: str, cookies: Any = None) -> None:
        self.url = url
        self.http = requests.Session()
        self.http.cookies.update(cookies or {})
        self.http.trust_env = False
        self.id = 0
        self._connected: list[Listener] = []
        self._elsewhere: list[LivePerson] = []
        self._take(self.http.get(f"{url}/api/v1/session").json())

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request; return its JSON, None when there is none."""
        response = self.http.request(
            method, f"{self.url}/api/v1{path}", json={} if body is None and method != "GET" else body
        )
        assert response.ok, response.text
        return response.json() if response.content else None

    def set_up(self) -> "LivePerson":
        body = {
            "workspace": "Northwind",
            "username": "alice",
            "email": "alice@example.org",
            "password": PASSWORD,
        }
        self._take(self.call("POST", "/setup", body))
        return self

    def sign_up(self) -> "LivePerson":
        username = f"person-{uuid.uuid4().hex[:12]}"
        body = {"username": username, "email": f"{username}@example.org", "password": PASSWORD}
        self._take(self.call("POST", "/users", body))
        return self

    def at(self, url: str) -> "LivePerson":
        """Return the same person in the same session, at another server that shares the work."""
        there = LivePerson(url, self.http.cookies)
        self._elsewhere.append(there)
        return there

    def create_room(self, kind: str = "open", *members: "LivePerson") -> int:
        room: int = self.call("POST", "/rooms", {"kind": kind, "name": f"Room {uuid.uuid4().hex}"})["id"]
        if members:
            self.call("POST", f"/rooms/{room}/members", {"user_ids": [member.id for member in members]})
        return room

    def texts(self, room_id: int) -> list[str]:
        page = self.call("GET", f"/rooms/{room_id}/messages?limit=100")
        return [message["text"] for message in page["messages"]]

    @property
    def cookie(self) -> str:
        """The Cookie header that signs this person in."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies)

    def connect(self, transport: str = "websocket") -> "Listener":
        """Connect with the official Python client."""
        listener = Listener(self, transport)
        self._connected.append(listener)
        return listener

    def leave(self) -> None:
        """Close everything."""
        for there in self._elsewhere:
            there.leave()
        for listener in self._connected:
            listener.client.disconnect()
        self.http.close()

    def _take(self, boot: Any) -> None:
        self.http.headers["X-CSRFToken"] = boot["csrf"]
        self.id = boot["user"]["id"] if boot["user"] else 0


class Listener:
    """A connection, and what has arrived over it."""

    def __init__(self, person: LivePerson, transport: str) -> None:
        self.client = socketio.Client(reconnection=False)
        self.events: queue.Queue[tuple[str, Any]] = queue.Queue()
        for namespace in ("/chat", "/me"):
            for name in ("change", "presence", "removed", "stopping", "version"):
                self.client.on(name, self._note(name), namespace=namespace)
            self.client.on("disconnect", self._note(f"{namespace} disconnect"), namespace=namespace)
        self.client.connect(
            person.url,
            headers={"Cookie": person.cookie},
            transports=[transport],
            namespaces=["/chat", "/me"],
        )

    def ask(self, event: str, data: Any) -> Any:
        """Emit an event to ``/chat`` and return its acknowledgement."""
        return self.client.call(event, data, namespace="/chat", timeout=ANSWER_SECONDS)

    def join(self, room_id: int) -> Any:
        return self.ask("join", {"streams": [f"room:{room_id}"]})

    def post(self, room_id: int, text: str, client_id: str | None = None) -> Any:
        body = {"room_id": room_id, "client_id": client_id or str(uuid.uuid4()), "text": text}
        return self.ask("post", body)

    def next(self, name: str) -> Any:
        """Return what came with the next event of this name, passing over others."""
        while True:
            found, data = self.events.get(timeout=ANSWER_SECONDS)
            if found == name:
                return data

    def _note(self, name: str) -> Any:
        return lambda *arguments: self.events.put((name, arguments[0] if arguments else None))
