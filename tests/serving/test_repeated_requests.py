"""Repeated requests: the same bytes get the same reply without the app; all others reach it."""

from __future__ import annotations

import asyncio
import gc
import logging
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any

import pytest
from starlette.middleware.gzip import GZipMiddleware

from tests.raw_connections import (
    HANDSHAKE,
    HastyProtocol,
    closed,
    connection,
    status,
    watch_the_loss,
)
from tests.serving.repeating import App, begin, get, reply, settled, until
from yeoul.errors import StorageFailed
from yeoul.serving.http_protocol import LimitedHttpProtocol
from yeoul.serving.repeated_requests import MAX_REQUEST_BYTES
from yeoul.transports.connection import NextReply

pytestmark = pytest.mark.anyio


async def test_the_third_request_is_answered_without_the_app_and_with_the_same_head() -> None:
    app = App()
    async with connection(app=app) as (reader, writer):
        series, head = await begin(app, reader, writer)
        for after, number in ((3, 40), (40, 500), (500, 501)):
            series.give(number)
            writer.write(get(after))
            assert await reply(reader) == (head, b"series %d" % number)
    assert len(app.requests) == 2


async def test_a_request_that_waits_is_answered_when_there_is_something() -> None:
    app = App()
    async with connection(app=app) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        for number in range(4, 30):
            writer.write(get(number - 1))
            await settled()
            series.give(number)
            assert (await reply(reader))[1] == b"series %d" % number
    assert len(app.requests) == 2


