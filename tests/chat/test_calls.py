"""Who reads a call: joined in time, given up in time, and found by the retry that means it.

The event loop's clock is turned by hand: nothing here waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from yeoul.chat.calls import GRACE_S, MAX_DELIVERED, RESTART_GRACE_S, Calls
from yeoul.protocol.content import QuestionContent
from yeoul.protocol.conversation import Answer, Conversation, Question, utc_now
from yeoul.protocol.turns import Call
from yeoul.store.base import Exchange

pytestmark = pytest.mark.anyio


@dataclass
class Clock:
    """The loop's own clock, put forward."""

    stopped: list[str] = field(default_factory=list)
    ahead_s: float = 0.0

    async def turn(self, seconds: float) -> None:
        """Let ``seconds`` pass, and all that is due by then happen."""
        self.ahead_s += seconds
        for _ in range(5):
            await asyncio.sleep(0)


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock, loop = Clock(), asyncio.get_running_loop()
    begun_s = loop.time()
    monkeypatch.setattr(loop, "time", lambda: begun_s + clock.ahead_s)
    return clock


async def ask_nothing(*asked: object) -> Exchange:
    raise NotImplementedError


async def find_nothing(owner: str, sha256: str, *, since: datetime) -> list[Exchange]:
    return []


@pytest.fixture
async def calls(clock: Clock) -> AsyncIterator[Calls]:
    async with opened(clock) as calls:
        yield calls


@asynccontextmanager
async def opened(clock: Clock) -> AsyncIterator[Calls]:
    async def stop(owner: str, answer_id: str) -> None:
        clock.stopped.append(f"{owner}/{answer_id}")

    calls = Calls(ask_nothing, stop, find_nothing)
    yield calls
    await calls.aclose()


@pytest.fixture
async def other(calls: Calls, clock: Clock) -> AsyncIterator[Calls]:
    """The calls of another worker; the two hear each other at once."""
    async with opened(clock) as other:
        calls.tell = partial(other.hear, "one")
        other.tell = partial(calls.hear, "other")
        yield other


def exchange(answer_id: str, **fields: Any) -> Exchange:
    now = utc_now()
    conversation = Conversation("c", "?", now, now, answer_id, is_call=True)
    question = Question("q", "c", None, QuestionContent("?"), now)
    answer = Answer(answer_id, "c", "q", "m", now)
    return Exchange(conversation, question, replace(answer, **fields))


CALL = Call((), {}, "d")
ENDED = {"status": "finished", "reason": "stop"}


async def test_an_answer_that_its_last_reader_has_left_is_stopped_after_the_grace(
    calls: Calls, clock: Clock
) -> None:
    first, second = calls.join("ann", "a"), calls.join("ann", "a")
    first(False)
    await clock.turn(GRACE_S * 2)
    assert clock.stopped == []

    second(False)
    await clock.turn(GRACE_S - 0.1)
    assert clock.stopped == []
    await clock.turn(0.2)
    assert clock.stopped == ["ann/a"]


async def test_a_reader_that_comes_in_time_keeps_it_growing(calls: Calls, clock: Clock) -> None:
    calls.join("ann", "a")(False)
    await clock.turn(GRACE_S - 0.1)
    leave = calls.join("ann", "a")
    await clock.turn(GRACE_S * 10)
    assert clock.stopped == []

    leave(False)
    await clock.turn(GRACE_S + 0.1)
    assert clock.stopped == ["ann/a"]


async def test_who_has_all_leaves_nothing_to_stop(calls: Calls, clock: Clock) -> None:
    calls.join("ann", "a")(True)
    await clock.turn(GRACE_S * 2)
    assert clock.stopped == []
    assert calls.to_join([exchange("a", **ENDED)]) is None


async def test_a_reader_at_another_worker_keeps_an_answer_growing(
    calls: Calls, other: Calls, clock: Clock
) -> None:
    calls.join("ann", "a")(False)
    await clock.turn(GRACE_S - 0.1)
    leave = other.join("ann", "a")
    await clock.turn(GRACE_S * 10)
    assert clock.stopped == []

    both = calls.join("ann", "a")
    leave(False)
    await clock.turn(GRACE_S * 2)
    assert clock.stopped == []
    both(False)
    await clock.turn(GRACE_S + 0.1)
    assert clock.stopped == ["ann/a"]


async def test_what_one_worker_has_delivered_is_joined_at_none(calls: Calls, other: Calls) -> None:
    assert other.to_join([exchange("a", **ENDED)]) is not None
    calls.join("ann", "a")(True)
    assert other.to_join([exchange("a", **ENDED)]) is None


