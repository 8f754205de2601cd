"""Moving content from its source into a connection: at once, never into a full one, to the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from anyio import wait_all_tasks_blocked

from tests.transports.house import Given, Pipe
from yeoul.errors import StorageFailed
from yeoul.transports.pump import Outlet, Pump, SendOutlet

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def pumping(
    source: Given, outlet: Outlet[bytes], *, preamble: bytes = b"", heartbeat_s: float = 60.0
) -> AsyncIterator[asyncio.Future[tuple[bool]]]:
    """A pump that runs and has moved all that there was."""
    pump = Pump(source, outlet, preamble=preamble, heartbeat_s=heartbeat_s)
    task = asyncio.gather(pump.run())
    await wait_all_tasks_blocked()
    async with asyncio.timeout(10):
        yield task
        await asyncio.wait([task])


async def test_new_content_is_written_before_the_call_that_tells_of_it_returns() -> None:
    source, pipe = Given(None, b"a", None, b"b"), Pipe()
    async with pumping(source, pipe):
        source.go_on()
        assert pipe.written == [b"a"]
        await wait_all_tasks_blocked()
        source.go_on()
        assert pipe.written == [b"a", b"b"]


async def test_a_preamble_goes_out_even_if_nothing_follows_yet() -> None:
    source, pipe = Given(None, b"a"), Pipe()
    async with pumping(source, pipe, preamble=b"first"):
        assert pipe.written == [b"first"]
        source.go_on()
    assert pipe.written == [b"first", b"a"]


async def test_a_full_connection_keeps_the_position_and_gets_the_rest_when_it_takes_more() -> None:
    source, pipe = Given(b"a", b"b", b"c"), Pipe(full_at=1)
    async with pumping(source, pipe):
        assert (pipe.written, source.parts) == ([b"a"], [b"b", b"c"])
        pipe.change(full_at=2)
        await wait_all_tasks_blocked()
        assert (pipe.written, source.parts) == ([b"a", b"b"], [b"c"])
        pipe.change()
    assert pipe.written == [b"a", b"b", b"c"]


async def test_a_source_that_lets_go_of_a_client_which_takes_nothing_ends_it_at_once() -> None:
    source, pipe = Given(b"a", b"b", b"c"), Pipe(full_at=1)
    async with pumping(source, pipe) as task:
        source.let_go(StorageFailed("gone"))
        with pytest.raises(StorageFailed, match="gone"):
            await task
    assert pipe.written == [b"a"]


async def test_a_silence_is_filled_with_heartbeats_but_not_for_a_full_connection() -> None:
    source, pipe = Given(None, b"a"), Pipe(full_at=2)
    async with pumping(source, pipe, heartbeat_s=0.01):
        while len(pipe.written) < 2:  # noqa: ASYNC110  # the loop's next rounds
            await asyncio.sleep(0)
        pipe.full_at = 1_000
        source.go_on()
    assert pipe.written == [b"~", b"~", b"a"]


async def test_a_client_that_leaves_ends_it_at_once_and_for_good() -> None:
    source, pipe = Given(None, b"a"), Pipe()
    async with pumping(source, pipe) as task:
        pipe.change(is_closed=True)
        await task
        source.go_on()
    assert (pipe.written, source.parts) == ([], [b"a"])


async def test_an_error_of_the_source_ends_it_and_is_raised_where_it_is_waited_for() -> None:
    source, pipe = Given(None, StorageFailed("gone")), Pipe()
    async with pumping(source, pipe) as task:
        source.go_on()  # and raises nothing here, where a commit is being published
        with pytest.raises(StorageFailed):
            await task


async def test_the_last_content_has_to_be_taken_before_it_ends() -> None:
    source, pipe = Given(b"a"), Pipe(full_at=1)
    async with pumping(source, pipe) as task:
        await wait_all_tasks_blocked()
        assert (pipe.written, task.done()) == ([b"a"], False)
        pipe.change()
    (is_complete,) = task.result()
    assert is_complete


async def test_a_heartbeat_that_fails_ends_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Given(None, b"a")
    monkeypatch.setattr(source, "heartbeat", lambda: 1 / 0)
    async with pumping(source, Pipe(), heartbeat_s=0.01) as task:
        with pytest.raises(ZeroDivisionError):
            await task


async def test_no_heartbeat_follows_a_failure() -> None:
    pipe = Pipe()
    pump = Pump(Given(StorageFailed("gone")), pipe, preamble=b"", heartbeat_s=60.0)
    pump._move()
    pump._beat()
    assert pipe.written == []
    with pytest.raises(StorageFailed):
        await pump.run()


async def test_a_pump_that_is_cancelled_writes_no_more() -> None:
    source, pipe = Given(None, b"a"), Pipe()
    async with pumping(source, pipe) as task:
        task.cancel()
        await asyncio.wait([task])
        source.go_on()
    assert pipe.written == []


async def test_a_send_at_a_time_is_under_way_and_what_comes_meanwhile_follows_it() -> None:
    gate, sent = asyncio.Event(), list[bytes]()

    async def send(content: bytes) -> None:
        await gate.wait()
        sent.append(content)

    source = Given(b"a", b"b")
    outlet = SendOutlet(send, 60.0)
    running = asyncio.gather(outlet.run())
    async with pumping(source, outlet):
        assert (sent, source.parts) == ([], [b"b"])
        gate.set()
    assert sent == [b"a", b"b"]
    running.cancel()