OTHERS = {
    "another value": get(4),
    "the value before": get(2),
    "another header": get(3, more="x: y\r\n"),
    "another host": get(3).replace(b"localhost", b"elsewhere"),
    "another query": get(3, query="after={}&wait=29"),
    "another method": get(3).replace(b"GET", b"PUT"),
    "a body": get(3, more="content-length: 2\r\n") + b"hi",
    "an empty line before it": b"\r\n" + get(3),
    "HTTP/1.0": get(3).replace(b"1.1", b"1.0"),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
async def test_other_bytes_reach_the_app_and_end_the_series(other: bytes) -> None:
    app = App()
    async with connection(app=app) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        series.give(9)
        writer.write(other)
        assert (await reply(reader))[1].startswith(b"app ")
        assert (series.closed, len(app.requests)) == (1, 3)


NEVER: dict[str, dict[str, str]] = {
    "a field whose name ends so": {"query": "xafter={}"},
    "and another one": {"query": "xafter={}&after=7"},
    "the field twice": {"query": "after={0}&after={0}"},
    "what is written in another way": {"query": "after={}&%61fter=7"},
    "a long request": {"more": f"x: {'y' * MAX_REQUEST_BYTES}\r\n"},
    "a body": {"more": "content-length: 2\r\n"},
    "an old header that goes on": {"more": "x: y\r\n\n"},
}


@pytest.mark.parametrize("fields", NEVER.values(), ids=NEVER)
async def test_a_request_that_could_mean_something_else_is_never_repeated(
    fields: dict[str, str],
) -> None:
    app = App()
    async with connection(app=app) as (reader, writer):
        for after in range(1, 6):
            writer.write(get(after, **fields) + b"hi" * ("length" in fields.get("more", "")))
            if b"400" in (await reply(reader))[0]:
                break
    assert not any(app.taken)


@pytest.mark.parametrize("size", [1, 20, -1])
async def test_a_request_in_two_segments_reaches_the_app(size: int) -> None:
    app = App()
    async with connection(app=app) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        writer.write(get(3)[:size])
        await until(lambda: bool(series.closed))
        writer.write(get(3)[size:])
        assert (await reply(reader))[1] == b"app 3"
        assert app.taken == [False, True, False]


async def test_two_requests_in_one_segment_reach_the_app() -> None:
    app = App()
    async with connection(app=app) as (reader, writer):
        await begin(app, reader, writer)
        writer.write(get(3) + get(3))
        assert [(await reply(reader))[1] for _ in range(2)] == [b"app 3", b"app 3"]
        assert not any(app.taken[2:])


@pytest.mark.parametrize("other", [8, 3])
async def test_a_request_behind_one_that_waits_is_answered_behind_it(other: int) -> None:
    app = App()
    async with connection(app=app) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        writer.write(get(3))
        await settled()
        writer.write(get(other))
        assert [(await reply(reader))[1] for _ in range(2)] == [b"app 3", b"app %d" % other]
        assert series.closed == 1
        # And a client that is patient again gets its series again.
        writer.write(get(9))
        assert (await reply(reader))[1] == b"app 9"
        app.series[-1].give(11)
        writer.write(get(10))
        assert (await reply(reader))[1] == b"series 11"


@pytest.mark.parametrize("other", [6, 5])
async def test_what_comes_while_the_app_answers_begins_no_series(other: int) -> None:
    app = App()
    async with connection(app=app) as (reader, writer):
        await begin(app, reader, writer)
        app.gate.clear()
        writer.write(get(5))
        await until(lambda: len(app.requests) == 3)
        writer.write(get(other))
        await settled()
        app.gate.set()
        assert [(await reply(reader))[1] for _ in range(2)] == [b"app 5", b"app %d" % other]
        assert app.taken == [False, True, False, False]


@pytest.mark.parametrize("waits", [True, False])
async def test_a_client_that_leaves_ends_the_series(
    waits: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    app = App()
    async with connection(app=app) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        if waits:
            writer.write(get(3))
            await settled()
        writer.transport.abort()
        await until(lambda: bool(series.closed))
        series.give(4)  # as a publish that is under way
    assert caplog.records == []


async def test_a_series_that_is_offered_when_the_client_has_left_is_not_taken() -> None:
    app = App()
    watched, lost = watch_the_loss()

    async with connection(watched, app=app) as (reader, writer):
        await begin(app, reader, writer)
        app.gate.clear()
        writer.write(get(5))
        await until(lambda: len(app.requests) == 3)
        writer.transport.abort()
        await lost.wait()
        app.gate.set()
        await until(lambda: len(app.taken) == 3)
        assert not app.taken[-1]


async def test_nothing_is_written_between_the_clients_end_and_the_loss_of_the_connection() -> None:
    app, protocols = App(), []

    class Watched(LimitedHttpProtocol):
        def eof_received(self) -> None:
            protocols.append(self)
            self.transport.close()
            app.series[-1].give(4)

    async with connection(Watched, app=app) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        writer.write(get(3))
        await settled()
        writer.write_eof()
        assert await closed(reader)
        assert protocols
        assert series.given == deque([4])


@pytest.mark.parametrize("waits", [True, False])
async def test_after_an_error_the_app_answers_the_same_request(waits: bool) -> None:
    app = App()
    async with connection(app=app) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        if waits:
            writer.write(get(3))
            await settled()
        series.give(StorageFailed("no disk"))
        if not waits:
            writer.write(get(3))
        assert (await reply(reader))[1] == b"app 3"
        assert (series.closed, app.requests[-1]) == (1, b"after=3&wait=30")


async def test_a_request_that_waits_too_long_gets_the_idle_reply_and_the_series_goes_on() -> None:
    app = App(wait_s=0.05)
    async with connection(app=app) as (reader, writer):
        series, head = await begin(app, reader, writer)
        for _ in range(3):
            writer.write(get(3))
            assert await reply(reader) == (head, b"idle")
        series.give(4)
        writer.write(get(3))
        assert (await reply(reader))[1] == b"series 4"
    assert len(app.requests) == 2


async def test_the_last_reply_ends_the_series() -> None:
    app = App()
    async with connection(app=app, keep_alive_s=1) as (reader, writer):
        series, head = await begin(app, reader, writer)
        series.give(0)
        writer.write(get(3))
        assert await reply(reader) == (head, b"series 0")
        assert series.closed == 1
        writer.write(get(3))
        assert (await reply(reader))[1] == b"app 3"
        app.series[-1].give(0)
        writer.write(get(4))
        assert (await reply(reader))[1] == b"series 0"
        assert await closed(reader)  # by the keep-alive timer


async def test_a_silent_client_is_closed_but_not_while_its_request_waits() -> None:
    app = App()
    async with connection(app=app, keep_alive_s=1) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        writer.write(get(3))
        asyncio.get_running_loop().call_later(1.3, series.give, 4)
        assert (await reply(reader))[1] == b"series 4"
        assert await closed(reader)
        assert series.closed == 1


async def test_a_series_that_has_ended_does_not_close_the_connection_under_the_apps_reply() -> None:
    app = App()
    async with connection(app=app, keep_alive_s=1) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        series.give(4)
        writer.write(get(3))
        await reply(reader)
        app.gate.clear()
        writer.write(get(7))
        asyncio.get_running_loop().call_later(1.3, app.gate.set)
        assert (await reply(reader))[1] == b"app 7"


async def test_neither_a_headers_nor_a_bodys_timer_runs_while_a_request_waits() -> None:
    app = App()
    async with connection(HastyProtocol, app=app) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        writer.write(get(3))
        asyncio.get_running_loop().call_later(3 * HastyProtocol.header_timeout_s, series.give, 4)
        assert (await reply(reader))[1] == b"series 4"
        writer.write(get(4)[:-2])  # and it runs for the next header
        assert await closed(reader)


@pytest.mark.parametrize("waits", [True, False])
async def test_a_shutdown_closes_an_idle_connection_and_has_the_app_answer_a_request_that_waits(
    waits: bool,
) -> None:
    protocols: list[LimitedHttpProtocol] = []

    class Watched(LimitedHttpProtocol):
        def connection_made(self, transport: Any) -> None:
            protocols.append(self)
            super().connection_made(transport)

    app = App()
    async with connection(Watched, app=app) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        if waits:
            writer.write(get(3))
            await settled()
        protocols[0].shutdown()
        if waits:
            head, body = await reply(reader)
            assert body == b"app 3"
            assert b"connection: close" in head
        assert await closed(reader)
        assert (series.closed, len(app.requests)) == (1, 2 + waits)


async def test_a_client_that_reads_nothing_is_cut() -> None:
    app = App()
    watched, lost = watch_the_loss()

    async with connection(watched, app=app, send_timeout_s=0.2) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        series.take = lambda: NextReply(b"4", bytes(32 << 20))  # type: ignore[method-assign]
        writer.write(get(3))
        await lost.wait()
        assert series.closed == 1


async def test_a_client_whose_next_request_comes_is_not_watched_for_the_reply_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Watched(LimitedHttpProtocol):
        def connection_made(self, transport: Any) -> None:
            # As for a client far away: some bytes are always on their way.
            monkeypatch.setattr(type(transport), "get_write_buffer_size", lambda _: 1)
            super().connection_made(transport)

    app = App()
    async with connection(Watched, app=app, send_timeout_s=0.2) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        writer.write(get(3))
        asyncio.get_running_loop().call_later(1.0, series.give, 4)
        assert (await reply(reader))[1] == b"series 4"


async def test_a_request_of_a_client_that_is_slow_to_read_reaches_the_app() -> None:
    app = App()
    async with connection(app=app) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        series.take = lambda: NextReply(b"4", bytes(32 << 20))  # type: ignore[method-assign]
        writer.write(get(3))
        await reader.readuntil(b"\r\n\r\n")
        writer.write(get(4))
        await until(lambda: len(app.requests) == 3)
        assert len(await reader.readexactly(32 << 20)) == 32 << 20
        assert (await reply(reader))[1] == b"app 4"


async def test_a_request_that_closes_its_connection_is_the_last_one() -> None:
    app = App()
    async with connection(app=app) as (reader, writer):
        await begin(app, reader, writer)
        writer.write(get(5, more="connection: close\r\n"))
        assert (await reply(reader))[1] == b"app 5"
        assert await closed(reader)
        assert app.series[-1].closed == 1


async def test_a_handshake_ends_the_series_and_frees_the_connection_it_was_on() -> None:
    app = App()
    protocols: list[weakref.ref[LimitedHttpProtocol]] = []

    class Watched(LimitedHttpProtocol):
        def connection_made(self, transport: Any) -> None:
            protocols.append(weakref.ref(self))
            super().connection_made(transport)

    async def with_websocket(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await app(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.accept"})
        await receive()

    async with connection(Watched, app=with_websocket) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        series.changed = None
        gc.disable()
        try:
            writer.write(HANDSHAKE)
            assert await status(reader) == b"101"
            assert series.closed == 1
            assert protocols[0]() is None  # at once, not by the collector
        finally:
            gc.enable()


def changed(app: Any, of_start: dict[str, Any], of_body: dict[str, Any]) -> Any:
    """Return a middleware around ``app`` that sends these values in the two messages of a reply."""

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        async def send_changed(message: Any) -> None:
            is_start = message["type"] == "http.response.start"
            await send({**message, **(of_start if is_start else of_body)})
            if of_body.get("more_body") and not is_start:
                await send({"type": "http.response.body", "body": b""})

        await app(scope, receive, send_changed)

    return serve


LENGTH = (b"content-length", b"5")
OTHER_REPLIES: dict[str, Callable[[Any], Any]] = {
    "a status": lambda app: changed(app, {"status": 203}, {}),
    "a body": lambda app: changed(app, {}, {"body": b"other"}),
    "a body in two parts": lambda app: changed(app, {}, {"more_body": True}),
    "a length": lambda app: changed(app, {"headers": [LENGTH, LENGTH]}, {"body": b"other"}),
    "a coding": lambda app: GZipMiddleware(app, minimum_size=1),
    "a cookie": lambda app: changed(app, {"headers": [LENGTH, (b"Set-Cookie", b"a=b")]}, {}),
}


@pytest.mark.parametrize("around", OTHER_REPLIES.values(), ids=OTHER_REPLIES)
async def test_a_reply_in_which_others_have_a_hand_begins_no_series(
    around: Callable[[Any], Any],
) -> None:
    app = App()
    async with connection(app=around(app)) as (reader, writer):
        for after in range(1, 6):
            writer.write(get(after, more="accept-encoding: gzip\r\n"))
            await reply(reader)
    assert len(app.requests) == 5
    assert app.taken == [False, True, True, True, True]
    assert [series.closed for series in app.series] == [0, 1, 1, 1, 1]


async def test_a_reply_whose_length_is_not_known_begins_no_series() -> None:
    app = App()
    async with connection(app=changed(app, {"headers": []}, {})) as (reader, writer):
        for after in range(1, 6):
            writer.write(get(after))
            assert (await reader.readuntil(b"0\r\n\r\n")).count(b"app %d" % after) == 1
    assert len(app.requests) == 5


async def test_an_app_that_offers_nothing_answers_every_request() -> None:
    app = App()
    async with connection(app=app) as (reader, writer):
        series, _ = await begin(app, reader, writer)
        app.offers = False
        writer.write(b"\r\n")
        for _ in range(3):
            writer.write(get(3))
            assert (await reply(reader))[1] == b"app 3"
        assert series.closed == 1
