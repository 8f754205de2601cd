"""A database is made and brought up to date once, whoever opens it, and what is wrong is told."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import asyncpg
import pytest

from scripts.engines import Postgres
from tests.engines import new_database
from tests.ports import free_port
from yeoul.errors import StartupError
from yeoul.store import inspect_store, open_store
from yeoul.store.base import Ask
from yeoul.store.postgres.address import parse
from yeoul.store.postgres.upgrade import prepare
from yeoul.store.schema import HEAD, OLDEST_READER

pytestmark = pytest.mark.anyio

#: A revision of a later version: it runs on both databases.
LATER = f'''
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{HEAD}", None, None

def upgrade():
    op.add_column("messages", sa.Column("later", sa.String(10)))
'''


@pytest.fixture
def later(tmp_path: Path) -> Path:
    (tmp_path / "9999_later.py").write_text(LATER)
    return tmp_path


async def revisions(url: str) -> list[tuple[str, str]]:
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT version_num, readable_from FROM alembic_version")
    await connection.close()
    return [tuple(row) for row in rows]


async def test_an_address_opens_a_database_that_remembers(postgres: Postgres) -> None:
    url = new_database(postgres)
    assert "the next start makes its tables" in await inspect_store(url, whole=False)
    store = await open_store(url)
    asked = await store.ask("ann", Ask("one", "scripted"))
    await store.aclose()

    for same in (url, url.replace("postgresql:", "postgres:"), url.replace(":", "+asyncpg:", 1)):
        store = await open_store(f"{same}?sslmode=disable&statement_cache_size=0")
        assert await store.conversation("ann", asked.conversation.id) == asked.conversation
        await store.aclose()
    assert f"schema {HEAD}" in await inspect_store(url, whole=False)


async def test_of_five_that_start_at_once_one_makes_the_schema(
    postgres: Postgres, later: Path
) -> None:
    url = new_database(postgres)
    await asyncio.gather(*(prepare(parse(url)) for _ in range(5)))
    assert await revisions(url) == [(HEAD, OLDEST_READER)]
    upgrades = (
        prepare(parse(url), head="9999", oldest_reader=HEAD, more_revisions=[later])
        for _ in range(5)
    )
    await asyncio.gather(*upgrades)
    assert await revisions(url) == [("9999", HEAD)]


async def test_a_newer_schema_is_used_where_it_says_that_it_can_be(
    postgres: Postgres, later: Path
) -> None:
    url = new_database(postgres)
    await prepare(parse(url))
    await prepare(parse(url), head="9999", oldest_reader=HEAD, more_revisions=[later])
    store = await open_store(url)
    await store.ask("ann", Ask("one", "scripted"))
    await store.aclose()

    connection = await asyncpg.connect(url)
    await connection.execute("UPDATE alembic_version SET readable_from = '9999'")
    await connection.close()
    for opening in (open_store(url), inspect_store(url, whole=False)):
        with pytest.raises(StartupError, match="newer Yeoul"):
            await opening


async def test_an_upgrade_that_fails_leaves_the_old_schema(
    postgres: Postgres, tmp_path: Path
) -> None:
    url = new_database(postgres)
    await prepare(parse(url))
    (tmp_path / "9999_later.py").write_text(f"{LATER}    op.drop_table('nothing')\n")
    with pytest.raises(StartupError, match="cannot be used"):
        await prepare(parse(url), head="9999", oldest_reader=HEAD, more_revisions=[tmp_path])
    assert await revisions(url) == [(HEAD, OLDEST_READER)]
    connection = await asyncpg.connect(url)
    columns = "SELECT 1 FROM information_schema.columns WHERE column_name = 'later'"
    assert await connection.fetch(columns) == []
    await connection.close()


async def test_what_cannot_be_used_is_told_in_one_sentence_without_the_password(
    postgres: Postgres,
) -> None:
    server = f"yeoul:open-sesame@127.0.0.1:{postgres.port}"
    foreign = new_database(postgres)
    connection = await asyncpg.connect(foreign)
    await connection.execute("CREATE TABLE conversations (id int)")
    await connection.close()
    latin = f"t{os.urandom(8).hex()}"
    postgres.run(f"CREATE DATABASE {latin} TEMPLATE template0 ENCODING SQL_ASCII LOCALE 'C'")
    for url, sentence in {
        f"postgresql://yeoul:open-sesame@127.0.0.1:{free_port()}/any": "cannot be reached",
        f"postgresql://{server}/nothing": r"no such database: .*/nothing\. Create it",
        f"postgresql://{server}/postgres?sslmode=require": "cannot be reached",
        f"postgresql://{server}/postgres?sslmode=open-sesame": "cannot be reached",
        f"postgresql://nobody:open-sesame@127.0.0.1:{postgres.port}/postgres": "refuses the name",
        foreign.replace("yeoul@", "yeoul:open-sesame@"): "tables of another program",
        f"postgresql://{server}/{latin}": "create a database with UTF8",
    }.items():
        with pytest.raises(StartupError, match=sentence) as refused:
            await open_store(url)
        assert "open-sesame" not in refused.value.detail
        assert refused.value.detail.endswith(".")


async def test_a_role_without_rights_is_told_to_migrate_and_then_needs_no_more_than_rows(
    postgres: Postgres,
) -> None:
    url, role = new_database(postgres), f"r{os.urandom(8).hex()}"
    theirs = url.replace("yeoul@", f"{role}@")
    postgres.run(f"CREATE ROLE {role} LOGIN")
    with pytest.raises(StartupError, match="run `yeoul migrate`"):
        await open_store(theirs)

    await (await open_store(url)).aclose()
    connection = await asyncpg.connect(url)
    await connection.execute(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};"
        f" GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}"
    )
    await connection.close()
    store = await open_store(theirs)
    await store.ask("ann", Ask("one", "scripted"))
    await store.aclose()
