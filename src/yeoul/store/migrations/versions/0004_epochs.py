"""Answers have tool calls, and the number of their run, by which late writes are refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: An ended answer ended in the epoch of its last event. An open answer has had one more epoch since
#: then, and at most one more for each recovery: no higher number was ever assigned.
_FILL = """
UPDATE messages SET epoch = CASE
    WHEN status IN ('queued', 'generating')
    THEN coalesce(cursor_epoch, 0) + 1 + coalesce(recoveries, 0)
    ELSE coalesce(cursor_epoch, 1)
END
WHERE role = 'assistant'
"""


def upgrade() -> None:
    op.add_column("messages", sa.Column("epoch", sa.BigInteger()))
    op.execute(_FILL)
    op.add_column("messages", sa.Column("tool_calls", sa.JSON()))


def downgrade() -> None:
    op.drop_column("messages", "tool_calls")
    op.drop_column("messages", "epoch")
