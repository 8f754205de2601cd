"""Answers say whose they are, so that the unsettled ones of an owner are counted by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("asked_by", sa.String(255)))
    # An answer that is continued gets it then.
    op.execute(
        "UPDATE messages SET asked_by = (SELECT owner FROM conversations"
        " WHERE conversations.id = messages.conversation_id)"
        " WHERE status IN ('queued', 'generating')"
    )
    is_unsettled = sa.text("status IN ('queued', 'generating')")
    op.create_index(
        "ix_messages_asked_by",
        "messages",
        ["asked_by"],
        sqlite_where=is_unsettled,
        postgresql_where=is_unsettled,
    )


def downgrade() -> None:
    op.drop_index("ix_messages_asked_by", "messages")
    op.drop_column("messages", "asked_by")