async def test_the_readers_of_a_worker_that_is_gone_have_longer_to_come(
    calls: Calls, other: Calls, clock: Clock
) -> None:
    for answer_id in ("a", "b"):
        other.join("ann", answer_id)
    calls.lives = lambda worker: False
    calls.note_gone("other")
    await clock.turn(RESTART_GRACE_S - 0.1)
    calls.join("ann", "a")
    await clock.turn(1)
    assert clock.stopped == ["ann/b"]


async def test_a_worker_that_was_only_stalled_has_its_readers_still(
    calls: Calls, other: Calls, clock: Clock
) -> None:
    leave = other.join("ann", "a")
    calls.note_gone("other")
    await clock.turn(RESTART_GRACE_S + 1)
    assert clock.stopped == []
    leave(False)
    await clock.turn(GRACE_S + 1)
    assert clock.stopped == ["ann/a"]


async def test_after_a_restart_a_reader_has_longer_to_come(calls: Calls, clock: Clock) -> None:
    calls.await_recovered("ann", exchange("a", call=CALL).answer)
    calls.await_recovered("ann", exchange("b", call=CALL).answer)
    await clock.turn(RESTART_GRACE_S - 0.1)
    calls.join("ann", "a")
    await clock.turn(1)
    assert clock.stopped == ["ann/b"]


async def test_nothing_is_stopped_while_the_server_ends(calls: Calls, clock: Clock) -> None:
    reading = calls.join("ann", "a")
    calls.join("ann", "b")(False)
    calls.let_all_be()
    reading(False)
    calls.await_recovered("ann", exchange("c", call=CALL).answer)
    await clock.turn(RESTART_GRACE_S * 2)
    assert clock.stopped == []


@pytest.mark.parametrize(
    ("fields", "joins"),
    [
        ({}, True),
        ({"status": "generating"}, True),
        (ENDED, True),
        ({"status": "finished", "reason": "length"}, True),
        ({"status": "stopped", "reason": "stopped"}, False),
        ({"status": "failed", "reason": "error"}, False),
        ({"status": "interrupted", "reason": "interrupted"}, False),
    ],
)
async def test_a_retry_joins_what_has_not_failed(
    calls: Calls, fields: dict[str, Any], *, joins: bool
) -> None:
    found = calls.to_join([exchange("a", **fields)])

    assert (found is not None) == joins


async def test_of_several_a_retry_means_the_latest_that_nobody_reads(calls: Calls) -> None:
    a, b, c = (exchange(name) for name in "abc")
    calls.join("ann", "a")
    assert calls.to_join([a, b, c]) is b
    calls.join("ann", "b")
    calls.join("ann", "c")
    # The server may not have seen yet that one of them has left.
    assert calls.to_join([a, b, c]) is a
    assert calls.to_join([]) is None


async def test_what_is_being_stopped_is_joined_by_nobody(clock: Clock) -> None:
    stopping, done = asyncio.Event(), asyncio.Event()

    async def stop(owner: str, answer_id: str) -> None:
        stopping.set()
        await done.wait()

    calls = Calls(ask_nothing, stop, find_nothing)
    calls.join("ann", "a")(False)
    await clock.turn(GRACE_S + 0.1)
    await stopping.wait()

    assert calls.to_join([exchange("a")]) is None
    done.set()
    await calls.aclose()


async def test_a_retry_waits_for_the_first_try_to_be_written(calls: Calls) -> None:
    writing, written = asyncio.Event(), exchange("a")

    async def ask() -> Exchange:
        await writing.wait()
        return written

    async with asyncio.TaskGroup() as group:
        first = group.create_task(calls.write("ann", "d", ask()))
        await asyncio.sleep(0)
        retry = group.create_task(calls.wait_until_written("ann", "d"))
        other = group.create_task(calls.wait_until_written("bob", "d"))
        await other
        assert not retry.done()
        writing.set()
    assert first.result() is written
    await calls.wait_until_written("ann", "d")


async def test_a_first_try_that_fails_holds_up_no_retry(calls: Calls) -> None:
    async def ask() -> Exchange:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        await calls.write("ann", "d", ask())
    await calls.wait_until_written("ann", "d")


async def test_only_so_many_delivered_calls_are_remembered(calls: Calls) -> None:
    for number in range(MAX_DELIVERED + 1):
        calls.join("ann", str(number))(True)

    assert calls.to_join([exchange("0", **ENDED)]) is not None
    assert calls.to_join([exchange("1", **ENDED)]) is None
