"""People with accounts. What a test only needs to be there, they do through the API; what it is about, in a browser."""

import uuid
from typing import Any

from playwright.sync_api import APIRequestContext, APIResponse, Page

from tests.e2e.devices import Device, DeviceMaker

PASSWORD = "correct horse battery"


class Person:
    """Somebody signed in, with the API in one hand and a browser in the other. Both are one session.

    Args:
        name: shown to others; the username is made from it, different in every test.
    """

    def __init__(self, api: APIRequestContext, make_device: DeviceMaker, name: str, username: str) -> None:
        self.api = api
        self.name = name
        self.username = username
        self.email = f"{username}@example.org"
        self.id = 0
        self._make_device = make_device
        self._csrf = self.call("GET", "/session")["csrf"]
        self._device: Device | None = None

    def sign_up(self) -> "Person":
        """Get the account and the name."""
        boot = self.call("POST", "/users", username=self.username, email=self.email, password=PASSWORD)
        self._csrf, self.id = boot["csrf"], boot["user"]["id"]
        self.call("PATCH", "/me", name=self.name)
        return self

    def set_up(self, workspace: str) -> "Person":
        """Name the workspace and become its administrator."""
        account = {"username": self.username, "email": self.email, "password": PASSWORD}
        boot = self.call("POST", "/setup", workspace=workspace, **account)
        self._csrf, self.id = boot["csrf"], boot["user"]["id"]
        return self

    @property
    def device(self) -> Device:
        """Their browser, signed in."""
        if self._device is None:
            self._device = self.another_device()
        return self._device

    def another_device(self, **options: Any) -> Device:
        """Return another browser with the same session, such as a phone."""
        return self._make_device(**{"storage_state": self.api.storage_state(), **options})

    def open(self, path: str = "/") -> Page:
        """Open a tab in their browser."""
        return self.device.open(path)

    def open_room(self, room: dict[str, Any]) -> Page:
        """Open a tab in a room."""
        return self.open(f"/rooms/{room['id']}")

    def ask(self, method: str, path: str, **body: Any) -> APIResponse:
        """Send a request to ``/api/v1`` and return whatever is answered."""
        headers = {"X-CSRFToken": self._csrf} if method != "GET" else {}
        return self.api.fetch(
            f"/api/v1{path}", method=method, headers=headers, data=body if method != "GET" else None
        )

    def call(self, method: str, path: str, **body: Any) -> Any:
        """Send a request that has to succeed, and return its JSON."""
        if not hasattr(self, "_csrf"):
            self._csrf = ""
        response = self.ask(method, path, **body)
        assert response.ok, f"{method} {path}: {response.status} {response.text()}"
        return response.json() if response.body() else None

    def make_room(self, name: str, kind: str = "open", *members: "Person") -> dict[str, Any]:
        """Make a room with these people in it."""
        room = self.call("POST", "/rooms", kind=kind, name=name)
        if members:
            self.call("POST", f"/rooms/{room['id']}/members", user_ids=[member.id for member in members])
        return room

    def post(self, room: dict[str, Any], text: str) -> dict[str, Any]:
        """Write a message."""
        body = {"client_id": str(uuid.uuid4()), "text": text}
        return self.call("POST", f"/rooms/{room['id']}/messages", **body)

    def history(self, room: dict[str, Any]) -> list[dict[str, Any]]:
        """Return every message of a room, the oldest first."""
        messages: list[dict[str, Any]] = []
        page: dict[str, Any] = {"has_newer": True}
        while page["has_newer"]:
            after = messages[-1]["seq"] if messages else 0
            page = self.call("GET", f"/rooms/{room['id']}/messages?after={after}&limit=100")
            messages += page["messages"]
        return messages
