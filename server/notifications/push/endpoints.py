"""Where push services may be. A browser names its own, and the server then sends requests there: so it must not be led
to what only the server can reach.
"""

import socket
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from flask import current_app
from flask_babel import lazy_gettext
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from server.core.errors import invalid

LONGEST = 2000
_NOWHERE = lazy_gettext("This is no address of a push service.")


class Forbidden(OSError):
    """The address is one of the server's own network."""


def check(endpoint: str) -> str:
    """Return the address of a subscription.

    Raises:
        Refused: ``invalid`` for what is not https, or lies in a network of the server's own.
    """
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    schemes = ("https", "http") if _near() else ("https",)
    if (
        not host
        or len(endpoint) > LONGEST
        or parts.scheme not in schemes
        or parts.username
        # Some of the rest is left out of an address when it is taken apart, and it would be another one that is asked.
        or not all("!" <= character <= "~" for character in endpoint)
    ):
        raise invalid({"endpoint": _NOWHERE})
    if not _near() and (port not in (None, 443) or not _is_public_name(host)):
        raise invalid({"endpoint": _NOWHERE})
    return endpoint


def session() -> requests.Session:
    """Return what requests go out with: it follows nobody elsewhere, and hangs up on addresses of the own network."""
    made = _Straight()
    # No proxy, no .netrc: what leads there would be asked for the address in our stead.
    made.trust_env = False
    if not _near():
        for scheme in ("https://", "http://"):
            made.mount(scheme, _Careful())
    return made


def _near() -> bool:
    return bool(current_app.config["PUSH_NEARBY"])


def _is_public_name(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        # A name; whatever it leads to is looked at when it has led there.
        return "." in host and not host.endswith((".local", ".internal", ".localhost"))


class _Straight(requests.Session):
    def post(self, *arguments: Any, **named: Any) -> requests.Response:
        return super().post(*arguments, **named | {"allow_redirects": False})


def _checked(connection: socket.socket) -> socket.socket:
    """Look at where a connection has led, before anything is said on it: a name may lead elsewhere at each question."""
    address = ip_address(connection.getpeername()[0])
    plain = getattr(address, "ipv4_mapped", None) or address
    if not plain.is_global or plain.is_multicast:
        connection.close()
        raise Forbidden(f"{address} is no address of a push service")
    return connection


class _CarefulHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _CarefulHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _CarefulHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _CarefulHTTPS


class _Careful(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
