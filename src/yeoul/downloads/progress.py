"""How far a download has come, and how fast it goes. Written by one thread, read by any."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Literal

from yeoul.downloads.faults import Fault

Status = Literal["running", "paused", "finished", "failed"]

#: Seconds over which the rate is taken, and the least between two samples.
_WINDOW_S, _SAMPLE_S = 6.0, 0.25


class Progress:
    """The progress of one download.

    Each attribute is replaced as a whole, so that a reader in another thread needs no lock.
    ``changed`` is called, in the writer's thread, when the status or the fault is another one.
    """

    def __init__(
        self,
        changed: Callable[[], None] = lambda: None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.status: Status = "running"
        #: What is wrong. With ``running``: it is tried again by itself; with ``paused``: it goes on
        #: by itself when that is no longer so.
        self.fault: Fault | None = None
        self.bytes = 0
        self.total_bytes: int | None = None
        self._changed = changed
        self._clock = clock
        self._samples: deque[tuple[float, int]] = deque()

    def tell(self, status: Status, fault: Fault | None = None) -> None:
        """Set the status, and what is wrong if anything is."""
        if (status, fault) == (self.status, self.fault):
            return
        self.status, self.fault = status, fault
        self._changed()

    @property
    def is_away(self) -> bool:
        """Whether the last try made no connection."""
        return self.fault is not None and self.fault.code == "hub_unreachable"

    def begin(self, done: int, total: int | None) -> None:
        """Set how much is there before anything is fetched."""
        self.bytes, self.total_bytes = done, total
        self._samples = deque([(self._clock(), done)])

    def advance(self, done: int) -> None:
        """Set how much is there now."""
        self.bytes = done
        now, samples = self._clock(), self._samples
        if not samples or now - samples[-1][0] >= _SAMPLE_S:
            samples.append((now, done))
            while len(samples) > 2 and now - samples[0][0] > _WINDOW_S:
                samples.popleft()

    @property
    def rate(self) -> float | None:
        """Bytes per second of the last seconds; None unless it runs."""
        if self.status != "running":
            return None
        now = self._clock()
        recent = next((s for s in tuple(self._samples) if now - s[0] <= _WINDOW_S), None)
        # What has come behind the last sample came right behind it: that is as long ago.
        if recent is None or recent[0] == now:
            return 0.0
        begun, done = recent
        return max(0.0, (self.bytes - done) / (now - begun))

    @property
    def left_s(self) -> float | None:
        """Seconds until it is done at this rate; None if that is unknown."""
        rate = self.rate
        if not rate or self.total_bytes is None:
            return None
        return max(0, self.total_bytes - self.bytes) / rate
