"""A supervisor with real store and log, whose end is a crash."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from yeoul.bus import open_bus
from yeoul.caller import LOCAL_OWNER
from yeoul.eventlog import open_log
from yeoul.eventlog.base import EventLog, Permit
from yeoul.generation.runner import Limits
from yeoul.generation.supervisor import Supervisor
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import End, Event, decode
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import Script
from yeoul.providers.scripted import Scripted
from yeoul.store import open_store
from yeoul.store.base import Ask, Store
from yeoul.workers import open_workers

MODEL = "scripted:test"


@dataclass
class House:
    """A supervisor with all it needs."""

    supervisor: Supervisor
    store: Store
    log: EventLog
    catalogue: Catalogue
    provider: Scripted

    async def ask(self, content: str = "?") -> Answer:
        exchange = await self.supervisor.ask(LOCAL_OWNER, Ask(content, MODEL))
        return exchange.answer

    async def until(self, answer_id: str, seen: Callable[[str], bool]) -> None:
        """Wait until readers see a text that ``seen`` accepts."""
        reader = await self.log.follow(Permit(answer_id), None)
        text = ""
        while not seen(text):
            for frame in (await asyncio.wait_for(reader.next(30), 30)).frames:
                text += getattr(decode(frame)[1], "text", "")

    async def ended(self, answer_id: str) -> Answer:
        """Wait for the end; returns the answer as the store has it then."""
        await self.events(answer_id)
        return await self.store.answer(LOCAL_OWNER, answer_id)

    async def events(self, answer_id: str) -> list[Event]:
        """Follow to the end."""
        reader = await self.log.follow(Permit(answer_id), None)
        events: list[Event] = []
        while not events or not isinstance(events[-1], End):
            batch = await asyncio.wait_for(reader.next(30), 30)
            events += [decode(frame)[1] for frame in batch.frames]
        return events


@asynccontextmanager
async def house(
    path: Path,
    script: Script,
    *,
    continues: bool = True,
    limits: Limits | None = None,
    max_unfinished: int | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[House]:
    """Open everything; leaving it is a crash: nothing that runs is settled."""
    provider = Scripted({MODEL: script})
    provider.can_continue = continues
    catalogue = Catalogue([provider])
    await catalogue.start()
    await catalogue.models()
    store = await open_store(f"sqlite:///{path / 'store.db'}")
    log = await open_log(f"sqlite:///{path / 'log.db'}")
    supervisor = Supervisor(
        store,
        log,
        catalogue,
        workers=await open_workers(),
        bus=open_bus(),
        limits=limits,
        max_unfinished=max_unfinished,
        clock=clock,
    )
    try:
        yield House(supervisor, store, log, catalogue, provider)
    finally:
        await supervisor.aclose()
        await log.aclose()
        await store.aclose()
