"""What goes by itself: conversations that were deleted long ago, and temporary ones left alone.

And all that people had whose accounts are removed. That they are, the store has noted before
anything is deleted here: whenever the server is killed, the next one goes on with it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from yeoul.errors import NotFound, YeoulError
from yeoul.eventlog.base import EventLog
from yeoul.protocol.conversation import utc_now
from yeoul.store.base import Store

logger = logging.getLogger(__name__)

INTERVAL_S = 3600.0
#: Between looks for temporary conversations that nobody uses.
EXPIRY_INTERVAL_S = 60.0
#: Conversations that are deleted together: the log rewrites its file for each lot.
LOT = 100
#: The time for which it is kept what an owner has used on a day.
USAGE_LIFE = timedelta(days=90)
#: The time in which requests of a removed person end that were on their way.
REMOVED_LIFE = timedelta(days=1)

#: Stops answers of an owner, and returns when they have ended.
Stop = Callable[[str, Sequence[str]], Awaitable[None]]


async def stop_nothing(owner: str, answer_ids: Sequence[str]) -> None:
    """Stop nothing: where nothing can be growing."""


async def forget_removed(
    store: Store,
    log: EventLog,
    *,
    stop: Stop = stop_nothing,
    now: Callable[[], datetime] = utc_now,
) -> None:
    """Delete what people have left behind whose accounts are removed; nothing can be restored."""
    accounts = store.accounts
    if accounts is None:
        return
    for owner in await accounts.removed():
        for deleted in (False, True):
            while await _forget_lot(store, log, owner, deleted=deleted, stop=stop, now=now):
                pass
        await accounts.forget_removed(owner, before=now() - REMOVED_LIFE)


async def _forget_lot(
    store: Store,
    log: EventLog,
    owner: str,
    *,
    deleted: bool,
    stop: Stop,
    now: Callable[[], datetime],
) -> bool:
    """Delete some conversations of an owner; returns whether there were any."""
    lot = (await store.conversations(owner, deleted=deleted, limit=LOT)).conversations
    gone: list[str] = []
    for conversation in lot:
        with suppress(NotFound):  # it has gone by itself meanwhile
            gone += await store.delete_conversation(owner, conversation.id, forever=True)
    if lot:
        # As in `Chat.delete`: what still grew would go on writing, and the store knows of the
        # answers until the log has none of them.
        await stop(owner, gone)
        await log.forget(gone)
        others = set(await store.purge(now())).difference(gone)
        if others:
            await log.forget(list(others))
    return bool(lot)


async def purge_loop(
    store: Store,
    log: EventLog,
    *,
    stop: Stop = stop_nothing,
    now: Callable[[], datetime] = utc_now,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Purge the store, have the log forget the same answers, wait an hour; until cancelled.

    What the log could not forget, it is told again with the next ones.
    """
    gone: list[str] = []
    while True:
        try:
            await forget_removed(store, log, stop=stop, now=now)
            if store.accounts is not None:  # where a product knows the owners, too
                await store.accounts.forget_usage(now() - USAGE_LIFE)
        except YeoulError as error:
            logger.warning("what people had stays for now: %s", error.detail)
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
