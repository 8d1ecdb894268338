"""Serving until the process is told to stop, and stopping cleanly."""

import gc
import logging
import signal
from collections.abc import Callable
from typing import Any

from flask import Flask

from server.core import jobs
from server.realtime import outside, processes
from server.realtime.hub import NAMESPACES, close_all, socketio

# Requests that are running get this long to end.
GRACE_SECONDS = 10


def serve(app: Flask, host: str, port: int, on_ready: Callable[[], None] = lambda: None) -> int:
    """Serve until SIGINT or SIGTERM; then tell the sockets, let running requests end, and return 0.

    Args:
        on_ready: called once the port is open.

    Raises:
        OSError: the address cannot be listened on (``errno.EADDRINUSE`` when another program has it).
    """
    stopping = False

    def stop(*_: Any) -> None:
        nonlocal stopping
        stopping = True

    # Before there is a second greenlet: what a handler raises ends the one that runs just then, and not the process.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    start = {"eventlet": _start_eventlet, "gevent": _start_gevent}[app.config["ASYNC_MODE"]]
    close = start(app, host, port)
    processes.begin()
    outside.begin(app)
    jobs.begin(app)
    # All of this stays until the end: looking through it for garbage would stop everybody for 160 ms now and then.
    gc.freeze()
    gc.enable()
    on_ready()
    while not stopping:
        # A signal handler may not wake the event loop of itself, so the loop looks up now and then.
        socketio.sleep(0.1)
    close()
    jobs.end(app)
    processes.end()
    return 0


def _start_eventlet(app: Flask, host: str, port: int) -> Callable[[], None]:
    import eventlet
    from eventlet import wsgi

    family = eventlet.green.socket.AF_INET6 if ":" in host else eventlet.green.socket.AF_INET
    listener = eventlet.listen((host, port), family=family, backlog=1024)
    # A broadcast and an acknowledgement are two small writes; without this the second waits 40 ms for the first's ACK.
    listener.setsockopt(eventlet.green.socket.IPPROTO_TCP, eventlet.green.socket.TCP_NODELAY, 1)
    pool = eventlet.GreenPool(100_000)
    log = logging.getLogger("server.requests")
    server = eventlet.spawn(
        wsgi.server,
        listener,
        app,
        custom_pool=pool,
        log=log,
        log_output=False,
        keepalive=75,
        max_size=100_000,
    )

    def close() -> None:
        # Sockets first: ending the server closes every connection, and then nobody could be told.
        close_all(NAMESPACES)
        server.kill()
        listener.close()
        with eventlet.Timeout(GRACE_SECONDS, False):
            pool.waitall()

    return close


def _start_gevent(app: Flask, host: str, port: int) -> Callable[[], None]:
    from gevent.pywsgi import WSGIServer
    from geventwebsocket.handler import WebSocketHandler

    server = WSGIServer((host, port), app, handler_class=WebSocketHandler, log=None)
    server.start()

    def close() -> None:
        close_all(NAMESPACES)
        server.close()
        server.stop(timeout=GRACE_SECONDS)

    return close
