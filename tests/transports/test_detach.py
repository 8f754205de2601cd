"""A stream is served outside of the framework that answered with it; by itself where it must be."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from yeoul.transports.detach import DetachMiddleware, detach

pytestmark = pytest.mark.anyio


class Stream:
    """Says what happens to it."""

    def __init__(self, said: list[str]) -> None:
        self.said = said

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.said.append("served")

    def close(self) -> None:
        self.said.append("closed")


class Brought:
    """What a request brought with it."""


async def _call(app: Any, kind: str = "http") -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    await app({"type": kind}, receive, send)


async def test_a_stream_is_served_when_the_app_inside_has_returned() -> None:
    said: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert detach(Stream(said), scope)
        said.append("returned")

    await _call(DetachMiddleware(app))
    assert said == ["returned", "served"]


async def test_what_the_app_put_into_the_scope_is_gone_while_a_stream_is_served() -> None:
    kept: list[weakref.ref[Brought]] = []

    class Watching(Stream):
        async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
            gc.collect()
            assert kept[0]() is None
            self.said.append("served")

    said: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        brought = Brought()
        kept.append(weakref.ref(brought))
        scope["brought"] = brought
        detach(Watching(said), scope)

    await _call(DetachMiddleware(app))
    assert said == ["served"]


async def test_an_app_that_fails_behind_its_stream_closes_it() -> None:
    said: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        detach(Stream(said), scope)
        raise ValueError("behind the stream")

    with pytest.raises(ValueError, match="behind the stream"):
        await _call(DetachMiddleware(app))
    assert said == ["closed"]


async def test_other_replies_and_other_connections_pass() -> None:
    kinds: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        kinds.append(scope["type"])

    for kind in ("http", "websocket", "lifespan"):
        await _call(DetachMiddleware(app), kind)
    assert kinds == ["http", "websocket", "lifespan"]


async def test_without_anybody_to_take_it_a_stream_stays_where_it_is() -> None:
    assert not detach(Stream([]), {"type": "http"})
