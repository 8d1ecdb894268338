"""The database's two sides: one that only reads, and the writer's."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

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
    with app.app_context(), pytest.raises(DBAPIError, match=r"read-?only"):
        db.session.execute(text(statement))


def test_a_reader_sees_at_once_what_is_committed(app):
    with app.app_context():
        count = text("SELECT count(*) FROM workspace")
        assert db.session.scalar(count) == 0
        insert = text("INSERT INTO workspace (id, name, created_at) VALUES (1, 'Mine', '2026-01-01')")
        write(lambda tx: tx.session.execute(insert))
        assert db.session.scalar(count) == 1


def test_moments_are_told_in_utc_to_the_millisecond():
    moment = datetime(2026, 11, 19, 17, 5, 0, 1999, tzinfo=timezone(timedelta(hours=8)))
    assert iso(moment) == "2026-11-19T09:05:00.001Z"
    assert iso(None) is None
    assert now().tzinfo is UTC
    assert now().microsecond % 1000 == 0
