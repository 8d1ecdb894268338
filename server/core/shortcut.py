"""What is asked most is answered before the web framework wakes, which takes it a millisecond.

Only plain questions of somebody who is signed in are answered here. Everything else goes on to the framework, and with
it every refusal; so whatever is answered here has a view there, which gives the same answer.
"""

import logging
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from flask import Flask, Response

from server.core.errors import Refused
from server.core.web import BUILD, HEADERS

log = logging.getLogger(__name__)
_NUMBERS = re.compile(r"[a-z]+=[0-9]{1,15}(&[a-z]+=[0-9]{1,15})*")


class Answer(NamedTuple):
    """An answer to a GET."""

    body: bytes
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = (("Cache-Control", "no-store"),)

    def to_response(self) -> Response:
        """Return it as a view does."""
        return Response(self.body, self.status, self.headers, content_type="application/json")


# (who asks, what the path names, the query, the entity tags that are known) -> what a view would answer, or its refusal
Answerer = Callable[[Any, str, dict[str, int], str], Answer]


class Question(NamedTuple):
    """What is answered: a path of which one part is a group, the names of the numbers in its query, and by whom."""

    path: re.Pattern[str]
    query: set[str]
    answerer: Answerer


def init_app(app: Flask, who: Callable[[dict[str, Any]], Any], *questions: Question) -> None:
    """Put the shortcut in front of the application.

    Args:
        who: returns who sends the request of a WSGI environment; None for nobody who is known.
    """
    behind = app.wsgi_app

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = _answer(app, who, questions, environ) if environ["REQUEST_METHOD"] == "GET" else None
        if answer is None:
            return behind(environ, start_response)
        headers = [*HEADERS.items(), *answer.headers, (BUILD, app.config.get("ASSET_VERSION", ""))]
        if answer.body:
            headers += [("Content-Type", "application/json"), ("Content-Length", str(len(answer.body)))]
        start_response(answer.status, headers)
        return [answer.body]

    app.wsgi_app = application  # type: ignore[method-assign]


def _answer(
    app: Flask, who: Callable[[dict[str, Any]], Any], questions: tuple[Question, ...], environ: dict[str, Any]
) -> Answer | None:
    asked = _asked(questions, environ)
    if asked is None:
        return None
    answerer, part, query = asked

    def answer() -> Answer | None:
        person = who(environ)
        known = environ.get("HTTP_IF_NONE_MATCH", "")
        return None if person is None else answerer(person, part, query, known)

    try:
        try:
            return answer()
        except RuntimeError:
            # Only what is not known from memory needs the application: a tenth more answers/s.
            with app.app_context():
                return answer()
    except Refused:
        # The framework comes to the same refusal, and can say it in the reader's language.
        return None
    except Exception:
        log.exception("left to the framework")
        return None


def _asked(
    questions: tuple[Question, ...], environ: dict[str, Any]
) -> tuple[Answerer, str, dict[str, int]] | None:
    for question in questions:
        found = question.path.fullmatch(environ["PATH_INFO"])
        if found:
            query = _numbers(environ.get("QUERY_STRING", ""))
            plain = query is not None and query.keys() <= question.query
            return (question.answerer, found[1], query or {}) if plain else None
    return None


def _numbers(query: str) -> dict[str, int] | None:
    """Return ``{"since": 5}`` for ``since=5``; None for what is not as plain."""
    if not query:
        return {}
    if not _NUMBERS.fullmatch(query):
        return None
    pairs = [pair.split("=") for pair in query.split("&")]
    numbers = {name: int(number) for name, number in pairs}
    return numbers if len(numbers) == len(pairs) else None
