"""Which state the database's schema is in, and how to bring it up to the code."""

from typing import Literal

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade as migrate_upgrade
from sqlalchemy import inspect

from server.core.config import ROOT
from server.core.writer import Writer

MIGRATIONS = ROOT / "server" / "migrations"


def state(app: Flask) -> Literal["empty", "older", "current", "newer"]:
    """Return how the database stands to the code.

    ``newer`` is a database that a later release has migrated: this code must not touch it.
    """
    writer: Writer = app.extensions["writer"]
    scripts = ScriptDirectory(str(MIGRATIONS))
    with writer.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
        if present is None:
            return "older" if inspect(connection).get_table_names() else "empty"
    if present == scripts.get_current_head():
        return "current"
    known = {script.revision for script in scripts.walk_revisions()}
    return "older" if present in known else "newer"


def upgrade(app: Flask) -> None:
    """Run the migrations that the database lacks."""
    with app.app_context():
        migrate_upgrade(directory=str(MIGRATIONS))
