"""The shell: the root page, the sub-views that the client swaps in, catalogs, the built client, health."""

import gzip
import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, make_response, render_template, request
from flask_login import current_user
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup
from sqlalchemy import text

from server.accounts.api import boot
from server.core import errors, i18n
from server.core.config import ROOT
from server.core.db import db
from server.pages.assets import DIST, Assets, fingerprint
from server.pages.catalogs import catalog
from server.rooms import access as rooms

blueprint = Blueprint("pages", __name__)
THEMES = ("light", "dark")


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
@blueprint.get("/sign-up")
@blueprint.get("/setup")
@blueprint.get("/settings")
def root() -> Response:
    """The one page; what it shows is the client's matter."""
    return _root(HTTPStatus.OK)


@blueprint.get("/rooms/<id:room_id>")
@blueprint.get("/rooms/<id:room_id>/messages/<id:message_id>")
def room(room_id: int, message_id: int | None = None) -> Response:
    """The same page; its status tells a signed-in person whether the room exists for them."""
    if current_user.is_authenticated and not rooms.followable(db.session(), current_user.id, [room_id]):
        return _root(HTTPStatus.NOT_FOUND)
    return _root(HTTPStatus.OK)


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


@blueprint.get("/static/<path:name>")
def static_file(name: str) -> Response:
    """A file of the built client."""
    assets: Assets = current_app.extensions["assets"]
    return assets.respond(name)


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
    own = ("/api/", "/static/", "/views/", "/catalogs/", "/socket.io")
    if request.path.startswith(own) or request.method != "GET" or Path(request.path).suffix:
        return errors.answer_http(error)
    return _root(HTTPStatus.NOT_FOUND)


def _root(status: HTTPStatus) -> Response:
    assets: Assets = current_app.extensions["assets"]
    locale = i18n.current()
    theme = request.cookies.get("theme", "")
    state = boot()
    page = render_template(
        "root.html",
        boot_json=_for_script(state),
        lang=i18n.language_tag(locale),
        dir="ltr",
        theme=theme if theme in THEMES else "",
        entry_js=assets.entry_js,
        entry_css=assets.entry_css,
        title=state["workspace"]["name"] if state["workspace"] else "Parley",
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _for_script(data: dict[str, Any]) -> Markup:
    """Return JSON that cannot end the element it stands in."""
    text_of = json.dumps(data, ensure_ascii=False)
    safe = text_of.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
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
