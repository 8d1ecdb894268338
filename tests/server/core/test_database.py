"""The database's two sides: one that only reads, and the writer's."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from server.core import schema
from server.core.db import db, iso, now
from server.core.writer import write


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO workspace (id, name, created_at) VALUES (1, 'Mine', '2026-01-01')",
        "UPDATE users SET role = 'admin'",
        "DELETE FROM messages",
        "DROP TABLE messages",
    ],
)
def test_reading_connections_cannot_write(app, statement):
    with app.app_context(), pytest.raises(OperationalError, match="readonly"):
        db.session.execute(text(statement))


def test_a_reader_sees_at_once_what_is_committed(app):
    with app.app_context():
        count = text("SELECT count(*) FROM workspace")
        assert db.session.scalar(count) == 0
        insert = text("INSERT INTO workspace (id, name, created_at) VALUES (1, 'Mine', '2026-01-01')")
        write(lambda tx: tx.session.execute(insert))
        assert db.session.scalar(count) == 1


def test_what_is_committed_survives_a_power_cut(app):
    with app.extensions["writer"].engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    full = 2
    assert settings == {"journal_mode": "wal", "synchronous": full, "foreign_keys": 1}


def test_moments_are_told_in_utc_to_the_millisecond():
    moment = datetime(2026, 11, 19, 17, 5, 0, 1999, tzinfo=timezone(timedelta(hours=8)))
    assert iso(moment) == "2026-11-19T09:05:00.001Z"
    assert iso(None) is None
    assert now().tzinfo is UTC
    assert now().microsecond % 1000 == 0


class TestSchema:
    def version(self, app, number):
        statement = text("UPDATE alembic_version SET version_num = :number")
        app.extensions["writer"].write(lambda tx: tx.session.execute(statement, {"number": number}))

    def test_a_migrated_database_is_current(self, app):
        assert schema.state(app) == "current"

    def test_migrating_again_changes_nothing(self, app, alice):
        schema.upgrade(app)
        assert schema.state(app) == "current"
        assert alice.boot()["workspace"] == {"name": "Northwind"}

    def test_one_that_a_later_release_has_migrated_is_newer(self, app):
        self.version(app, "9999")
        assert schema.state(app) == "newer"

    def test_one_without_tables_is_empty(self, tmp_path):
        from tests.server.conftest import make_app

        app = make_app(tmp_path)
        assert schema.state(app) == "empty"
        schema.upgrade(app)
        assert schema.state(app) == "current"

    def test_the_tables_are_those_of_the_models(self, app):
        from alembic.autogenerate import compare_metadata
        from alembic.migration import MigrationContext

        with app.extensions["writer"].engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, db.metadata) == []
