"""Several processes as one (``REDIS_URL``): what is for everybody reaches the people of all of them.

Without Redis there is one process, and nothing in here does anything but broadcast.
"""

import hashlib
import hmac
import logging
from collections.abc import Callable
from typing import Any

from flask import Flask

from server.realtime.hub import socketio
from server.realtime.line import Line

log = logging.getLogger(__name__)
_app: Flask
_line: Line | None = None
# Called with the process that speaks and what it says, by the kind of message.
_hearers: dict[str, Callable[[str, Any], None]] = {}
_when_missed: list[Callable[[str | None], None]] = []
_when_gone: list[Callable[[str], None]] = []


def init_app(app: Flask) -> None:
    """Join those who share the work, when the settings say that there are any."""
    global _app, _line
    _app, _line = app, None
    if app.config["REDIS_URL"]:
        # Redis' numbered databases share their channels. Two installations on one Redis do not share their secret.
        secret = app.config["SECRET_KEY"].encode()
        channel = "parley:" + hmac.new(secret, b"channel", hashlib.sha256).hexdigest()[:16]
        _line = Line(app.config["REDIS_URL"], channel, _Ears())


def begin() -> None:
    """Begin to hear the other processes."""
    if _line is not None:
        _line.open()


def end() -> None:
    """Let the other processes know that this one is no more."""
    if _line is not None:
        _line.close()


def name() -> str:
    """Return what the others know this process by."""
    return _line.name if _line else ""


def broadcast(event: str, data: Any, namespace: str, room: str) -> None:
    """Send an event to everybody who is in a Socket.IO room, in whichever process."""
    if _line is None:
        socketio.emit(event, data, namespace=namespace, to=room)
        return
    packet = socketio.server.manager.encode(event, data, namespace)
    socketio.server.manager.deliver(packet, namespace, room)
    _line.say("broadcast", [namespace, room], packet.encode())


def tell(what: str, data: Any) -> None:
    """Tell all other processes something; it may get lost."""
    if _line is not None:
        _line.say(what, data)


def hear(what: str, hearer: Callable[[str, Any], None]) -> None:
    """Call ``hearer(process, data)`` for what other processes tell of this kind."""
    _hearers[what] = hearer


def when_missed(work: Callable[[str | None], None]) -> None:
    """Call ``work(process)`` when something that a process told may have been missed; None stands for any of them."""
    if work not in _when_missed:
        _when_missed.append(work)


def when_gone(work: Callable[[str], None]) -> None:
    """Call ``work(process)`` when a process is no more."""
    if work not in _when_gone:
        _when_gone.append(work)


def carefully(work: Callable[..., None], *arguments: Any) -> None:
    """Do some work of the application that nobody waits for; what goes wrong is written to the log."""
    try:
        with _app.app_context():
            work(*arguments)
    except Exception:
        # One message that cannot be dealt with must not end the hearing of all that follow.
        log.exception("unexpected error over what another process told, or may have told")


class _Ears:
    def hear(self, process: str, what: str, data: Any, body: bytes) -> None:
        if what == "broadcast":
            namespace, room = data
            socketio.server.manager.deliver(body.decode(), namespace, room)
        elif what in _hearers:
            carefully(_hearers[what], process, data)

    def missed(self, process: str | None) -> None:
        for work in _when_missed:
            carefully(work, process)

    def gone(self, process: str) -> None:
        for work in _when_gone:
            carefully(work, process)
