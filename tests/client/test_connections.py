from __future__ import annotations

import asyncio

import httpx2
import pytest
from websockets.exceptions import InvalidStatus

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


async def test_headers_and_auth_go_with_every_request_and_with_a_websockets_handshake() -> None:
    async with unreliable([reply("200 OK"), reply("403 Forbidden")]) as server:
        connections = Connections(
            server.url, stall_s=60, headers={"x-team": "river"}, auth=("ann", "stone")
        )
        await connections.send(connections.request("GET", "x", headers={"accept": "text/plain"}))
        with pytest.raises(InvalidStatus):
            await connections.open_websocket("x/ws", "", max_bytes=1000)
        await connections.aclose()

        assert [server.header(number, "x-team") for number in (0, 1)] == ["river", "river"]
        assert [server.header(number, "authorization") for number in (0, 1)] == [
            "Basic YW5uOnN0b25l",
            "Basic YW5uOnN0b25l",
        ]
        assert server.header(0, "accept") == "text/plain"
        assert server.line(1) == "GET /x/ws HTTP/1.1"
        assert server.requests[1].lower().count("\r\nhost: ") == 1
        assert server.header(1, "accept") is None


async def test_a_function_can_change_each_request() -> None:
    tokens = iter(["first", "second"])

    def sign(request: httpx2.Request) -> httpx2.Request:
        request.headers["authorization"] = f"Bearer {next(tokens)}"
        return request

    async with unreliable([reply("200 OK"), reply("403 Forbidden")]) as server:
        connections = Connections(server.url, stall_s=60, auth=sign)
        await connections.send(connections.request("GET", "x"))
        with pytest.raises(InvalidStatus):
            await connections.open_websocket("x/ws", "", max_bytes=1000)
        await connections.aclose()

        assert server.header(0, "authorization") == "Bearer first"
        assert server.header(1, "authorization") == "Bearer second"


async def test_a_client_that_is_given_is_used_with_all_it_has_and_left_open() -> None:
    async with (
        unreliable([reply("200 OK"), reply("403 Forbidden"), reply("200 OK")]) as server,
        httpx2.AsyncClient(cookies={"session": "s1"}, auth=("ann", "stone")) as mine,
    ):
        connections = Connections(server.url, stall_s=60, http_client=mine)
        stream = await connections.open_stream(connections.request("GET", "x"))
        await connections.close_stream(stream)
        with pytest.raises(InvalidStatus):
            await connections.open_websocket("x/ws", "", max_bytes=1000)
        await connections.aclose()
        await mine.get(server.url)

        assert server.header(0, "cookie") == server.header(1, "cookie") == "session=s1"
        assert server.header(0, "authorization") == server.header(1, "authorization")
