"""A supervisor with real store and log, whose end is a crash."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from yeoul.bus import open_bus, open_shared_bus
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
from yeoul.workers.base import Workers

MODEL = "scripted:test"


@dataclass
class House:
    """A supervisor with all it needs."""

    supervisor: Supervisor
    store: Store
    log: EventLog
    catalogue: Catalogue
    provider: Scripted
    workers: Workers

    async def ask(self, content: str = "?", *, candidates: int = 0) -> Answer:
        wish = Ask(content, MODEL, candidates=candidates)
        exchange = await self.supervisor.ask(LOCAL_OWNER, wish)
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
    async with AsyncExitStack() as stack:
        provider, catalogue = await _open_provider(script, continues=continues)
        store = await open_store(f"sqlite:///{path / 'store.db'}")
        stack.push_async_callback(store.aclose)
        log = await open_log(f"sqlite:///{path / 'log.db'}")
        stack.push_async_callback(log.aclose)
        workers = await open_workers()
        supervisor = Supervisor(
            store,
            log,
            catalogue,
            workers=workers,
            bus=open_bus(),
            limits=limits,
            max_unfinished=max_unfinished,
            clock=clock,
        )
        stack.push_async_callback(supervisor.aclose)
        yield House(supervisor, store, log, catalogue, provider, workers)


@asynccontextmanager
async def shared_house(
    store_url: str, log_url: str, script: Script, *, continues: bool = True
) -> AsyncIterator[House]:
    """Open one of several workers; leaving it tells the others, and settles nothing."""
    async with AsyncExitStack() as stack:
        provider, catalogue = await _open_provider(script, continues=continues)
        workers = await open_workers(log_url)
        stack.push_async_callback(workers.aclose)
        store = await open_store(store_url)
        stack.push_async_callback(store.aclose)
        log = await open_log(log_url, worker=workers.me)
        stack.push_async_callback(log.aclose)
        bus = await open_shared_bus(log_url, workers.me)
        stack.push_async_callback(bus.aclose)
        supervisor = Supervisor(store, log, catalogue, workers=workers, bus=bus)
        stack.push_async_callback(supervisor.aclose)
        await supervisor.recover()
        yield House(supervisor, store, log, catalogue, provider, workers)


async def _open_provider(script: Script, *, continues: bool) -> tuple[Scripted, Catalogue]:
    provider = Scripted({MODEL: script})
    provider.can_continue = continues
    catalogue = Catalogue([provider])
    await catalogue.start()
    await catalogue.models()
    return provider, catalogue
