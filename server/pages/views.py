"""The shell: the root page, the sub-views that the client swaps in, catalogs, the built client, health."""

import gzip
import io
import json
import secrets
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, make_response, render_template, request
from flask_login import current_user
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup
from sqlalchemy import text

from server.accounts import access as accounts
from server.accounts.api import boot
from server.core import errors, i18n
from server.core.catalogs import SOURCE_LOCALE
from server.core.config import ROOT
from server.core.db import db
from server.pages.assets import DIST, Assets, fingerprint
from server.pages.catalogs import catalog
from server.pages.given import given
from server.pages.manifest import manifest
from server.pages.shell import shell
from server.rooms import access as rooms
from server.todos import access as todos

blueprint = Blueprint("pages", __name__)
THEMES = ("light", "dark")
PERSON = "Parley-Person"


def init_app(app: Flask) -> None:
    """Find the built client and every feature's templates."""
    folders = sorted((ROOT / "server").glob("*/templates"))
    app.jinja_loader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
    app.extensions["assets"] = Assets()
    app.extensions["view_names"] = {
        path.stem for folder in folders for path in (folder / "views").glob("*.html")
    }
    app.config["ASSET_VERSION"] = fingerprint(*folders, ROOT / "translations", DIST)
    app.register_blueprint(blueprint)


@blueprint.get("/")
@blueprint.get("/rooms")
@blueprint.get("/sign-in")
@blueprint.get("/sign-in/second-factor")
@blueprint.get("/sign-in/problem")
@blueprint.get("/sign-in/link")
@blueprint.get("/sign-up")
@blueprint.get("/sign-up/username")
@blueprint.get("/setup")
@blueprint.get("/check-mail")
@blueprint.get("/reset-password")
@blueprint.get("/notices")
@blueprint.get("/catch-up")
@blueprint.get("/settings")
@blueprint.get("/my-day")
@blueprint.get("/upcoming")
@blueprint.get("/waiting")
@blueprint.get("/moderation")
@blueprint.get("/leaving")
@blueprint.get("/administration")
@blueprint.get("/administration/people")
@blueprint.get("/administration/rooms")
@blueprint.get("/administration/invitations")
@blueprint.get("/administration/workspace")
@blueprint.get("/administration/log")
def root() -> Response:
    """The one page; what it shows is the client's matter."""
    return _root(HTTPStatus.OK)


@blueprint.get("/link-account/<token>")
@blueprint.get("/confirm-email/<token>")
@blueprint.get("/change-email/<token>")
@blueprint.get("/reset-password/<token>")
@blueprint.get("/invite/<token>")
def mailed_link(token: str) -> Response:
    """The same page; only what it posts uses a mailed link up."""
    return _root(HTTPStatus.OK)


@blueprint.get("/rooms/<id:room_id>")
@blueprint.get("/rooms/<id:room_id>/messages/<id:message_id>")
@blueprint.get("/rooms/<id:room_id>/todos")
def room(room_id: int, message_id: int | None = None) -> Response:
    """The same page; its status tells a signed-in person whether the room exists for them."""
    if current_user.is_authenticated and not rooms.followable(db.session(), current_user.id, [room_id]):
        return _root(HTTPStatus.NOT_FOUND)
    return _root(HTTPStatus.OK, room_id=room_id, message_id=message_id)


@blueprint.get("/lists/<id:list_id>")
def todo_list(list_id: int) -> Response:
    """The same page; its status tells a signed-in person whether the list exists for them."""
    return _root(_status(lambda person_id: todos.readable(db.session(), person_id, list_id)))


@blueprint.get("/todos/<uid>")
def todo(uid: str) -> Response:
    """The same page; its status tells a signed-in person whether the to-do exists for them."""
    return _root(_status(lambda person_id: todos.item(db.session(), person_id, uid)))


@blueprint.get("/views/<name>")
def view(name: str) -> Response:
    """A sub-view: localised HTML without anybody's data, so that every cache may keep it."""
    if name not in current_app.extensions["view_names"]:
        abort(404)
    response = make_response(render_template(f"views/{name}.html"))
    return _cacheable(response)


@blueprint.get("/catalogs/<locale>.json")
def messages(locale: str) -> Response:
    """The translations of a language for the client."""
    if locale not in i18n.LOCALES:
        abort(404)
    response = Response(json.dumps(catalog(locale), ensure_ascii=False), mimetype="application/json")
    return _cacheable(response)


