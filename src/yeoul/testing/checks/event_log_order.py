"""The contract of the event log (eventlog/base.py): order, end, waiting, snapshots."""

from __future__ import annotations

import asyncio

import pytest
from anyio import wait_all_tasks_blocked

from yeoul.errors import Fenced, NotFound, Unauthenticated
from yeoul.eventlog.base import Batch, EventLog, Permit
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.events import Cursor, Delta, PhaseInfo, Reset, decode
from yeoul.testing.event_logs import END, PERMIT, STARTED, frames_after, read_events, write


async def test_events_are_numbered_from_one_without_gaps_and_read_in_order(log: EventLog) -> None:
    await write(log, "안", "녕", "!")
    events = await read_events(await log.follow(PERMIT, None))
    assert events == [
        (Cursor(1, 1), STARTED),
        (Cursor(1, 2), Delta("안")),
        (Cursor(1, 3), Delta("녕")),
        (Cursor(1, 4), Delta("!")),
        (Cursor(1, 5), END),
    ]


async def test_a_reader_behind_every_cursor_gets_exactly_the_rest(log: EventLog) -> None:
    await write(log, *"abcdefgh")
    whole = await frames_after(log, None)
    assert await frames_after(log, Cursor(1, 0)) == whole
    for seq in range(1, len(whole)):
        assert await frames_after(log, Cursor(1, seq)) == whole[seq:]


async def test_two_readers_get_the_same_bytes(log: EventLog) -> None:
    await write(log, "한", "글")
    assert await frames_after(log, None) == await frames_after(log, None)


async def test_started_is_readable_when_create_returns(log: EventLog) -> None:
    await log.create(STARTED)
    reader = await log.follow(PERMIT, None)
    assert await read_events(reader, until_end=False) == [(Cursor(1, 1), STARTED)]


async def test_a_waiting_reader_gets_an_event_when_it_comes(log: EventLog) -> None:
    writer = await log.create(STARTED)
    reader = await log.follow(PERMIT, Cursor(1, 1))
    await reader.next(0)  # the phase
    waiting = asyncio.gather(reader.next(30))
    writer.append(Delta("x"))
    [batch] = await asyncio.wait_for(waiting, 60)
    assert [decode(frame) for frame in batch.frames] == [(Cursor(1, 2), Delta("x"))]
    assert not batch.ended


async def test_a_wait_ends_without_frames_at_its_time(log: EventLog) -> None:
    await log.create(STARTED)
    reader = await log.follow(PERMIT, Cursor(1, 1))
    await reader.next(0)
    assert await reader.next(0.01) == Batch((), False, PhaseInfo("queued"), tells_phase=True)


async def test_a_change_of_phase_is_told_at_once(log: EventLog) -> None:
    writer = await log.create(STARTED)
    reader = await log.follow(PERMIT, Cursor(1, 1))
    assert (await reader.next(30)).phase == PhaseInfo("queued")
    waiting = asyncio.gather(reader.next(30))
    await wait_all_tasks_blocked()
    writer.set_phase(PhaseInfo("queued", 2))
    [batch] = await asyncio.wait_for(waiting, 60)
    assert batch.frames == ()
    assert batch.phase == PhaseInfo("queued", 2)


async def test_a_phase_is_told_with_the_frames_that_it_was_there_with(log: EventLog) -> None:
    writer = await log.create(STARTED)
    writer.set_phase(PhaseInfo("queued", 2))
    reader = await log.follow(PERMIT, None)
    batch = reader.take()
    assert batch is not None
    assert (len(batch.frames), batch.phase, batch.tells_phase) == (1, PhaseInfo("queued", 2), True)
    assert reader.take() is None


async def test_an_event_tells_the_phase_that_was_set_silently_before_it(log: EventLog) -> None:
    writer = await log.create(STARTED)
    reader = await log.follow(PERMIT, Cursor(1, 1))
    await reader.next(0)
    woken: list[Batch | None] = []
    reader.watch(lambda: woken.append(reader.take()))
    writer.set_phase(PhaseInfo("generating"), silently=True)
    writer.append(Delta("x"))
    await writer.drain()
    [batch] = woken
    assert batch is not None
    assert (len(batch.frames), batch.tells_phase) == (1, False)
    assert batch.phase == PhaseInfo("generating")
    late = await log.follow(PERMIT, Cursor(1, 2))
    assert late.take() == Batch((), False, PhaseInfo("generating"), tells_phase=True)


async def test_a_reset_in_the_middle_is_an_event_like_any_other_and_replaces(log: EventLog) -> None:
    writer = await log.create(STARTED)
    for event in (Delta("hm"), Reset("", "hm"), Delta("two")):
        writer.append(event)
    await writer.drain()

    snapshot = await log.snapshot("a1")
    assert snapshot is not None
    assert snapshot.content == Content("two", "hm")
    assert snapshot.cursor == (1, 4)
    await writer.end(END)
    told = [event for _, event in await read_events(await log.follow(PERMIT, Cursor(1, 2)))]
    assert told == [Reset("", "hm"), Delta("two"), END]
    assert await frames_after(log, Cursor(1, 3)) == (await frames_after(log, None))[3:]


