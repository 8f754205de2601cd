"""What a person is told about what is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.served import serving

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


async def test_nothing_tells_where_on_the_server_the_files_lie(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        reply = await served.client.get("/api/storage")
        assert str(tmp_path) not in reply.text
