from __future__ import annotations

import asyncio

import httpx2
import pytest

from tests.client.unreliable_server import STREAM, holding, reply, unreliable
from yeoul.client.connections import Connections

pytestmark = pytest.mark.anyio


async def test_a_response_is_read_to_its_end() -> None:
    async with unreliable([reply("200 OK", b"abc")]) as server:
        connections = Connections(server.url, stall_s=60)
        stream = await connections.open_stream(connections.request("GET", "x"))
        assert await stream.next_chunk() == b"abc"
        assert await stream.next_chunk() == b""
        await connections.close_stream(stream)
        await connections.close_stream(stream)
        await connections.aclose()
        assert server.line(0) == "GET /x HTTP/1.1"


async def test_a_stream_is_closed_in_the_middle() -> None:
    async with holding(STREAM + b"first") as (url, closed):
        connections = Connections(url, stall_s=60)
        stream = await connections.open_stream(connections.request("GET", "x"))
        assert await stream.next_chunk() == b"first"
        await connections.close_stream(stream)
        await asyncio.wait_for(closed.wait(), 60)
        await connections.aclose()


async def test_silence_is_an_error_after_its_time() -> None:
    async with holding(STREAM) as (url, _):
        connections = Connections(url, stall_s=2)
        stream = await connections.open_stream(connections.request("GET", "x"))
        with pytest.raises(httpx2.ReadTimeout):
            await stream.next_chunk()
        await connections.aclose()


async def test_streams_do_not_wait_for_each_other() -> None:
    async with holding(STREAM) as (url, _):
        connections = Connections(url, stall_s=60)
        async with asyncio.timeout(60):
            for _ in range(120):
                await connections.open_stream(connections.request("GET", "x"))
        await connections.aclose()
