"""Two servers that share the work, over a PostgreSQL and a Redis of their own."""

from pathlib import Path
from typing import Any

from tests.e2e.live import LiveServer
from tests.server.conftest import eventually
from tests.server.realtime.live_people import Listener, LivePerson
from tests.servers import PostgreSQL, Redis

# What a server's log says once it is on the line, and when it is no more.
HEARS = "This process hears the others"
ALONE = "This process goes on alone"


class SharedWork:
    """The servers ``a`` and ``b``, their workspace set up."""

    def __init__(self, folder: Path, postgresql: PostgreSQL, **environment: str) -> None:
        self.redis = Redis().start()
        shared = {
            "DATABASE_URL": postgresql.database(),
            "REDIS_URL": self.redis.url,
            "SECRET_KEY": "the same for both",
            **environment,
        }
        self.a, self.b = (LiveServer(folder / name, **shared) for name in ("a", "b"))
        strange = {"DATABASE_URL": postgresql.database(), "SECRET_KEY": "another"}
        # Another installation, with nothing in common but Redis.
        self.stranger = LiveServer(folder / "stranger", **{**shared, **strange})

    def start(self) -> "SharedWork":
        """Start both, and return when they hear each other."""
        for server in (self.a, self.b):
            server.start()
        self.wait_for(HEARS)
        LivePerson(self.a.url).set_up().leave()
        return self

    def wait_for(self, words: str, times: int = 1) -> None:
        """Wait until both servers have said something so many times."""
        for server in (self.a, self.b):
            eventually(lambda log=server: log.log.count(words) >= times)

    def end(self) -> None:
        """End everything, however it stands."""
        for server in (self.a, self.b):
            server.kill()
        self.redis.kill()


def follow(person: LivePerson, room: int, transport: str = "websocket") -> Listener:
    """Connect somebody, who then follows a room."""
    socket = person.connect(transport)
    joined = socket.join(room)
    assert joined["refused"] == [], joined
    return socket


def present(socket: Listener, people: list[LivePerson]) -> None:
    """Wait until a socket has been told that just these are online."""
    expected = sorted(person.id for person in people)
    told: Any = None
    while told is None or (told["people"], told["count"]) != (expected, len(expected)):
        told = socket.next("presence")
