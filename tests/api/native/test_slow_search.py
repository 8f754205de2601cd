"""A slow search over HTTP: told as one, given up with its reader, and nobody's wait but its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.contracts.slow_search import QUERY, fill
from tests.served import Served, serving
from yeoul.caller import LOCAL_OWNER
from yeoul.store import open_store
from yeoul.store.search import SEARCH_LIMIT_S
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio

PATH = f"/api/conversations?q={quote(QUERY)}"


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    store = await open_store(f"sqlite:///{tmp_path / 'store.db'}")
    await fill(store, LOCAL_OWNER)
    await store.aclose()
    async with serving(tmp_path, ["A ford."]) as served:
        yield served


@asynccontextmanager
async def _readers(served: Served, many: int) -> AsyncIterator[None]:
    """Have ``many`` connections search; they leave at the end of the block."""
    host = served.url.removeprefix("http://")
    name, _, port = host.partition(":")
    async with AsyncExitStack() as stack:
        for _ in range(many):
            _, writer = await asyncio.open_connection(name, int(port))
            stack.callback(writer.close)
            writer.write(f"GET {PATH} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            await writer.drain()
        yield


async def test_lists_and_reads_do_not_wait_for_searches(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.store.sql.SEARCH_LIMIT_S", 60.0)  # none ends before the reads have
    tasks = Tasks()
    searches = [tasks.start(served.client.get(PATH), name="search", awaited=True) for _ in range(4)]
    for _ in range(2):
        await served.finished("What is a ford?")
        listed = await served.get("/api/conversations")
        await served.get(f"/api/conversations/{listed['conversations'][0]['id']}")
    assert [search.done() for search in searches] == [False] * 4
    await tasks.cancel()


async def test_searches_in_line_end_in_time_and_are_told_as_slow(served: Served) -> None:
    begin_s = time.monotonic()
    for reply in await asyncio.gather(*(served.client.get(PATH) for _ in range(4))):
        assert reply.status_code == 503
        assert reply.headers["content-type"] == "application/problem+json"
        assert (reply.json()["code"], reply.json()["retryable"]) == ("search_timeout", True)
    # Each with a time of its own, they would take four times the limit.
    assert time.monotonic() - begin_s < 3 * SEARCH_LIMIT_S


async def test_a_search_that_nobody_waits_for_any_more_is_given_up(served: Served) -> None:
    await served.finished("What is a ford?")
    async with _readers(served, 8):
        await served.get("/api/conversations")

    # Behind eight that go on it would not be its turn in time.
    found = await served.get("/api/conversations", q="ford")
    assert [one["title"] for one in found["conversations"]] == ["What is a ford?"]
