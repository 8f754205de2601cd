"""All exhibits of a server: one for each owner, a few at a time, none that nobody uses."""

from __future__ import annotations

import asyncio
from typing import Final
from weakref import WeakValueDictionary

from yeoul.errors import ExhibitUnavailable, NotFound, TooManyAtOnce
from yeoul.exhibits.exhibit import Exhibit
from yeoul.tasks import Tasks

#: Exhibits at a time, each with two processes.
MAX_EXHIBITS: Final = 4
#: Seconds after which one that nobody asks for anything is ended.
IDLE_S: Final = 180.0


class Exhibits:
    """The exhibits of one server process. For one event loop.

    They belong to the server as a whole, whose machine runs their processes: every door decides
    whether its caller may use this core at all. ``is_shared`` says that several processes serve:
    then there are none, since a request may reach another one than the exhibit's.
    """

    def __init__(self, *, is_shared: bool = False, idle_s: float = IDLE_S) -> None:
        self._is_shared = is_shared
        self._idle_s = idle_s
        self._exhibits: dict[str, Exhibit] = {}
        #: Of each owner who begins or ends one now: nobody waits for another's.
        self._turns = WeakValueDictionary[str, asyncio.Lock]()
        self._tasks = Tasks()

    async def begin(self, owner: str) -> Exhibit:
        """Return this owner's exhibit, which is started if there is none, or as far as it is dead.

        Raises:
            ExhibitUnavailable: it cannot be started here.
            TooManyAtOnce: others have all there may be.
        """
        if self._is_shared:
            raise ExhibitUnavailable(
                "Exhibits are shown by a server of one process: start one without --workers and"
                " --log-url."
            )
        # To its end even if the caller leaves: no process is forgotten.
        return await self._tasks.complete(self._begin(owner), name="begin exhibit")

    async def _begin(self, owner: str) -> Exhibit:
        async with self._turn_of(owner):
            if (found := self._of(owner)) is not None:
                found.use()
                await found.start()
                return found
            if len(self._exhibits) >= MAX_EXHIBITS:
                raise TooManyAtOnce(
                    f"Others look at {MAX_EXHIBITS} exhibits now; no more run at a time.",
                    retry_after_s=60,
                )
            exhibit = Exhibit(owner)
            self._exhibits[exhibit.id] = exhibit
            await self._start(exhibit)
            return exhibit

    async def _start(self, exhibit: Exhibit) -> None:
        try:
            await exhibit.start()
        except BaseException:
            await self._close(exhibit)
            raise
        self._tasks.start(self._end_unused(exhibit), name="end unused exhibit")

    def find(self, owner: str, exhibit_id: str) -> Exhibit:
        """Return an exhibit of this owner. Raises `NotFound`."""
        exhibit = self._exhibits.get(exhibit_id)
        if exhibit is None or exhibit.is_over or exhibit.owner != owner:
            raise NotFound("There is no such exhibit; it may have ended, as nobody used it.")
        return exhibit

    async def end(self, owner: str, exhibit_id: str) -> None:
        """End an exhibit of this owner. Raises `NotFound`."""
        await self._tasks.complete(self._end(owner, exhibit_id), name="end exhibit")

    async def _end(self, owner: str, exhibit_id: str) -> None:
        async with self._turn_of(owner):
            await self._close(self.find(owner, exhibit_id))

    async def _close(self, exhibit: Exhibit) -> None:
        """End an exhibit, which counts until its processes are gone."""
        await exhibit.aclose()
        self._exhibits.pop(exhibit.id, None)

    def _turn_of(self, owner: str) -> asyncio.Lock:
        return self._turns.setdefault(owner, asyncio.Lock())

    def _of(self, owner: str) -> Exhibit | None:
        return next((each for each in self._exhibits.values() if each.owner == owner), None)

    async def _end_unused(self, exhibit: Exhibit) -> None:
        while exhibit.id in self._exhibits:
            if (left_s := self._left_s(exhibit)) > 0:
                await asyncio.sleep(left_s)
                continue
            async with self._turn_of(exhibit.owner):
                # The owner may have begun or ended it again while this waited for their turn.
                if exhibit.id in self._exhibits and self._left_s(exhibit) <= 0:
                    await self._close(exhibit)

    def _left_s(self, exhibit: Exhibit) -> float:
        """Return for how many seconds an exhibit stays at least, unless its owner ends it."""
        if exhibit.open_requests > 0:
            return self._idle_s
        return exhibit.used_s + self._idle_s - asyncio.get_running_loop().time()

    async def aclose(self) -> None:
        """End all exhibits."""
        await self._tasks.cancel()
        exhibits, self._exhibits = list(self._exhibits.values()), {}
        await asyncio.gather(*(exhibit.aclose() for exhibit in exhibits))
