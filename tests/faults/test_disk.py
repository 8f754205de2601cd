"""A full disk and locked files: nobody waits in vain, and all is well again afterwards."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.downloads.hub import model_bytes, open_hub, sha256
from tests.faults.followers import Follower, ask, check_kept, open_client
from tests.faults.servers import Server, server
from tests.services.chat_service import Call, ChatService, echo, open_chat_service, text
from yeoul.client import Client
from yeoul.downloads.addresses import record_of_file
from yeoul.downloads.fetch import Fetch, Patience
from yeoul.downloads.progress import Progress
from yeoul.tasks import Tasks

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

DISK_BYTES = 6 << 20
#: Seconds until a full disk has its effects, and until they are over.
SOON_S = 30.0


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """Mount a disk of a few megabytes."""
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("NOT RUN: only root may mount the small disk that is to be filled")
    size = f"size={DISK_BYTES}"
    mounting = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounting.returncode != 0:
        pytest.skip(f"NOT RUN: the small disk cannot be mounted: {mounting.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


async def talks_for_ever(call: Call) -> None:
    """Stream until the server hangs up."""
    await call.head()
    gone = asyncio.ensure_future(call.client_gone())  # noqa: TID251
    while not gone.done():
        await call.send(text("물은 흐른다 " * 100))
        await asyncio.wait([gone], timeout=0.005)
    await gone


def fill(disk: Path) -> Path:
    """Take all that is free on a disk."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            pass
    return ballast


async def until(condition: Any) -> None:
    """Wait until a coroutine function returns something true."""
    async with asyncio.timeout(SOON_S):
        while not await condition():  # noqa: ASYNC110  # of another process
            await asyncio.sleep(0.05)


async def snapshot(client: httpx2.AsyncClient, served: Server, answer_id: str) -> dict[str, Any]:
    reply = await client.get(f"{served.url}/api/answers/{answer_id}")
    answer: dict[str, Any] = reply.json()
    return answer


async def fills_up(
    client: httpx2.AsyncClient, served: Server, service: ChatService, disk: Path
) -> None:
    """The life of one answer over a full disk."""
    asked = await ask(client, served.url)
    answer_id = asked["answer"]["id"]
    reader = Follower(served.url, answer_id)
    async with asyncio.TaskGroup() as group:
        group.create_task(reader.run(client))
        patient = group.create_task(ends_by_client(served.url, answer_id))
        await reader.until(20)
        ballast = fill(disk)

        async def interrupted() -> bool:
            return bool((await snapshot(client, served, answer_id))["status"] == "interrupted")

        async def hung_up() -> bool:
            return service.open_answers == 0

        await until(interrupted)
        await until(hung_up)
        seen, connects = reader.text, reader.connects
        refused = await client.post(f"{served.url}/api/answers", json={"content": "another"})
        assert (refused.status_code, refused.json()["code"]) == (507, "storage_full")

        async def cut() -> bool:
            return reader.connects > connects + 2

        await until(cut)
        await says_why(client, served, answer_id)
        ballast.unlink()
    assert reader.end is not None
    assert reader.end["status"] == "interrupted"
    assert reader.text.startswith(seen)
    assert patient.result() == reader.text
    await check_kept(client, served.url, [reader])


async def ends_by_client(url: str, answer_id: str) -> str:
    """Follow an answer to its end with the Python client, and return its text."""
    async with Client(url) as client:
        stream = client.follow(answer_id)
        async for _ in stream:
            pass
        return stream.transcript.text


async def says_why(client: httpx2.AsyncClient, served: Server, answer_id: str) -> None:
    """See that a reader that comes while nothing can be served is refused with the reason."""
    for accept in ("text/event-stream", "application/json"):
        path = f"{served.url}/api/answers/{answer_id}/events"
        reply = await client.get(path, headers={"accept": accept})
        assert reply.status_code == 507, (accept, reply.status_code)


