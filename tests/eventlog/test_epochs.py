"""What stays in memory of answers that have ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from yeoul.errors import NotFound, ShuttingDown
from yeoul.eventlog import open_log
from yeoul.eventlog.base import Permit
from yeoul.eventlog.epoch import Epoch
from yeoul.eventlog.epochs import Epochs
from yeoul.protocol.content import Content
from yeoul.protocol.events import Cursor, Delta, End, Reset, Started, decode, encode

pytestmark = pytest.mark.anyio

END = End("finished", "stop", None, None, None, "0" * 64)


def ended(epochs: Epochs, name: str, size: int) -> Epoch:
    """Put an answer of about ``size`` bytes into the epochs, ended."""
    epoch = Epoch(Started(name, "c", "q", "m", "t"), 1)
    epoch.publish([encode(Cursor(1, 1), epoch.started), encode(Cursor(1, 2), Delta("x" * size))])
    epoch.publish([encode(Cursor(1, 3), END)], END)
    epochs.put(epoch)
    epochs.retire(epoch)
    return epoch


async def test_the_oldest_ended_answers_leave_memory_when_there_are_too_many() -> None:
    epochs = Epochs()
    size = Epochs.MAX_ENDED_BYTES // 4
    for number in range(6):
        ended(epochs, f"a{number}", size)
    assert list(epochs.current) == ["a3", "a4", "a5"]
    with pytest.raises(NotFound):
        epochs.follow("a0", None)


async def test_a_reader_on_its_way_through_an_answer_that_leaves_memory_gets_all_of_it() -> None:
    epochs = Epochs()
    size = Epochs.MAX_ENDED_BYTES // 2
    ended(epochs, "old", size)
    reader = epochs.follow("old", None)
    for number in range(3):
        ended(epochs, f"new{number}", size)
    assert "old" not in epochs.current
    batch = await reader.next(0)
    while not batch.ended:
        batch = await reader.next(0)
    assert decode(batch.frames[-1])[0] == (1, 3)


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
async def test_no_later_reader_disturbs_one_on_its_way_through_an_answer_that_left_memory(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Epochs, "MAX_ENDED_BYTES", 1_000)
    monkeypatch.setattr("yeoul.eventlog.epochs.MAX_BATCH_BYTES", 1)
    log = await open_log("memory:" if kind == "memory" else f"sqlite:///{tmp_path / 'log.db'}")
    started = Started("old", "c", "q", "m", "t")
    for name in ("old", "new"):
        writer = await log.create(started._replace(answer_id=name))
        writer.append(Delta("x" * 1_000))
        await writer.end(END)
        if name == "old":
            reader = await log.follow(Permit(name), None)
            assert reader.take() is not None
    await log.restore(started, Content("x" * 1_000), end=END, cursor=Cursor(1, 3))
    await log.follow(Permit("old"), None)
    rest = [batch.frames for _ in range(2) if (batch := reader.take()) is not None]
    told = [decode(raw) for frames in rest for raw in frames]
    assert told == [(Cursor(1, 2), Delta("x" * 1_000)), (Cursor(1, 3), END)]
    await log.aclose()


async def test_a_reader_finds_the_next_epoch_although_that_has_left_memory_since() -> None:
    epochs = Epochs()
    first = Epoch(Started("a", "c", "q", "m", "t"), 1)
    first.publish([encode(Cursor(1, 1), first.started)])
    epochs.put(first)
    reader = epochs.follow("a", Cursor(1, 1))
    second = Epoch(first.started, 2)
    second.publish([encode(Cursor(2, 1), first.started), encode(Cursor(2, 2), Reset("kept", ""))])
    epochs.put(second)
    second.publish([encode(Cursor(2, 3), END)], END)
    epochs.retire(second)
    ended(epochs, "huge", Epochs.MAX_ENDED_BYTES * 2)
    assert list(epochs.current) == ["huge"]
    batch = await reader.next(0)
    told = [decode(frame) for frame in batch.frames]
    assert told == [(Cursor(2, 2), Reset("kept", "")), (Cursor(2, 3), END)]
    assert batch.ended


async def test_one_answer_over_the_limit_stays_until_the_next_one_ends() -> None:
    epochs = Epochs()
    ended(epochs, "huge", Epochs.MAX_ENDED_BYTES * 2)
    assert "huge" in epochs.current
    ended(epochs, "small", 10)
    assert list(epochs.current) == ["small"]


async def test_what_is_dropped_no_longer_counts() -> None:
    epochs = Epochs()
    size = Epochs.MAX_ENDED_BYTES // 2
    ended(epochs, "a", size)
    epochs.drop("a")
    ended(epochs, "b", size)
    ended(epochs, "c", size // 2)
    assert list(epochs.current) == ["b", "c"]


async def test_an_end_that_is_told_twice_counts_once_and_never_for_a_later_epoch() -> None:
    epochs = Epochs()
    first = ended(epochs, "a", Epochs.MAX_ENDED_BYTES // 2)
    epochs.retire(first)
    ended(epochs, "b", Epochs.MAX_ENDED_BYTES // 3)
    assert list(epochs.current) == ["a", "b"]

    ended(epochs, "c", Epochs.MAX_ENDED_BYTES // 3)
    assert list(epochs.current) == ["b", "c"]
    epochs.retire(first)  # it has left memory
    growing = Epoch(first.started, 2)
    epochs.put(growing)
    epochs.retire(first)  # a later one has begun
    for name in "def":
        ended(epochs, name, Epochs.MAX_ENDED_BYTES // 2)
    assert epochs.current["a"] is growing


async def test_a_reader_of_an_answer_that_has_left_memory_goes_on_in_its_next_epoch() -> None:
    epochs = Epochs()
    size = Epochs.MAX_ENDED_BYTES // 2
    ended(epochs, "old", size)
    reader = epochs.follow("old", Cursor(1, 1))
    for number in range(3):
        ended(epochs, f"new{number}", size)
    following = Epoch(Started("old", "c", "q", "m", "t"), 2)
    epochs.put(following)
    following.publish([encode(Cursor(2, 1), following.started)])
    batch = reader.take()
    assert batch is not None
    assert not batch.ended
    assert [decode(raw)[1] for raw in batch.frames] == [Reset("", "", ())]


async def test_an_error_that_is_kept_collects_nothing_of_those_who_got_it() -> None:
    epochs = Epochs()
    epochs.release_readers()
    for _ in range(2):
        with pytest.raises(ShuttingDown):
            epochs.follow("a", None)
    assert epochs.closing is not None
    assert epochs.closing.__traceback__ is None


async def test_a_reader_that_fails_keeps_no_other_from_its_frames(
    caplog: pytest.LogCaptureFixture,
) -> None:
    epoch, calls = Epoch(Started("a", "c", "q", "m", "t"), 1), list[str]()
    epochs = Epochs()
    epochs.put(epoch)

    def fail() -> None:
        calls.append("fails")
        raise RuntimeError("a fault")

    for changed in (fail, lambda: calls.append("reads"), fail):
        reader = epochs.follow("a", None)
        reader.idle()
        reader.watch(changed)
    epoch.publish([encode(Cursor(1, 1), epoch.started)])
    assert sorted(calls) == ["fails", "fails", "reads"]
    assert "a fault" in caplog.text
