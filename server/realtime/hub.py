"""The Socket.IO server."""

import contextlib
import logging
from typing import Any

from engineio import packet
from flask import Flask
from flask_socketio import SocketIO

from server.core import threads
from server.realtime import broadcasts
from server.realtime.broadcasts import Broadcasts
from server.realtime.packets import Packet

NAMESPACES = ("/chat", "/me")
# A laptop that closes sends no goodbye: the ping that it does not answer tells, after at most 45 s.
PING_INTERVAL = 25
PING_TIMEOUT = 20
LARGEST_EVENT = 200_000  # bytes; ten thousand characters in any script, with room for their envelope

log = logging.getLogger(__name__)
socketio = SocketIO()


def init_app(app: Flask) -> None:
    """Attach Socket.IO to the application, on the event loop that ``ASYNC_MODE`` names."""
    mode = app.config["ASYNC_MODE"]
    _use_threads(mode)
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
        serializer=Packet,
        client_manager=Broadcasts(),
    )
    socketio.server.eio.on("message", _serve_message)
    if mode == "eventlet":
        _use_own_transport()
    elif mode == "gevent":
        _use_checked_transport()
    app.wsgi_app = _without_deflate(app.wsgi_app)  # type: ignore[method-assign]


def _serve_message(eio_sid: str, data: str | bytes) -> None:
    """Serve a Socket.IO packet. For what is none, the protocol's documents say to close; stock logs it and goes on."""
    server = socketio.server
    try:
        server._handle_eio_message(eio_sid, data)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        log.info("%s sent what is no packet: %r", eio_sid, error)
        broadcasts.end(server, eio_sid)


def _use_own_transport() -> None:
    import eventlet

    from server.realtime import transport
    from server.realtime.heartbeat import heartbeat

    def connect(eio_sid: str, environ: dict[str, Any]) -> Any:
        engine_socket = socketio.server.eio.sockets[eio_sid]
        engine_socket.schedule_ping = lambda: heartbeat.heard(engine_socket)
        return socketio.server._handle_eio_connect(eio_sid, environ)

    socketio.server.eio.on("connect", connect)
    socketio.server.eio._async = socketio.server.eio._async | {"websocket": transport.WebSocket}
    hub = eventlet.hubs.get_hub()
    broadcasts.use(transport.of_session, lambda work: hub.schedule_call_global(0, work))


def _use_checked_transport() -> None:
    """Use gevent's transport, but close over what is no packet instead of breaking off with a traceback."""
    stock: Any = socketio.server.eio._async["websocket"]

    class Checked(stock):
        def wait(self) -> Any:
            message = super().wait()
            try:
                if message is not None:
                    packet.Packet(encoded_packet=message)
            except (ValueError, IndexError, RecursionError):
                return None
            return message

    socketio.server.eio._async = socketio.server.eio._async | {"websocket": Checked}


def _use_threads(mode: str) -> None:
    if mode == "eventlet":
        import eventlet
        from eventlet import tpool

        threads.use(tpool.execute, lambda: eventlet.sleep(0))
    elif mode == "gevent":
        import gevent

        pool = gevent.get_hub().threadpool
        threads.use(lambda work, *arguments: pool.apply(work, arguments), lambda: gevent.sleep(0))
    else:
        threads.use(lambda work, *arguments: work(*arguments), lambda: None)


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
    for client in list(engine.sockets.values()):
        with contextlib.suppress(Exception):
            # Not waiting until it has taken everything: one that is gone, or between two polls, never would.
            client.close(wait=False, reason=engine.reason.SERVER_DISCONNECT)
    socketio.sleep(0.1)
