"""What a worker does to the engine now and then: removes what has left, and looks at its memory.

Streams of ended answers expire by themselves; the fields of the hashes cannot. Who has ended an
answer removes its head a minute later, and any worker those of workers that died before.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

from yeoul.errors import StorageFailed
from yeoul.eventlog.valkey.connection import Link
from yeoul.eventlog.valkey.scripts import (
    ENDS,
    FORGOTTEN,
    HEADS,
    RETENTION_S,
    TIDY,
    stream_of,
)

logger = logging.getLogger(__name__)

#: Seconds between two looks at the memory, and at the heads of workers that have died.
MEMORY_S: Final = 60.0
SWEEP_S: Final = 600.0
#: The part of the engine's memory from which on it is told.
ALARM_AT: Final = 0.8
#: Heads that the engine lists at once.
_PAGE: Final = 500


class Upkeep:
    """The upkeep by one worker."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._loop = asyncio.get_running_loop()
        #: Heads to be removed, each with the loop's time from which on.
        self._leaving: dict[str, tuple[bytes, float]] = {}
        self._memory_s = self._loop.time() + MEMORY_S
        self._sweep_s = self._loop.time() + SWEEP_S

    def remove_later(self, answer_id: str, head: bytes) -> None:
        """Remove the head of an answer that has ended or was forgotten, once its stream is gone."""
        self._leaving[answer_id] = head, self._loop.time() + RETENTION_S

    async def do_what_is_due(self) -> None:
        """Do what is due by now.

        Raises:
            StorageFailed, StorageFull: the engine does not do it.
        """
        now_s = self._loop.time()
        if due := {name: head for name, (head, at_s) in self._leaving.items() if at_s <= now_s}:
            await self._tidy(due)
            for name in due:
                self._leaving.pop(name, None)
        if now_s >= self._memory_s:
            self._memory_s = now_s + MEMORY_S
            await self.warn_of_memory()
        if now_s >= self._sweep_s:
            self._sweep_s = now_s + SWEEP_S
            await self.sweep()

    async def warn_of_memory(self) -> None:
        """Warn if the engine is nearly full, or will drop answers once it is."""
        try:
            [told] = await self._link.ask(("INFO", "memory"))
        except StorageFailed as error:
            logger.info("the memory of the event log's engine is not known: %s", error.detail)
            return
        facts = dict(line.split(":", 1) for line in told.decode().split("\r\n") if ":" in line)
        used, most = int(facts.get("used_memory", 0)), int(facts.get("maxmemory", 0))
        if most and facts.get("maxmemory_policy") != "noeviction":
            logger.warning(
                "The event log's engine drops answers when it is full:"
                " set its maxmemory-policy to noeviction."
            )
        if most and used > ALARM_AT * most:
            logger.warning(
                "The event log's engine is %d %% full: give it more memory (maxmemory).",
                100 * used // most,
            )

    async def sweep(self) -> None:
        """Remove the heads of ended answers whose streams have expired."""
        place = b"0"
        while True:
            [(place, found)] = await self._link.ask(("HSCAN", HEADS, place, "COUNT", _PAGE))
            heads = dict(zip(found[::2], found[1::2], strict=True))
            ended = [name for name, head in heads.items() if head.endswith((ENDS, FORGOTTEN))]
            if ended:
                there = await self._link.ask(
                    *(("EXISTS", stream_of(name.decode())) for name in ended)
                )
                gone = [name for name, is_there in zip(ended, there, strict=True) if not is_there]
                if gone:
                    await self._tidy({name.decode(): heads[name] for name in gone})
            if place == b"0":
                return

    async def _tidy(self, heads: dict[str, bytes]) -> None:
        words: list[Any] = [word for pair in heads.items() for word in pair]
        await self._link.ask(("EVALSHA", TIDY.sha, 1, HEADS, *words))
