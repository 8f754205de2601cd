"""Services are kept where several workers share a store, and that store has an identity."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.create_table(
        "services",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("entry", json, nullable=False),
        sa.Column("secret", json),
        sa.PrimaryKeyConstraint("seq", name="pk_services"),
        sa.UniqueConstraint("id", name="uq_services_id"),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Of the database itself, so in no copy of its rows.
        op.add_column("alembic_version", sa.Column("store_id", sa.String(32)))


def downgrade() -> None:
    op.drop_table("services")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("alembic_version", "store_id")
