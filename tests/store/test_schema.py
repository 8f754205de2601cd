"""The schema in code, the schema that the migrations make, and Alembic's head are one."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from yeoul.store.schema import HEAD, metadata
from yeoul.store.sqlite_database import engine_of
from yeoul.store.upgrade import alembic_config, upgrade


def _migrate(path: Path) -> None:
    """Make the schema by the migrations alone."""
    engine = engine_of(path, begin="BEGIN IMMEDIATE", timeout_s=1)
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()


def _statements(path: Path) -> set[frozenset[str]]:
    """Return the statements of a schema, each as the set of its parts: their order says nothing."""
    with closing(sqlite3.connect(path)) as plain:
        rows = plain.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {
        frozenset(part.strip() for part in re.sub(r"[\s()]+", " ", sql).split(","))
        for (sql,) in rows
    }


def test_the_head_in_code_is_the_head_of_the_migrations() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [HEAD]


def test_alembic_finds_nothing_to_add_to_the_migrations(tmp_path: Path) -> None:
    _migrate(tmp_path / "migrated.db")
    engine = engine_of(tmp_path / "migrated.db", begin="BEGIN", timeout_s=1)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_new_file_has_the_very_schema_of_a_migrated_one(tmp_path: Path) -> None:
    _migrate(tmp_path / "migrated.db")
    upgrade(tmp_path / "new.db")

    assert _statements(tmp_path / "new.db") == _statements(tmp_path / "migrated.db")
