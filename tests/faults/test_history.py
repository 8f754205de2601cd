"""A checker that finds nothing proves nothing: each fault, made by hand, is found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from tests.faults.history import Applied, History, Reader, Seen, faults
from yeoul.protocol.events import Cursor, Delta, End, Event, Reset, Started

STARTED = Started("a", "c", "q", "m", "2026-01-01T00:00:00Z")
END = End("finished", "stop", None, None, None, hashlib.sha256("빠른 물살".encode()).hexdigest())
FIRST: list[Event] = [STARTED, Delta("빠른 "), End("stopped", "stopped", None, None, None, "0")]
SECOND: list[Event] = [STARTED, Reset("빠른 ", ""), Delta("물"), Delta("살"), END]


def epoch(number: int, events: list[Event]) -> list[Applied]:
    return [Applied(Cursor(number, seq), event) for seq, event in enumerate(events, 1)]


def sound() -> History:
    """Two epochs; one reader from the start, one from a snapshot, one with an unstored reset."""
    first, second = epoch(1, FIRST), epoch(2, SECOND)
    text = "빠른 물살"
    return History(
        readers=[
            Reader("early", applied=[*first, *second[1:]], text=text),
            Reader("late", Seen(Cursor(2, 3), "빠른 물"), applied=second[3:], text=text),
            Reader("lost", applied=[Applied(Cursor(2, 4), Reset(text, "")), second[4]], text=text),
        ],
        snapshots=[Seen(Cursor(1, 2), "빠른 "), Seen(Cursor(2, 3), "빠른 물")],
        log=second,
        stored_text=text,
    )


def test_a_sound_history_has_no_fault() -> None:
    assert faults(sound()) == []


def lose(history: History) -> None:
    del history.readers[0].applied[5]


def double(history: History) -> None:
    history.readers[0].applied.insert(2, history.readers[0].applied[1])


def swap(history: History) -> None:
    applied = history.readers[0].applied
    applied[4], applied[5] = applied[5], applied[4]


def change(history: History) -> None:
    history.readers[0].applied[4] = Applied(Cursor(2, 3), Delta("불"))


def go_on_behind_the_end(history: History) -> None:
    history.readers[0].applied.append(Applied(Cursor(2, 6), Delta("")))


def end_twice(history: History) -> None:
    history.readers[0].applied.append(history.readers[0].applied[-1])


def never_end(history: History) -> None:
    del history.readers[0].applied[-1]


def reset_for_nothing(history: History) -> None:
    history.readers[0].applied.insert(4, Applied(Cursor(2, 2), Reset("빠른 ", "")))


def reset_to_another_text(history: History) -> None:
    history.readers[2].applied[0] = Applied(Cursor(2, 4), Reset("빠른 물", ""))


def hold_another_text(history: History) -> None:
    history.readers[1].text = "빠른 물"


def store_another_text(history: History) -> None:
    history.stored_text = "빠른 물"


def snapshot_another_text(history: History) -> None:
    history.snapshots[0] = Seen(Cursor(1, 2), "빠른")


def begin_with_another_text(history: History) -> None:
    history.readers[1].begun_with = Seen(Cursor(2, 3), "빠른 ")


def leave_a_hole_in_the_log(history: History) -> None:
    del history.log[2]


def leave_the_log_open(history: History) -> None:
    del history.log[-1]


def hash_another_text(history: History) -> None:
    history.log[-1] = Applied(Cursor(2, 5), END._replace(sha256="0" * 64))


@pytest.mark.parametrize(
    "harm",
    [
        lose,
        double,
        swap,
        change,
        go_on_behind_the_end,
        end_twice,
        never_end,
        reset_for_nothing,
        reset_to_another_text,
        hold_another_text,
        store_another_text,
        snapshot_another_text,
        begin_with_another_text,
        leave_a_hole_in_the_log,
        leave_the_log_open,
        hash_another_text,
    ],
)
def test_every_harm_is_found(harm: Callable[[History], None]) -> None:
    history = sound()
    harm(history)
    assert faults(history) != []