async def test_a_full_disk_interrupts_and_is_got_over(tmp_path: Path) -> None:
    async with open_chat_service() as service, open_client() as client:
        service.answer = talks_for_ever
        with small_disk(tmp_path / "disk") as disk:
            arguments = ("--base-url", service.base_url)
            with server(disk / "data", *arguments, model="m", start=False) as served:
                served.log = tmp_path / "server.log"
                served.start()
                await fills_up(client, served, service, disk)
                service.answer = echo
                asked = await ask(client, served.url, "works again")
                reader = Follower(served.url, asked["answer"]["id"])
                await reader.run(client)
                assert reader.text == "works again"


@pytest.mark.parametrize("name", ["log.db", "store.db"])
async def test_a_file_that_somebody_locks_for_seconds_is_waited_for(
    name: str, tmp_path: Path
) -> None:
    async with open_client() as client:
        with server(tmp_path / "data", model="scripted:river@100") as served:
            asked = await ask(client, served.url)
            reader = Follower(served.url, asked["answer"]["id"])
            async with asyncio.TaskGroup() as group:
                group.create_task(reader.run(client))
                await reader.until(10)
                await locked(served.data_dir / name, 4.0)
            assert reader.end is not None
            assert reader.end["status"] in ("finished", "interrupted")
            await check_kept(client, served.url, [reader])
            again = Follower(served.url, (await ask(client, served.url))["answer"]["id"])
            await again.run(client)
            assert again.end is not None
            assert again.end["status"] == "finished"
            await check_kept(client, served.url, [again])


async def locked(path: Path, seconds: float) -> None:
    """Hold the write lock of a database as another process would."""
    holder = (
        "import sqlite3, sys, time;"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10);"
        "db.execute('BEGIN EXCLUSIVE'); time.sleep(float(sys.argv[2])); db.execute('ROLLBACK')"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", holder, str(path), str(seconds)),
    )
    assert await process.wait() == 0


async def test_the_files_are_sound_after_a_full_disk_and_a_kill(tmp_path: Path) -> None:
    async with open_client() as client:
        with small_disk(tmp_path / "disk") as disk:
            with server(disk / "data", model="scripted:river@100", start=False) as served:
                served.log = tmp_path / "server.log"
                served.start()
                asked = await ask(client, served.url)
                reader = Follower(served.url, asked["answer"]["id"])
                async with asyncio.TaskGroup() as group:
                    group.create_task(reader.run(client))
                    await reader.until(10)
                    ballast = fill(disk)
                    await asyncio.sleep(0.5)
                    served.kill()
                    ballast.unlink()
                    await asyncio.to_thread(served.start)
                assert reader.end is not None
                await check_kept(client, served.url, [reader])
            for name in ("log.db", "store.db"):
                with closing(sqlite3.connect(disk / "data" / name)) as db:
                    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_a_download_waits_for_room_and_goes_on_from_its_last_byte(tmp_path: Path) -> None:
    data = model_bytes(DISK_BYTES // 2)
    with small_disk(tmp_path / "disk") as disk:
        filler = disk / "filler"
        filler.write_bytes(b"\0" * (DISK_BYTES * 2 // 3))
        paused = asyncio.Event()

        def changed() -> None:
            if progress.status == "paused":
                paused.set()

        progress = Progress(changed)
        async with open_hub() as hub, asyncio.timeout(SOON_S):
            record = record_of_file(hub.add("/m.gguf", data), sha256(data))
            # As if another program took the room behind the check.
            fetch = Fetch(
                disk / "models",
                record,
                progress,
                patience=Patience(look_s=0.05, spare_bytes=0),
                free_bytes=lambda _: 1 << 40,
            )
            tasks = Tasks()
            fetching = tasks.start(fetch.run(), name="fetch", awaited=True)
            await paused.wait()
            assert "goes on by itself" in str(progress.fault)
            filler.unlink()
            path = await fetching

        assert path.read_bytes() == data
        # What the disk had taken was never asked for again.
        firsts = [request.first or 0 for request in hub.requests]
        assert firsts == sorted(firsts)
        assert firsts[-1] > 0
