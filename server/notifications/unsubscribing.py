"""The way out of mails, by their own link and without signing in (RFC 8058)."""

from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template
from flask_babel import force_locale
from itsdangerous import BadSignature, URLSafeSerializer

from server.accounts.models import User
from server.core import i18n
from server.core.db import db
from server.core.errors import not_found
from server.core.web import csrf
from server.notifications import actions

blueprint = Blueprint("unsubscribing", __name__)


def path(person_id: int) -> str:
    """Return where a person's mails are ended: good for ever, and for nothing else."""
    return f"/unsubscribe/{_serializer().dumps(person_id)}"


@blueprint.get("/unsubscribe/<token>")
def ask(token: str) -> Response:
    """A page with one button: programs that look at every link of a mail must not end anything."""
    return _page(_person(token), is_done=False)


@blueprint.post("/unsubscribe/<token>")
@csrf.exempt
def end(token: str) -> Response:
    """No more mails of what was missed; also for mail programs, which have no session."""
    person = _person(token)
    actions.change_settings(person.id, {"mail": "never"})
    return _page(person, is_done=True)


def _person(token: str) -> User:
    try:
        number = _serializer().loads(token)
    except BadSignature as error:
        raise not_found() from error
    person = db.session.get(User, number)
    if person is None or person.deleted_at is not None:
        raise not_found()
    return person


def _page(person: User, *, is_done: bool) -> Response:
    with force_locale(person.locale):
        lang = i18n.language_tag(person.locale)
        response = make_response(render_template("pages/unsubscribe.html", lang=lang, is_done=is_done))
    response.headers["Cache-Control"] = "no-store"
    return response


def _serializer() -> Any:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="end mails")
