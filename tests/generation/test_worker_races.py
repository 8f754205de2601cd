"""Two workers whose steps on one answer meet: each ends once, is heard of, and loses no word."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import pytest
from redis import Redis

from tests.engines import until
from tests.generation.house import MODEL, shared_house
from tests.generation.test_elsewhere import Two, asked, two, urls
from yeoul.bus.base import Change, Notice
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import StorageFailed
from yeoul.eventlog import open_log
from yeoul.generation import elsewhere, recovery
from yeoul.protocol.content import Content
from yeoul.protocol.events import Cursor, Delta, End
from yeoul.store.base import Regenerate, Settlement

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


@pytest.mark.parametrize("written", [True, False])
async def test_what_an_answer_begins_with_is_kept_by_the_worker_that_takes_it_over(
    two: Two, urls: tuple[str, str], written: bool
) -> None:
    for house in two[:2]:
        await house.supervisor._recovery.aclose()
    async with shared_house(*urls, ["ab"]) as gone:
        question_id = (await asked(gone)).parent_id
        wish = Regenerate(question_id, MODEL, prefix="a여")
        answer = (await gone.store.ask(LOCAL_OWNER, wish)).answer
        writer = await gone.log.create(answer.started_event())
        if written:
            writer.append(Delta("a여"))
            await writer.drain()

    await two.other.supervisor._recovery._take_over_all()
    ended = await two.other.ended(answer.id)
    assert (ended.status, ended.text, ended.epoch) == ("finished", "a여cd", 2)
    assert two.other.provider.prompts[-1].prefix == "a여"


async def test_a_stop_whose_word_is_lost_is_told_again(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await asked(two.one)
    monkeypatch.setattr(elsewhere, "TELL_AGAIN_S", 0.1)
    bus = two.other.supervisor._bus
    tell = bus.tell
    lost: list[Notice] = []

    def tell_from_the_second_on(notice: Notice, worker: str | None = None) -> None:
        if lost:
            tell(notice, worker)
        lost.append(notice)

    monkeypatch.setattr(bus, "tell", tell_from_the_second_on)
    assert await two.other.supervisor.stop(LOCAL_OWNER, answer.id)
    assert (await two.one.store.answer(LOCAL_OWNER, answer.id)).status == "stopped"


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
    await until(lambda: not two.one.supervisor.running)
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
    two: Two, urls: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await asked(two.one)
    monkeypatch.setattr(recovery, "LOOK_S", 0.1)
    open_answers, asked_s = two.one.log.open_answers, []

    async def open_answers_at_the_second_look() -> dict[str, str]:
        asked_s.append(asyncio.get_running_loop().time())
        if len(asked_s) == 1:
            raise StorageFailed("The engine is still away.")
        return await open_answers()

    monkeypatch.setattr(two.one.log, "open_answers", open_answers_at_the_second_look)
    with Redis.from_url(urls[1]) as engine:
        engine.flushdb()
    two.goes_on.set()
    found = await two.one.ended(answer.id)
    assert (found.status, found.text) == ("finished", "ab")


async def test_a_silent_answer_whose_log_is_gone_ends_with_the_words_of_its_writer(
    urls: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "LOOK_S", 0.5)
    monkeypatch.setattr(recovery, "OPENING_S", 1.0)
    async with (
        shared_house(*urls, ["ab", asyncio.Event()], continues=False) as one,
        shared_house(*urls, ["never"], continues=False) as other,
    ):
        await until(lambda: one.workers.others() and other.workers.others())
        answer = await asked(one)
        with Redis.from_url(urls[1]) as engine:
            engine.flushdb()
        found = await one.ended(answer.id)
        assert (found.status, found.text) == ("interrupted", "ab")
        assert one.provider.running == 0


async def test_an_answer_that_only_its_worker_may_know_is_not_taken_for_lost(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await asked(two.one)

    async def of_none() -> dict[str, str]:
        return {}

    async def of_this_process(answer_id: str) -> str:
        return ""

    # As the log of temporary answers says it.
    monkeypatch.setattr(two.one.log, "open_answers", of_none)
    monkeypatch.setattr(two.one.log, "writer_of", of_this_process)
    await two.one.supervisor._recovery._take_over_all()
    two.goes_on.set()
    found = await two.one.ended(answer.id)
    assert (found.status, found.text, found.epoch) == ("finished", "ab", 1)


async def test_an_answer_that_cannot_be_left_at_once_does_not_hold_up_the_others(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, quick = await asked(two.one), await asked(two.one)
    job = two.one.supervisor._jobs._running[stuck.id]
    freed, drain = asyncio.Event(), job.writer.drain

    async def drain_when_freed() -> None:
        await freed.wait()
        await drain()

    monkeypatch.setattr(job.writer, "drain", drain_when_freed)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await two.one.supervisor.hand_over()
    found = await two.other.ended(quick.id)
    assert (found.status, found.text, found.epoch) == ("finished", "abcd", 2)


async def test_a_worker_that_has_just_come_is_not_taken_for_dead(
    two: Two, urls: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # No beat tells the others of it: they come half a second apart.
    monkeypatch.setattr(two.other.workers, "_look", lambda beats: None)
    async with shared_house(*urls, ["ab", asyncio.Event()], continues=False) as young:
        answer = await asked(young)
        assert young.workers.me not in two.other.workers.others()
        await two.other.supervisor._recovery._take_over_all()
        found = await two.other.store.answer(LOCAL_OWNER, answer.id)
        assert (found.status, found.epoch) == ("generating", 1)


async def test_an_end_that_its_worker_could_not_tell_is_told_by_another(
    two: Two, urls: tuple[str, str]
) -> None:
    for house in two[:2]:
        await house.supervisor._recovery.aclose()
    async with shared_house(*urls, ["ab", asyncio.Event()]) as dying:
        answer = await asked(dying)
        end = End("finished", "stop", None, None, None, hashlib.sha256(b"ab").hexdigest())
        settlement = Settlement(end, Content("ab"), Cursor(1, 3))
        await dying.store.settle(answer.id, 1, settlement)
    listener = two.other.supervisor._bus.listen(LOCAL_OWNER)
    await listener.ready()
    await two.other.supervisor._recovery._take_over_all()
    assert Change("ended", answer.conversation_id, answer.id) in await listener.next(30)
    snapshot = await two.one.log.snapshot(answer.id)
    assert snapshot is not None
    assert snapshot.end == end
