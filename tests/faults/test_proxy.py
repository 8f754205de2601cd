"""The faults are what they are called: a tool that only seems to break things proves nothing."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.faults.proxy import BAD_GATEWAY, Plan, Proxy

pytestmark = pytest.mark.anyio

REPLY = b"HTTP/1.1 200 OK\r\ncontent-length: 26\r\n\r\nabcdefghijklmnopqrstuvwxyz"
REQUEST = b"GET / HTTP/1.1\r\nLast-Event-ID: 1-2\r\nhost: x\r\n\r\n"


@asynccontextmanager
async def proxied(*plans: Plan, closes: bool = True) -> AsyncIterator[tuple[Proxy, list[bytes]]]:
    """A proxy before a server that gives each request `REPLY`; the list holds the requests."""
    requests: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(REPLY)
        await writer.drain()
        if not closes:
            await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, Proxy(server.sockets[0].getsockname()[1], plans) as proxy:
        yield proxy, requests


async def fetched(proxy: Proxy, *, patience_s: float = 60) -> tuple[list[bytes], str]:
    """Return the pieces in which a reply came, and how it ended."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy.url.split(":")[2]))
    writer.write(REQUEST)
    pieces = []
    try:
        async with asyncio.timeout(patience_s):
            while piece := await reader.read(65_536):
                pieces.append(piece)
        return pieces, "fin"
    except ConnectionResetError:
        return pieces, "rst"
    except TimeoutError:
        return pieces, "silence"
    finally:
        writer.transport.abort()


async def test_without_a_plan_nothing_happens() -> None:
    async with proxied() as (proxy, requests):
        assert await fetched(proxy) == ([REPLY], "fin")
        assert requests == [REQUEST]
        assert bytes(proxy.carried) == REPLY
        assert (proxy.connections, proxy.cuts) == (1, 0)


@pytest.mark.parametrize("reset", [False, True])
async def test_a_cut_is_at_its_byte(reset: bool) -> None:
    plans = [Plan(cut_after=n, reset=reset) for n in range(len(REPLY) + 1)]
    async with proxied(*plans) as (proxy, _):
        for n in range(len(REPLY) + 1):
            pieces, how = await fetched(proxy)
            assert bytes(proxy.carried) == REPLY[:n]
            if reset:
                # RST may overtake what was sent before it.
                assert how == "rst"
                assert REPLY.startswith(b"".join(pieces))
            else:
                assert (b"".join(pieces), how) == (REPLY[:n], "fin")
        assert proxy.cuts == len(REPLY) + 1


async def test_single_bytes_come_one_by_one() -> None:
    async with proxied(Plan(piece_bytes=1, pieces_until=20)) as (proxy, _):
        pieces, _ = await fetched(proxy)
        assert b"".join(pieces) == REPLY
        assert len(pieces) > 10


async def test_a_stall_ends_when_it_is_released_or_in_time() -> None:
    async with proxied(Plan(stall_after=9), Plan(stall_after=9, stall_s=0.01)) as (proxy, _):
        assert await fetched(proxy, patience_s=0.5) == ([REPLY[:9]], "silence")
        assert await fetched(proxy) == ([REPLY[:9], REPLY[9:]], "fin")
        proxy.plans.append(Plan(stall_after=9))
        proxy.release()
        assert b"".join((await fetched(proxy))[0]) == REPLY


async def test_a_black_hole_answers_nothing() -> None:
    async with proxied(Plan(black_hole=True)) as (proxy, requests):
        assert await fetched(proxy, patience_s=0.3) == ([], "silence")
        assert requests == []


async def test_what_is_held_comes_when_the_server_closes() -> None:
    async with proxied(Plan(hold=True)) as (proxy, _):
        assert await fetched(proxy) == ([REPLY], "fin")
    async with proxied(Plan(hold=True), closes=False) as (proxy, _):
        assert await fetched(proxy, patience_s=0.3) == ([], "silence")


async def test_headers_are_stripped_from_the_request() -> None:
    async with proxied(Plan(strip=(b"last-event-id",))) as (proxy, requests):
        await fetched(proxy)
        assert requests == [b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"]


async def test_a_request_can_be_sent_twice() -> None:
    async with proxied(Plan(twice=True)) as (proxy, requests):
        assert await fetched(proxy) == ([REPLY], "fin")
        assert requests == [REQUEST, REQUEST]


async def test_an_answer_of_its_own_and_a_stale_one() -> None:
    plans = [Plan(stale_without=(b"?",)), Plan(answer=BAD_GATEWAY), Plan(stale_without=(b"?",))]
    async with proxied(*plans, Plan(stale_without=(b"?", b"xyz"))) as (proxy, requests):
        replies = [b"".join((await fetched(proxy))[0]) for _ in range(4)]
        assert replies == [REPLY, BAD_GATEWAY, REPLY, REPLY]
        assert len(requests) == 2


async def test_a_connection_can_be_closed_behind_its_reply() -> None:
    async with proxied(Plan(once=True), closes=False) as (proxy, _):
        assert await fetched(proxy) == ([REPLY], "fin")


async def test_what_is_open_can_be_cut_at_once() -> None:
    async with proxied(Plan(stall_after=9), Plan(stall_after=9)) as (proxy, _):
        for reset in (False, True):
            cut = functools.partial(proxy.cut_all, reset=reset)
            later = asyncio.get_running_loop().call_later(0.05, cut)
            assert (await fetched(proxy))[1] == ("rst" if reset else "fin")
            later.cancel()


async def test_a_server_that_is_away_is_a_bad_gateway() -> None:
    async with proxied() as (proxy, _):
        proxy.upstream_port = 9
        assert await fetched(proxy) == ([BAD_GATEWAY], "fin")
