"""Tries to log in: how many of one name, and from one address, go by before the next has to wait.

After some wrong passwords each further one makes the next wait twice as long, at most a quarter of
an hour. From a network in which a person is logged in, their tries are counted apart, so that a
stranger elsewhere does not make them wait. Sessions are not affected, nor are one-time links: they
are the way in for a person who is logged in nowhere near, and for whose name a stranger tries again
at the end of each wait.

Names and addresses are remembered by their digests: a stranger chooses how long a name is. Workers
that share a store tell each other, so that of several a stranger has not several times as many.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from yeoul.errors import TooManyTries

#: Wrong passwords before the first wait: of one name, and from one address.
MOST_OF_NAME, MOST_FROM_ADDRESS = 10, 30
#: Seconds of the longest wait, and those without a try after which all is forgotten.
LONGEST_WAIT_S, MEMORY_S = 900.0, 3600.0
#: Names and addresses that are remembered, each.
MAX_KEPT = 10_000

#: Addresses that do not count: a proxy or a router there may stand for everybody. They are those of
#: this machine, and the private ones: RFC 1918, 3927, 4193, 4291 and 6598.
_SHARED = tuple(
    ipaddress.ip_network(each)
    for each in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "100.64.0.0/10",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)


class _Count(NamedTuple):
    tries: int
    last_s: float
    #: When the next one may come.
    next_s: float


class _Counter:
    """Counts the tries of each name, or from each address."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most = most
        self._clock = clock
        #: The one that was tried last is at the end.
        self._counts: dict[bytes, _Count] = {}

    def wait_s(self, key: bytes) -> float:
        """Return the seconds until another try may come."""
        count = self._counts.get(key)
        return 0.0 if count is None else count.next_s - self._clock()

    def add(self, key: bytes) -> None:
        """Count a try."""
        now_s, before = self._clock(), self._counts.pop(key, None)
        tries = 1 if before is None or now_s - before.last_s >= MEMORY_S else before.tries + 1
        # 2¹⁰ seconds are longer than the longest wait.
        wait_s = 2.0 ** min(tries - self._most, 10) if tries >= self._most else 0.0
        if len(self._counts) >= MAX_KEPT:
            self._forget_one()
        self._counts[key] = _Count(tries, now_s, now_s + min(wait_s, LONGEST_WAIT_S))

    def _forget_one(self) -> None:
        """Make room: of those for which nobody has to wait, the one that was tried longest ago.

        Whoever tries thousands of names at random would else begin anew with the one they mean.
        """
        light = (key for key, count in self._counts.items() if count.tries < self._most)
        del self._counts[next(light, None) or next(iter(self._counts))]

    def take_back(self, key: bytes) -> None:
        """Count a try no longer: it was right."""
        count = self._counts.get(key)
        if count is not None:
            self._counts[key] = count._replace(tries=count.tries - 1, next_s=0.0)

    def forget(self, key: bytes) -> None:
        """Forget all tries of a name."""
        self._counts.pop(key, None)


class Tries:
    """The tries of all names and addresses. For one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._names = _Counter(MOST_OF_NAME, clock)
        self._addresses = _Counter(MOST_FROM_ADDRESS, clock)
        #: Tells other workers what `hear` is told there; replaced when the app opens.
        self.tell: Callable[[str, str, str], None] = lambda what, name, address: None

    @contextmanager
    def count(self, name: str, address: str) -> Iterator[None]:
        """Count a try, which the block makes; it is a wrong one unless the block calls `right`.

        It counts from its beginning, so that many at once are not taken for the first. Where it is
        refused, here or in the block, because too many come at once, it does not count.

        Raises:
            TooManyTries: it comes too early.
        """
        keys = _key(name), b"" if not address or _is_shared(address) else _key(address)
        wait_s = max(counter.wait_s(key) for counter, key in self._counted(*keys))
        if wait_s > 0:
            raise TooManyTries(
                f"Too many wrong passwords: try again in {_shown(wait_s)}.", retry_after_s=wait_s
            )
        self._note("made", *keys)
        try:
            yield
        except TooManyTries:
            self._note("refused", *keys)
            raise

    def right(self, name: str, address: str) -> None:
        """Note that the try was right. What came from its address before stays counted."""
        self._note("right", _key(name), _key(address))

    def hear(self, what: str, name: str, address: str) -> None:
        """Count what another worker has told: that a try was made, refused, or right."""
        self._count(what, bytes.fromhex(name), bytes.fromhex(address))

    def _note(self, what: str, name: bytes, address: bytes) -> None:
        self._count(what, name, address)
        # At once, before the password is looked at: that takes longer than others take to hear it.
        self.tell(what, name.hex(), address.hex())

    def _count(self, what: str, name: bytes, address: bytes) -> None:
        if what == "right":
            self._names.forget(name)
            self._addresses.take_back(address)
            return
        for counter, key in self._counted(name, address):
            if what == "made":
                counter.add(key)
            else:
                counter.take_back(key)

    def _counted(self, name: bytes, address: bytes) -> list[tuple[_Counter, bytes]]:
        """Return what counts of a try; an address that does not is empty."""
        return [(self._names, name), *([(self._addresses, address)] if address else [])]


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _is_shared(address: str) -> bool:
    """Return whether an address, or a network that stands for its addresses, does not count."""
    first = ipaddress.ip_network(address, strict=False).network_address
    return any(first in network for network in _SHARED)


def _shown(seconds: float) -> str:
    if seconds > 90:
        return f"{round(seconds / 60)} minutes"
    return "a moment" if seconds < 1.5 else f"{seconds:.0f} seconds"
