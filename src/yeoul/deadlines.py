"""A deadline that is moved again and again, at the cost of an assignment.

A timer of the event loop costs several microseconds to set and to cancel. Code that moves its
deadline for every token, and nearly always meets it, would pay that each time. A `MovableTimer`
leaves its timer where it is, and compares the deadline when the timer fires.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType

#: Timers are exact to a millisecond; firing early by less than that is on time.
RESOLUTION_S = 0.001


class MovableTimer:
    """Calls ``ring`` once the deadline has passed, until `close`. Not thread-safe."""

    __slots__ = ("_deadline_s", "_loop", "_ring", "_timer", "_timer_s")

    def __init__(self, ring: Callable[[], object]) -> None:
        self._loop = asyncio.get_running_loop()
        self._ring = ring
        #: When to ring; None if no deadline is set.
        self._deadline_s: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        #: When the timer fires; may be earlier than the deadline.
        self._timer_s = 0.0

    def set(self, after_s: float) -> None:
        """Ring ``after_s`` seconds from now, instead of at the time set before."""
        self._deadline_s = deadline_s = self._loop.time() + after_s
        if self._timer is None or deadline_s < self._timer_s:
            self._wait_until(deadline_s)

    def clear(self) -> None:
        """Do not ring until the next `set`."""
        self._deadline_s = None

    def close(self) -> None:
        """Never ring again, and let go of the callback. Idempotent."""
        # The callback mostly belongs to the object that holds this one: without the cycle both are
        # freed at once, not by the collector.
        self._ring = _nothing
        self._deadline_s = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait_until(self, time_s: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(time_s, self._check)
        self._timer_s = time_s

    def _check(self) -> None:
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
    """Do nothing, in place of a callback that was let go."""


class Deadline(MovableTimer):
    """Ends an ``async with`` block with `TimeoutError` once the deadline has passed.

    Like `asyncio.timeout`, but the block begins without a deadline, and setting one for every
    token is cheap.
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
