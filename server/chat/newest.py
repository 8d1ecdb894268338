"""The newest page of a room: what everybody asks for when they open it, kept as bytes until something changes.

A question whose every part is known from memory (who asks, whether they may, the page) is answered before the web
framework wakes.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, request

from server.accounts import access as accounts
from server.accounts.access import SignedIn, token_hash
from server.chat import access
from server.core.db import db
from server.core.memory import Memory
from server.core.web import HEADERS
from server.realtime import streams
from server.rooms import access as rooms
from server.rooms.models import Room

_PATH = re.compile(r"/api/v1/rooms/(\d{1,15})/messages")
# The body and its entity tag, by room.
_pages: Memory[tuple[bytes, str]] = Memory(1000)
# The hash of the session's token, by the whole Cookie header whose signature has been checked.
_cookies: Memory[str] = Memory()


def init_app(app: Flask) -> None:
    """Put the short road in front of the application, and forget pages when something in them changes."""
    streams.listen(_changed)
    behind = app.wsgi_app

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = _from_memory(environ)
        if answer is None:
            return behind(environ, start_response)
        status, headers, body = answer
        start_response(status, headers)
        return [body]

    app.wsgi_app = application  # type: ignore[method-assign]


def respond(person: SignedIn, room: Room, since: int) -> Response:
    """Return the newest page of a room that the person may read, and remember what it took to know that.

    Args:
        since: the ``moment`` of ``rooms.readers`` at which it was asked whether the person may.
    """
    _cookies.keep(request.headers.get("Cookie", ""), token_hash(person.token))
    rooms.readers.keep((person.id, room.id), True, since)
    page = _pages.get(room.id, lambda: _page(room)) or _page(room)
    status, headers, body = _answer(page, request.headers.get("If-None-Match", ""))
    return Response(body, status, headers)


def _changed(stream: str, change: str) -> None:
    if stream.startswith("room:"):
        _pages.forget(int(stream[5:]))
    elif change == "me":
        # Pages hold their authors' names.
        _pages.forget_all()


def _page(room: Room) -> tuple[bytes, str]:
    # Before the rows: whoever follows the stream from this version on misses nothing.
    version = streams.version_of(db.session(), room.stream)
    page = access.page(db.session(), room.id) | {"version": version}
    body = json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def _from_memory(environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes] | None:
    if environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING"):
        return None
    path = _PATH.fullmatch(environ["PATH_INFO"])
    token = _cookies.peek(environ.get("HTTP_COOKIE")) if path else None
    person = accounts.people.peek(token) if token else None
    if path is None or person is None or not rooms.readers.peek((person.id, int(path[1]))):
        return None
    page = _pages.peek(int(path[1]))
    return _answer(page, environ.get("HTTP_IF_NONE_MATCH", "")) if page else None


def _answer(page: tuple[bytes, str], known: str) -> tuple[str, list[tuple[str, str]], bytes]:
    body, tag = page
    headers = [*HEADERS.items(), ("ETag", tag), ("Cache-Control", "private, no-cache"), ("Vary", "Cookie")]
    if tag in known:
        return "304 Not Modified", headers, b""
    headers += [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    return "200 OK", headers, body
