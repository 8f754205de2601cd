"""What is forgotten when its time has come."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from yeoul.caller import LOCAL_OWNER, UNLIMITED
from yeoul.chat.purge import expire_loop, purge_loop
from yeoul.errors import NotFound, StorageFailed
from yeoul.eventlog.memory import MemoryLog
from yeoul.protocol.events import Started
from yeoul.store import open_store
from yeoul.store.accounts import Account
from yeoul.store.base import Ask
from yeoul.tasks import Bell, Tasks

pytestmark = pytest.mark.anyio


class OnePass(Exception):
    """Ends the loop where it would wait."""


async def one_pass(_: float) -> None:
    raise OnePass


async def test_a_conversation_deleted_long_ago_is_gone_from_store_and_log(tmp_path: Path) -> None:
    store, log = await open_store(f"sqlite:///{tmp_path / 'store.db'}"), MemoryLog()
    exchange = await store.ask(LOCAL_OWNER, Ask("?", "model"))
    await log.create(exchange.answer.started_event())
    await store.delete_conversation(LOCAL_OWNER, exchange.conversation.id)
    today = datetime.now(UTC)
    with pytest.raises(OnePass):
        await purge_loop(store, log, now=lambda: today + timedelta(days=29), sleep=one_pass)
    assert await log.snapshot(exchange.answer.id) is not None
    with pytest.raises(OnePass):
        await purge_loop(store, log, now=lambda: today + timedelta(days=31), sleep=one_pass)
    assert await log.snapshot(exchange.answer.id) is None
    with pytest.raises(NotFound):
        await store.restore_conversation(LOCAL_OWNER, exchange.conversation.id)
    await store.aclose()


async def test_what_a_products_person_has_used_is_forgotten_after_90_days() -> None:
    store, log = await open_store("memory:"), MemoryLog()
    await store.ask("a product's", Ask("?", "model"), allowance=UNLIMITED)
    assert store.accounts is not None
    for day, questions in ((89, 1), (92, 0)):
        later = datetime.now(UTC) + timedelta(days=day)
        with pytest.raises(OnePass):
            await purge_loop(store, log, now=lambda at=later: at, sleep=one_pass)  # type: ignore[misc]
        assert (await store.accounts.used("a product's")).questions == questions
    await store.aclose()


async def test_what_the_log_could_not_forget_it_is_told_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, log = await open_store(f"sqlite:///{tmp_path / 'store.db'}"), MemoryLog()
    exchange = await store.ask(LOCAL_OWNER, Ask("?", "model"))
    await log.create(exchange.answer.started_event())
    await store.delete_conversation(LOCAL_OWNER, exchange.conversation.id)
    forget, failures = log.forget, [StorageFailed("The disk is full.")]

    async def fail_once(answer_ids: Sequence[str]) -> None:
        if failures:
            raise failures.pop()
        await forget(answer_ids)

    passes = 0

    async def two_passes(_: float) -> None:
        nonlocal passes
        passes += 1
        if passes == 2:
            raise OnePass

    monkeypatch.setattr(log, "forget", fail_once)
    later = datetime.now(UTC) + timedelta(days=31)
    with pytest.raises(OnePass):
        await purge_loop(store, log, now=lambda: later, sleep=two_passes)
    assert await log.snapshot(exchange.answer.id) is None
    await store.aclose()


async def test_a_store_that_fails_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'store.db'}")
    tries = 0

    async def fail(_: datetime) -> list[str]:
        nonlocal tries
        tries += 1
        raise StorageFailed("busy")

    async def two_passes(_: float) -> None:
        if tries == 2:
            raise asyncio.CancelledError

    monkeypatch.setattr(store, "purge", fail)
    with pytest.raises(asyncio.CancelledError):
        await purge_loop(store, MemoryLog(), sleep=two_passes)
    assert tries == 2
    await store.aclose()


async def test_what_a_removed_person_had_goes_with_the_next_pass_and_wakes_it(
    tmp_path: Path,
) -> None:
    store, log = await open_store(f"sqlite:///{tmp_path / 'store.db'}"), MemoryLog()
    assert store.accounts is not None
    people = [Account(f"{n}" * 32, f"person {n}", "admin", datetime.now(UTC)) for n in range(2)]
    for each in people:
        await store.accounts.add(each, None)
    gone, kept = [await store.ask(each.id, Ask("?", "model")) for each in people]
    for exchange in (gone, kept):
        await log.create(exchange.answer.started_event())
    bell = Bell()
    stopped: list[str] = []

    async def stop(owner: str, answer_ids: Sequence[str]) -> None:
        stopped.extend(answer_ids)

    tasks = Tasks()
    purging = tasks.start(purge_loop(store, log, stop=stop, sleep=bell.sleep), name="purge")
    await store.accounts.remove(people[0].id)
    bell.ring()
    async with asyncio.timeout(30):
        while await log.snapshot(gone.answer.id) is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert stopped == [gone.answer.id]
    assert await log.snapshot(kept.answer.id) is not None
    assert (await store.answer(people[1].id, kept.answer.id)).id == kept.answer.id
    assert not purging.done()
    await tasks.cancel()
    await store.aclose()


async def test_a_bell_that_rings_while_nobody_sleeps_wakes_the_next() -> None:
    bell = Bell()
    bell.ring()
    async with asyncio.timeout(10):
        await bell.sleep(3600)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await bell.sleep(3600)  # it has rung once
    await bell.sleep(0.01)  # nor does the time fail


async def test_what_has_expired_is_forgotten_by_the_log_whatever_failed_before() -> None:
    log = MemoryLog()
    await log.create(Started("a" * 32, "c", "q", "m", "2026-01-01T00:00:00.000Z"))
    left: list[list[str] | StorageFailed] = [["a" * 32], StorageFailed("Busy."), []]

    async def expire() -> list[str]:
        if isinstance(found := left.pop(), StorageFailed):
            raise found
        return found

    async def sleep(_: float) -> None:
        if not left:
            raise OnePass

    with pytest.raises(OnePass):
        await expire_loop(expire, log, sleep=sleep)
    assert await log.snapshot("a" * 32) is None
