"""An alarm rings once its deadline has passed, and costs no timer while the deadline moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from yeoul.deadlines import Deadline, MovableTimer
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio


class Timer:
    """A timer of `Loop`."""

    def __init__(self, when_s: float, callback: Callable[[], None]) -> None:
        self.when_s, self.callback, self.cancelled = when_s, callback, False

    def cancel(self) -> None:
        self.cancelled = True


class Loop:
    """The clock and the timers of an event loop; time passes when a test says so."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.timers: list[Timer] = []

    def time(self) -> float:
        return self.now_s

    def call_at(self, when_s: float, callback: Callable[[], None]) -> Timer:
        self.timers.append(Timer(when_s, callback))
        return self.timers[-1]

    def pass_to(self, now_s: float) -> None:
        """Let the time pass, and every timer that is due go off."""
        while due := [t for t in self.timers if not t.cancelled and t.when_s <= now_s]:
            first = min(due, key=lambda timer: timer.when_s)
            self.timers.remove(first)
            self.now_s = first.when_s
            first.callback()
        self.now_s = now_s


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    loop = Loop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: loop)
    return loop


@pytest.fixture
def rung(loop: Loop) -> list[float]:
    """When the alarm has rung."""
    return []


@pytest.fixture
def alarm(loop: Loop, rung: list[float]) -> MovableTimer:
    return MovableTimer(lambda: rung.append(loop.now_s))


def test_it_rings_once_when_the_deadline_has_passed(
    loop: Loop, alarm: MovableTimer, rung: list[float]
) -> None:
    alarm.set(5)
    loop.pass_to(104.9)
    assert rung == []
    loop.pass_to(200)
    assert rung == [105]


def test_a_deadline_that_is_put_off_sets_no_further_timer(
    loop: Loop, alarm: MovableTimer, rung: list[float]
) -> None:
    for _ in range(50):
        alarm.set(5)
        loop.pass_to(loop.now_s + 0.05)
    assert len(loop.timers) == 1
    loop.pass_to(200)
    assert rung == [pytest.approx(107.45)]


def test_a_deadline_that_is_brought_forward_is_kept(
    loop: Loop, alarm: MovableTimer, rung: list[float]
) -> None:
    alarm.set(10)
    alarm.clear()
    alarm.set(1)
    loop.pass_to(200)
    assert rung == [101]


def test_a_deadline_that_is_taken_back_does_not_ring(
    loop: Loop, alarm: MovableTimer, rung: list[float]
) -> None:
    alarm.set(5)
    alarm.clear()
    loop.pass_to(200)
    assert rung == []


def test_a_timer_that_is_early_by_less_than_its_resolution_rings(
    loop: Loop, alarm: MovableTimer, rung: list[float]
) -> None:
    alarm.set(5)
    [timer] = loop.timers
    timer.when_s -= 0.0004
    loop.pass_to(104.9999)
    assert rung == [104.9996]


def test_nothing_is_held_after_closing(loop: Loop, alarm: MovableTimer, rung: list[float]) -> None:
    alarm.set(5)
    alarm.close()
    alarm.close()
    assert all(timer.cancelled for timer in loop.timers)


async def test_a_block_ends_with_a_timeout_once_its_deadline_has_passed() -> None:
    never = asyncio.Event()

    async def wait() -> None:
        async with Deadline() as deadline:
            deadline.set(0.01)
            await never.wait()

    with pytest.raises(TimeoutError):
        await wait()


async def test_a_cancellation_from_elsewhere_is_not_taken_for_the_deadline() -> None:
    begun = asyncio.Event()

    async def wait() -> None:
        async with Deadline() as deadline:
            deadline.set(60)
            begun.set()
            await asyncio.Event().wait()

    task = Tasks().start(wait(), name="wait")
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
