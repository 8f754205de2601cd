"""How far a download has come, and how fast it goes. Written by one thread, read by any."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Literal

Status = Literal["running", "paused", "finished", "failed"]

#: Seconds over which the rate is taken, and the least between two samples.
_WINDOW_S, _SAMPLE_S = 6.0, 0.25


class Progress:
    """The progress of one download.

    Each attribute is replaced as a whole, so that a reader in another thread needs no lock.
    ``changed`` is called, in the writer's thread, when the status or the sentence is another one.
    """

    def __init__(
        self,
        changed: Callable[[], None] = lambda: None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.status: Status = "running"
        #: A sentence on what is wrong, for a person. With ``running``: it is tried again by itself;
        #: with ``paused``: it goes on by itself when that is no longer so.
        self.error: str | None = None
        self.bytes = 0
        self.total_bytes: int | None = None
        #: Whether the last try made no connection.
        self.is_away = False
        self._changed = changed
        self._clock = clock
        self._samples: deque[tuple[float, int]] = deque()

    def tell(self, status: Status, error: str | None = None, *, is_away: bool = False) -> None:
        """Set the status, with a sentence if something is wrong."""
        if (status, error, is_away) == (self.status, self.error, self.is_away):
            return
        self.status, self.error, self.is_away = status, error, is_away
        self._changed()

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
