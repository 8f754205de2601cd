from __future__ import annotations

import httpx2
import pytest

from tests.client.patience import borne_s
from tests.client.unreliable_server import FRAMES, STREAM, reply, unreliable
from yeoul.client.connections import Connections
from yeoul.client.transports.base import ConnectionLost
from yeoul.client.transports.sse import SseConnection
from yeoul.errors import NotFound, YeoulError
from yeoul.protocol.events import Cursor

pytestmark = pytest.mark.anyio


async def received(answer: bytes | None, after: Cursor | None = None) -> list[str]:
    """Receive until the connection ends; returns the ids, and what was said to be the end."""
    ids: list[str] = []
    async with unreliable([answer]) as server:
        connections = Connections(server.url, stall_s=borne_s([answer]))
        try:
            connection = await SseConnection.open(
                connections, connections.request("GET", "x"), after
            )
            while True:
                got = await connection.receive(after)
                ids += [entry.id for entry in got.entries]
                if got.ended_at is not None:
                    return [*ids, "ended at " + got.ended_at]
        except ConnectionLost as lost:
            return [*ids, str(lost)]
        finally:
            await connections.aclose()


async def test_the_end_of_the_body_is_a_loss_behind_what_came_whole() -> None:
    body = STREAM + FRAMES[0] + FRAMES[1] + FRAMES[2][:-1]
    assert await received(body) == ["1-1", "1-2", "the stream ended before its answer"]


async def test_204_says_where_the_end_is() -> None:
    assert await received(reply("204 No Content"), Cursor(2, 9)) == ["ended at 2-9"]


async def test_silence_is_a_loss() -> None:
    assert await received(None) == [httpx2.ReadTimeout.__name__]


async def test_an_event_without_end_is_a_loss() -> None:
    endless = STREAM + b"data: " + b"x" * (65 << 20)
    assert "larger than" in (await received(endless))[0]


async def test_a_refusal_is_an_error() -> None:
    with pytest.raises(NotFound):
        await received(reply("404 Not Found", b'{"code":"not_found","detail":"No."}'))
    with pytest.raises(YeoulError, match="not Yeoul"):
        await received(reply("200 OK", b"<html>", "content-type: text/html"))
