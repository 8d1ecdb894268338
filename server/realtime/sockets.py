"""Connecting, and following streams."""

import functools
import logging
from collections.abc import Callable
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_socketio import ConnectionRefusedError

from server.core.db import db
from server.core.errors import Refused, unauthorized
from server.realtime import connections, presence, processes, resync, streams
from server.realtime.connections import Person
from server.realtime.hub import NAMESPACES, socketio

log = logging.getLogger(__name__)
LARGEST_JOIN = 500

Handler = Callable[[Person, dict[str, Any]], dict[str, Any]]


def on_event(event: str, handler: Handler, namespace: str) -> None:
    """Attach a handler that always acknowledges: its result, or ``{"error": {"code", "message"}}``.

    The handler gets who is behind the socket, and the event's one argument, which has to be an object. It has the
    application's context but no request: making one costs more than the rest of a post.
    """

    def answer(sid: str, *arguments: Any) -> dict[str, Any]:
        environ = socketio.server.get_environ(sid, namespace)
        if environ is None:
            # Gone since it asked: there is nobody to answer.
            return {}
        app = environ["flask.app"]
        try:
            with app.app_context():
                return handler(*_checked(namespace, sid, arguments))
        except Exception as error:
            # What a refusal says depends on who reads it, which the request tells.
            with app.request_context(environ):
                return _refusal(error)

    socketio.server.on(event, answer, namespace=namespace)


def malformed() -> Refused:
    """An event whose argument is not of the promised shape."""
    return Refused("invalid", lazy_gettext("The request could not be understood."))


def _checked(namespace: str, sid: str, arguments: tuple[Any, ...]) -> tuple[Person, dict[str, Any]]:
    person = connections.person_of(namespace, sid)
    if person is None:
        raise unauthorized()
    if len(arguments) != 1 or not isinstance(arguments[0], dict):
        raise malformed()
    return person, arguments[0]


def _refusal(error: Exception) -> dict[str, Any]:
    if isinstance(error, Refused):
        return {"error": error.payload()}
    log.error("unexpected error in the handler of a socket event", exc_info=error)
    message = gettext("Something went wrong here. It has been written to the log.")
    return {"error": {"code": "error", "message": message}}


def register() -> None:
    """Attach the handlers that every namespace shares."""
    for namespace in NAMESPACES:
        socketio.on_event("connect", functools.partial(_connect, namespace), namespace=namespace)
        socketio.on_event("disconnect", functools.partial(_disconnect, namespace), namespace=namespace)
        socketio.on_event("*", _unknown, namespace=namespace)
    on_event("join", join, "/chat")
    on_event("leave", leave, "/chat")
    for part in (connections, presence, resync):
        part.register()


def _connect(namespace: str, auth: Any = None) -> None:
    # A tab says whose it is: when somebody else has signed in meanwhile in the same browser, what waits in its outbox
    # must not be sent in their name.
    claimed = auth.get("user_id") if isinstance(auth, dict) else None
    if not current_user.is_authenticated or claimed not in (None, current_user.id):
        raise ConnectionRefusedError("unauthorized")
    person = Person(current_user.id, current_user.session_id, request.sid)  # type: ignore[attr-defined]
    connections.add(namespace, request.sid, person)  # type: ignore[attr-defined]
    # Asked again once inside: another process may just have ended the session, and told so too early for this socket.
    if processes.name() and not connections.lives(db.session(), person.session_id):
        connections.remove(namespace, request.sid)  # type: ignore[attr-defined]
        raise ConnectionRefusedError("unauthorized")


def _disconnect(namespace: str, _: Any = None) -> None:
    connections.remove(namespace, request.sid)  # type: ignore[attr-defined]


def _unknown(*_: Any) -> dict[str, Any]:
    """Tell who sends an event that there is none of, instead of letting them wait for ever."""
    return {"error": malformed().payload()}


def join(person: Person, data: dict[str, Any]) -> dict[str, Any]:
    """Follow streams.

    Args:
        data: ``{"streams": ["room:3", …]}``, at most ``LARGEST_JOIN``.

    Returns:
        ``versions`` of those that are followed now, who is ``online`` where that is shown, and those ``refused``.
    """
    names = dict.fromkeys(_names(data))
    session = db.session()
    allowed = streams.followable(session, person.id, names, "/chat")
    for name in allowed:
        connections.enter("/chat", person.sid, name)
    # Asked again once inside: who was removed between the question and the door must not stay.
    still = streams.followable(session, person.id, allowed, "/chat")
    for name in allowed - still:
        connections.leave("/chat", person.sid, name)
    # Entered before the versions are read: what is committed in between then comes twice rather than never.
    return {
        "versions": streams.versions_of(session, still),
        "online": {name: presence.state(name) for name in still if streams.shows_presence(name)},
        "refused": [name for name in names if name not in still],
    }


def leave(person: Person, data: dict[str, Any]) -> dict[str, Any]:
    """Follow ``{"streams": […]}`` no longer."""
    for name in _names(data):
        # A socket's other Socket.IO rooms (its own, its person's, its session's) are not streams that one may leave.
        if streams.parse(name)[0].namespace == "/chat":
            connections.leave("/chat", person.sid, name)
    return {}


def _names(data: dict[str, Any]) -> list[str]:
    names = data.get("streams")
    if (
        not isinstance(names, list)
        or len(names) > LARGEST_JOIN
        or not all(isinstance(name, str) for name in names)
    ):
        raise malformed()
    return names
