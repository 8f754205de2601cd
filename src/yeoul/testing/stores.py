"""The parts that all checks of a store share: a clock, owners, and settled answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta

from yeoul.protocol.content import Content
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import Cursor, End, TerminalStatus, Timings, Usage
from yeoul.store.base import LEAF, Ask, Exchange, Leaf, Settlement, Store

OWNER = "ann"
STRANGER = "bob"
END_CURSOR = Cursor(1, 9)

#: Opens the store of one test, with all its earlier data.
OpenStore = Callable[[], AbstractAsyncContextManager[Store]]


class Clock:
    """A clock that moves one second with every call, and further when moved by a test."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.step = timedelta(seconds=1)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now


def settlement(
    text: str = "A river.", *, status: TerminalStatus = "finished", cursor: Cursor = END_CURSOR
) -> Settlement:
    """Return the settlement of an answer."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    end = End(status, "stop", None, Usage(3, 7), Timings(0, 41, 180, 50.5, 29), digest)
    return Settlement(end, Content(text), cursor)


async def settle(store: Store, answer: Answer, made: Settlement) -> None:
    """Settle an answer in the epoch in which it was read."""
    await store.settle(answer.id, answer.epoch, made)


async def say(
    store: Store,
    content: str,
    *,
    conversation_id: str | None = None,
    parent_id: str | Leaf | None = LEAF,
    answer: str = "A river.",
    owner: str = OWNER,
) -> Exchange:
    """Ask and settle the answer."""
    ask = Ask(content, "scripted", conversation_id=conversation_id, parent_id=parent_id)
    exchange = await store.ask(owner, ask)
    await settle(store, exchange.answer, settlement(answer))
    return exchange
