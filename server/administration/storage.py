"""How much room Parley takes: in the database, and on disk beside it."""

from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, cast, func, text
from sqlalchemy.orm import Session

_SIZES = {
    "postgresql": "SELECT pg_database_size(current_database())",
    "mysql": "SELECT SUM(data_length + index_length) FROM information_schema.tables WHERE table_schema = DATABASE()",
    "mariadb": "SELECT SUM(data_length + index_length) FROM information_schema.tables WHERE table_schema = DATABASE()",
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
}


def in_use(session: Session, data_dir: Path) -> int:
    """Return how many bytes the database and the data directory take together."""
    bind = session.get_bind()
    database = int(session.scalar(text(_SIZES[bind.dialect.name])) or 0)
    # SQLite's own files are counted already, and while it works they come and go.
    own = Path(bind.engine.url.database or "").name if bind.dialect.name == "sqlite" else ""
    return database + sum(
        _size(path) for path in data_dir.rglob("*") if not own or not path.name.startswith(own)
    )


def octets(session: Session, column: Any) -> ColumnElement[int]:
    """Return how many bytes a text takes, for a statement: a Chinese character is three of them."""
    if session.get_bind().dialect.name == "sqlite":
        return func.length(cast(column, LargeBinary))
    return func.octet_length(column)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        # Somebody has just fetched it.
        return 0
