"""A deadline that is moved again and again, at the cost of an assignment.

Setting a timer of the event loop and cancelling it costs several microseconds. A wait that nearly
always ends before its deadline would pay that for every token. A movable timer leaves the loop's
timer where it is, and looks at the deadline when it goes off.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType

#: The loop's timers are exact to a millisecond; a ring that is early by less is on time.
RESOLUTION_S = 0.001


class MovableTimer:
    """Calls ``ring`` once the deadline has passed, until `close`. For the event loop's thread."""

    __slots__ = ("_deadline_s", "_loop", "_ring", "_timer", "_timer_s")

    def __init__(self, ring: Callable[[], object]) -> None:
        self._loop = asyncio.get_running_loop()
        self._ring = ring
        #: When to ring; None: not at all at present.
        self._deadline_s: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        #: When the timer goes off.
        self._timer_s = 0.0

    def set(self, after_s: float) -> None:
        """Ring ``after_s`` seconds from now instead of at the time set before."""
        self._deadline_s = deadline_s = self._loop.time() + after_s
        if self._timer is None or deadline_s < self._timer_s:
            self._wait_until(deadline_s)

    def clear(self) -> None:
        """Do not ring until it is set again."""
        self._deadline_s = None

    def close(self) -> None:
        """Never ring again, and drop the callback. Idempotent."""
        # `_ring` is mostly a method of the timer's holder: a cycle, which outlives its use.
        self._ring = _nothing
        self._deadline_s = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait_until(self, time_s: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(time_s, self._look)
        self._timer_s = time_s

    def _look(self) -> None:
        self._timer = None
        deadline_s = self._deadline_s
        if deadline_s is None:
            return
        if deadline_s - self._loop.time() > RESOLUTION_S:
            self._wait_until(deadline_s)
        else:
            self._deadline_s = None
            self._ring()


def _nothing() -> None:
    """Do nothing: the callback of a closed timer."""


class Deadline(MovableTimer):
    """Ends an ``async with`` block with `TimeoutError` once the deadline has passed.

    Like `asyncio.timeout`, but the block begins without a deadline and may `set` and `clear` one
    for every token.
    """

    __slots__ = ("_timeout",)

    def __init__(self) -> None:
        super().__init__(self._expire)
        self._timeout = asyncio.timeout(None)

    @property
    def expired(self) -> bool:
        """Whether a `TimeoutError` that leaves the block is this deadline's own."""
        return self._timeout.expired()

    def _expire(self) -> None:
        self._timeout.reschedule(self._loop.time())

    async def __aenter__(self) -> Deadline:
        await self._timeout.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        await self._timeout.__aexit__(kind, error, trace)


async def wait_for_change(watch: Callable[[Callable[[], None]], None], timeout_s: float) -> None:
    """Wait until the callback that ``watch`` is given is called, or ``timeout_s`` are over."""
    loop = asyncio.get_running_loop()
    changed: asyncio.Future[None] = loop.create_future()

    def settle() -> None:
        if not changed.done():
            changed.set_result(None)

    watch(settle)
    timer = loop.call_later(timeout_s, settle)
    try:
        await changed
    finally:
        timer.cancel()
