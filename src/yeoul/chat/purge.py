"""What goes by itself: conversations that were deleted long ago, and temporary ones left alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from yeoul.errors import YeoulError
from yeoul.eventlog.base import EventLog
from yeoul.protocol.conversation import utc_now
from yeoul.store.base import Store

logger = logging.getLogger(__name__)

INTERVAL_S = 3600.0
#: Between looks for temporary conversations that nobody uses.
EXPIRY_INTERVAL_S = 60.0


async def purge_loop(
    store: Store,
    log: EventLog,
    *,
    now: Callable[[], datetime] = utc_now,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Purge the store, have the log forget the same answers, wait an hour; until cancelled.

    What the log could not forget, it is told again with the next ones.
    """
    gone: list[str] = []
    while True:
        try:
            gone += await store.purge(now())
            if gone:
                await log.forget(gone)
                gone = []
        except YeoulError as error:
            logger.warning("nothing could be purged: %s", error.detail)
        await sleep(INTERVAL_S)


async def expire_loop(
    expire: Callable[[], Awaitable[list[str]]],
    memory: EventLog,
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Have ``memory`` forget the answers that ``expire`` has deleted, each minute; until cancelled.

    That is the log of temporary answers itself: their ids no longer say that they were.
    """
    gone: list[str] = []
    while True:
        await sleep(EXPIRY_INTERVAL_S)
        try:
            gone += await expire()
            if gone:
                await memory.forget(gone)
                gone = []
        except YeoulError as error:
            logger.warning("no temporary conversation could be deleted: %s", error.detail)
