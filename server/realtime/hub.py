"""The Socket.IO server."""

import contextlib
from typing import Any

from flask import Flask
from flask_socketio import SocketIO

from server.core import threads

NAMESPACES = ("/chat", "/me")
# A laptop that closes sends no goodbye: the ping that it does not answer tells, after at most 45 s.
PING_INTERVAL = 25
PING_TIMEOUT = 20
LARGEST_EVENT = 200_000  # bytes; ten thousand characters in any script, with room for their envelope

socketio = SocketIO()


def init_app(app: Flask) -> None:
    """Attach Socket.IO to the application, on the event loop that ``ASYNC_MODE`` names."""
    mode = app.config["ASYNC_MODE"]
    threads.use(_native_runner(mode))
    options: dict[str, Any] = {}
    if app.config["REDIS_URL"]:
        options["message_queue"] = app.config["REDIS_URL"]
    socketio.init_app(
        app,
        async_mode=mode,
        manage_session=False,
        ping_interval=PING_INTERVAL,
        ping_timeout=PING_TIMEOUT,
        max_http_buffer_size=LARGEST_EVENT,
        # A refusal must be one for the client, too. With it, each would be a connection that ends at once for no reason
        # given, and a page whose session has ended would try again for ever.
        always_connect=False,
        # None: the page's own origin only.
        cors_allowed_origins=None,
        # Without it "/" would be open as well, to people who are not signed in.
        namespaces=list(NAMESPACES),
        cookie=None,
        **options,
    )
    app.wsgi_app = _without_deflate(app.wsgi_app)  # type: ignore[method-assign]


def _native_runner(mode: str) -> Any:
    if mode == "eventlet":
        from eventlet import tpool

        return tpool.execute
    if mode == "gevent":
        import gevent

        return lambda work, *arguments: gevent.get_hub().threadpool.apply(work, arguments)
    return lambda work, *arguments: work(*arguments)


def _without_deflate(wsgi_app: Any) -> Any:
    """Decline permessage-deflate, which browsers always offer.

    One compressor per connection makes a broadcast to 1,000 clients four times slower and each connection three times
    larger, to save bytes that chat messages hardly have.
    """

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return wsgi_app(environ, start_response)

    return application


def close_all(namespaces: tuple[str, ...]) -> None:
    """Tell every client that the server stops, and close the connections."""
    for namespace in namespaces:
        socketio.emit("stopping", {}, namespace=namespace)
    socketio.sleep(0.1)
    engine = socketio.server.eio
    for sid in list(engine.sockets):
        with contextlib.suppress(Exception):
            engine.disconnect(sid)
