"""Which language a person reads, and the languages there are."""

import re

from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale
from flask_login import current_user

# Keys are folder names in translations/, values the names that their readers call them by.
LOCALES = {"en": "English", "zh_Hans": "简体中文"}
LOCALE_COOKIE = "locale"
# What browsers send for Simplified Chinese; Babel's own matching would answer none of them with zh_Hans.
_SIMPLIFIED_CHINESE = re.compile("zh(_hans.*|_cn|_sg)?")

babel = Babel()


def init_app(app: Flask) -> None:
    """Set the application's way to choose a language."""
    babel.init_app(app, locale_selector=choose)


def choose() -> str | None:
    """Return the locale of this request: ``?locale=``, the person's own, the cookie, what the browser asks for."""
    if not has_request_context():
        return None
    asked = request.args.get("locale", "")
    if asked in LOCALES:
        return asked
    own = getattr(current_user, "locale", None)
    if own in LOCALES:
        return str(own)
    remembered = request.cookies.get(LOCALE_COOKIE, "")
    if remembered in LOCALES:
        return remembered
    for language in request.accept_languages.values():
        key = language.replace("-", "_").lower()
        name = "zh_Hans" if _SIMPLIFIED_CHINESE.fullmatch(key) else key.split("_")[0]
        if name in LOCALES:
            return name
    return None


def current() -> str:
    """Return the current locale's name, one of ``LOCALES``."""
    name = str(get_locale())
    return name if name in LOCALES else "en"


def language_tag(locale: str) -> str:
    """Return what HTML's ``lang`` takes: ``zh_Hans`` is ``zh-Hans``."""
    return locale.replace("_", "-")
