"""The contract of the event log (eventlog/base.py) where several workers share it."""

from __future__ import annotations

import asyncio

import pytest
from anyio import wait_all_tasks_blocked

from yeoul.errors import Fenced, NotFound
from yeoul.eventlog.base import Reader, Writer
from yeoul.protocol.content import Content
from yeoul.protocol.events import Cursor, Delta, Event, PhaseInfo, Reset, decode
from yeoul.testing.event_logs import (
    END,
    PERMIT,
    STARTED,
    OpenLog,
    frames_after,
    read_events,
    write,
)


async def test_an_answer_is_read_where_it_is_not_written_as_exactly(open_log: OpenLog) -> None:
    async with open_log("w1") as here, open_log("w2") as there:
        await write(here, *"안녕 여울")
        whole = await frames_after(here, None)
        for seq in range(len(whole)):
            assert await frames_after(there, Cursor(1, seq)) == whole[seq:]


async def test_a_waiting_reader_elsewhere_gets_each_event_when_it_comes(open_log: OpenLog) -> None:
    async with open_log("w1") as here, open_log("w2") as there:
        writer = await here.create(STARTED)
        reader = await there.follow(PERMIT, Cursor(1, 1))
        told: list[tuple[Cursor, Event]] = []
        for seq, text in enumerate("여울은 빠르다", 2):
            writer.append(Delta(text))
            await writer.drain()
            told += await _next_events(reader)
            assert told[-1] == (Cursor(1, seq), Delta(text))
        await writer.end(END)
        assert (await read_events(reader))[-1][1] == END
        assert [cursor.seq for cursor, _ in told] == list(range(2, 9))


async def test_a_phase_is_seen_elsewhere(open_log: OpenLog) -> None:
    async with open_log("w1") as here, open_log("w2") as there:
        writer = await here.create(STARTED)
        reader = await there.follow(PERMIT, Cursor(1, 1))
        writer.set_phase(PhaseInfo("queued", 3))
        await _phase(reader, PhaseInfo("queued", 3))
        writer.set_phase(PhaseInfo("thinking"))
        await writer.drain()
        async with open_log("w3") as late:
            snapshot = await late.snapshot("a1")
            assert snapshot is not None
            assert snapshot.phase == PhaseInfo("thinking")


async def test_each_open_answer_has_the_worker_that_opened_its_epoch(open_log: OpenLog) -> None:
    async with open_log("w1") as here, open_log("w2") as there:
        writer = await here.create(STARTED)
        assert await there.open_answers() == {"a1": "w1"}
        assert await there.writer_of("a1") == "w1"
        taken = await there.open_epoch(STARTED, 2, Content())
        assert await here.open_answers() == {"a1": "w2"}
        await taken.end(END)
        assert await here.open_answers() == {}
        assert await here.writer_of("a1") is None
        with pytest.raises(Fenced):
            await writer.end(END)


async def test_an_epoch_of_another_worker_is_not_adopted(open_log: OpenLog) -> None:
    async with open_log("w1") as here, open_log("w2") as there:
        await write(here, "ab", end=False)
        assert await there.adopt("a1") is None


async def test_a_takeover_fences_the_writer_and_carries_all_readers_along(
    open_log: OpenLog,
) -> None:
    async with open_log("w1") as first, open_log("w2") as second, open_log("w3") as third:
        fenced = await first.create(STARTED)
        fenced.append(Delta("ab"))
        await fenced.drain()
        readers = [await log.follow(PERMIT, Cursor(1, 2)) for log in (first, second, third)]
        snapshot = await second.snapshot("a1")
        assert snapshot is not None
        writer = await second.open_epoch(STARTED, 2, snapshot.content, behind=snapshot.cursor)

        with pytest.raises(Fenced):
            await _append(fenced, "zombie")
        with pytest.raises(Fenced):
            await fenced.end(END)
        writer.append(Delta("cd"))
        await writer.end(END)

        for reader in readers:
            told = await read_events(reader)
            assert isinstance(told[0][1], Reset)
            assert told[-1] == (Cursor(2, 4), END)
            assert Delta("zombie") not in [event for _, event in told]
        whole = await frames_after(second, None)
        for log in (first, third):
            assert await frames_after(log, None) == whole


