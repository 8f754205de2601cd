"""Alembic's entry: runs the revisions inside the transaction that the upgrade has begun."""

from __future__ import annotations

from alembic import context

from yeoul.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
