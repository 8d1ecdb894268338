"""What holds for every request: headers of defence, cookies, ids in addresses."""

from flask import Flask, Response, current_app, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from server.core.config import SESSION_DAYS
from server.core.fields import LARGEST

csrf = CSRFProtect()

# No unsafe-inline and no unsafe-eval anywhere: a message that slipped through every cleaning still could not act.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

# On every answer of the API: which page belongs to it, so that one that has been open for long hears of a newer one.
BUILD = "Parley-Build"

# On every answer, whoever gives it.
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class IdConverter(IntegerConverter):
    """``<id:room_id>``: a number that every database can hold; a larger one is an address that does not exist."""

    regex = r"\d{1,16}"

    def __init__(self, map: object, *args: object, **options: object) -> None:
        super().__init__(map, min=0, max=LARGEST)  # type: ignore[arg-type]


class _Sessions(SecureCookieSessionInterface):
    """Cookies are Secure exactly when the request came by TLS, so plain HTTP on a local network still works."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        # Flask-Login looks into every session, and Flask then tells caches that the answer is this cookie's alone.
        # What is the same for everybody must stay so: no cookie of anybody's in it, and one copy for all.
        if not response.cache_control.public:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Set cookies, CSRF protection, headers and the id converter."""
    app.config.update(
        SESSION_COOKIE_NAME="parley_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=SESSION_DAYS * 86400,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=1_000_000,
    )
    app.session_interface = _Sessions()
    app.url_map.converters["id"] = IdConverter
    csrf.init_app(app)
    app.after_request(_headers)
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def _headers(response: Response) -> Response:
    if request.path.startswith("/api/"):
        # Somebody's own: no cache may keep it, on the way or on a shared computer.
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault(BUILD, current_app.config.get("ASSET_VERSION", ""))
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
