"""The contract of the event log (eventlog/base.py): epochs, resets, forgetting."""

from __future__ import annotations

import asyncio

import pytest
from anyio import wait_all_tasks_blocked

from yeoul.errors import Fenced, NotFound, ShuttingDown
from yeoul.eventlog.base import EventLog
from yeoul.protocol.content import Candidates, Content, ToolCall
from yeoul.protocol.events import Cursor, Delta, Reasoning, Reset, decode
from yeoul.testing.event_logs import END, PERMIT, STARTED, frames_after, read_events, write


async def test_an_answer_is_created_once(log: EventLog) -> None:
    await log.create(STARTED)
    with pytest.raises(Fenced):
        await log.create(STARTED)


async def test_a_cursor_beyond_the_last_event_gets_a_reset_then_what_follows(
    log: EventLog,
) -> None:
    await write(log, "ab", "cd")
    events = await read_events(await log.follow(PERMIT, Cursor(1, 99)))
    assert events == [(Cursor(1, 3), Reset("abcd", "")), (Cursor(1, 4), END)]


async def test_a_reset_of_a_growing_answer_goes_on_where_it_ends(log: EventLog) -> None:
    writer = await log.create(STARTED)
    writer.append(Reasoning("hm"))
    writer.append(Delta("ab"))
    await writer.drain()
    reader = await log.follow(PERMIT, Cursor(7, 7))
    assert await read_events(reader, until_end=False) == [(Cursor(1, 3), Reset("ab", "hm"))]
    writer.append(Delta("cd"))
    await writer.end(END)
    assert await read_events(reader) == [(Cursor(1, 4), Delta("cd")), (Cursor(1, 5), END)]


async def test_a_new_epoch_begins_with_started_and_the_kept_text(log: EventLog) -> None:
    await write(log, "ab")
    writer = await log.open_epoch(STARTED, 2, Content("ab", "hm"))
    assert writer.next_cursor().epoch == 2
    writer.append(Delta("cd"))
    await writer.end(END)
    assert await read_events(await log.follow(PERMIT, None)) == [
        (Cursor(2, 1), STARTED),
        (Cursor(2, 2), Reset("ab", "hm")),
        (Cursor(2, 3), Delta("cd")),
        (Cursor(2, 4), END),
    ]


async def test_a_new_epoch_keeps_the_calls_and_goes_on_with_them(log: EventLog) -> None:
    await write(log, "ab")
    kept = Content("ab", "hm", (ToolCall(0, "call-0", "look", "{"),))
    writer = await log.open_epoch(STARTED, 2, kept)
    writer.append(ToolCall(0, arguments="}"))
    await writer.end(END)
    assert (await read_events(await log.follow(PERMIT, Cursor(2, 1))))[0] == (
        Cursor(2, 2),
        Reset(*kept),
    )
    snapshot = await log.snapshot("a1")
    assert snapshot is not None
    assert snapshot.content.tool_calls == (ToolCall(0, "call-0", "look", "{}"),)


async def test_a_new_epoch_keeps_the_candidates_and_goes_on_with_them(log: EventLog) -> None:
    first = Candidates(0, (("강", -0.125, (("강", -0.125), ("물", -2.5))), ("👍🏽", None, ())))
    second = Candidates(first.end, ((" is", -0.5, ((" is", -0.5),)),))
    writer = await log.create(STARTED)
    writer.append(Delta("강👍🏽"))
    writer.append(first)
    await writer.drain()
    snapshot = await log.snapshot("a1")
    assert snapshot is not None
    assert snapshot.content == Content("강👍🏽", "", (), (first,))
    writer = await log.open_epoch(STARTED, 2, snapshot.content)
    writer.append(Delta(" is"))
    writer.append(second)
    await writer.end(END)
    told = await read_events(await log.follow(PERMIT, Cursor(1, 2)))
    assert told == [
        (Cursor(2, 4), Reset("강👍🏽 is", "", (), (first, second))),
        (Cursor(2, 5), END),
    ]


