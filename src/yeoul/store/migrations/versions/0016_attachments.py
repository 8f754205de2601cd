"""Questions have pictures, which are kept beside them; and so have shares."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("source_sha256", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
    )
    op.create_index("ix_attachments_created_at", "attachments", ["created_at"])
    op.create_index("ix_attachments_owner_created_at", "attachments", ["owner", "created_at"])
    op.create_table(
        "question_attachments",
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("attachment_id", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name="fk_question_attachments_message_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments.id"],
            name="fk_question_attachments_attachment_id",
        ),
        sa.PrimaryKeyConstraint("message_id", "attachment_id", name="pk_question_attachments"),
    )
    op.create_index(
        "ix_question_attachments_attachment_id", "question_attachments", ["attachment_id"]
    )
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("messages", sa.Column("attachments", json))
    op.add_column("shares", sa.Column("attachments", json))


def downgrade() -> None:
    op.drop_column("shares", "attachments")
    op.drop_column("messages", "attachments")
    op.drop_table("question_attachments")
    op.drop_table("attachments")
