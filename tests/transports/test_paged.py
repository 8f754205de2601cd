"""A body that is made piece by piece: it ends cleanly when it is whole, and only then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from starlette.types import Message

from yeoul.errors import StorageFailed, Unauthenticated
from yeoul.transports.connection import EXTENSION
from yeoul.transports.paged import PagedBody

pytestmark = pytest.mark.anyio


class Client:
    """An ASGI server's side of one request: what was sent, and whether it was cut."""

    def __init__(self, *, takes: int = 1_000) -> None:
        self.sent: list[Message] = []
        self.is_cut = False
        self.closed = 0
        self.left = asyncio.Event()
        self._takes = takes

    def abort(self) -> None:
        self.is_cut = True

    async def receive(self) -> Message:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if len(self.sent) >= self._takes:
            await asyncio.Event().wait()  # it takes nothing more
        self.sent.append(message)

    async def read(self, pieces: AsyncGenerator[bytes], *, timeout_s: float = 30) -> None:
        def close() -> None:
            self.closed += 1

        body = PagedBody(
            pieces, media_type="application/jsonl", timeout_s=timeout_s, headers={}, on_close=close
        )
        scope: dict[str, Any] = {"type": "http", "extensions": {EXTENSION: self}}
        await body(scope, self.receive, self.send)

    @property
    def is_whole(self) -> bool:
        return not self.is_cut and not self.sent[-1].get("more_body", False)


class Pieces:
    """Pieces without an end, or with one, or with an error; and whether they were closed."""

    def __init__(self, number: int, error: Exception | None = None) -> None:
        self._number, self._error = number, error
        self.made = 0
        self.is_closed = False

    async def generate(self) -> AsyncGenerator[bytes]:
        try:
            for _ in range(self._number):
                self.made += 1
                yield b"x"
            if self._error is not None:
                raise self._error
        finally:
            self.is_closed = True


async def test_a_whole_body_ends_cleanly_and_tells_no_length() -> None:
    client, pieces = Client(), Pieces(3)
    await client.read(pieces.generate())
    assert client.is_whole
    assert b"".join(each.get("body", b"") for each in client.sent) == b"xxx"
    names = [name for name, _ in client.sent[0]["headers"]]
    assert b"content-length" not in names
    assert (client.closed, pieces.is_closed) == (1, True)


@pytest.mark.parametrize("error", [StorageFailed("busy"), Unauthenticated("over")])
async def test_one_that_breaks_off_is_cut(error: Exception) -> None:
    client, pieces = Client(), Pieces(3, error)
    await client.read(pieces.generate())
    assert client.is_cut
    assert client.sent[-1]["more_body"]
    assert (client.closed, pieces.is_closed) == (1, True)


async def test_a_client_that_takes_nothing_is_cut_and_no_more_is_made_for_it() -> None:
    client, pieces = Client(takes=3), Pieces(1_000_000)
    await client.read(pieces.generate(), timeout_s=0.05)
    assert client.is_cut
    assert pieces.made == 3
    assert (client.closed, pieces.is_closed) == (1, True)


async def test_a_client_that_leaves_ends_it() -> None:
    client, pieces = Client(takes=3), Pieces(1_000_000)
    asyncio.get_running_loop().call_later(0.05, client.left.set)
    await client.read(pieces.generate())
    assert pieces.made == 3
    assert (client.closed, pieces.is_closed) == (1, True)