async def test_a_cursor_of_an_earlier_epoch_gets_a_reset_never_its_events(log: EventLog) -> None:
    await write(log, "ab")
    writer = await log.open_epoch(STARTED, 2, Content("ab"))
    writer.append(Delta("cd"))
    await writer.end(END)
    events = await read_events(await log.follow(PERMIT, Cursor(1, 2)))
    assert events == [(Cursor(2, 3), Reset("abcd", "")), (Cursor(2, 4), END)]


async def test_the_writer_of_an_earlier_epoch_is_fenced(log: EventLog) -> None:
    earlier = await log.create(STARTED)
    await log.open_epoch(STARTED, 2, Content())
    with pytest.raises(Fenced):
        earlier.append(Delta("zombie"))


async def test_a_reader_of_an_open_epoch_is_carried_into_the_next(log: EventLog) -> None:
    await write(log, "ab", end=False)
    reader = await log.follow(PERMIT, Cursor(1, 2))
    await reader.next(0)
    waiting = asyncio.gather(reader.next(30))
    await wait_all_tasks_blocked()
    await log.open_epoch(STARTED, 2, Content("ab"))
    [batch] = await asyncio.wait_for(waiting, 60)
    assert [decode(frame) for frame in batch.frames] == [(Cursor(2, 2), Reset("ab", ""))]


async def test_epochs_that_are_opened_at_once_are_different_ones(log: EventLog) -> None:
    await write(log, "ab")
    opened = await asyncio.gather(
        *(
            log.open_epoch(STARTED, epoch, Content(text))
            for epoch, text in ((2, "ab"), (3, "abc"), (4, "abcd"))
        )
    )
    first, _, last = opened
    assert [writer.next_cursor().epoch for writer in opened] == [2, 3, 4]
    with pytest.raises(Fenced):
        first.append(Delta("x"))
    last.append(Delta("e"))
    await last.end(END)
    assert await read_events(await log.follow(PERMIT, None)) == [
        (Cursor(4, 1), STARTED),
        (Cursor(4, 2), Reset("abcd", "")),
        (Cursor(4, 3), Delta("e")),
        (Cursor(4, 4), END),
    ]


async def test_an_end_on_its_way_does_not_end_the_epoch_that_replaces_its_own(
    log: EventLog,
) -> None:
    writer = await log.create(STARTED)
    ending = asyncio.ensure_future(writer.end(END))  # noqa: TID251
    after = await log.open_epoch(STARTED, 2, Content("ab"))
    await asyncio.gather(ending, return_exceptions=True)
    assert list(await log.open_answers()) == ["a1"]
    after.append(Delta("cd"))
    await after.end(END)
    assert await log.open_answers() == {}
    assert (await read_events(await log.follow(PERMIT, None)))[-2:] == [
        (Cursor(2, 3), Delta("cd")),
        (Cursor(2, 4), END),
    ]


async def test_of_epochs_that_are_opened_at_once_none_replaces_a_later_one(log: EventLog) -> None:
    await write(log, "ab")
    opened = await asyncio.gather(
        *(log.open_epoch(STARTED, epoch, Content("kept")) for epoch in (3, 2, 3)),
        return_exceptions=True,
    )
    assert [isinstance(each, Fenced) for each in opened] == [False, True, True]
    snapshot = await log.snapshot("a1")
    assert snapshot is not None
    assert snapshot.cursor == (3, 2)


async def test_an_epoch_that_was_opened_is_not_opened_again(log: EventLog) -> None:
    await write(log, "ab")
    writer = await log.open_epoch(STARTED, 2, Content("ab"))
    for epoch in (1, 2):
        with pytest.raises(Fenced):
            await log.open_epoch(STARTED, epoch, Content("other"))
    writer.append(Delta("cd"))
    await writer.end(END)
    snapshot = await log.snapshot("a1")
    assert snapshot is not None
    assert (snapshot.content.text, snapshot.cursor) == ("abcd", (2, 4))


