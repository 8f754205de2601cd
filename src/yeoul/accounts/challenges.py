"""The challenges that passkeys sign: each is random, for one browser, for one use, and soon over.

They are in memory alone, in that of each worker: a browser may come to any of them. What a stranger
can have made at no cost stays bounded: of too many, the oldest are forgotten, and their browsers
ask once more.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Literal, NamedTuple, cast

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
    """The challenges of an installation, by who holds them. For one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        #: The holder that got one last is at the end; of one holder, too, the newest.
        self._held: dict[str, list[Challenge]] = {}
        #: Tells other workers what `hear` is told there; replaced when the app opens.
        self.tell: Callable[..., None] = lambda *about: None

    def make(self, holder: str, purpose: Purpose, owner: str | None = None) -> bytes:
        """Return a new challenge."""
        value = secrets.token_bytes(CHALLENGE_BYTES)
        self._hold(holder, value, purpose, owner)
        self.tell("made", holder, value.hex(), purpose, owner or "")
        return value

    def hear(self, word: str, holder: str, value: str, *rest: str) -> None:
        """Note what another worker has told: that a challenge was made, or is used up."""
        if word == "made":
            purpose, owner = rest
            self._hold(holder, bytes.fromhex(value), cast("Purpose", purpose), owner or None)
        else:
            self._drop(holder, bytes.fromhex(value))

    def forget_all(self) -> None:
        """Forget all challenges: which of them are used up elsewhere is not known any more."""
        self._held.clear()

    def _hold(self, holder: str, value: bytes, purpose: Purpose, owner: str | None) -> None:
        until_s = self._clock() + LIFE_MS / 1000
        held = [*self._living(holder), Challenge(value, purpose, owner, until_s)]
        self._held.pop(holder, None)
        while len(self._held) >= MAX_HOLDERS:
            del self._held[next(iter(self._held))]
        self._held[holder] = held[-MAX_OF_ONE:]

    def _drop(self, holder: str, value: bytes) -> None:
        if holder in self._held:
            self._held[holder] = [each for each in self._held[holder] if each.value != value]

    def has(self, holder: str) -> bool:
        """Return whether a holder has a challenge that can be used."""
        return bool(self._living(holder))

    def take(self, holder: str, purpose: Purpose, value: bytes) -> Challenge | None:
        """Return a challenge of a holder, which nobody can use after that; None if it is none."""
        for each in self._living(holder):
            if each.purpose == purpose and secrets.compare_digest(each.value, value):
                self._drop(holder, value)
                self.tell("used", holder, value.hex())
                return each
        return None

    def _living(self, holder: str) -> list[Challenge]:
        now_s = self._clock()
        return [each for each in self._held.get(holder, ()) if now_s < each.until_s]
