"""Where an address is, roughly: by a database on this machine's disk, so that nobody else learns who signs in here."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any

import maxminddb
from flask import Flask, current_app
from flask_babel import gettext

from server.core import i18n
from server.core.config import UnusableSettings

# What the databases call the languages that they do not call as we do.
_LANGUAGES = {"zh_Hans": "zh-CN"}


def init_app(app: Flask) -> None:
    """Open the database that ``GEOIP_DATABASE`` names, and let templates ask for ``place_of``.

    Raises:
        UnusableSettings: it is not there, or no such database.
    """
    path = app.config["GEOIP_DATABASE"]
    try:
        app.extensions["places"] = maxminddb.open_database(Path(path)) if path else None
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
        raise UnusableSettings(f"GEOIP_DATABASE is no database of places (.mmdb): {error}") from error
    app.jinja_env.globals["place_of"] = place_of


def place_of(address: str) -> str:
    """Return where an address is, such as ``Lisbon, Portugal``, in the current language; empty when nobody knows."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    # As a socket for both kinds of addresses calls the older kind.
    plain = getattr(parsed, "ipv4_mapped", None) or parsed
    if plain.is_loopback:
        return gettext("the server's own machine")
    return _looked_up(plain) if plain.is_global else gettext("the local network")


def _looked_up(address: IPv4Address | IPv6Address) -> str:
    places: maxminddb.Reader | None = current_app.extensions["places"]
    try:
        found: Any = places.get(address) if places else None
    except ValueError:
        # It holds the older kind of addresses only.
        return ""
    record = found if isinstance(found, dict) else {}
    return ", ".join(name for kind in ("city", "country") if (name := _name(record.get(kind))))


def _name(place: Any) -> str:
    names: dict[str, str] = (place or {}).get("names", {})
    locale = i18n.current()
    return names.get(_LANGUAGES.get(locale, locale)) or names.get("en", "")
