"""Behind a PgBouncer that gives every transaction another connection, all works as without."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import Iterator

import pytest

from scripts.engines import NOBODY, Postgres
from tests.engines import new_database
from tests.ports import free_port
from yeoul.errors import SearchTimeout, StorageFailed
from yeoul.store import inspect_store, open_store
from yeoul.store.base import Ask
from yeoul.store.postgres.address import parse
from yeoul.store.postgres.database import PostgresDatabase
from yeoul.store.postgres.upgrade import prepare
from yeoul.store.sql import SqlStore
from yeoul.testing.stores import OWNER, say

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(
        shutil.which("pgbouncer") is None, reason="NOT RUN: there is no pgbouncer on this machine"
    ),
]

SETTINGS = """
[databases]
* = host=127.0.0.1 port={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 3
"""


@pytest.fixture(scope="module")
def pooler(postgres: Postgres) -> Iterator[int]:
    """The port of a pooler with three connections to the server."""
    # Beside the server's data: the pooler refuses to run as root, too.
    folder, port = postgres.folder / "pooler", free_port()
    folder.mkdir(exist_ok=True)
    (folder / "users").write_text('"yeoul" ""\n')
    settings = SETTINGS.format(server=postgres.port, port=port, folder=folder)
    (folder / "settings.ini").write_text(settings)
    other_user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
    argv = ["pgbouncer", "-q", str(folder / "settings.ini")]
    with subprocess.Popen(argv, stderr=subprocess.DEVNULL, **other_user) as process:  # type: ignore[call-overload]
        try:
            until_s = time.monotonic() + 10
            while not asyncio.run(_answers(port)):
                assert process.poll() is None
                assert time.monotonic() < until_s
            yield port
        finally:
            process.terminate()


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


def through(pooler: int, postgres: Postgres) -> str:
    return new_database(postgres).replace(f":{postgres.port}/", f":{pooler}/")


async def _use(store: SqlStore, owner: str) -> None:
    asked = await say(store, "여울 one", owner=owner)
    await asyncio.gather(
        store.messages(owner, asked.conversation.id),
        store.request_stop(owner, asked.answer.id),
        store.ask(owner, Ask("two", "m", conversation_id=asked.conversation.id)),
    )
    assert await store.count(owner) == (1, 0)


async def test_a_pooler_is_noticed_and_used_without_a_setting(
    postgres: Postgres, pooler: int
) -> None:
    url = through(pooler, postgres)
    assert "behind a pooler" in await inspect_store(url, whole=False)
    await asyncio.gather(*(prepare(parse(url)) for _ in range(5)))
    store = await open_store(url)
    assert isinstance(store, SqlStore)
    await asyncio.gather(*(_use(store, f"{OWNER}{number}") for number in range(30)))
    searches = [asyncio.wait_for(store.conversations(OWNER, query="여울"), 0.001) for _ in range(9)]
    for left in await asyncio.gather(*searches, return_exceptions=True):
        assert not isinstance(left, StorageFailed | SearchTimeout)
    await _use(store, "last")
    found = await store.conversations("last", query="여울")
    assert [each.title for each in found.conversations] == ["여울 one"]
    await store.aclose()
    direct = url.replace(f":{pooler}/", f":{postgres.port}/")
    assert "pooler" not in await inspect_store(direct, whole=False)


async def test_statements_with_names_would_be_lost_there(postgres: Postgres, pooler: int) -> None:
    address = await prepare(parse(through(pooler, postgres)))
    assert address.unnamed
    database = PostgresDatabase(address._replace(unnamed=False))
    store = SqlStore(database)
    works = (_use(store, f"{OWNER}{number}") for number in range(30))
    done = await asyncio.gather(*works, return_exceptions=True)
    assert any(isinstance(each, StorageFailed) for each in done)
    await database.aclose()
