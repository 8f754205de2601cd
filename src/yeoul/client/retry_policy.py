"""A client's rules for lost connections: when one is lost, how long to wait, when to give up."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

#: The longest ``Retry-After`` of a server that is honoured, in seconds.
LONGEST_RETRY_AFTER_S = 60.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Time limits and pauses of a client. Tests can replace clock, sleep and dice."""

    #: Silence, in seconds, after which a connection counts as lost: 2.5 heartbeats of the server.
    stall_s: float = 25.0
    #: Seconds, 1 to 30, that the server may hold a long poll while there is no event.
    wait_s: int = 10
    #: Seconds between two polls.
    poll_s: float = 1.0
    first_pause_s: float = 0.25
    longest_pause_s: float = 10.0
    #: Seconds without a sign of life from the server after which the client gives up.
    give_up_s: float = 120.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    #: Returns a random number from 0 to 1.
    dice: Callable[[], float] = random.random

    def pause_s(self, failures: int, retry_after_s: float | None = None) -> float:
        """Return the seconds to wait after ``failures`` in a row, at least what the server asked.

        The pause is between half of a limit and the whole of it, and the limit doubles each time.
        So clients that lost the same server do not come back all at once.
        """
        limit = min(self.longest_pause_s, self.first_pause_s * 2.0 ** min(failures - 1, 16))
        return max(limit * (0.5 + self.dice() / 2), min(retry_after_s or 0, LONGEST_RETRY_AFTER_S))
