"""Conversations can be pinned: these are listed before all others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BEFORE = "ix_conversations_owner_updated_at_id"
NOW = "ix_conversations_owner_pinned_updated_at_id"


def upgrade() -> None:
    pinned: sa.Column[bool] = sa.Column(
        "pinned", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("conversations", pinned)
    op.drop_index(BEFORE, "conversations")
    op.create_index(NOW, "conversations", ["owner", "pinned", "updated_at", "id"])


def downgrade() -> None:
    op.drop_index(NOW, "conversations")
    op.create_index(BEFORE, "conversations", ["owner", "updated_at", "id"])
    op.drop_column("conversations", "pinned")