@blueprint.get("/shell/<locale>/<version>.json")
def kept_shell(locale: str, version: str) -> Response:
    """What this version of the page is made of, for whoever keeps it; of another there is nothing to tell."""
    if locale not in i18n.LOCALES or version != current_app.config["ASSET_VERSION"]:
        abort(404)
    return shell(locale).respond()


@blueprint.get("/manifest.webmanifest")
def app_manifest() -> Response:
    """The page as an app that can be installed."""
    workspace = accounts.workspace()
    body = json.dumps(manifest(workspace.name if workspace else ""), ensure_ascii=False)
    response = Response(body, mimetype="application/manifest+json")
    # The workspace may get another name.
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/static/<path:name>")
def static_file(name: str) -> Response:
    """A file of the built client."""
    assets: Assets = current_app.extensions["assets"]
    return assets.respond(name)


@blueprint.get("/worker.js")
def worker() -> Response:
    """The service worker: at the root, since it may only serve what lies below its own address."""
    return static_file("worker.js")


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """The icon that browsers ask for by themselves."""
    return static_file("favicon.svg")


@blueprint.get("/health")
def health() -> dict[str, str]:
    """Whether the server and its database answer; for supervisors and load balancers."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}


@blueprint.app_errorhandler(404)
def missing(error: Any) -> Any:
    """An address that no view knows: the page itself says so to people, JSON to programs."""
    own = ("/api/", "/static/", "/views/", "/catalogs/", "/shell/", "/socket.io")
    if request.path.startswith(own) or request.method != "GET" or Path(request.path).suffix:
        return errors.answer_http(error)
    return _root(HTTPStatus.NOT_FOUND)


def _status(look: Callable[[int], Any]) -> HTTPStatus:
    """Return the status of a page about something that ``look`` refuses to those for whom it does not exist."""
    if not current_user.is_authenticated:
        return HTTPStatus.OK
    try:
        look(current_user.id)
    except errors.Refused as error:
        return HTTPStatus(error.status)
    return HTTPStatus.OK


def _root(status: HTTPStatus, room_id: int | None = None, message_id: int | None = None) -> Response:
    assets: Assets = current_app.extensions["assets"]
    locale = i18n.current()
    theme = request.cookies.get("theme", "")
    state = boot()
    along = given(request.path, is_set_up=bool(state["workspace"]), room_id=room_id, message_id=message_id)
    page = render_template(
        "root.html",
        boot_json=_for_script(json.dumps(state, ensure_ascii=False)),
        given_json=_for_script(along.decode()),
        catalog_url=f"/catalogs/{locale}.json?v={state['v']}" if locale != SOURCE_LOCALE else "",
        manifest_url=f"/manifest.webmanifest?locale={locale}",
        lang=i18n.language_tag(locale),
        dir="ltr",
        theme=theme if theme in THEMES else "",
        entry_js=assets.entry_js,
        entry_css=assets.entry_css,
        ahead_js=[] if state["user"] else assets.doors_js,
        ahead_css=[] if state["user"] else assets.doors_css,
        logo=state["logo"],
        title=state["workspace"]["name"] if state["workspace"] else "Parley",
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    # The service worker keeps the page for this person alone, and nothing once nobody is signed in.
    response.headers[PERSON] = str(current_user.id) if current_user.is_authenticated else ""
    if request.accept_encodings["gzip"] > 0:
        response.set_data(_packed(response.get_data()))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _packed(body: bytes) -> bytes:
    """Compress a page that holds a secret (the CSRF token) beside what others wrote.

    How well a secret compresses with what an attacker has written tells it, to whoever sees the length of many pages
    (BREACH). So every length has some chance in it: a name for the file, as long as it likes.
    """
    packed = io.BytesIO()
    name = secrets.token_hex(secrets.randbelow(64))
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=5, fileobj=packed, mtime=0) as file:
        file.write(body)
    return packed.getvalue()


def _for_script(json_text: str) -> Markup:
    """Return JSON so that it cannot end the element it stands in."""
    safe = json_text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(safe)  # noqa: S704 (escaped in the line above)


def _cacheable(response: Response) -> Response:
    current_version = request.args.get("v") == current_app.config["ASSET_VERSION"]
    locale_given = request.args.get("locale") in i18n.LOCALES or request.path.startswith("/catalogs/")
    forever = current_version and locale_given
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if forever else "no-cache"
    response.headers["Vary"] = "Accept-Encoding" + ("" if locale_given else ", Accept-Language, Cookie")
    response.add_etag()
    if request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(response.get_data(), 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    response.make_conditional(request)
    return response
