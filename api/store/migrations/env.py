"""Run by Alembic inside the connection that `Database.migrate` hands over."""

from alembic import context
from sqlalchemy import Connection

from api.store.tables import Table

connection = context.config.attributes["connection"]
assert isinstance(connection, Connection)
context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
