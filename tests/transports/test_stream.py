"""How every stream leaves: what is sent and when, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.types import Message

from yeoul.errors import StorageFailed
from yeoul.transports.abort import EXTENSION
from yeoul.transports.stream import EventStream, Pace

pytestmark = pytest.mark.anyio

Send = Callable[[Message], Awaitable[None]]


class Given:
    """A source that gives these parts, raises what is an error, and notes how it was asked."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self.parts = [*parts]
        self.waits: list[float] = []
        self.closed = 0

    async def next(self, timeout_s: float) -> tuple[bytes, bool]:
        self.waits.append(timeout_s)
        part = self.parts.pop(0)
        if isinstance(part, Exception):
            raise part
        return part, not self.parts

    def close(self) -> None:
        self.closed += 1


async def stays() -> Message:
    """The client says nothing, and stays."""
    await asyncio.Event().wait()
    raise AssertionError


async def serve(
    source: Given,
    send: Send,
    *,
    method: str = "GET",
    receive: Callable[[], Awaitable[Message]] = stays,
    preamble: bytes = b"",
    send_timeout_s: float = 30.0,
) -> bool:
    """Serve a stream of ``source`` to its end; returns whether its connection was dropped."""
    dropped = asyncio.Event()
    scope: Any = {"type": "http", "method": method, "extensions": {EXTENSION: dropped.set}}
    stream = EventStream(
        source,
        media_type="text/odd",
        pace=Pace(7.0, send_timeout_s),
        preamble=preamble,
        headers={"location": "/there"},
    )
    async with asyncio.timeout(10):
        await stream(scope, receive, send)
    assert source.closed == 1
    return dropped.is_set()


class Sent(list[Message]):
    """What the app has sent."""

    async def __call__(self, message: Message) -> None:
        self.append(message)

    @property
    def bodies(self) -> list[tuple[bytes, bool]]:
        return [(each["body"], each.get("more_body", False)) for each in self[1:]]


async def test_all_that_is_given_goes_out_behind_the_preamble_and_then_the_end() -> None:
    source, sent = Given(b"a", b"b"), Sent()
    assert not await serve(source, sent, preamble=b"first ")
    assert sent.bodies == [(b"first a", True), (b"b", True), (b"", False)]
    assert source.waits == [0.0, 7.0]
    headers = dict(sent[0]["headers"])
    assert headers[b"content-type"] == b"text/odd; charset=utf-8"
    assert headers[b"cache-control"] == b"no-store, no-transform"
    assert headers[b"location"] == b"/there"


async def test_where_there_is_nothing_to_say_nothing_is_sent() -> None:
    sent = Sent()
    assert not await serve(Given(b"", b"a", b"", b""), sent)
    assert sent.bodies == [(b"a", True), (b"", False)]


async def test_a_head_request_gets_the_headers_and_asks_for_nothing() -> None:
    source, sent = Given(b"a"), Sent()
    await serve(source, sent, method="HEAD")
    assert (sent.bodies, source.waits) == ([(b"", False)], [])


async def test_a_stream_that_fails_is_cut_and_not_ended() -> None:
    sent = Sent()
    assert await serve(Given(b"a", StorageFailed("gone"), b"b"), sent)
    assert sent.bodies == [(b"a", True)]


async def test_a_client_that_takes_nothing_is_cut_off() -> None:
    sent = Sent()

    async def send(message: Message) -> None:
        await sent(message)
        if message.get("body"):
            await asyncio.Event().wait()  # full, for ever

    assert await serve(Given(b"a", b"b"), send, send_timeout_s=0.01)
    assert sent.bodies == [(b"a", True)]


async def test_a_client_that_leaves_ends_the_wait_for_more() -> None:
    class Silent(Given):
        async def next(self, timeout_s: float) -> tuple[bytes, bool]:
            await asyncio.Event().wait()
            raise AssertionError

    said: list[Message] = [{"type": "http.request"}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        return said.pop(0)

    sent = Sent()
    assert not await serve(Silent(), sent, receive=receive)
    assert (sent.bodies, said) == ([], [])
