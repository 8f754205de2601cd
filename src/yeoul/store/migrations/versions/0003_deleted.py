"""Deleted conversations are found by their owner, the last deleted first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NAME = "ix_conversations_owner_deleted_at_id"


def upgrade() -> None:
    deleted = sa.text("deleted_at IS NOT NULL")
    op.create_index(
        NAME,
        "conversations",
        ["owner", "deleted_at", "id"],
        sqlite_where=deleted,
        postgresql_where=deleted,
    )


def downgrade() -> None:
    op.drop_index(NAME, "conversations")
