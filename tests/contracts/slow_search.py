"""A search that takes far longer than it may: many words, all at the end of a very long text."""

from __future__ import annotations

from yeoul.store.base import Store
from yeoul.testing.stores import OWNER, say

#: 64 words of which none is part of another.
QUERY = " ".join(f"{number:02x}" for number in range(64))
TITLE = "long"


async def fill(store: Store, owner: str = OWNER) -> None:
    """Write what `QUERY` takes some 8 seconds to be found in, on a fast machine."""
    await say(store, TITLE, answer="z" * 20_000_000 + QUERY, owner=owner)
