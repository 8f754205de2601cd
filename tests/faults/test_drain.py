"""SIGTERM under two hundred open streams: the readers go on at the next process."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path

import pytest

from tests.faults.followers import ask, check_kept, followers, open_client
from tests.faults.servers import server
from tests.faults.volumes import LIMIT_S, VOLUMES
from tests.stopwatch import within

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

ANSWERS, READERS_EACH = 10, 20
EXIT_LIMIT_S = 10


async def test_two_hundred_readers_go_on_at_the_next_process(tmp_path: Path) -> None:
    async with open_client() as client:
        with server(tmp_path / "data", model="scripted:river@25") as served:
            for _ in range(VOLUMES.terminations):
                asked = [await ask(client, served.url) for _ in range(ANSWERS)]
                ids = [one["answer"]["id"] for one in asked]
                readers = followers(served.url, ids, READERS_EACH)
                async with asyncio.TaskGroup() as group:
                    for reader in readers:
                        group.create_task(reader.run(client))
                    for reader in readers:
                        await reader.until(10)
                    begin_s = time.monotonic()
                    assert served.process is not None
                    with within(EXIT_LIMIT_S):
                        served.process.send_signal(signal.SIGTERM)
                        gone_s = await asyncio.to_thread(served.gone, begin_s)
                    print(f"gone {gone_s:.1f} s after SIGTERM")
                    assert served.process.returncode == 0
                    await asyncio.to_thread(served.start)
                assert {reader.end["status"] for reader in readers if reader.end} == {"finished"}
                await check_kept(client, served.url, readers)
            assert "Traceback" not in served.told()