async def test_an_epoch_is_not_opened_behind_less_than_the_log_has(log: EventLog) -> None:
    await write(log, "ab", "cd", end=False)
    with pytest.raises(Fenced):
        await log.open_epoch(STARTED, 2, Content("ab"), behind=Cursor(1, 2))
    writer = await log.open_epoch(STARTED, 2, Content("abcd"), behind=Cursor(1, 3))
    assert writer.next_cursor() == (2, 3)


async def test_a_log_that_has_lost_an_answer_opens_the_epoch_that_the_store_names(
    log: EventLog,
) -> None:
    writer = await log.open_epoch(STARTED, 5, Content("kept"))
    assert writer.next_cursor() == (5, 3)


async def test_an_open_epoch_can_be_adopted_to_end_it(log: EventLog) -> None:
    await write(log, "ab", end=False)
    adopted = await log.adopt("a1")
    assert adopted is not None
    assert adopted.next_cursor() == (1, 3)
    await adopted.end(END)
    assert await log.adopt("a1") is None
    assert (await read_events(await log.follow(PERMIT, Cursor(1, 2)))) == [(Cursor(1, 3), END)]


@pytest.mark.parametrize("after", [None, Cursor(1, 0), Cursor(1, 4), Cursor(3, 2)])
async def test_a_restored_answer_is_told_by_a_reset_and_the_end(
    log: EventLog, after: Cursor | None
) -> None:
    await log.restore(STARTED, Content("ab", "hm"), end=END, cursor=Cursor(1, 9))
    events = await read_events(await log.follow(PERMIT, after))
    assert events[-2:] == [(Cursor(1, 8), Reset("ab", "hm")), (Cursor(1, 9), END)]
    assert events[:-2] == ([(Cursor(1, 1), STARTED)] if after in (None, (1, 0)) else [])


async def test_a_restored_answer_gives_its_end_alone_to_who_has_all_before_it(
    log: EventLog,
) -> None:
    await log.restore(STARTED, Content("ab"), end=END, cursor=Cursor(1, 9))
    # With another reset, a poll whose reply has room for nothing else would never get further.
    assert await read_events(await log.follow(PERMIT, Cursor(1, 8))) == [(Cursor(1, 9), END)]


async def test_a_restored_answer_is_done_behind_its_end(log: EventLog) -> None:
    await log.restore(STARTED, Content("ab"), end=END, cursor=Cursor(1, 9))
    assert (await log.follow(PERMIT, Cursor(1, 9))).done
    snapshot = await log.snapshot("a1")
    assert snapshot is not None
    assert (snapshot.content.text, snapshot.cursor, snapshot.end) == ("ab", Cursor(1, 9), END)


async def test_restoring_changes_nothing_that_the_log_knows(log: EventLog) -> None:
    await write(log, "ab")
    whole = await frames_after(log, None)
    await log.restore(STARTED, Content("other"), end=END, cursor=Cursor(9, 9))
    assert await frames_after(log, None) == whole


async def test_a_forgotten_answer_is_unknown_and_its_readers_are_told(log: EventLog) -> None:
    await write(log, "ab", end=False)
    reader = await log.follow(PERMIT, Cursor(1, 2))
    await reader.next(0)
    waiting = asyncio.gather(reader.next(30), return_exceptions=True)
    await wait_all_tasks_blocked()
    await log.forget(["a1"])
    [outcome] = await asyncio.wait_for(waiting, 60)
    assert isinstance(outcome, NotFound)
    assert await log.snapshot("a1") is None


async def test_released_readers_are_told_and_writers_go_on(log: EventLog) -> None:
    writer = await log.create(STARTED)
    reader = await log.follow(PERMIT, Cursor(1, 1))
    await reader.next(0)
    waiting = asyncio.gather(reader.next(30), return_exceptions=True)
    await wait_all_tasks_blocked()
    log.release_readers()
    [outcome] = await asyncio.wait_for(waiting, 60)
    assert isinstance(outcome, ShuttingDown)
    writer.append(Delta("x"))
    await writer.end(END)
    snapshot = await log.snapshot("a1")
    assert snapshot is not None
    assert snapshot.content.text == "x"
