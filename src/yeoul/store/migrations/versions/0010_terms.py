"""Answers have what a product has decided for them; their ends are noted until it is told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("terms", sa.JSON()))
    op.create_table(
        "untold_ends",
        sa.Column("answer_id", sa.String(64), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("answer_id", "epoch", name="pk_untold_ends"),
    )
    op.create_index("ix_untold_ends_due_at", "untold_ends", ["due_at"])


def downgrade() -> None:
    op.drop_table("untold_ends")
    op.drop_column("messages", "terms")
