"""Tells a product of every answer that has ended: at least once, and after a crash too.

The store has noted an end before any reader sees it, and keeps the note until the product has been
told. So telling never holds an answer up, and nothing but a deletion of the data loses it. A
product that fails is told again, later each time; after the last try the end is given up, with an
error in the log.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

from yeoul.errors import YeoulError
from yeoul.product import ProductCall
from yeoul.protocol.conversation import utc_now
from yeoul.store.ends import Ended, EndStore, Untold

logger = logging.getLogger(__name__)

#: Is told; what it returns means nothing.
OnEnd = Callable[[Ended], "Awaitable[None] | None"]

#: Seconds from each failure to the next try: about a day in all.
TRIES_S = (1.0, 5.0, 30.0, 300.0, 1800.0, 7200.0, 28800.0, 43200.0)
#: Seconds for one try.
TELL_LIMIT_S = 30.0
#: Ends that are told at the same time.
AT_ONCE = 16
#: Seconds between looks while nothing ends: for ends whose next try an earlier process has planned.
LOOK_S = 60.0


class Teller:
    """Tells ``on_end`` of the ends that ``ends`` has. For one event loop."""

    def __init__(
        self,
        ends: EndStore,
        on_end: OnEnd,
        *,
        now: Callable[[], datetime] = utc_now,
        tries_s: tuple[float, ...] = TRIES_S,
    ) -> None:
        self._ends = ends
        self._tell = ProductCall(on_end, "on_end", limit_s=TELL_LIMIT_S)
        self._now = now
        self._tries_s = tries_s
        self._has_ended = asyncio.Event()
        self._next_s = LOOK_S

    def ring(self) -> None:
        """Note that an answer has ended."""
        self._has_ended.set()

    async def run(self) -> None:
        """Tell all ends that are due, and each further one as it comes; until cancelled."""
        while True:
            self._has_ended.clear()
            self._next_s = LOOK_S
            try:
                while found := await self._ends.due(self._now(), AT_ONCE):
                    await asyncio.gather(*map(self._tell_one, found))
            except YeoulError as error:
                logger.warning("ended answers are told later: %s", error.detail)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._next_s):
                    await self._has_ended.wait()

    async def _tell_one(self, untold: Untold) -> None:
        ended, tries = untold
        try:
            await self._tell(ended)
        except YeoulError:  # its own reason is in the log
            if tries < len(self._tries_s):
                await self._tell_later(ended, self._tries_s[tries])
                return
            name = f"{ended.answer_id}, epoch {ended.epoch}"
            logger.error("on_end was not told the end of answer %s: given up", name)
        await self._ends.forget(ended)

    async def _tell_later(self, ended: Ended, wait_s: float) -> None:
        await self._ends.tell_later(ended, self._now() + timedelta(seconds=wait_s))
        self._next_s = min(self._next_s, wait_s)
