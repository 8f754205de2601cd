"""The challenges that passkeys sign: each is random, for one browser, for one use, and soon over.

They are in memory alone. What a stranger can have made at no cost stays bounded: of too many, the
oldest are forgotten, and their browsers ask once more.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Literal, NamedTuple

#: Bytes of a challenge, and the milliseconds in which it can be used.
CHALLENGE_BYTES, LIFE_MS = 32, 300_000
#: Holders that have challenges, and challenges of one: each of its windows has one.
MAX_HOLDERS, MAX_OF_ONE = 10_000, 20

#: What is done with a passkey.
Purpose = Literal["add", "log_in"]


class Challenge(NamedTuple):
    """A challenge that waits to be signed."""

    value: bytes
    purpose: Purpose
    #: The account whose passkey has to sign it; None: any.
    owner: str | None
    until_s: float


class Challenges:
    """The challenges of one server, by who holds them. For one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        #: The holder that got one last is at the end; of one holder, too, the newest.
        self._held: dict[str, list[Challenge]] = {}

    def make(self, holder: str, purpose: Purpose, owner: str | None = None) -> bytes:
        """Return a new challenge."""
        value, until_s = secrets.token_bytes(CHALLENGE_BYTES), self._clock() + LIFE_MS / 1000
        held = [*self._living(holder), Challenge(value, purpose, owner, until_s)]
        self._held.pop(holder, None)
        while len(self._held) >= MAX_HOLDERS:
            del self._held[next(iter(self._held))]
        self._held[holder] = held[-MAX_OF_ONE:]
        return value

    def has(self, holder: str) -> bool:
        """Return whether a holder has a challenge that can be used."""
        return bool(self._living(holder))

    def take(self, holder: str, purpose: Purpose, value: bytes) -> Challenge | None:
        """Return a challenge of a holder, which nobody can use after that; None if it is none."""
        for each in self._living(holder):
            if each.purpose == purpose and secrets.compare_digest(each.value, value):
                self._held[holder].remove(each)
                return each
        return None

    def _living(self, holder: str) -> list[Challenge]:
        now_s = self._clock()
        return [each for each in self._held.get(holder, ()) if now_s < each.until_s]
