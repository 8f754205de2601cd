"""Answers keep their candidates, how many were asked for, and the notice of their end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("messages", sa.Column("candidates", json))
    op.add_column("messages", sa.Column("notice", sa.String(32)))
    op.add_column("messages", sa.Column("asked_candidates", sa.Integer()))


def downgrade() -> None:
    for name in ("asked_candidates", "notice", "candidates"):
        op.drop_column("messages", name)
