"""The bounds of a connection, over real sockets."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
from contextlib import suppress
from typing import Any

import pytest
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.gzip import GZipMiddleware

from tests.raw_connections import (
    HANDSHAKE,
    REQUEST,
    HastyProtocol,
    closed,
    connection,
    echo_length,
    rest,
    status,
    watch_the_loss,
)
from tests.transports.house import Given
from yeoul.serving.http_protocol import MAX_HEADER_BYTES, PART_BYTES, LimitedHttpProtocol
from yeoul.transports.connection import EXTENSION
from yeoul.transports.stream import EventStream, Pace

pytestmark = pytest.mark.anyio


class PatientProtocol(LimitedHttpProtocol):
    header_timeout_s = 1.0


async def test_a_header_of_ordinary_size_passes() -> None:
    async with connection() as (reader, writer):
        writer.write(REQUEST + b"x: " + b"a" * 60_000 + b"\r\n\r\n")
        assert await status(reader) == b"200"


@pytest.mark.parametrize("whole", [True, False])
async def test_a_header_block_over_the_limit_is_refused(whole: bool) -> None:
    async with connection() as (reader, writer):
        writer.write(REQUEST + b"x: " + b"a" * MAX_HEADER_BYTES + b"\r\n\r\n" * whole)
        assert await status(reader) == b"431"
        assert await closed(reader)


async def test_many_small_headers_over_the_limit_are_refused() -> None:
    async with connection() as (reader, writer):
        writer.write(REQUEST + b"".join(b"x%d: y\r\n" % n for n in range(8000)))
        assert await status(reader) == b"431"


async def test_an_endless_request_line_is_refused() -> None:
    async with connection() as (reader, writer):
        writer.write(b"GET /" + b"a" * (MAX_HEADER_BYTES + 1))
        assert await status(reader) == b"431"


async def test_a_large_body_does_not_count_as_header() -> None:
    async with connection() as (reader, writer):
        for _ in range(2):
            body = b"b" * 300_000
            writer.write(REQUEST + b"content-length: %d\r\n\r\n" % len(body) + body)
            assert await status(reader) == b"200"
            assert await reader.readexactly(6) == b"300000"


CHUNKED = REQUEST + b"connection: close\r\ntransfer-encoding: chunked\r\n\r\n"


@pytest.mark.parametrize("line", [b"x: " + b"y" * 1000 + b"\r\n", b"y" * 1000])
async def test_endless_trailers_are_cut(line: bytes) -> None:
    async with connection() as (reader, writer):
        writer.write(CHUNKED + b"2\r\nhi\r\n0\r\nx: ")
        with suppress(ConnectionError):
            while True:
                writer.write(line)
                await writer.drain()
        assert await rest(reader) == b""


async def test_a_trailer_does_not_become_a_header() -> None:
    async def headers_behind_body(scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["more_body"]:
            pass
        body = b" ".join(name for name, _ in scope["headers"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    async with connection(app=headers_behind_body) as (reader, writer):
        writer.write(CHUNKED + b"2\r\nhi\r\n0\r\norigin: x\r\n\r\n")
        assert b"\nhost connection transfer-encoding\r\n" in await rest(reader)


async def test_a_body_of_many_small_chunks_passes() -> None:
    async with connection() as (reader, writer):
        writer.write(CHUNKED + b"1\r\nx\r\n" * 40_000 + b"0\r\n\r\n")
        assert (await rest(reader)).endswith(b"\r\n\r\n40000")


@pytest.mark.parametrize("sent", [b"", b"GET / HT", REQUEST])
async def test_a_header_that_does_not_come_is_not_waited_for(sent: bytes) -> None:
    async with connection(HastyProtocol) as (reader, writer):
        writer.write(sent)
        assert await closed(reader)


async def test_dripping_bytes_do_not_buy_time() -> None:
    async with connection(PatientProtocol) as (reader, writer):
        ended = asyncio.create_task(closed(reader))  # noqa: TID251
        drips = 0
        while not ended.done():
            writer.write(b"GET / HTTP/1.1\r\n" if drips == 0 else b"x: y\r\n")
            drips += 1
            await asyncio.wait([ended], timeout=0.02)
        assert drips > 3


async def test_a_body_that_stalls_is_not_waited_for() -> None:
    async with connection(HastyProtocol) as (reader, writer):
        writer.write(REQUEST + b"content-length: 10\r\n\r\nhalf")
        assert await closed(reader)


@pytest.mark.parametrize("sent", [b"", b"\r\n", b"\r\nGET"])
async def test_a_kept_connection_is_closed_when_no_request_follows(sent: bytes) -> None:
    async with connection(HastyProtocol, keep_alive_s=0) as (reader, writer):
        writer.write(REQUEST + b"\r\n")
        assert await status(reader) == b"200"
        assert await reader.readexactly(1) == b"0"
        writer.write(sent)
        assert await closed(reader)


async def test_a_slow_answer_is_not_a_slow_request() -> None:
    released = asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await released.wait()
        await echo_length(scope, receive, send)

    async with connection(HastyProtocol, app=slow) as (reader, writer):
        writer.write(REQUEST + b"\r\n")
        asyncio.get_running_loop().call_later(0.4, released.set)
        assert await status(reader) == b"200"


async def test_an_app_can_drop_a_connection_whose_reader_takes_nothing() -> None:
    stuck = asyncio.Event()

    async def flood(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            async with asyncio.timeout(0.1):
                while True:
                    body = {"type": "http.response.body", "body": b"x" * 65_536, "more_body": True}
                    await send(body)
        except TimeoutError:
            stuck.set()
        scope["extensions"][EXTENSION].abort()
        assert (await receive())["type"] == "http.disconnect"

    async with connection(app=flood) as (reader, writer):
        writer.write(REQUEST + b"\r\n")
        await stuck.wait()
        assert not (await rest(reader)).endswith(b"0\r\n\r\n")


async def test_an_app_can_drop_a_websocket() -> None:
    async def drop(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "websocket"
        scope["extensions"][EXTENSION].abort()

    async with connection(HastyProtocol, app=drop) as (reader, writer):
        writer.write(HANDSHAKE)
        assert await closed(reader)


#: More than the system's own buffers take from a server whose client reads nothing.
LARGE_BYTES = 32 << 20


async def reply_at_length(scope: Any, receive: Any, send: Any) -> None:
    headers = [(b"content-length", b"%d" % LARGE_BYTES)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"x" * LARGE_BYTES})


@pytest.mark.parametrize("end", [b"\r\n", b"connection: close\r\n\r\n"])
async def test_a_client_that_takes_nothing_of_a_reply_is_cut_off(end: bytes) -> None:
    watched, lost = watch_the_loss()

    async with connection(watched, app=reply_at_length, send_timeout_s=0.2) as (_, writer):
        writer.write(REQUEST + end)
        await lost.wait()


async def test_a_client_that_takes_a_reply_slowly_gets_it_all() -> None:
    async with connection(app=reply_at_length, send_timeout_s=1.5) as (reader, writer):
        writer.write(REQUEST + b"\r\n")
        assert await status(reader) == b"200"
        for _ in range(LARGE_BYTES >> 20):
            await asyncio.wait([asyncio.Future()], timeout=0.06)
            await reader.readexactly(1 << 20)


async def test_a_client_that_takes_a_little_all_the_time_is_not_cut() -> None:
    """The system lets the server send more only after a third of what it holds has been taken."""
    async with connection(app=reply_at_length, send_timeout_s=1.0) as (reader, writer):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        writer.write(REQUEST + b"\r\n")
        assert await status(reader) == b"200"
        for _ in range(40):
            await asyncio.wait([asyncio.Future()], timeout=0.03)
            await reader.readexactly(1 << 15)
        await reader.readexactly(LARGE_BYTES - 40 * (1 << 15))


async def test_a_connection_goes_on_behind_a_large_reply() -> None:
    async with connection(app=reply_at_length, send_timeout_s=0.5) as (reader, writer):
        for _ in range(3):
            writer.write(REQUEST + b"\r\n")
            assert await status(reader) == b"200"
            await reader.readexactly(LARGE_BYTES)


class InParts(LimitedHttpProtocol):
    body_timeout_s = 0.6
    body_part_bytes = 1000


async def give_slowly(writer: asyncio.StreamWriter, part: bytes, times: int) -> None:
    """Send parts, each in half of the time that a body may take."""
    head = REQUEST.replace(b"GET", b"POST") + b"content-length: %d\r\n\r\n"
    writer.write(head % (times * len(part)))
    for _ in range(times):
        writer.write(part)
        await asyncio.wait([asyncio.Future()], timeout=InParts.body_timeout_s / 2)


async def test_a_large_body_may_come_slowly_as_long_as_enough_of_it_comes() -> None:
    async with connection(InParts, app=echo_length) as (reader, writer):
        await give_slowly(writer, b"x" * 1000, 5)
        assert await status(reader) == b"200"


async def test_a_body_of_which_too_little_comes_is_cut_off() -> None:
    async with connection(InParts, app=echo_length) as (reader, writer):
        await give_slowly(writer, b"x" * 100, 5)
        with suppress(ConnectionError):
            assert await reader.read() == b""


#: What a client may say while it is answered: nothing, stray line ends, half a request, a whole
#: one, no HTTP at all, an address that is none, a header that is too long, a body that cannot be
#: read, all of that at once.
SAID = [
    *(b"", b"\r\n", b"GET / HT", REQUEST + b"\r\n", b"\0\n"),
    REQUEST.replace(b"/ ", b"/\xff ") + b"\r\n",
    REQUEST + b"x: " + b"y" * 70_000,
    REQUEST + b"transfer-encoding: chunked\r\n\r\nno number\r\n",
    REQUEST + b"transfer-encoding: chunked\r\nx: " + b"y" * 70_000 + b"\r\n\r\nno number\r\n",
]


@pytest.mark.parametrize("said", SAID, ids=range(len(SAID)))
async def test_a_stream_outlives_every_timer_whatever_its_client_says(said: bytes) -> None:
    released = asyncio.Event()

    async def stream(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await released.wait()
        await send({"type": "http.response.body", "body": b"last"})

    async with connection(HastyProtocol, app=stream, keep_alive_s=0) as (reader, writer):
        writer.write(REQUEST + b"\r\n")
        assert await status(reader) == b"200"
        assert await reader.readexactly(10) == b"5\r\nfirst\r\n"
        writer.write(said)
        asyncio.get_running_loop().call_later(5 * HastyProtocol.body_timeout_s, released.set)
        assert await reader.readexactly(14) == b"4\r\nlast\r\n0\r\n\r\n"


async def test_a_reset_behind_a_reply_leaves_no_timer() -> None:
    made: list[LimitedHttpProtocol] = []

    class Kept(LimitedHttpProtocol):
        lost = asyncio.Event()

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            made.append(self)

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            self.lost.set()

    async with connection(Kept) as (reader, writer):
        writer.write(REQUEST + b"\r\n")
        assert await status(reader) == b"200"
        client = writer.get_extra_info("socket")
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        await Kept.lost.wait()
    assert made[0].timeout_keep_alive_task is None


async def call_next(request: Any, following: Any) -> Any:
    return await following(request)


@pytest.mark.parametrize(
    "wrap",
    [lambda app: app, lambda app: BaseHTTPMiddleware(app, call_next), GZipMiddleware],
    ids=["plain", "a middleware that keeps the head back", "compressed"],
)
async def test_a_stream_arrives_in_order_through_any_middleware(wrap: Any) -> None:
    async def stream(scope: Any, receive: Any, send: Any) -> None:
        source = Given(b"one", b"two", b"three")
        await EventStream(source, media_type="text/odd", pace=Pace(60.0, 30.0))(
            scope, receive, send
        )

    async with connection(app=wrap(stream)) as (reader, writer):
        writer.write(REQUEST + b"accept-encoding: gzip\r\nconnection: close\r\n\r\n")
        head = await reader.readuntil(b"\r\n\r\n")
        parts, body = [], await rest(reader)
        while not body.startswith(b"0\r\n"):
            size, _, body = body.partition(b"\r\n")
            parts.append(body[: int(size, 16)])
            body = body[int(size, 16) + 2 :]
    whole = b"".join(parts)
    compressed = b"content-encoding: gzip" in head
    assert (gzip.decompress(whole) if compressed else whole) == b"onetwothree"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [(b"\0\r\n\r\n", b"400"), (REQUEST + b"x: " + b"y" * (MAX_HEADER_BYTES + PART_BYTES), b"431")],
)
async def test_a_refusal_comes_behind_the_replies_before_it(sent: bytes, expected: bytes) -> None:
    released = asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await released.wait()
        await echo_length(scope, receive, send)

    async with connection(app=slow) as (reader, writer):
        writer.write((REQUEST + b"\r\n") * 3 + sent)
        asyncio.get_running_loop().call_later(0.1, released.set)
        for _ in range(3):
            assert await status(reader) == b"200"
            assert await reader.readexactly(1) == b"0"
        assert await status(reader) == expected
        assert await closed(reader)


async def test_a_refusal_is_read_by_a_client_that_sends_on() -> None:
    async with connection() as (reader, writer):
        # All of it before anything is read, as many clients do it.
        writer.write(REQUEST + b"x: " + b"y" * (4 << 20))
        await writer.drain()
        assert await status(reader) == b"431"


async def test_a_refused_client_that_sends_for_ever_is_cut() -> None:
    async with connection() as (reader, writer):
        with suppress(ConnectionError):
            while True:
                writer.write(b"\0" * 65_536)
                await writer.drain()
        with suppress(ConnectionError):
            await reader.read()


@pytest.mark.parametrize("ahead", [0, 1, 2])
async def test_a_request_whose_body_cannot_be_read_is_refused(ahead: int) -> None:
    async with connection(HastyProtocol) as (reader, writer):
        writer.write((REQUEST + b"\r\n") * ahead + CHUNKED + b"2\r\nhi\r\nno number\r\n")
        for _ in range(ahead):
            assert await status(reader) == b"200"
            assert await reader.readexactly(1) == b"0"
        assert await status(reader) == b"400"
        assert await closed(reader)


async def test_an_upgrade_to_what_is_not_known_is_a_request_like_others() -> None:
    asked = REQUEST + b"connection: upgrade\r\nupgrade: h2c\r\n"
    async with connection() as (reader, writer):
        writer.write((asked + b"\r\n") * 3)
        for length in (2, 300_000):
            writer.write(asked + b"content-length: %d\r\n\r\n" % length + b"x" * length)
        writer.write(REQUEST + b"\r\n")
        for told in (b"0", b"0", b"0", b"2", b"300000", b"0"):
            assert await status(reader) == b"200"
            assert await reader.readexactly(len(told)) == told


async def test_no_body_of_an_upgrade_becomes_a_request() -> None:
    smuggled = b"2\r\nhi\r\n0\r\n\r\n" + REQUEST + b"\r\n"
    chunked = b"connection: upgrade\r\nupgrade: h2c\r\ntransfer-encoding: chunked\r\n\r\n"
    async with connection() as (reader, writer):
        writer.write(REQUEST + chunked + smuggled)
        assert await status(reader) == b"400"
        assert await closed(reader)
