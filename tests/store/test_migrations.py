"""What the revisions do to the data that earlier ones left."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, text

from yeoul.store import open_store
from yeoul.store.sqlite import engine_of
from yeoul.store.upgrade import alembic_config
from yeoul.testing.stores import OWNER

pytestmark = pytest.mark.anyio

_CONVERSATION = text(
    "INSERT INTO conversations (id, owner, title, search_title, created_at, updated_at) "
    "VALUES (:id, :owner, :title, :folded, :at, :at)"
)
_MESSAGE = text(
    "INSERT INTO messages (id, conversation_id, role, created_at, search_text, text) "
    "VALUES (:id, :of, 'user', :at, :folded, :text)"
)
_AT = "2026-01-01 00:00:00.000000"


def _at_revision(path: Path, revision: str) -> None:
    """Make a file of an earlier revision, with texts folded as they were then."""
    engine = engine_of(path, begin="BEGIN IMMEDIATE", timeout_s=1)
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        _fill(connection)
    engine.dispose()


def _fill(connection: Connection) -> None:
    for number in range(1_200):
        wide = "ＲＩＶＥＲ" if number == 7 else "River"
        row = {"id": f"c{number}", "owner": OWNER, "at": _AT}
        connection.execute(_CONVERSATION, row | {"title": wide, "folded": wide.casefold()})
        wide = "ＦＯＲＤ" if number == 1_100 else "ford, café"
        row = {"id": f"m{number}", "of": f"c{number}", "at": _AT}
        connection.execute(_MESSAGE, row | {"text": wide, "folded": wide.casefold()})


async def test_texts_from_before_are_found_whatever_their_width(tmp_path: Path) -> None:
    _at_revision(tmp_path / "store.db", "0001")

    store = await open_store(f"sqlite:///{tmp_path / 'store.db'}")
    found = {}
    for query in ("river", "ford", "café", "ＣＡＦＥ"):
        page = await store.conversations(OWNER, query=query, limit=2_000)
        found[query] = {each.id for each in page.conversations}
    await store.aclose()

    assert found["river"] == found["ford"] == {f"c{number}" for number in range(1_200)}
    assert found["café"] == found["river"] - {"c1100"}
    assert found["ＣＡＦＥ"] == set()
