"""What a person is told about what is stored."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from scripts.engines import Postgres
from tests.engines import new_database
from tests.served import MODEL, serving, serving_app
from yeoul.app import create_app
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.scripted import Scripted
from yeoul.settings import Settings
from yeoul.store import open_store

pytestmark = pytest.mark.anyio


async def test_conversations_and_files_are_told(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        asked = await served.finished()
        await served.finished()
        await served.client.delete(f"/api/conversations/{asked['conversation']['id']}")
        told = await served.get("/api/storage")
        assert (told["conversations"], told["deleted_conversations"]) == (1, 1)
        store, log = told["files"]
        assert (store["name"], store["holds"]) == ("store.db", "conversations")
        assert (log["name"], log["holds"]) == ("log.db", "events")
        for file in (store, log):
            assert file["bytes"] >= 4096, "a database has one page at least"


async def test_a_log_in_memory_has_no_file(tmp_path: Path) -> None:
    async with serving(tmp_path, log="memory") as served:
        [file] = (await served.get("/api/storage"))["files"]
        assert file["holds"] == "conversations"


async def test_a_store_that_is_no_file_tells_what_it_is_and_not_where(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = new_database(postgres)
    app = create_app(
        Settings(data_dir=tmp_path, log="memory"),
        catalogue=Catalogue([Scripted({MODEL: ["여", "울"]})]),
        store=lambda: open_store(url),
    )
    async with (
        serving_app(app) as address,
        httpx2.AsyncClient(base_url=address, timeout=60, trust_env=False) as client,
    ):
        asked = (await client.post("/api/answers", json={"content": "?", "model": MODEL})).json()
        text = await client.get(f"/api/answers/{asked['answer']['id']}/events")
        assert "울" in text.text
        reply = await client.get("/api/storage")
        [file] = reply.json()["files"]
        assert (file["name"], file["holds"]) == ("PostgreSQL 18.6", "conversations")
        assert file["bytes"] > 1_000_000
        assert str(postgres.port) not in reply.text


async def test_nothing_tells_where_on_the_server_the_files_lie(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        reply = await served.client.get("/api/storage")
        assert str(tmp_path) not in reply.text
