"""Two workers on one store and one log: each finds, stops and takes over what the other writes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack
from typing import NamedTuple

import pytest

from scripts.engines import Postgres, Valkey
from tests.engines import empty_valkey, new_database, until
from tests.generation.house import MODEL, House, shared_house
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import StorageFailed, StorageFull
from yeoul.generation import elsewhere, recovery
from yeoul.protocol.conversation import Answer, new_id
from yeoul.protocol.events import Started
from yeoul.store.base import Ask, IdempotencyKey, Ids

pytestmark = pytest.mark.anyio

KEY = IdempotencyKey("key", "a" * 64)


class Two(NamedTuple):
    """Two workers: one says "ab" and waits, the other says "cd" behind it."""

    one: House
    other: House
    #: What the first one's provider waits for.
    goes_on: asyncio.Event


@pytest.fixture
async def urls(postgres: Postgres, valkey: Valkey) -> tuple[str, str]:
    return new_database(postgres), empty_valkey(valkey, 3)


@pytest.fixture
async def two(urls: tuple[str, str]) -> AsyncIterator[Two]:
    goes_on = asyncio.Event()
    async with (
        shared_house(*urls, ["ab", goes_on]) as one,
        shared_house(*urls, ["ab", "cd"]) as other,
    ):
        await until(lambda: one.workers.others() and other.workers.others())
        yield Two(one, other, goes_on)


async def asked(house: House) -> Answer:
    """Ask, and wait until readers see the first words."""
    answer = await house.ask()
    await house.until(answer.id, lambda text: text == "ab")
    return answer


async def until_asked(house: House) -> None:
    """Wait until the store has a question whose answer has not ended."""
    async with asyncio.timeout(30):
        while not await house.store.orphans():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_stop_at_one_worker_ends_what_another_writes(two: Two) -> None:
    answer = await asked(two.one)
    assert await two.other.supervisor.stop(LOCAL_OWNER, answer.id)

    assert (two.one.provider.running, two.one.supervisor.running) == (0, 0)
    for house in two[:2]:
        found = await house.store.answer(LOCAL_OWNER, answer.id)
        snapshot = await house.log.snapshot(answer.id)
        assert (found.status, found.text, found.epoch) == ("stopped", "ab", 1)
        assert snapshot is not None
        assert snapshot.end == found.end_event()


async def test_a_stop_does_not_wait_for_an_engine_that_is_away_for_long(
    two: Two, valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await asked(two.one)
    monkeypatch.setattr(elsewhere, "STOP_S", 0.3)
    valkey.pause()
    try:
        with pytest.raises(StorageFailed, match="is recorded"):
            await two.one.supervisor.stop(LOCAL_OWNER, answer.id)
        assert two.one.provider.running == 0
    finally:
        valkey.go_on()
    assert (await two.other.ended(answer.id)).status == "stopped"


async def test_a_worker_that_leaves_gives_its_answers_away_with_all_that_was_seen(
    two: Two,
) -> None:
    answer = await asked(two.one)
    await two.one.supervisor.hand_over()

    found = await two.one.ended(answer.id)  # its own readers are still here
    assert (found.status, found.text, found.epoch) == ("finished", "abcd", 2)
    assert found.recoveries == 0
    assert two.other.provider.prompts[-1].prefix == "ab"


async def test_a_worker_that_was_taken_for_dead_writes_nothing_more(two: Two) -> None:
    answer = await asked(two.one)
    # As if its beats had stood still while it was stalled.
    two.other.supervisor._recovery.take(two.one.workers.me, [answer.id])

    found = await two.other.ended(answer.id)
    assert (found.status, found.text, found.epoch) == ("finished", "abcd", 2)
    two.goes_on.set()
    await until(lambda: two.one.supervisor.running == 0)
    assert await two.one.store.answer(LOCAL_OWNER, answer.id) == found


async def test_a_worker_that_is_gone_is_followed_by_another(urls: tuple[str, str]) -> None:
    async with shared_house(*urls, ["ab", "cd"]) as other:
        async with shared_house(*urls, ["ab", asyncio.Event()]) as one:
            answer = await asked(one)
        found = await other.ended(answer.id)
    assert (found.status, found.text, found.epoch) == ("finished", "abcd", 2)


async def test_what_cannot_go_on_ends_with_its_text_at_another_worker(
    urls: tuple[str, str],
) -> None:
    async with shared_house(*urls, ["never"], continues=False) as other:
        async with shared_house(*urls, ["ab", asyncio.Event()], continues=False) as one:
            answer = await asked(one)
        found = await other.ended(answer.id)
        assert (found.status, found.text, found.epoch) == ("interrupted", "ab", 2)
        assert not other.provider.prompts


async def test_a_question_that_waits_is_asked_by_the_next_worker_as_often_as_it_takes(
    urls: tuple[str, str],
) -> None:
    async with AsyncExitStack() as stack:
        last = await stack.enter_async_context(shared_house(*urls, ["ab"]))
        last.provider.slots = 0
        for _ in range(4):
            async with shared_house(*urls, ["ab"]) as one:
                one.provider.slots = 0
                answer = await one.ask()
        found = await last.store.answer(LOCAL_OWNER, answer.id)
        assert (found.status, found.recoveries) == ("queued", 0)


async def test_a_repeated_question_waits_for_the_worker_that_is_opening_it(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, create = asyncio.Event(), two.one.log.create

    async def create_later(started: Started) -> object:
        await opened.wait()
        return await create(started)

    monkeypatch.setattr(two.one.log, "create", create_later)
    wish = Ask("?", MODEL, ids=Ids(new_id(), new_id(), new_id()))
    async with asyncio.TaskGroup() as group:
        first = group.create_task(two.one.supervisor.ask(LOCAL_OWNER, wish, KEY))

        await until_asked(two.other)
        again = group.create_task(two.other.supervisor.ask(LOCAL_OWNER, wish, KEY))
        await asyncio.sleep(0.1)
        assert not again.done()
        opened.set()
    assert first.result().answer.id == again.result().answer.id
    assert again.result().replayed


async def test_a_repeated_question_is_asked_where_its_first_worker_had_to_undo_it(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = asyncio.Event()

    async def refuse(started: Started) -> object:
        await refused.wait()
        raise StorageFull("The log is full.")

    monkeypatch.setattr(two.one.log, "create", refuse)
    wish = Ask("?", MODEL)
    async with asyncio.TaskGroup() as group:
        first = group.create_task(failure_of(two.one.supervisor.ask(LOCAL_OWNER, wish, KEY)))

        await until_asked(two.other)
        again = group.create_task(two.other.supervisor.ask(LOCAL_OWNER, wish, KEY))
        refused.set()
    assert isinstance(first.result(), StorageFull)
    assert not again.result().replayed
    assert (await two.other.ended(again.result().answer.id)).text == "abcd"


async def test_a_question_that_its_worker_does_not_open_is_answered_where_it_is_repeated(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "OPENING_S", 1.5)
    wish = Ask("?", MODEL, ids=Ids(new_id()))
    # It got no reply to its COMMIT, or has died behind it.
    await two.one.store.ask(LOCAL_OWNER, wish, KEY)
    async with asyncio.timeout(recovery.OPENING_S - 2):
        exchange = await two.other.supervisor.ask(LOCAL_OWNER, wish, KEY)
        assert exchange.replayed
        found = await two.other.ended(exchange.answer.id)
    assert (found.status, found.text) == ("finished", "abcd")


async def failure_of(asking: Awaitable[object]) -> Exception | None:
    try:
        await asking
    except Exception as error:
        return error
    return None


async def test_of_two_workers_that_continue_an_answer_one_does(two: Two) -> None:
    answer = await asked(two.one)
    await two.other.supervisor.stop(LOCAL_OWNER, answer.id)
    await asyncio.gather(
        *(house.supervisor.continue_answer(LOCAL_OWNER, answer.id) for house in two[:2])
    )
    assert two.one.supervisor.running + two.other.supervisor.running <= 1
    assert (await two.one.store.answer(LOCAL_OWNER, answer.id)).epoch == 2
