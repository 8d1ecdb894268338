"""Which language a person reads, and the languages there are."""

from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale
from flask_login import current_user

# Keys are folder names in translations/, values the names that their readers call them by.
LOCALES = {"en": "English", "zh_Hans": "简体中文"}
LOCALE_COOKIE = "locale"
# What browsers send for Simplified Chinese; Babel's own matching would answer none of them with zh_Hans.
_ALIASES = {
    "zh": "zh_Hans",
    "zh_cn": "zh_Hans",
    "zh_sg": "zh_Hans",
    "zh_hans": "zh_Hans",
    "zh_hans_cn": "zh_Hans",
}

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
        match = _ALIASES.get(key) or next(
            (name for name in LOCALES if key.split("_")[0] == name.lower()), None
        )
        if match:
            return match
    return None


def current() -> str:
    """Return the current locale's name, one of ``LOCALES``."""
    name = str(get_locale())
    return name if name in LOCALES else "en"


def language_tag(locale: str) -> str:
    """Return what HTML's ``lang`` takes: ``zh_Hans`` is ``zh-Hans``."""
    return locale.replace("_", "-")
