"""Who sends a request, for what is answered before the web framework wakes."""

from typing import Any

from flask import Request, current_app

from server.accounts import access
from server.core.memory import Memory

# A header that somebody has made longer than this is not worth keeping.
LONGEST_KEPT = 1000
# The hash of the token by the Cookie header: to check its signature takes longer than all the rest.
_hashes: Memory[str] = Memory()


def sender(environ: dict[str, Any]) -> access.SignedIn | None:
    """Return who sends the request of a WSGI environment; None for nobody who is signed in.

    Raises:
        RuntimeError: it is not known from memory, and there is no application to ask.
    """
    cookie = environ.get("HTTP_COOKIE", "")
    person = access.people.peek(_hashes.peek(cookie))
    return _look_up(cookie, environ) if person is None else person


def _look_up(cookie: str, environ: dict[str, Any]) -> access.SignedIn | None:
    session = current_app.session_interface.open_session(current_app, Request(environ))
    # Where Flask-Login keeps what ``get_id`` returns.
    token = session.get("_user_id") if session else None
    person = access.signed_in(token) if token else None
    if person is not None and len(cookie) <= LONGEST_KEPT:
        _hashes.keep(cookie, access.token_hash(person.token))
    return person
