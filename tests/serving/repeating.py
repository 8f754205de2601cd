"""A client that repeats its requests, and an app that offers a series of replies to them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from yeoul.transports.connection import NextReply, offer_series


def get(after: int, *, query: str = "after={}&wait=30", more: str = "") -> bytes:
    target = f"/events?{query.format(after)}"
    return f"GET {target} HTTP/1.1\r\nhost: localhost\r\n{more}\r\n".encode()


class Numbers:
    """A series of the numbers that it is given, each the next request's value."""

    def __init__(self, wait_s: float) -> None:
        self.wait_s = wait_s
        self.given: deque[int | Exception] = deque()
        self.closed = 0
        self.changed: Callable[[], None] | None = None
        self.last = 0

    def give(self, *numbers: int | Exception) -> None:
        self.given += numbers
        if self.changed is not None:
            self.changed()

    def take(self) -> NextReply | None:
        if not self.given:
            return None
        number = self.given.popleft()
        if isinstance(number, Exception):
            raise number
        self.last = number
        return NextReply(b"%d" % number if number else None, b"series %d" % number)

    def idle(self) -> NextReply:
        return NextReply(b"%d" % self.last, b"idle")

    def watch(self, changed: Callable[[], None]) -> None:
        self.changed = changed

    def close(self) -> None:
        self.closed += 1


class App:
    """Replies ``app N`` to ``after=N``, tells ``N + 1``, and offers a series from there."""

    def __init__(self, wait_s: float = 30.0) -> None:
        self.wait_s = wait_s
        self.requests: list[bytes] = []
        self.series: list[Numbers] = []
        self.taken: list[bool] = []
        self.offers = True
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        query = scope["query_string"]
        self.requests.append(query)
        await self.gate.wait()
        after = int(query.partition(b"after=")[2].partition(b"&")[0])
        body = b"app %d" % after
        if self.offers:
            series = Numbers(self.wait_s)
            series.last = after + 1
            first = NextReply(b"%d" % (after + 1), body)
            self.series.append(series)
            self.taken.append(offer_series(scope, b"after", b"%d" % after, first, series))
        headers = [(b"X-One", b"1"), (b"content-length", b"%d" % len(body)), (b"x-two", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def reply(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Return the head of a reply, without its content-length, and the body."""
    head = await reader.readuntil(b"\r\n\r\n")
    before, _, rest = head.partition(b"content-length: ")
    length, _, after = rest.partition(b"\r\n")
    return before + after, await reader.readexactly(int(length))


async def begin(
    app: App, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, **fields: str
) -> tuple[Numbers, bytes]:
    """Have the app answer twice, so that its second series goes on behind 3; returns the head."""
    head = b""
    for after in (1, 2):
        writer.write(get(after, **fields))
        head, body = await reply(reader)
        assert body == b"app %d" % after
    assert app.taken[-2:] == [False, True]
    return app.series[-1], head


async def settled() -> None:
    """Let everything that has been sent arrive."""
    for _ in range(20):
        await asyncio.sleep(0)


async def until(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110  # it comes in one of the loop's next rounds
        await asyncio.sleep(0)
