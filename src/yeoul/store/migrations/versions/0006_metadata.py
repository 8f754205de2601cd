"""Answers have the values that a product has attached to their question."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("metadata", sa.JSON()))


def downgrade() -> None:
    op.drop_column("messages", "metadata")
