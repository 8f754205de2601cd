from __future__ import annotations

import pytest

from tests.client.patience import borne_s
from tests.client.unreliable_server import reply, unreliable
from yeoul.client import RetryPolicy
from yeoul.client.connections import Connections
from yeoul.client.transports.base import ConnectionLost, Received
from yeoul.client.transports.polling import PollingConnection
from yeoul.errors import NotFound, YeoulError
from yeoul.protocol.entries import Entry
from yeoul.protocol.events import Cursor

pytestmark = pytest.mark.anyio

SOME = b'{"events":[{"id":"1-2","event":"delta","data":{"text":"a"}}],"cursor":"1-2","ended":false}'
NONE = b'{"events":[],"cursor":"1-2","ended":false,"phase":"queued","queue_position":3}'
DONE = b'{"events":[],"cursor":"1-2","ended":true,"phase":null,"queue_position":null}'


def ok(body: bytes) -> bytes:
    return reply("200 OK", body, "content-type: application/json", "connection: close")


async def polled(
    *replies: bytes | None, wait_s: int = 0
) -> tuple[list[Received], list[str], list[float]]:
    """Receive once per reply; returns what came, the addresses asked, and the pauses."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async with unreliable(replies) as server:
        stall_s = borne_s(replies)
        connections = Connections(server.url, stall_s=stall_s)
        retry_policy = RetryPolicy(sleep=sleep, stall_s=stall_s)
        connection = PollingConnection(connections, retry_policy, "x", wait_s=wait_s)
        try:
            got = [
                await connection.receive(Cursor(1, n) if n else None) for n in range(len(replies))
            ]
        finally:
            await connection.aclose()
            await connections.aclose()
        return got, [server.line(n).split(" ")[1] for n in range(len(replies))], pauses


async def test_each_poll_asks_behind_the_follower_and_waits_before_the_next() -> None:
    got, asked, pauses = await polled(ok(SOME), ok(NONE), ok(DONE))
    assert got[0] == Received([Entry("delta", {"text": "a"}, "1-2")])
    assert got[1].entries[0].event == "heartbeat"
    assert got[2] == Received([], ended_at="1-2")
    assert asked == ["/x", "/x?after=1-1", "/x?after=1-2"]
    assert pauses == [1.0, 1.0]


async def test_a_long_poll_lets_the_server_wait() -> None:
    _, asked, pauses = await polled(ok(SOME), ok(DONE), wait_s=7)
    assert asked == ["/x?wait=7", "/x?after=1-1&wait=7"]
    assert pauses == []


@pytest.mark.parametrize(
    "broken", [b"", b"null", b'{"events":[]}', b'{"events":[1],"cursor":null,"ended":false}']
)
async def test_a_reply_that_cannot_be_read_is_a_loss(broken: bytes) -> None:
    with pytest.raises(ConnectionLost):
        await polled(ok(broken))


async def test_silence_and_a_cut_are_losses() -> None:
    with pytest.raises(ConnectionLost):
        await polled(None)
    with pytest.raises(ConnectionLost):
        await polled(ok(SOME)[:-1])


async def test_a_refusal_is_an_error() -> None:
    with pytest.raises(NotFound):
        await polled(reply("404 Not Found", b'{"code":"not_found","detail":"No."}'))
    with pytest.raises(YeoulError, match="not Yeoul"):
        await polled(reply("200 OK", b"{}", "content-type: text/html"))
