"""Which browsers a person has signed in with before: a new one is worth a mail to them."""

import re
from datetime import timedelta

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from server.accounts.models import User
from server.core.db import now

_COOKIE = "parley_known"
_YEAR_SECONDS = 31_536_000
# A browser that more people than this share is everybody's.
_MOST = 20
# Who has only just made the account needs no mail about it.
_JUST_MADE = timedelta(minutes=10)
# The first that fits wins: most browsers also claim to be others.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox|FxiOS": "Firefox",
    "Chrome|CriOS": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def is_new(user: User) -> bool:
    """Return whether the person signs in with this browser for the first time, and let it be known from now on."""
    known = _known()
    if user.id in known:
        return False
    value = _serializer().dumps([user.id, *known][:_MOST])

    @after_this_request
    def _(response: Response) -> Response:
        response.set_cookie(
            _COOKIE, value, max_age=_YEAR_SECONDS, secure=request.is_secure, httponly=True, samesite="Lax"
        )
        return response

    return user.created_at < now() - _JUST_MADE


def device_name(user_agent: str) -> str:
    """Return what a person would call the device behind a User-Agent header; empty when it is no known browser."""
    found = [_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)]
    return " · ".join(name for name in found if name)


def _first(names: dict[str, str], user_agent: str) -> str:
    return next((name for pattern, name in names.items() if re.search(pattern, user_agent)), "")


def _known() -> list[int]:
    try:
        known = _serializer().loads(request.cookies.get(_COOKIE, ""))
    except BadSignature:
        return []
    return known if isinstance(known, list) else []


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(
        current_app.config["SECRET_KEY"], salt="browsers that people have signed in with"
    )
