"""Runs migrations on the writer's engine: the one for reading refuses to write."""

from alembic import context
from flask import current_app

from server.core.db import UtcDateTime, db


def render_item(kind, item, autogen_context):
    """Write our own types as the plain ones they are stored as: a migration must not change when the code does."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    return False


def run() -> None:
    engine = current_app.extensions["writer"].engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            compare_type=True,
            # SQLite cannot alter a column in place; batch mode copies the table.
            render_as_batch=connection.dialect.name == "sqlite",
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.in_transaction():
            connection.commit()


run()
