"""The database: one engine that only reads, one writer that alone writes (``server.core.writer``)."""

from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, MetaData, create_engine, event
from sqlalchemy.dialects.mysql import DATETIME
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, configure_mappers
from sqlalchemy.types import TypeDecorator

from server.core.writer import Writer

# Any number: which process holds PostgreSQL's lock of it is the one that writes.
_WRITING = 7_275_399


class Base(DeclarativeBase):
    """Every table's base. Constraints get names, so that migrations can speak of them on every engine."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored as UTC and always read back with its zone."""

    # MariaDB's plain one keeps whole seconds.
    impl = DateTime().with_variant(DATETIME(fsp=6), "mysql", "mariadb")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


db = SQLAlchemy(model_class=Base)


def now() -> datetime:
    """Return this moment in UTC, to the millisecond that people and JSON get to see."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def iso(moment: datetime | None) -> str | None:
    """Return ``2026-11-19T09:05:00.000Z``, or None for none. Without a zone it is taken for UTC, as it is stored."""
    if moment is None:
        return None
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    # Half the time of strftime, and there are two of these in a message.
    return moment.isoformat(timespec="milliseconds") + "Z"


def init_app(app: Flask) -> None:
    """Open the reading engine (``db.session``) and the writer (``app.extensions["writer"]``)."""
    # Reads need no transaction of their own: each statement sees what is committed when it runs.
    app.config.setdefault(
        "SQLALCHEMY_ENGINE_OPTIONS",
        {"isolation_level": "AUTOCOMMIT", "pool_pre_ping": True, "hide_parameters": True},
    )
    db.init_app(app)
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    # Hidden, here and above: what people write and what they sign in with do not belong into a log.
    writing = create_engine(url, pool_size=2, max_overflow=2, pool_pre_ping=True, hide_parameters=True)
    with app.app_context():
        reading = db.engine
    if url.get_backend_name() == "sqlite":
        _tune_reader(reading)
        _tune_writer(writing)
    elif url.get_backend_name() == "postgresql":
        _tune_postgresql_reader(reading)
        _tune_postgresql_writer(writing)
    # Now, and not when the first query comes: it takes a lock of the event loop's, and a native thread that had to wait
    # for one of those would never wake.
    configure_mappers()
    app.extensions["writer"] = Writer(writing)


def _tune_reader(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _(connection: Any, _: Any) -> None:
        # query_only turns "nothing else writes" from a rule into a fact.
        for pragma in ("busy_timeout=5000", "query_only=ON", "cache_size=-16000", "mmap_size=268435456"):
            connection.execute(f"PRAGMA {pragma}")
        # SQLite's own knows only English letters: "мария" would not find "Мария".
        connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _tune_writer(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _(connection: Any, _: Any) -> None:
        # The driver's own BEGIN comes late and deferred; ours takes the write lock at once, so no upgrade can fail.
        connection.isolation_level = None
        # FULL: an acknowledged message survives a power cut, not only a crash of the process.
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=10000",
            "foreign_keys=ON",
            "cache_size=-16000",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine, "begin")
    def _(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def _(connection: Any, _: Any) -> None:
        # After a COMMIT that fails SQLite's transaction is still open, and would keep every later one from beginning.
        if connection is not None and connection.in_transaction:
            connection.rollback()


def _tune_postgresql_reader(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _(connection: Any, _: Any) -> None:
        connection.execute("SET default_transaction_read_only = on")
        connection.commit()


def _tune_postgresql_writer(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _(connection: Any, _: Any) -> None:
        # Each statement has to see what is committed when it runs, whatever this server's default is.
        connection.execute("SET default_transaction_isolation = 'read committed'")
        # A process that hangs in the middle of writing loses its turn before the others lose patience.
        connection.execute("SET idle_in_transaction_session_timeout = '10s'")
        connection.execute("SET lock_timeout = '15s'")
        connection.commit()

    @event.listens_for(engine, "begin")
    def _(connection: Any) -> None:
        # One writer at a time over all processes, as on SQLite: what an operation has looked up stays true until its
        # commit, so two at the same moment need no further thought anywhere, and no two can deadlock.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITING})")
