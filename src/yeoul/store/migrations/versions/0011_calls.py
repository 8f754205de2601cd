"""Calls of programs bring their own history, and are forgotten soon after their answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("call_sha256", sa.String(64)))
    op.add_column("conversations", sa.Column("call_expires_at", sa.DateTime(timezone=True)))
    op.add_column("messages", sa.Column("call", sa.JSON()))
    is_call = sa.text("call_sha256 IS NOT NULL")
    op.create_index(
        "ix_conversations_owner_call_sha256",
        "conversations",
        ["owner", "call_sha256"],
        sqlite_where=is_call,
        postgresql_where=is_call,
    )


def downgrade() -> None:
    op.drop_index("ix_conversations_owner_call_sha256", "conversations")
    op.drop_column("messages", "call")
    op.drop_column("conversations", "call_expires_at")
    op.drop_column("conversations", "call_sha256")
