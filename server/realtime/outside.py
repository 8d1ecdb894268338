"""What commands change beside a running server: they leave word in the database, and the server looks for it."""

from flask import Flask

from server.core import memory
from server.core.db import db
from server.core.writer import write
from server.realtime import processes, resync, streams
from server.realtime.hub import socketio

# One look into an index each time.
LOOK_SECONDS = 2
_STREAM = "outside"


def announce() -> None:
    """Let servers know that this process, which is none, has changed something."""
    write(lambda tx: streams.advance(tx, _STREAM))


def begin(app: Flask) -> None:
    """Look from now on whether a command has changed something."""
    with app.app_context():
        socketio.start_background_task(_watch, streams.version_of(db.session(), _STREAM))


def _watch(known: int) -> None:
    def look() -> None:
        nonlocal known
        version = streams.version_of(db.session(), _STREAM)
        if version != known:
            known = version
            memory.forget_everything()
            resync.look_soon()

    while True:
        socketio.sleep(LOOK_SECONDS)
        processes.carefully(look)
