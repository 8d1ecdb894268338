"""What the service worker keeps of a version of the page, so that it opens without a network."""

import orjson
from flask import current_app
from flask_babel import force_locale

from server.core.catalogs import SOURCE_LOCALE
from server.pages.assets import Asset, Assets, kept
from server.pages.given import rendered

_KINDS = (".js", ".css")


def shell(locale: str) -> Asset:
    """Return the JSON ``{"files": [address], "views": {name: HTML}}`` in a language.

    Fonts and pictures are not among the files: of these a browser needs few, and it knows which.
    """
    made: dict[str, Asset] = current_app.extensions.setdefault("shells", {})
    if locale not in made:
        with force_locale(locale):
            made[locale] = kept("application/json", _shell(locale), hashed=True)
    return made[locale]


def _shell(locale: str) -> bytes:
    assets: Assets = current_app.extensions["assets"]
    version = current_app.config["ASSET_VERSION"]
    files = [
        f"/static/{name}" for name, asset in assets.files.items() if asset.hashed and name.endswith(_KINDS)
    ]
    if locale != SOURCE_LOCALE:
        files.append(f"/catalogs/{locale}.json?v={version}")
    names = sorted(current_app.extensions["view_names"])
    return orjson.dumps({"files": files, "views": {name: rendered(name) for name in names}})
