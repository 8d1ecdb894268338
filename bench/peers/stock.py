"""Stock Flask-SocketIO on eventlet: no accounts, no database, no rendering.

It only passes on what it gets, in messages of the same size and shape as Parley's.
"""

import warnings

warnings.filterwarnings("ignore")

import eventlet  # noqa: E402

eventlet.monkey_patch()

import sys  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from itertools import count  # noqa: E402
from typing import Any  # noqa: E402

from flask import Flask  # noqa: E402
from flask_socketio import SocketIO, join_room  # noqa: E402

app = Flask(__name__)
socketio = SocketIO(app, async_mode="eventlet")
versions = count(1)


@socketio.on("connect", namespace="/chat")
def connect() -> None:
    """Let everybody in."""


@socketio.on("join", namespace="/chat")
def join(data: dict[str, Any]) -> dict[str, Any]:
    """Follow streams."""
    for stream in data["streams"]:
        join_room(stream)
    return {"versions": {}, "online": {}, "refused": []}


@socketio.on("post", namespace="/chat")
def post(data: dict[str, Any]) -> dict[str, Any]:
    """Pass a message on."""
    version = next(versions)
    message = {
        "id": version,
        "room_id": data["room_id"],
        "seq": version,
        "version": version,
        "client_id": data["client_id"],
        "author": {"id": 1, "username": "person1", "name": "person1"},
        "text": data["text"],
        "html": f"<p>{data['text']}</p>",
        "created_at": datetime.now(UTC).isoformat(),
        "edited_at": None,
        "deleted_at": None,
    }
    stream = f"room:{data['room_id']}"
    change = {"stream": stream, "version": version, "type": "message", "data": message}
    socketio.emit("change", change, namespace="/chat", to=stream)
    return {"message": message}


if __name__ == "__main__":
    socketio.run(app, port=int(sys.argv[1]))
