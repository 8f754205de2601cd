"""How every stream leaves: what is sent and when, and how it ends, under any ASGI server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.types import Message

from tests.transports.house import Given, Pipe
from yeoul.errors import ShuttingDown, StorageFailed
from yeoul.eventlog.memory import MemoryLog
from yeoul.protocol.sse import PREAMBLE
from yeoul.testing.event_logs import PERMIT, frames_after, write
from yeoul.transports.connection import EXTENSION
from yeoul.transports.sse import ARRIVAL_S, CutSource, LogSource, sse_response
from yeoul.transports.stream import EventStream, Pace

pytestmark = pytest.mark.anyio

Send = Callable[[Message], Awaitable[None]]


async def stays() -> Message:
    """The client says nothing, and stays."""
    await asyncio.Event().wait()
    raise AssertionError


def stream_of(source: Given, *, preamble: bytes = b"", send_timeout_s: float = 30.0) -> EventStream:
    return EventStream(
        source,
        media_type="text/odd",
        pace=Pace(7.0, send_timeout_s),
        preamble=preamble,
        headers={"location": "/there"},
    )


async def serve(
    stream: EventStream,
    send: Send,
    *,
    method: str = "GET",
    receive: Callable[[], Awaitable[Message]] = stays,
    extensions: dict[str, Any] | None = None,
) -> None:
    """Serve a stream to its end."""
    scope: Any = {"type": "http", "method": method, "extensions": extensions or {}}
    async with asyncio.timeout(10):
        await stream(scope, receive, send)


class Sent(list[Message]):
    """What the app has sent."""

    async def __call__(self, message: Message) -> None:
        self.append(message)

    @property
    def bodies(self) -> list[tuple[bytes, bool]]:
        return [(each["body"], each.get("more_body", False)) for each in self[1:]]


async def test_all_that_is_given_goes_out_behind_the_preamble_and_then_the_end() -> None:
    source, sent = Given(b"a", b"b"), Sent()
    await serve(stream_of(source, preamble=b"first "), sent)
    assert sent.bodies == [(b"first a", True), (b"b", True), (b"", False)]
    assert source.closed == 1
    headers = dict(sent[0]["headers"])
    assert headers[b"content-type"] == b"text/odd; charset=utf-8"
    assert headers[b"cache-control"] == b"no-store, no-transform"
    assert headers[b"location"] == b"/there"


async def test_a_connection_that_the_server_offers_gets_the_same_without_asgi() -> None:
    source, sent, pipe = Given(b"a", b"b"), Sent(), Pipe()
    await serve(stream_of(source, preamble=b"first "), sent, extensions={EXTENSION: pipe})
    assert pipe.written == [b"first a", b"b"]
    assert (sent.bodies, source.closed) == ([(b"", False)], 1)


async def test_a_connection_whose_reply_has_not_begun_is_not_written_to() -> None:
    sent, pipe = Sent(), Pipe(has_begun=False)
    await serve(stream_of(Given(b"a", b"b")), sent, extensions={EXTENSION: pipe})
    assert (pipe.written, sent.bodies) == ([], [(b"a", True), (b"b", True), (b"", False)])


async def test_a_head_request_gets_the_headers_and_asks_for_nothing() -> None:
    source, sent = Given(b"a"), Sent()
    await serve(stream_of(source), sent, method="HEAD")
    assert (sent.bodies, source.parts) == ([(b"", False)], [b"a"])


async def test_a_stream_that_fails_is_cut_and_not_ended() -> None:
    source, sent, pipe = Given(b"a", StorageFailed("gone"), b"b"), Sent(), Pipe()
    await serve(stream_of(source), sent, extensions={EXTENSION: pipe})
    assert (pipe.written, pipe.aborted, sent.bodies) == ([b"a"], True, [])


async def test_without_such_a_connection_a_failed_stream_is_not_ended_either() -> None:
    source, sent = Given(b"a", StorageFailed("gone"), b"b"), Sent()
    await serve(stream_of(source), sent)
    assert (sent.bodies, source.closed) == ([(b"a", True)], 1)


@pytest.mark.parametrize("offered", [True, False])
async def test_a_stream_that_is_only_cut_lets_its_comment_arrive_before(offered: bool) -> None:
    sent, pipe = Sent(), Pipe()
    source = CutSource(ShuttingDown("come again"))
    begun_s = asyncio.get_running_loop().time()
    stream = sse_response(source, Pace(60.0, 30.0))
    await serve(stream, sent, extensions={EXTENSION: pipe} if offered else {})
    assert asyncio.get_running_loop().time() - begun_s > ARRIVAL_S / 2
    assert len(pipe.written if offered else sent.bodies) == 1
    assert pipe.aborted is offered


async def test_a_client_that_takes_nothing_is_cut_off() -> None:
    sent = Sent()

    async def send(message: Message) -> None:
        await sent(message)
        if message.get("body"):
            await asyncio.Event().wait()  # full, for ever

    await serve(stream_of(Given(b"a", b"b"), send_timeout_s=0.01), send)
    assert sent.bodies == [(b"a", True)]


async def test_a_client_that_leaves_ends_the_wait_for_more() -> None:
    said: list[Message] = [{"type": "http.request"}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        return said.pop(0)

    source, sent = Given(None), Sent()
    await serve(stream_of(source), sent, receive=receive)
    assert (sent.bodies, said, source.closed) == ([], [], 1)


async def test_a_client_that_leaves_while_something_is_sent_is_no_error() -> None:
    sent = Sent()

    async def send(message: Message) -> None:
        await sent(message)
        if message.get("body"):
            raise OSError("The client has left.")

    source = Given(b"a", b"b")
    await serve(stream_of(source), send)
    assert (sent.bodies, source.closed) == ([(b"a", True)], 1)


async def test_the_stream_of_an_answer_that_has_ended_is_its_frames_and_nothing_behind_them() -> (
    None
):
    log, sent = MemoryLog(), Sent()
    await write(log, "여", "울")
    source = LogSource(await log.follow(PERMIT, None))
    await serve(sse_response(source, Pace(7.0, 30.0)), sent)
    frames = await frames_after(log, None)
    assert b"".join(body for body, _ in sent.bodies) == PREAMBLE + b"".join(frames)
