"""Answers have the id under which a service keeps them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("upstream_id", sa.String(255)))


def downgrade() -> None:
    op.drop_column("messages", "upstream_id")
