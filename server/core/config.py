"""Where every setting comes from: the environment, a file beside the data, defaults that work out of the box."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_SETTING = re.compile(r"\s*(export\s+)?(?P<name>[A-Z][A-Z0-9_]*)\s*=\s*(?P<value>.*?)\s*")
ROOT = Path(__file__).resolve().parents[2]
SESSION_DAYS = 180

OFF = "off"
# How often something may be done; ``LIMIT_<NAME>`` changes it. They stop a script that runs wild, and nobody who types.
RATES = {
    # of one person; what was written offline goes out a little at a time
    "posts": "60 per 10 seconds",
    # changes of to-dos
    "todos": "120 per 10 seconds",
    "writes": "300 per minute",
    # of one address, behind which a whole office may sit
    "address_writes": "3000 per minute",
    "sign_ups": "60 per hour",
    "sign_ins": "120 per 5 minutes",
    # of one person
    "reports": "20 per hour",
    # new ones from one address
    "guests": "30 per hour",
    # to one address of e-mail
    "mails": "5 per hour",
    # of one person's own data
    "exports": "6 per hour",
    # files read into to-do lists, of one person
    "imports": "20 per hour",
    # fetches of one person's calendar, by all of their programs
    "calendars": "240 per hour",
    # notifications to one person's own devices, to see whether they arrive
    "push_tests": "20 per hour",
}


class UnusableSettings(Exception):
    """What is wrong with the settings, in words for whoever starts Parley."""


def settings() -> dict[str, Any]:
    """Return the settings of this process, read from the environment and from ``settings.env`` in the data directory.

    The data directory and the secret key are made when they are missing.

    Raises:
        OSError: the data directory cannot be made or written.
        UnusableSettings: a line of ``settings.env`` is none.
    """
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "data").resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    environment = {**settings_file(data_dir / "settings.env"), **os.environ}
    return {
        "DATA_DIR": data_dir,
        "SECRET_KEY": environment.get("SECRET_KEY") or _kept_secret(data_dir / "secret_key"),
        "SQLALCHEMY_DATABASE_URI": database_url(data_dir, environment),
        "REDIS_URL": environment.get("REDIS_URL", ""),
        "ASYNC_MODE": os.environ.get("ASYNC_MODE", "eventlet"),
        "LIMITS": {name: environment.get(f"LIMIT_{name.upper()}") or rate for name, rate in RATES.items()},
        "SIGN_UP": environment.get("SIGN_UP", "open"),
        "SIGN_UP_DOMAINS": environment.get("SIGN_UP_DOMAINS", ""),
        "SMTP_URL": environment.get("SMTP_URL", ""),
        "MAIL_FROM": environment.get("MAIL_FROM", ""),
        "PUBLIC_URL": environment.get("PUBLIC_URL", ""),
        # For tests: push services may be on this machine, and without TLS.
        "PUSH_NEARBY": environment.get("PUSH_NEARBY", "") == "1",
        "GEOIP_DATABASE": environment.get("GEOIP_DATABASE", ""),
        "OAUTH": {name: value for name, value in environment.items() if name.startswith("OAUTH_")},
        "TRUSTED_PROXIES": int(environment.get("TRUSTED_PROXIES") or 0),
        "BABEL_DEFAULT_LOCALE": environment.get("DEFAULT_LOCALE", "en"),
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
    }


def database_url(data_dir: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Return the SQLAlchemy address of the database; PostgreSQL and MariaDB get the driver that Parley ships."""
    url = environment.get("DATABASE_URL") or f"sqlite:///{data_dir / 'parley.db'}"
    for plain, with_driver in (
        ("postgres://", "postgresql+psycopg://"),
        ("postgresql://", "postgresql+psycopg://"),
        ("mysql://", "mysql+pymysql://"),
        ("mariadb://", "mysql+pymysql://"),
    ):
        if url.startswith(plain):
            return with_driver + url.removeprefix(plain)
    return url


def settings_file(path: Path) -> dict[str, str]:
    """Return the settings in a file of lines ``NAME=value``; none when there is no such file.

    Blank lines and those that begin with ``#`` say nothing; quotes around a value are taken off.

    Raises:
        UnusableSettings: a line is something else.
    """
    if not path.exists():
        return {}
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _SETTING.fullmatch(line)
        if match is None:
            raise UnusableSettings(f"{path}, line {number}: a setting is written NAME=value.")
        value = match["value"]
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        found[match["name"]] = value[1:-1] if quoted else value
    return found


def _kept_secret(path: Path) -> str:
    """Return the key kept beside the data, making it readable by the owner alone the first time."""
    try:
        # Exclusive creation: two processes that start together must end up with one key.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_hex(32)
        file.write(key + "\n")
    return key