async def test_of_several_takers_one_wins(open_log: OpenLog) -> None:
    async with open_log("w1") as first, open_log("w2") as second, open_log("w3") as third:
        await write(first, "ab", end=False)
        opened = await asyncio.gather(
            *(
                log.open_epoch(STARTED, 2, Content("ab"), behind=Cursor(1, 2))
                for log in (second, third)
            ),
            return_exceptions=True,
        )
        assert sorted(isinstance(each, Fenced) for each in opened) == [False, True]


async def test_an_answer_that_grew_meanwhile_is_not_taken_over(open_log: OpenLog) -> None:
    async with open_log("w1") as here, open_log("w2") as there:
        writer = await here.create(STARTED)
        snapshot = await there.snapshot("a1")
        assert snapshot is not None
        writer.append(Delta("ab"))
        await writer.drain()
        with pytest.raises(Fenced):
            await there.open_epoch(STARTED, 2, snapshot.content, behind=snapshot.cursor)
        writer.append(Delta("cd"))
        await writer.end(END)


async def test_an_answer_that_goes_on_elsewhere_is_not_read_from_memory(open_log: OpenLog) -> None:
    async with open_log("w1") as here, open_log("w2") as there:
        await write(here, "ab")
        whole = await frames_after(there, None)
        assert await frames_after(here, None) == whole
        writer = await there.open_epoch(STARTED, 2, Content("ab"))
        reader = await here.follow(PERMIT, Cursor(2, 2))
        writer.append(Delta("cd"))
        await writer.end(END)
        assert await read_events(reader) == [(Cursor(2, 3), Delta("cd")), (Cursor(2, 4), END)]


async def test_an_answer_that_is_forgotten_is_forgotten_everywhere(open_log: OpenLog) -> None:
    async with open_log("w1") as here, open_log("w2") as there:
        writer = await here.create(STARTED)
        writer.append(Delta("secret"))
        await writer.drain()
        readers = [await log.follow(PERMIT, None) for log in (here, there)]
        for reader in readers:
            await read_events(reader, until_end=False)
        waiting = asyncio.gather(*(r.next(60) for r in readers), return_exceptions=True)
        await wait_all_tasks_blocked()
        await there.forget(["a1"])
        writer.append(Delta("more"))
        with pytest.raises(Fenced):
            await writer.drain()
        assert [type(told) for told in await asyncio.wait_for(waiting, 60)] == [NotFound] * 2
        for log in (here, there):
            assert await log.snapshot("a1") is None
            assert await log.open_answers() == {}


async def test_what_the_store_has_ended_is_ended_for_all_readers(open_log: OpenLog) -> None:
    async with open_log("w1") as here, open_log("w2") as there, open_log("w3") as third:
        await write(here, "ab", end=False)
        reader = await there.follow(PERMIT, Cursor(1, 2))
        # Its worker has died between the store's settlement and the log's end.
        await third.restore(STARTED, Content("ab"), end=END, cursor=Cursor(1, 3))
        assert await read_events(reader) == [(Cursor(1, 3), END)]
        assert await third.open_answers() == {}


async def test_an_end_that_does_not_fit_the_log_comes_behind_a_reset(open_log: OpenLog) -> None:
    async with open_log("w1") as here, open_log("w2") as there, open_log("w3") as third:
        await write(here, "ab", end=False)
        reader = await there.follow(PERMIT, Cursor(1, 2))
        await third.restore(STARTED, Content("abcd"), end=END, cursor=Cursor(1, 5))
        told = await read_events(reader)
        assert told == [(Cursor(1, 4), Reset("abcd", "")), (Cursor(1, 5), END)]
        assert await frames_after(there, None) == await frames_after(third, None)


async def _append(writer: Writer, text: str) -> None:
    """Append a text; a shared log may tell only here, or later, that the writer is fenced."""
    writer.append(Delta(text))
    await writer.drain()


async def _next_events(reader: Reader) -> list[tuple[Cursor, Event]]:
    async with asyncio.timeout(60):
        while not (frames := (await reader.next(5)).frames):
            pass
    return [decode(frame) for frame in frames]


async def _phase(reader: Reader, phase: PhaseInfo) -> None:
    """Wait until a reader is told a phase."""
    async with asyncio.timeout(60):
        while (await reader.next(5)).phase != phase:
            pass
