"""Searched texts are folded again: without width and other variants of letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from yeoul.store.search import fold

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: Rows that are in memory at a time.
PORTION = 500


def upgrade() -> None:
    _refold("messages", "seq", "text", "search_text")
    _refold("conversations", "id", "title", "search_title")


def _refold(table: str, key: str, told: str, folded: str) -> None:
    rows = sa.table(table, sa.column(key), sa.column(told), sa.column(folded))
    change = (
        sa.update(rows)
        .where(rows.c[key] == sa.bindparam("of"))
        .values({folded: sa.bindparam("to")})
    )
    for portion in _portions(rows, key):
        found = [
            {"of": row[0], "to": anew}
            for row in portion
            if not row[1].isascii() and (anew := fold(row[1])) != row[2]
        ]
        if found:
            op.get_bind().execute(change, found)


def _portions(rows: sa.TableClause, key: str) -> Iterator[list[Any]]:
    last = None
    while True:
        statement = sa.select(rows).order_by(rows.c[key]).limit(PORTION)
        if last is not None:
            statement = statement.where(rows.c[key] > last)
        portion = list(op.get_bind().execute(statement))
        if not portion:
            return
        yield portion
        last = portion[-1][0]


def downgrade() -> None:
    # The previous revision can read the folds of this one: it only finds fewer words.
    pass
