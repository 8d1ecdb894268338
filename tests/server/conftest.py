"""The cast: Alice owns the workspace and the rooms, Bob is a member, Charlie is an outsider."""

import functools
import gc
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from server.app import create_app
from server.core import schema
from server.core.config import OFF, RATES
from server.core.db import db
from server.pages import views
from server.realtime import connections, presence
from server.realtime.hub import socketio
from tests.eventually import eventually
from tests.servers import PostgreSQL

__all__ = ["eventually"]

PASSWORD = "correct horse battery"
COOKIE = "parley_session"
CAST = ("alice", "bob", "charlie")
# What has to hold on PostgreSQL as on SQLite: whatever leans on more than the plainest of SQL.
ON_EVERY_ENGINE = {
    "test_at_the_same_time",
    "test_catch_up",
    "test_changes",
    "test_create_room",
    "test_database",
    "test_delete_message",
    "test_edit_message",
    "test_find_people",
    "test_history",
    "test_import_messages",
    "test_join_room",
    "test_leave_room",
    "test_list_rooms",
    "test_mark_read",
    "test_open_direct",
    "test_post_message",
    "test_post_together",
    "test_schema",
    "test_whatever_is_sent",
    # to-dos
    "test_add_item",
    "test_agenda",
    "test_comments",
    "test_complete_item",
    "test_delete_item",
    "test_dragging_at_once",
    "test_first_lists",
    "test_list_items",
    "test_lists",
    "test_move_item",
    "test_roll_call",
}


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


def _answer(response: TestResponse) -> tuple[int, Any]:
    return response.status_code, response.get_json() if response.data else None


@pytest.fixture(scope="session", autouse=True)
def _same_for_every_application() -> Iterator[None]:
    """What never differs between applications is worked out once: it is most of what making one takes."""
    compiled: dict[Any, Any] = {}
    compile_builder = Rule._compile_builder

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, rule.is_leaf, append_unknown, tuple(rule._trace), repr(rule.defaults))
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        patch.setattr(views, "fingerprint", functools.cache(views.fingerprint))
        # Objects of libraries are many and stay: looking for garbage among them took a tenth of the time.
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty data directory, copied for every test."""
    folder = tmp_path_factory.mktemp("template")
    app = make_app(folder)
    schema.upgrade(app)
    close(app)
    return folder


def make_app(data_dir: Path, **config: Any) -> Any:
    database = {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{data_dir / 'parley.db'}", "DATA_DIR": data_dir}
    return create_app(
        {
            "ASYNC_MODE": "threading",
            "SECRET_KEY": "a key for tests",
            "TESTING": False,
            "LIMITS": dict.fromkeys(RATES, OFF),
            **database,
            **config,
        }
    )


@pytest.fixture
def config() -> dict[str, Any]:
    """Settings of the application under test; a test module overrides this fixture to change them."""
    return {}


@pytest.fixture
def engine() -> str:
    """Where the application under test keeps its data; what is named in ``ON_EVERY_ENGINE`` runs on each."""
    return "sqlite"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames and metafunc.definition.path.stem in ON_EVERY_ENGINE:
        metafunc.parametrize("engine", ["sqlite", "postgresql"])


class Stage(NamedTuple):
    """A database in which some of the cast are signed in, and what each needs to go on from there."""

    database: Any
    keys: dict[str, "Keys"]


class Keys(NamedTuple):
    """What makes a request a person's."""

    id: int
    csrf: str
    cookie: str


class SQLite:
    """Databases that are folders."""

    def __init__(self, template: Path, make_folder: Callable[[], Path]) -> None:
        self.template = template
        self._make_folder = make_folder

    def empty(self) -> Path:
        """Return a database in which nothing is, not even tables."""
        return self._make_folder()

    def copy(self, folder: Path) -> Path:
        """Return a copy of a database."""
        copy = self._make_folder() / "data"
        shutil.copytree(folder, copy)
        return copy

    def open(self, folder: Path, **config: Any) -> Any:
        """Return an application on a database."""
        return make_app(folder, **config)

    def drop(self, folder: Path) -> None:
        """Remove a database; pytest does, later."""


class OnPostgreSQL:
    """Databases of a PostgreSQL server, each named by its URL."""

    def __init__(self, server: PostgreSQL, make_folder: Callable[[], Path]) -> None:
        self._server = server
        self._make_folder = make_folder
        self.template = self.empty()
        app = self.open(self.template)
        schema.upgrade(app)
        close(app)

    def empty(self) -> str:
        """Return a database in which nothing is, not even tables."""
        return self._server.database()

    def copy(self, url: str) -> str:
        """Return a copy of a database."""
        return self._server.database(url)

    def open(self, url: str, **config: Any) -> Any:
        """Return an application on a database."""
        driven = url.replace("postgresql:", "postgresql+psycopg:")
        return make_app(self._make_folder(), SQLALCHEMY_DATABASE_URI=driven, **config)

    def drop(self, url: str) -> None:
        """Remove a database."""
        self._server.drop(url)


class Play:
    """The stages of a play: nobody; Alice, who has set the workspace up; Alice and Bob; all three.

    Signing people up costs more than most tests do, so that it is done once and copied. What is asked of people "just
    now" (a proof that it is they, most of all) must still be true when the last test of a long run begins, so that a
    stage that has become old is set anew.
    """

    LASTS = 240  # seconds; the shortest "just now" is five minutes: how long a session counts as just seen

    def __init__(self, databases: SQLite | OnPostgreSQL) -> None:
        self.databases = databases
        self._stages: list[Stage] = []
        self._set_at = 0.0

    def stage(self, number: int) -> Stage:
        """Return the stage on which the first ``number`` of the cast are."""
        if not self._stages or time.monotonic() > self._set_at + self.LASTS:
            self._set()
        return self._stages[number]

    def _set(self) -> None:
        for stage in self._stages[1:]:
            self.databases.drop(stage.database)
        self._stages = [Stage(self.databases.template, {})]
        self._set_at = time.monotonic()
        for name in CAST:
            before = self._stages[-1]
            database = self.databases.copy(before.database)
            app = self.databases.open(database)
            person = set_up(app) if name == "alice" else join(app, name)
            self._stages.append(Stage(database, {**before.keys, name: person.keys}))
            close(app)


@pytest.fixture(scope="session")
def sqlite_play(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Play:
    """The play on SQLite."""
    return Play(SQLite(template, lambda: tmp_path_factory.mktemp("sqlite")))


@pytest.fixture(scope="session")
def postgresql_play(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Play:
    """The same on PostgreSQL."""
    return Play(OnPostgreSQL(postgresql, lambda: tmp_path_factory.mktemp("postgresql")))


@pytest.fixture
def app(engine: str, config: dict[str, Any], request: pytest.FixtureRequest) -> Iterator[Any]:
    """An application on a database of its own, in which nobody is but those of the cast that the test asks for."""
    play = request.getfixturevalue(f"{engine}_play")
    asked = [number for number, name in enumerate(CAST, 1) if name in request.fixturenames]
    stage = play.stage(max(asked, default=0))
    database = play.databases.copy(stage.database)
    app = play.databases.open(database, **config)
    app.cast = {name: Person(app, keys) for name, keys in stage.keys.items()}
    yield app
    connections._people.clear()
    presence._tabs.clear()
    presence._streams_of.clear()
    presence._changed.clear()
    close(app)
    play.databases.drop(database)


def close(app: Any) -> None:
    """Close an application's connections to its database."""
    with app.app_context():
        db.engine.dispose()
    app.extensions["writer"].engine.dispose()
    if "jobs" in app.extensions:
        app.extensions["jobs"].storage.close()


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
