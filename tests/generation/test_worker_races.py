"""Two workers whose steps on one answer meet: each ends once, is heard of, and loses no word."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from redis import Redis

from tests.generation.house import shared_house
from tests.generation.test_elsewhere import Two, asked, two, urls
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import StorageFailed
from yeoul.eventlog import open_log
from yeoul.protocol.events import End

__all__ = ["two", "urls"]  # fixtures

pytestmark = pytest.mark.anyio


async def test_a_stop_waits_for_a_worker_that_has_just_taken_the_answer_over(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await asked(two.one)
    writer_of, seen = two.other.log.writer_of, []

    async def of_a_dead_one_first(answer_id: str) -> str | None:
        seen.append(answer_id)
        return "dead" if len(seen) == 1 else await writer_of(answer_id)

    monkeypatch.setattr(two.other.log, "writer_of", of_a_dead_one_first)
    assert await two.other.supervisor.stop(LOCAL_OWNER, answer.id)
    assert two.one.supervisor.running == 0
    found = await two.other.store.answer(LOCAL_OWNER, answer.id)
    assert (found.status, found.text) == ("stopped", "ab")


async def test_a_stop_does_not_fail_where_another_worker_is_quicker_to_end_the_answer(
    two: Two, urls: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for house in two[:2]:
        await house.supervisor._recovery.aclose()
    async with shared_house(*urls, ["ab", asyncio.Event()]) as gone:
        answer = await asked(gone)
    begin_epoch = two.other.store.begin_epoch

    async def begin_behind_another(*args: Any, **kwargs: Any) -> Any:
        await two.one.supervisor._recovery._take_over_all()
        return await begin_epoch(*args, **kwargs)

    monkeypatch.setattr(two.other.store, "begin_epoch", begin_behind_another)
    assert await two.other.supervisor.stop(LOCAL_OWNER, answer.id)
    found = await two.other.store.answer(LOCAL_OWNER, answer.id)
    assert (found.status, found.text) == ("stopped", "ab")


async def test_an_end_is_told_although_another_worker_has_written_it_to_the_log(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends: list[End] = []
    two.one.supervisor._on_end = lambda end, tokens: ends.append(end)
    settle = two.one.store.settle

    async def settle_and_be_read(*args: Any) -> None:
        await settle(*args)
        # A reader comes to the other worker, which finds the answer settled.
        found = await two.other.store.answer(LOCAL_OWNER, args[0])
        end = found.end_event()
        assert end is not None
        assert found.cursor is not None
        await two.other.log.restore(
            found.started_event(), found.content, end=end, cursor=found.cursor
        )

    monkeypatch.setattr(two.one.store, "settle", settle_and_be_read)
    answer = await asked(two.one)
    two.goes_on.set()
    found = await two.one.ended(answer.id)
    while two.one.supervisor.running:
        await asyncio.sleep(0)
    assert [end.status for end in ends] == ["finished"]
    assert found.status == "finished"


async def test_a_continue_that_the_log_took_without_saying_so_ends_there_too(
    two: Two, urls: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await asked(two.one)
    await two.one.supervisor.stop(LOCAL_OWNER, answer.id)

    async def open_in_silence(*args: Any, **kwargs: Any) -> None:
        log = await open_log(urls[1], worker=two.one.workers.me)
        await log.open_epoch(*args, **kwargs)
        await log.aclose()
        raise StorageFailed("Its reply was lost.")

    with monkeypatch.context() as patch:
        patch.setattr(two.one.log, "open_epoch", open_in_silence)
        with pytest.raises(StorageFailed):
            await two.one.supervisor.continue_answer(LOCAL_OWNER, answer.id)

    await two.one.supervisor._recovery._take_over_all()
    for house in two[:2]:
        found = await house.ended(answer.id)
        assert (found.status, found.text) == ("stopped", "ab")
    assert await two.one.log.writer_of(answer.id) is None


async def test_an_answer_whose_log_is_gone_when_it_ends_ends_for_its_readers(
    two: Two, urls: tuple[str, str]
) -> None:
    answer = await asked(two.one)
    with Redis.from_url(urls[1]) as engine:
        engine.flushdb()
    two.goes_on.set()
    found = await two.one.ended(answer.id)
    assert (found.status, found.text) == ("finished", "ab")


async def test_a_silent_answer_whose_log_is_gone_goes_on_with_the_words_of_its_writer(
    two: Two, urls: tuple[str, str]
) -> None:
    answer = await asked(two.one)
    with Redis.from_url(urls[1]) as engine:
        engine.flushdb()
    found = await two.one.ended(answer.id)
    assert found.text.startswith("ab")
