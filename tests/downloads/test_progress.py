from __future__ import annotations

from yeoul.downloads.faults import Fault
from yeoul.downloads.progress import Progress


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_rate_is_that_of_the_last_seconds_and_gives_the_time_left() -> None:
    clock = Clock()
    progress = Progress(clock=clock)
    progress.begin(1_000, 101_000)
    for second in range(1, 21):
        clock.now += 1
        progress.advance(1_000 + 100 * second if second < 11 else 2_000 + 1_000 * (second - 10))

    assert progress.rate == 1_000
    assert progress.left_s == (101_000 - 12_000) / 1_000


def test_a_stall_lets_the_rate_fall_to_nothing() -> None:
    clock = Clock()
    progress = Progress(clock=clock)
    progress.begin(0, None)
    clock.now += 1
    progress.advance(5_000)
    clock.now += 4
    assert progress.rate == 1_000
    assert progress.left_s is None

    for more in (5_500, 6_000):
        clock.now += 0.1
        progress.advance(more)
    clock.now += 7
    assert progress.rate == 0


def test_what_was_there_before_counts_for_no_rate() -> None:
    clock = Clock()
    progress = Progress(clock=clock)
    progress.advance(500_000)
    progress.begin(500_000, 1_000_000)
    clock.now += 1

    assert progress.rate == 0
    progress.tell("paused")
    assert progress.rate is None


def test_only_a_change_is_told() -> None:
    away = Fault("hub_unreachable", "away")
    told: list[tuple[str, Fault | None, bool]] = []
    progress = Progress(lambda: told.append((progress.status, progress.fault, progress.is_away)))

    progress.tell("running")
    progress.tell("running", away)
    progress.tell("running", away)
    progress.tell("running")

    assert told == [("running", away, True), ("running", None, False)]
