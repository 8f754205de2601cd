"""How fast programs may ask: a bucket for each of them, which fills again as time goes by."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from yeoul.errors import TooManyAtOnce

#: Programs that are remembered; the one that asked longest ago is forgotten first.
MAX_KEPT = 10_000


class _Bucket(NamedTuple):
    left: float
    at_s: float


class Rate:
    """Lets each program ask ``per_minute`` times at once, and as often within each minute then."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = per_minute
        self._per_s = per_minute / 60
        self._clock = clock
        #: The one that asked last is at the end.
        self._buckets: dict[str, _Bucket] = {}

    def take(self, key: str) -> None:
        """Count a request of the program ``key``. One that is refused does not count.

        Raises:
            TooManyAtOnce: it comes too early.
        """
        now_s = self._clock()
        bucket = self._buckets.pop(key, None)
        left = float(self._most)
        if bucket is not None:
            # A clock that goes back fills nothing.
            grown = max(0.0, now_s - bucket.at_s) * self._per_s
            left = min(left, bucket.left + grown)
        is_refused = left < 1
        while len(self._buckets) >= MAX_KEPT:
            del self._buckets[next(iter(self._buckets))]
        self._buckets[key] = _Bucket(left if is_refused else left - 1, now_s)
        if is_refused:
            raise TooManyAtOnce(
                f"This token has been used too often: it may ask {self._most} times a minute.",
                retry_after_s=(1 - left) / self._per_s,
            )
