"""A connection may break at any byte: whoever resumes has the log, nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import writing_systems
from tests.faults.proxy import Plan, Proxy
from tests.faults.volumes import LIMIT_S, VOLUMES
from tests.served import Served, serving
from yeoul.client import Client, RetryPolicy, Transport
from yeoul.client.transports import TRANSPORTS
from yeoul.protocol.events import Cursor, Delta, End, Event, Reset
from yeoul.providers.base import as_text
from yeoul.providers.script_steps import Script

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

#: All that a cut, a parser or a proxy could trip over.
PIECES = [
    "여울은 ",
    "바닥이 얕거나 폭이 좁아 ",
    "물살이 세게 흐르는 곳.\r\n\r\n",
    "data: not a field\nid: 9-9\n\n",
    "👩‍👩‍👧‍👦 👍🏽 🇰🇷 🏳️‍🌈",
    "\u2028\u2029\u0085\r",
    "\n",
    "é é \u0000\ufeff\u200d",
    '"\\u0000"}\n\nevent: end',
    "𝕐𝕖𝕠𝕦𝕝",
    "עברית ",
    "a" * 200,
]
#: Bytes cut at one time.
AT_ONCE = 8
#: Comes back at once: what is cut here is no server that needs rest.
RETRY_POLICY = RetryPolicy(first_pause_s=0.0, longest_pause_s=0.0, poll_s=0.0, wait_s=1, stall_s=20)

History = list[tuple[Cursor | None, Event]]


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The event loop of a server, which is the quicker one: there are thousands of connections."""
    return "asyncio", {"use_uvloop": True}


async def followed(url: str, answer_id: str, transport: Transport) -> History:
    """Follow from the start to the end; returns what was applied."""
    history: History = []
    async with Client(url, retry_policy=RETRY_POLICY) as client:
        following = client.follow(answer_id, transport=transport)
        async for update in following:
            if isinstance(update, Event):
                history.append((following.cursor, update))
    return history


def check(history: History, log: History) -> None:
    """See that a history is the log, and that its text is the one that was hashed."""
    assert history == log
    text = "".join(event.text for _, event in history if isinstance(event, Delta))
    end = history[-1][1]
    assert isinstance(end, End)
    assert hashlib.sha256(text.encode()).hexdigest() == end.sha256


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_reply_cut_at_every_byte_is_resumed_without_loss_or_repetition(
    tmp_path: Path, transport: Transport
) -> None:
    pieces = PIECES + writing_systems.pieces(VOLUMES.writing_systems)
    async with serving(tmp_path, pieces) as served:
        answer_id = (await served.finished())["answer"]["id"]
        port = int(served.url.rpartition(":")[2])
        async with Proxy(port) as proxy:
            log = await followed(proxy.url, answer_id, transport)
            size, last = len(proxy.carried), proxy.carried.rindex(b"sha256")
        check(log, await logged(served, answer_id))
        cuts = iter(range(size + 1))
        async with asyncio.TaskGroup() as group:
            workers = [
                group.create_task(cut_at(cuts, port, answer_id, transport, log))
                for _ in range(AT_ONCE)
            ]
        cut = sum(worker.result() for worker in workers)
        print(f"{transport}: {cut} cuts of {size} bytes")
        # Behind the end the client may have left before the cut.
        assert cut >= last


async def cut_at(
    cuts: Iterator[int], port: int, answer_id: str, transport: Transport, log: History
) -> int:
    """Follow once for each cut, and compare; returns how often a connection was really cut."""
    async with Proxy(port) as proxy:
        for byte in cuts:
            proxy.plans.append(Plan(cut_after=byte, reset=byte % 2 == 1))
            history = await followed(proxy.url, answer_id, transport)
            assert history == log, f"{transport} cut behind byte {byte}"
        return proxy.cuts


async def logged(served: Served, answer_id: str) -> History:
    """Return the log as it is, read without any proxy."""
    return await followed(served.url, answer_id, "sse")


async def test_a_connection_cut_after_every_event_of_a_growing_answer_loses_nothing(
    tmp_path: Path,
) -> None:
    gates = [asyncio.Event() for _ in PIECES]
    script: Script = [step for pair in zip(PIECES, gates, strict=True) for step in pair]
    async with serving(tmp_path, script) as served:
        answer_id = (await served.ask())["answer"]["id"]
        port = int(served.url.rpartition(":")[2])
        meeting = Meeting(gates)
        async with asyncio.TaskGroup() as group:
            readers = [
                group.create_task(cut_after_each(port, answer_id, transport, meeting, reset=reset))
                for transport in TRANSPORTS
                for reset in (False, True)
            ]
        log = await logged(served, answer_id)
        for reader in readers:
            history, cuts = reader.result()
            check(history, log)
            assert cuts > 0


class Meeting:
    """Opens the next gate when all readers have been cut behind an event."""

    def __init__(self, gates: list[asyncio.Event]) -> None:
        self._gates = iter(gates)
        self._here = 0

    def arrive(self) -> None:
        self._here += 1
        if self._here == 2 * len(TRANSPORTS):
            self._here = 0
            next(self._gates).set()


async def cut_after_each(
    port: int, answer_id: str, transport: Transport, meeting: Meeting, *, reset: bool
) -> tuple[History, int]:
    """Follow, and cut the connection behind each event, while the next one is not made yet."""
    history: History = []
    async with Proxy(port) as proxy, Client(proxy.url, retry_policy=RETRY_POLICY) as client:
        following = client.follow(answer_id, transport=transport)
        async for update in following:
            if not isinstance(update, Event):
                continue
            history.append((following.cursor, update))
            proxy.cut_all(reset=reset)
            if isinstance(update, Delta):
                meeting.arrive()
        return history, proxy.cuts


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_every_cursor_is_resumed_from(tmp_path: Path, transport: Transport) -> None:
    async with serving(tmp_path, PIECES) as served, Client(served.url) as client:
        answer_id = (await served.finished())["answer"]["id"]
        log = await logged(served, answer_id)
        for known in range(len(log)):
            following = client.follow(answer_id, log[known][0], transport=transport)
            rest = [(following.cursor, update) async for update in following]
            assert rest == log[known + 1 :]


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_cursor_that_never_was_gets_the_whole_text(
    tmp_path: Path, transport: Transport
) -> None:
    async with serving(tmp_path, PIECES) as served, Client(served.url) as client:
        answer_id = (await served.finished())["answer"]["id"]
        for cursor in ("1-999", "7-3"):
            following = client.follow(answer_id, cursor, transport=transport)
            reset, end = [update async for update in following]
            assert reset == Reset(as_text("".join(PIECES)), "")
            assert isinstance(end, End)