async def test_pieces_of_calls_are_events_and_a_reset_has_the_calls_whole(log: EventLog) -> None:
    pieces = [
        ToolCall(0, "call-0", "look", "{"),
        ToolCall(1, name="stop"),
        ToolCall(0, arguments="}"),
    ]
    writer = await log.create(STARTED)
    writer.append(Delta("ab"))
    for piece in pieces:
        writer.append(piece)
    await writer.end(END)
    content = Content("ab", "", (ToolCall(0, "call-0", "look", "{}"), ToolCall(1, name="stop")))
    told = await read_events(await log.follow(PERMIT, Cursor(1, 2)))
    assert [event for _, event in told] == [*pieces, END]
    told = await read_events(await log.follow(PERMIT, Cursor(7, 7)))
    assert told == [(Cursor(1, 5), Reset(*content)), (Cursor(1, 6), END)]
    snapshot = await log.snapshot("a1")
    assert snapshot is not None
    assert snapshot.content == content


async def test_nothing_follows_the_end(log: EventLog) -> None:
    writer = await log.create(STARTED)
    await writer.end(END)
    with pytest.raises(Fenced):
        writer.append(Delta("late"))
    with pytest.raises(Fenced):
        await writer.end(END)


async def test_a_reader_behind_the_end_is_done(log: EventLog) -> None:
    await write(log, "x")
    reader = await log.follow(PERMIT, Cursor(1, 3))
    assert reader.done
    assert (await reader.next(30)).ended


async def test_an_answer_that_has_ended_tells_no_phase(log: EventLog) -> None:
    await write(log, "x")
    for after in (None, Cursor(1, 1), Cursor(1, 3), Cursor(7, 7)):
        reader = await log.follow(PERMIT, after)
        batch = reader.take()
        assert batch is not None
        assert (batch.ended, batch.phase, batch.tells_phase) == (True, None, False)
        assert reader.idle() == Batch((), True, None, tells_phase=False)


async def test_a_snapshot_and_the_events_behind_its_cursor_make_the_whole(log: EventLog) -> None:
    writer = await log.create(STARTED)
    for text in "여울은 빠르다":
        writer.append(Delta(text))
    await writer.drain()
    snapshot = await log.snapshot("a1")
    assert snapshot is not None
    assert snapshot.content.text == "여울은 빠르다"
    assert snapshot.end is None
    writer.append(Delta("!"))
    await writer.end(END)
    rest = await read_events(await log.follow(PERMIT, snapshot.cursor))
    assert rest == [(Cursor(1, 9), Delta("!")), (Cursor(1, 10), END)]


async def test_an_unknown_answer_has_no_snapshot_and_no_readers(log: EventLog) -> None:
    assert await log.snapshot("nobody") is None
    with pytest.raises(NotFound):
        await log.follow(Permit("nobody"), None)


async def test_a_batch_is_bounded_and_the_next_one_goes_on_behind_it(log: EventLog) -> None:
    writer = await log.create(STARTED)
    for _ in range(8):
        writer.append(Delta("가" * 100_000))
    await writer.end(END)
    reader = await log.follow(PERMIT, None)
    sizes: list[int] = []
    frames: list[bytes] = []
    ended = False
    while not ended:
        batch = await reader.next(5)
        sizes.append(sum(map(len, batch.frames)))
        frames += batch.frames
        ended = batch.ended
    assert len(sizes) > 2
    assert max(sizes) < 1_500_000
    assert frames == await frames_after(log, None)


async def test_answers_do_not_disturb_each_other(log: EventLog) -> None:
    first = await log.create(STARTED)
    second = await log.create(STARTED._replace(answer_id="a2"))
    first.append(Delta("1"))
    second.append(Delta("2"))
    await first.end(END)
    await second.end(END)
    for answer_id, text in (("a1", "1"), ("a2", "2")):
        snapshot = await log.snapshot(answer_id)
        assert snapshot is not None
        assert snapshot.content.text == text


async def test_a_reader_that_is_let_go_gets_the_reason_and_all_others_read_on(
    log: EventLog,
) -> None:
    writer = await log.create(STARTED)
    gone, others = await log.follow(PERMIT, None), [await log.follow(PERMIT, None)]
    for reader in (gone, *others):
        await read_events(reader, until_end=False)
    waiting = asyncio.gather(gone.next(60), return_exceptions=True)
    await wait_all_tasks_blocked()

    gone.let_go(Unauthenticated("as asked"))

    [told] = await asyncio.wait_for(waiting, 5)
    assert isinstance(told, Unauthenticated)
    writer.append(Delta("여울"))
    await writer.end(END)
    others.append(await log.follow(PERMIT, Cursor(1, 1)))
    for reader in others:
        assert len(await read_events(reader)) == 2
        reader.check()
    for ask in (gone.take, gone.check, gone.take):
        with pytest.raises(Unauthenticated, match="as asked"):
            ask()
    gone.close()


async def test_a_reader_that_is_let_go_before_it_has_read_gets_nothing(log: EventLog) -> None:
    await write(log, "secret")
    reader = await log.follow(PERMIT, None)

    reader.let_go(Unauthenticated())

    with pytest.raises(Unauthenticated):
        reader.take()
    reader.close()
