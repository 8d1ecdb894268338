"""The cast: Alice owns the workspace and the rooms, Bob is a member, Charlie is an outsider."""

import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.app import create_app
from server.core import schema
from server.core.db import db
from server.realtime import connections, presence
from server.realtime.hub import socketio

PASSWORD = "correct horse battery"
COOKIE = "parley_session"
CAST = ("alice", "bob", "charlie")


class Person:
    """Somebody signed in, with the verbs of the API. Answers are ``(status, JSON)``."""

    def __init__(self, app: Any, keys: "Keys | None" = None) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.id = keys.id if keys else 0
        self.csrf = keys.csrf if keys else ""
        if keys:
            self.client.set_cookie(COOKIE, keys.cookie)

    @property
    def keys(self) -> "Keys":
        """What makes a request this person's."""
        cookie = self.client.get_cookie(COOKIE)
        assert cookie is not None
        return Keys(self.id, self.csrf, cookie.value)

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> TestResponse:
        """Send a request to ``/api/v1`` with this person's cookie and CSRF token."""
        headers = {"X-CSRFToken": self.csrf, **options.pop("headers", {})}
        if body is not None:
            options["json"] = body
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> tuple[int, Any]:
        return _answer(self.call("GET", path, **options))

    def post(self, path: str, body: Any = None, **options: Any) -> tuple[int, Any]:
        return _answer(self.call("POST", path, {} if body is None else body, **options))

    def patch(self, path: str, body: Any) -> tuple[int, Any]:
        return _answer(self.call("PATCH", path, body))

    def put(self, path: str, body: Any) -> tuple[int, Any]:
        return _answer(self.call("PUT", path, body))

    def delete(self, path: str) -> tuple[int, Any]:
        return _answer(self.call("DELETE", path))

    def boot(self) -> Any:
        """Ask who one is, and take the CSRF token."""
        boot = self.get("/session")[1]
        self._take(boot)
        return boot

    def sign_in(self, login: str, password: str = PASSWORD) -> tuple[int, Any]:
        self.boot()
        status, boot = self.post("/session", {"login": login, "password": password})
        if status == 200:
            self._take(boot)
        return status, boot

    def create_room(self, name: str = "Design", kind: str = "open", **more: Any) -> Any:
        status, room = self.post("/rooms", {"kind": kind, "name": name, **more})
        assert status == 201, room
        return room

    def join_room(self, room: Any) -> Any:
        status, entry = self.post(f"/rooms/{room['id']}/join")
        assert status == 200, entry
        return entry

    def invite(self, room: Any, *people: "Person") -> None:
        body = {"user_ids": [person.id for person in people]}
        status, answer = self.post(f"/rooms/{room['id']}/members", body)
        assert status == 200, answer

    def direct(self, *people: "Person") -> Any:
        body = {"kind": "direct", "user_ids": [person.id for person in people]}
        status, room = self.post("/rooms", body)
        assert status in (200, 201), room
        return room

    def entry(self, room: Any) -> Any:
        """Return the room as it stands in this person's list; None when it does not."""
        rooms = {entry["id"]: entry for entry in self.get("/rooms")[1]["rooms"]}
        return rooms.get(room["id"])

    def say(self, room_id: int, text: str, client_id: str | None = None) -> Any:
        body = {"client_id": client_id or str(uuid.uuid4()), "text": text}
        status, message = self.post(f"/rooms/{room_id}/messages", body)
        assert status in (200, 201), message
        return message

    def history(self, room_id: int, **params: Any) -> Any:
        status, page = self.get(f"/rooms/{room_id}/messages", query_string=params)
        assert status == 200, page
        return page

    def changes(self, stream: str, since: int = 0) -> Any:
        return self.get(f"/streams/{stream}/changes", query_string={"since": since})

    def socket(self, namespace: str = "/chat") -> "Socket":
        return Socket(self, namespace)

    def _take(self, boot: Any) -> None:
        self.csrf = boot["csrf"]
        self.id = boot["user"]["id"] if boot["user"] else 0


class Socket:
    """A Socket.IO connection of a person."""

    def __init__(self, person: Person, namespace: str) -> None:
        self.namespace = namespace
        self.client = socketio.test_client(person.app, namespace=namespace, flask_test_client=person.client)

    @property
    def connected(self) -> bool:
        return bool(self.client.is_connected(self.namespace))

    def ask(self, event: str, *arguments: Any) -> Any:
        """Emit an event and return its acknowledgement."""
        return self.client.emit(event, *arguments, namespace=self.namespace, callback=True)

    def heard(self, event: str | None = None) -> list[Any]:
        """Return what has arrived since the last time, all or of one kind."""
        arrived = self.client.get_received(self.namespace)
        return [item["args"][0] for item in arrived if event in (None, item["name"])]

    def close(self) -> None:
        self.client.disconnect(self.namespace)


