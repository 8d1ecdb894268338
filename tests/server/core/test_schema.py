"""The schema: made by migrations, the same as the models say, and refused when it is newer than the code."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from server.core import schema
from server.core.db import db
from tests.server.conftest import close


@pytest.fixture
def empty_app(engine, request):
    """An application on a database in which nothing is."""
    databases = request.getfixturevalue(f"{engine}_play").databases
    database = databases.empty()
    app = databases.open(database)
    yield app
    close(app)
    databases.drop(database)


def set_version(app, number):
    statement = text("UPDATE alembic_version SET version_num = :number")
    app.extensions["writer"].write(lambda tx: tx.session.execute(statement, {"number": number}))


def test_a_migrated_database_is_current(app):
    assert schema.state(app) == "current"


def test_migrating_again_changes_nothing(app, alice):
    schema.upgrade(app)
    assert schema.state(app) == "current"
    assert alice.boot()["workspace"] == {"name": "Northwind"}


def test_one_that_a_later_release_has_migrated_is_newer(app):
    set_version(app, "9999")
    assert schema.state(app) == "newer"


def test_one_without_tables_is_empty(empty_app):
    assert schema.state(empty_app) == "empty"
    schema.upgrade(empty_app)
    assert schema.state(empty_app) == "current"


def test_the_tables_are_those_of_the_models(app):
    with app.extensions["writer"].engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []
