"""Several processes on one PostgreSQL: they write one after the other, and whoever hangs does not stop the others."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.server.conftest import close

PAUSE = 0.3


@pytest.fixture
def writers(postgresql_play):
    """Those of two applications on one database."""
    databases = postgresql_play.databases
    database = databases.copy(postgresql_play.stage(1).database)
    apps = [databases.open(database) for _ in range(2)]
    yield [app.extensions["writer"] for app in apps]
    for app in apps:
        close(app)
    databases.drop(database)


def rename(name):
    """Make the operation that renames the workspace if it has its first name."""

    def operation(tx):
        if tx.session.scalar(text("SELECT name FROM workspace")) != "Northwind":
            return False
        tx.session.execute(text("UPDATE workspace SET name = :name"), {"name": name})
        return True

    return operation


def test_who_looks_before_writing_need_not_fear_another_process(writers):
    inside, go_on, done = threading.Event(), threading.Event(), []

    def slowly(tx):
        renamed = rename("Southwind")(tx)
        inside.set()
        go_on.wait()
        return renamed

    first = threading.Thread(target=lambda: done.append(("first", writers[0].write(slowly))))
    second = threading.Thread(target=lambda: done.append(("second", writers[1].write(rename("Eastwind")))))
    first.start()
    inside.wait()
    second.start()
    second.join(PAUSE)
    assert second.is_alive()
    go_on.set()
    first.join()
    second.join()
    assert sorted(done) == [("first", True), ("second", False)]


def test_who_hangs_in_the_middle_of_writing_loses_their_turn(writers):
    hanging = writers[0].engine.connect()
    hanging.begin()
    hanging.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = '200ms'")
    assert writers[1].write(rename("Southwind"))
    with pytest.raises(DBAPIError, match="idle-in-transaction"):
        hanging.exec_driver_sql("SELECT 1")
    hanging.invalidate()
    hanging.close()


def test_writers_can_be_patient_but_not_for_ever(writers):
    with writers[0].engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("idle_in_transaction_session_timeout", "lock_timeout", "transaction_isolation")
        ]
    assert settings == ["10s", "15s", "read committed"]
