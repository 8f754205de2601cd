"""An answer can be stopped before its question has arrived."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "early_stops",
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("answer_id", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "answer_id", name="pk_early_stops"),
    )
    op.create_index("ix_early_stops_created_at", "early_stops", ["created_at"])


def downgrade() -> None:
    op.drop_table("early_stops")
