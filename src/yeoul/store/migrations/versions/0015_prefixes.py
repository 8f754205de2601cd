"""Answers keep the text with which they were to begin."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("prefix", sa.Text()))


def downgrade() -> None:
    op.drop_column("messages", "prefix")
