"""Questions to a store alone: what asking and beginning cost a worker, without all around them.

Every question begins a conversation and has an idempotency key, as those of the page.
"""

from __future__ import annotations

import asyncio
import gc
import time

from bench.plan import Outcome, Plan, Span
from yeoul.store import open_store
from yeoul.store.base import Store
from yeoul.store.values import Ask, IdempotencyKey

_OWNER = "local"
#: Questions that are not measured: the first ones open connections and prepare statements.
_WARM_UP = 20


class Asking:
    """As many questions as the plan has streams, one after the other, in this process."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def run(self) -> Outcome:
        """Carry the plan out."""
        gc.enable()  # a worker collects its garbage, too
        return asyncio.run(self._run())

    async def _run(self) -> Outcome:
        store = await open_store(self._plan.store_url)
        try:
            await _ask(store, range(_WARM_UP))
            began_s, used_s = time.monotonic(), time.process_time()
            await _ask(store, range(_WARM_UP, _WARM_UP + self._plan.scenario.streams))
            used_s = time.process_time() - used_s
            span = Span(began_s, time.monotonic() - began_s, 0, 0, used_s, 0.0, 0.0, used_s)
        finally:
            await store.aclose()
        return Outcome(span, None, 0, 0, 0, 0, 0, 0, 0, [], [])


async def _ask(store: Store, numbers: range) -> None:
    for n in numbers:
        key = IdempotencyKey(f"bench-{n}", f"{n:064x}")
        exchange = await store.ask(_OWNER, Ask(f"bench question {n}", "bench"), key)
        await store.begin(_OWNER, exchange.answer.id, exchange.answer.epoch)
