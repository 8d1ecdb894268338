"""Where every setting comes from: the environment, with defaults that make a single process work out of the box."""

import os
import secrets
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SESSION_DAYS = 180


def settings() -> dict[str, Any]:
    """Return the settings of this process, read from the environment.

    The data directory and the secret key are made when they are missing.

    Raises:
        OSError: the data directory cannot be made or written.
    """
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "data").resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    return {
        "DATA_DIR": data_dir,
        "SECRET_KEY": os.environ.get("SECRET_KEY") or _kept_secret(data_dir / "secret_key"),
        "SQLALCHEMY_DATABASE_URI": database_url(data_dir),
        "REDIS_URL": os.environ.get("REDIS_URL", ""),
        "ASYNC_MODE": os.environ.get("ASYNC_MODE", "eventlet"),
        "SIGN_UP": os.environ.get("SIGN_UP", "open"),
        "TRUSTED_PROXIES": int(os.environ.get("TRUSTED_PROXIES") or 0),
        "BABEL_DEFAULT_LOCALE": os.environ.get("DEFAULT_LOCALE", "en"),
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
    }


def database_url(data_dir: Path) -> str:
    """Return the SQLAlchemy address of the database; PostgreSQL and MariaDB get the driver that Parley ships."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{data_dir / 'parley.db'}"
    for plain, with_driver in (
        ("postgres://", "postgresql+psycopg://"),
        ("postgresql://", "postgresql+psycopg://"),
        ("mysql://", "mysql+pymysql://"),
        ("mariadb://", "mysql+pymysql://"),
    ):
        if url.startswith(plain):
            return with_driver + url.removeprefix(plain)
    return url


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
