"""Pictures through crashes, and what one costs the server."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from PIL import Image

from tests.faults.followers import open_client
from tests.faults.servers import Server, server
from tests.faults.volumes import LIMIT_S
from tests.pictures.images import jpeg, png, saved
from yeoul.client import Client
from yeoul.protocol.conversation import new_id

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

#: Memory that a picture of 20 MB may cost the server.
COST_BYTES = 40_000_000


async def attach(client: httpx2.AsyncClient, url: str, file: Any, **params: Any) -> dict[str, Any]:
    reply = await client.post(
        f"{url}/api/attachments",
        content=file,
        params=params,
        headers={"content-type": "image/png"},
    )
    assert reply.status_code == 201, reply.text
    kept: dict[str, Any] = reply.json()
    return kept


async def test_a_kill_in_the_middle_of_an_upload_leaves_nothing_and_the_next_try_works(
    tmp_path: Path,
) -> None:
    made, file = new_id(), jpeg(3000, 2000)
    with server(tmp_path / "data", model="scripted:echo") as served:
        async with open_client() as client:
            sent, killed = asyncio.Event(), asyncio.Event()

            async def slowly() -> AsyncIterator[bytes]:
                yield file[:100_000]
                sent.set()
                await killed.wait()
                while True:
                    yield file[100_000:]

            sending = asyncio.create_task(  # noqa: TID251
                attach(client, served.url, slowly(), id=made)
            )
            await sent.wait()
            served.kill()
            killed.set()
            with pytest.raises(httpx2.TransportError):
                await sending
            await asyncio.to_thread(served.start)

            reply = await client.get(f"{served.url}/api/attachments/{made}")
            assert reply.status_code == 404
            kept = await attach(client, served.url, file, id=made)
            assert (kept["id"], kept["width"]) == (made, 2048)
            # The reply was lost, say: the same once more.
            assert await attach(client, served.url, file, id=made) == kept


async def test_a_picture_survives_a_kill_between_its_upload_and_its_question(
    tmp_path: Path,
) -> None:
    with server(tmp_path / "data", model="scripted:echo") as served:
        async with Client(served.url) as client:
            kept = await client.attach(png(), name="여울.png")
            served.kill()
            await asyncio.to_thread(served.start)
            stream = client.ask(attachments=[kept.id])
            assert [update async for update in stream]
            assert stream.transcript.text == f"[image/png 64×48, {kept.bytes} bytes] "
            served.kill()
            await asyncio.to_thread(served.start)

            assert stream.answer_id is not None
            place = (await client.answer(stream.answer_id)).conversation_id
            conversation = await client.conversation(place)
            assert conversation.messages is not None
            question = conversation.messages[0]
            assert question.attachments == (kept,)  # type: ignore[union-attr]
            assert conversation.title == "여울.png"
            assert await client.attachment(kept.id) == png()


def peak_bytes(served: Server) -> int:
    """The most memory that a server has had since `forget_peak`."""
    for line in Path(f"/proc/{served.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmHWM")


def forget_peak(served: Server) -> None:
    Path(f"/proc/{served.pid}/clear_refs").write_text("5")


def large_pictures() -> dict[str, bytes]:
    """Files of about 20 MB: the larger, the more of it is kept."""
    photo = Image.frombytes("RGB", (4600, 4600), os.urandom(4600 * 4600 * 3))
    flat = Image.frombytes("RGB", (2550, 2550), os.urandom(2550 * 2550 * 3))
    return {
        "jpeg": saved(photo, "JPEG", quality=89),
        "png": saved(flat, "PNG", compress_level=0),
    }


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="NOT RUN: needs /proc")
async def test_a_picture_of_20_mb_costs_the_server_at_most_40_mb(tmp_path: Path) -> None:
    files = large_pictures()
    with server(tmp_path / "data", model="scripted:echo") as served:
        async with open_client() as client:
            await attach(client, served.url, png())
            costs = {}
            for name, file in files.items():
                assert 17_000_000 < len(file) <= 20_000_000, (name, len(file))
                forget_peak(served)
                before = peak_bytes(served)
                await attach(client, served.url, file)
                costs[name] = peak_bytes(served) - before
            print(costs, {name: len(file) for name, file in files.items()})
            assert max(costs.values()) < COST_BYTES, costs
