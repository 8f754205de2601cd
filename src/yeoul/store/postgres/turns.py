"""The turns of writes: two with a name in common come one after the other, everywhere.

The database orders those of all servers by advisory locks, which end with their transaction. Those
of one server wait for each other before they take a connection: a person who asks a hundred times
at once holds one of them, and not all.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from hashlib import blake2b
from typing import Final

#: The lock that every write shares, but one that runs alone has for itself.
_ALL: Final = 0x79656F756C


def take_turn(of: Sequence[str] | None) -> str:
    """Return the statements that wait for the turn of a write; None: it runs alone."""
    if of is None:
        return f"SELECT pg_advisory_xact_lock({_ALL})"
    # In one order, so that no two wait for each other.
    keys = sorted(set(map(_key_of, of)))
    own = "".join(f"; SELECT pg_advisory_xact_lock({key})" for key in keys)
    return f"SELECT pg_advisory_xact_lock_shared({_ALL}){own}"


def _key_of(name: str) -> int:
    digest = blake2b(name.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class Turns:
    """The turns within one server."""

    def __init__(self) -> None:
        #: The lock of each name that somebody has or waits for, and how many these are.
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of(self, names: Sequence[str] | None) -> AsyncIterator[None]:
        """Wait for the turn of a write with these names, and keep it inside of the block."""
        async with AsyncExitStack() as held:
            for name in sorted(set(names or ())):
                await held.enter_async_context(self._one(name))
            yield

    @asynccontextmanager
    async def _one(self, name: str) -> AsyncIterator[None]:
        lock, many = self._locks.get(name) or (asyncio.Lock(), 0)
        self._locks[name] = lock, many + 1
        try:
            async with lock:
                yield
        finally:
            lock, many = self._locks.pop(name)
            if many > 1:
                self._locks[name] = lock, many - 1