def eventually(look: Callable[[], Any], seconds: float = 20) -> Any:
    """Return what ``look`` finds as soon as it finds something; fail when it never does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it never came")


def _answer(response: TestResponse) -> tuple[int, Any]:
    return response.status_code, response.get_json() if response.data else None


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty data directory, copied for every test."""
    folder = tmp_path_factory.mktemp("template")
    app = make_app(folder)
    schema.upgrade(app)
    _close(app)
    return folder


def make_app(data_dir: Path, **config: Any) -> Any:
    database = {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{data_dir / 'parley.db'}", "DATA_DIR": data_dir}
    return create_app(
        {
            "ASYNC_MODE": "threading",
            "SECRET_KEY": "a key for tests",
            "TESTING": False,
            **database,
            **config,
        }
    )


@pytest.fixture
def config() -> dict[str, Any]:
    """Settings of the application under test; a test module overrides this fixture to change them."""
    return {}


class Stage(NamedTuple):
    """A data directory in which some of the cast are signed in, and what each needs to go on from there."""

    folder: Path
    keys: dict[str, "Keys"]


class Keys(NamedTuple):
    """What makes a request a person's."""

    id: int
    csrf: str
    cookie: str


@pytest.fixture(scope="session")
def stages(template: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Stage]:
    """Nobody; Alice, who has set the workspace up; Alice and Bob; all three.

    Signing people up costs more than most tests do, so that it is done once and copied.
    """
    stages = [Stage(template, {})]
    for name in CAST:
        before = stages[-1]
        folder = tmp_path_factory.mktemp("stage") / "data"
        shutil.copytree(before.folder, folder)
        app = make_app(folder)
        person = set_up(app) if name == "alice" else join(app, name)
        stages.append(Stage(folder, {**before.keys, name: person.keys}))
        _close(app)
    return stages


@pytest.fixture
def app(
    stages: list[Stage], tmp_path: Path, config: dict[str, Any], request: pytest.FixtureRequest
) -> Iterator[Any]:
    """An application on a database of its own, in which nobody is but those of the cast that the test asks for."""
    asked = [number for number, name in enumerate(CAST, 1) if name in request.fixturenames]
    stage = stages[max(asked, default=0)]
    shutil.copytree(stage.folder, tmp_path / "data")
    app = make_app(tmp_path / "data", **config)
    app.cast = {name: Person(app, keys) for name, keys in stage.keys.items()}
    yield app
    connections._people.clear()
    presence._tabs.clear()
    presence._streams_of.clear()
    presence._changed.clear()
    _close(app)


def _close(app: Any) -> None:
    with app.app_context():
        db.engine.dispose()
    app.extensions["writer"].engine.dispose()


@pytest.fixture
def visitor(app: Any) -> Person:
    """Somebody who is not signed in."""
    visitor = Person(app)
    visitor.boot()
    return visitor


@pytest.fixture
def alice(app: Any) -> Person:
    """The administrator, who has set the workspace up."""
    return app.cast["alice"]


@pytest.fixture
def bob(app: Any, alice: Person) -> Person:
    """A member."""
    return app.cast["bob"]


@pytest.fixture
def charlie(app: Any, bob: Person) -> Person:
    """An outsider: signed in, and in no room."""
    return app.cast["charlie"]


@pytest.fixture
def newcomer(app: Any, alice: Person) -> Callable[[str], Person]:
    """Sign further people up by their names."""
    return lambda username: join(app, username)


def set_up(app: Any) -> Person:
    """Name the workspace, as Alice."""
    alice = Person(app)
    alice.boot()
    body = {"workspace": "Northwind", "username": "alice", "email": "alice@example.org", "password": PASSWORD}
    status, boot = alice.post("/setup", body)
    assert status == 201, boot
    alice._take(boot)
    return alice


def join(app: Any, username: str) -> Person:
    """Sign somebody up."""
    person = Person(app)
    person.boot()
    body = {"username": username, "email": f"{username}@example.org", "password": PASSWORD}
    status, boot = person.post("/users", body)
    assert status == 201, boot
    person._take(boot)
    return person
