"""Refusals: what cannot be done, in words that say what to do, and their one shape on the wire."""

from typing import Any

from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, jsonify
from flask_babel import gettext, lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException


class Refused(Exception):
    """Something that cannot be carried out.

    Args:
        code: short and stable, for programs (``not_found``, ``too_long`` …).
        message: a translatable sentence for people; made into text only when it is sent, in the reader's language.
        status: the HTTP status that stands for it.
        fields: a sentence for each input that it is about.
        retry_after: seconds to wait before another try makes sense.
    """

    def __init__(
        self,
        code: str,
        message: Any,
        *,
        status: int = 400,
        fields: dict[str, Any] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.status = status
        self.fields = fields
        self.retry_after = retry_after

    def payload(self) -> dict[str, Any]:
        """Return the error's JSON: ``{"code", "message"[, "fields"][, "retry_after"]}``."""
        error: dict[str, Any] = {"code": self.code, "message": str(self.message)}
        if self.fields:
            error["fields"] = {name: str(sentence) for name, sentence in self.fields.items()}
        if self.retry_after is not None:
            error["retry_after"] = self.retry_after
        return error


def not_found() -> Refused:
    """What does not exist and what one may not know of: the same answer, so that nobody learns which it is."""
    return Refused("not_found", lazy_gettext("This does not exist, or you have no access to it."), status=404)


def forbidden(message: Any) -> Refused:
    """Something that is known to the person but not theirs to do."""
    return Refused("forbidden", message, status=403)


def invalid(fields: dict[str, Any]) -> Refused:
    """Inputs that need another look, each with its sentence."""
    return Refused("invalid", lazy_gettext("Please check what is marked."), status=422, fields=fields)


def unauthorized() -> Refused:
    """No session, or one that has ended."""
    return Refused("unauthorized", lazy_gettext("Please sign in first."), status=401)


def register(app: APIFlask) -> None:
    """Give every error of the application the shape that the API promises."""
    # First, for it brings a handler of its own for all of the framework's errors, which loses their headers.
    app.error_processor(_validation)
    app.register_error_handler(Refused, answer)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, answer_http)


def answer(error: Refused) -> Response:
    """Return the JSON answer to a refusal."""
    response = jsonify(error=error.payload())
    response.status_code = error.status
    response.headers["Cache-Control"] = "no-store"
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _csrf(_: CSRFError) -> Response:
    return answer(Refused("csrf", gettext("This page is out of date. Reload it and try again."), status=400))


def _validation(error: HTTPError) -> Any:
    """Schema errors arrive as ``{"json": {"name": ["…"]}}``; the first sentence of each input is what people need."""
    if error.status_code != 422:
        return answer_http(error)
    details = (error.detail or {}) if isinstance(error.detail, dict) else {}
    fields: dict[str, Any] = {}
    for place in details.values():
        if isinstance(place, dict):
            for name, sentences in place.items():
                fields[str(name)] = _first(sentences)
    # Something other than an object: no input to point at.
    whole = fields.pop("_schema", None)
    return answer(invalid(fields) if whole is None else Refused("invalid", whole, status=422))


def _first(sentences: Any) -> Any:
    while isinstance(sentences, (list, dict)) and sentences:
        sentences = sentences[0] if isinstance(sentences, list) else next(iter(sentences.values()))
    return sentences


def answer_http(error: HTTPException | HTTPError) -> Any:
    """Return the JSON answer to an error that the web framework raised; it has logged those that are our own."""
    status: int = getattr(error, "code", None) or getattr(error, "status_code", None) or 500
    if isinstance(error, HTTPException) and error.response is not None:
        return error.response
    codes = {400: "invalid", 401: "unauthorized", 403: "forbidden", 404: "not_found", 429: "slow_down"}
    sentences = {
        400: gettext("The request could not be understood."),
        401: gettext("Please sign in first."),
        403: gettext("You may not do this."),
        404: gettext("This does not exist, or you have no access to it."),
        405: gettext("This address does not take that kind of request."),
        413: gettext("This is too large."),
        415: gettext("Send JSON, please."),
        429: gettext("That was a bit fast. Please wait a moment."),
    }
    sentence = sentences.get(status) or gettext("Something went wrong here. It has been written to the log.")
    response = answer(Refused(codes.get(status, "error"), sentence, status=status))
    if isinstance(error, HTTPException):
        for name, value in error.get_headers():
            if name.lower() in ("allow", "retry-after"):
                response.headers[name] = value
    return response
