"""Who reads by which right. A stream is let go as soon as the right that it was opened by ends.

A right ends with the session or the token that the caller came with, or at the caller's own time.
Streams are held weakly, by their right: one that is over needs no word here, a token costs nothing,
and the local person, whose right has no end, is not even noted.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple
from weakref import WeakSet

from yeoul.bus.base import Listener
from yeoul.caller import LOCAL, Caller
from yeoul.errors import TooManyAtOnce, Unauthenticated, YeoulError
from yeoul.eventlog.base import Reader
from yeoul.protocol.conversation import utc_now

logger = logging.getLogger(__name__)

Stream = Reader | Listener

#: Says whether the right of a caller, who was known a moment ago, still holds.
Holds = Callable[[Caller], Awaitable[bool]]

#: Seconds between two looks at all rights, for what ends without a word: a session that nobody has
#: used for long, and one that another process has ended.
LOOK_S = 10.0


class _Right(NamedTuple):
    """What ends together."""

    session: str | None
    expires: datetime | None


class _Held(NamedTuple):
    """The streams of one right, and the caller of the first of them."""

    caller: Caller
    streams: WeakSet[Stream]

    def let_go(self) -> None:
        for stream in [*self.streams]:
            stream.let_go(_over())


async def _always(caller: Caller) -> bool:
    return True


class Rights:
    """The streams of all callers but the local person. For one event loop."""

    def __init__(self, holds: Holds = _always, *, now: Callable[[], datetime] = utc_now) -> None:
        #: Given by those who know the sessions; replaced when the app opens.
        self.holds = holds
        #: Tells other workers what has ended here; replaced likewise.
        self.tell_end: Callable[[str, str | None], None] = lambda owner, session: None
        self._now = now
        #: By owner.
        self._held: dict[str, dict[_Right, _Held]] = {}
        #: When `watch` looks again, by the loop's clock; None: when somebody reads.
        self._planned_s: float | None = None
        self._is_sooner = asyncio.Event()

    async def hold(self, caller: Caller, stream: Stream, *, is_checked: bool = False) -> None:
        """Let ``stream`` go once the caller's right ends.

        ``is_checked``: that there is room for it, before something was done that cannot be undone.

        Raises:
            Unauthenticated: it has ended since the caller was identified.
            TooManyAtOnce: the caller has as many streams as they may have.
        """
        if caller is LOCAL:
            return
        try:
            if not is_checked:
                self.check_room(caller)
            self._note(caller, stream)
            # Behind the note: a session that ends from here on lets the stream go by `end`, and one
            # that ended before no longer holds. Looked at first, it could end between the two.
            await self.check(caller)
            if isinstance(stream, Listener):
                await stream.ready()
        except BaseException:
            stream.close()
            raise

    async def check(self, caller: Caller) -> None:
        """Check that the right of a caller, who was known a moment ago, still holds.

        Raises:
            Unauthenticated
        """
        if self._is_over(caller) or not await self.holds(caller):
            raise _over()

    def check_room(self, caller: Caller) -> None:
        """Check that a caller may open one more stream. Raises `TooManyAtOnce`."""
        most, held = caller.allowance.streams, self._held.get(caller.owner, {})
        if most is not None and sum(len(each.streams) for each in held.values()) >= most:
            raise TooManyAtOnce(
                f"You have as many streams open as you may ({most}): close some windows first.",
                retry_after_s=5,
            )

    def _note(self, caller: Caller, stream: Stream) -> None:
        rights = self._held.setdefault(caller.owner, {})
        right = _Right(caller.session, caller.expires)
        held = rights.get(right)
        if held is None:
            held = rights[right] = _Held(caller, WeakSet())
            self._look_by(right.expires)
        held.streams.add(stream)

    def end(self, owner: str, session: str | None) -> None:
        """Let the streams of a session of ``owner`` go; None: those of all its sessions."""
        self.end_here(owner, session)
        self.tell_end(owner, session)

    def end_here(self, owner: str, session: str | None) -> None:
        """Let the streams go that this worker has, as another one has told it."""
        for right, held in [*self._held.get(owner, {}).items()]:
            if session in (None, right.session):
                self._forget(owner, right, held)
                held.let_go()

    def _forget(self, owner: str, right: _Right, held: _Held) -> None:
        """Forget what a right held, unless it is another's already."""
        rights = self._held.get(owner, {})
        if rights.get(right) is held:
            del rights[right]
            if not rights:
                del self._held[owner]

    # -- what ends by itself ---------------------------------------------------------------------

    def _is_over(self, caller: Caller) -> bool:
        return caller.expires is not None and self._now() >= caller.expires

    async def watch(self) -> None:
        """Let go what has ended by itself: at its time, or at the next look; until cancelled."""
        clock = asyncio.get_running_loop().time
        next_s = clock()
        while True:
            self._is_sooner.clear()
            asks = clock() >= next_s
            if asks:
                next_s = clock() + LOOK_S
            await self._look(asks=asks)
            wait_s = self._wait_s(next_s - clock())
            self._planned_s = None if wait_s is None else clock() + wait_s
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._is_sooner.wait()

    def _wait_s(self, most_s: float) -> float | None:
        """Return the seconds until something may be over; None while nobody reads."""
        rights = [right for rights in self._held.values() for right in rights]
        ends = [self._left_s(right.expires) for right in rights if right.expires]
        return max(0.0, min([most_s, *ends])) if rights else None

    def _left_s(self, expires: datetime) -> float:
        return (expires - self._now()).total_seconds()

    def _look_by(self, expires: datetime | None) -> None:
        """Have `watch` look again by then."""
        planned_s = self._planned_s
        end_s = math.inf if expires is None else self._left_s(expires)
        if planned_s is None or asyncio.get_running_loop().time() + end_s < planned_s:
            self._is_sooner.set()

    async def _look(self, *, asks: bool) -> None:
        """Let go what is over by its time; where it ``asks``, also what holds no longer."""
        for owner, rights in [*self._held.items()]:
            for right, held in [*rights.items()]:
                if not held.streams:
                    self._forget(owner, right, held)
                elif self._is_over(held.caller) or (asks and not await self._still_holds(held)):
                    self._forget(owner, right, held)
                    held.let_go()

    async def _still_holds(self, held: _Held) -> bool:
        try:
            return await self.holds(held.caller)
        except YeoulError as error:  # the disk: ask again at the next look
            logger.warning("nobody knows whether a session goes on: %s", error.detail)
            return True
        except Exception as error:  # one that is not foreseen must not end the watch for all
            logger.exception("nobody knows whether a session goes on", exc_info=error)
            return True


def _over() -> Unauthenticated:
    return Unauthenticated("This session has ended: log in again.")
