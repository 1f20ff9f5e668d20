"""Runs migrations on the application's own database, each in one transaction."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db

with database.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=database.Model.metadata,
        # SQLite cannot alter most things in place: tables are rebuilt, constraints keeping their names.
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
