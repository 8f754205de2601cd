"""The audit: what happens to accounts is noted, and never in the way of what is noted.

What changes something is noted in the transaction that changes it (`Audit.noting`). What changes
nothing, such as a wrong password, is noted behind it (`Audit.note`), and nobody waits for that. On
a full disk it is only counted, and the number noted when there is room again. What a stranger can
repeat at no cost, such as a request that is refused, is counted too, and noted once an hour.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from yeoul.errors import StorageFailed, StorageFull
from yeoul.store.accounts import AccountStore
from yeoul.store.audit import STRANGER, Action, By, Note
from yeoul.tasks import Tasks

T = TypeVar("T")

logger = logging.getLogger(__name__)

#: The time that notes are kept, and how many of one person, or of strangers about one person.
NOTE_LIFE = timedelta(days=180)
MOST_OF_ONE = 10_000
#: Notes that wait to be written; further ones are only counted.
MOST_WAITING = 100


class Audit:
    """The audit of one server. For one event loop."""

    def __init__(self, store: AccountStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._tasks = Tasks()
        self._waiting = 0
        self._missed = 0
        #: How often something was refused, by its error's code.
        self._refused: Counter[str] = Counter()

    def noting(
        self, action: Action, by: By, target: str | None = None, **detail: str | int | bool | None
    ) -> AccountStore:
        """Return the store, whose next change is noted as this."""
        return self._store.noting(Note(action, by, target, detail))

    async def unhindered(self, note: Note, change: Callable[[AccountStore], Awaitable[T]]) -> T:
        """Return the result of ``change``, noted; on a full disk it may still go without the note.

        Raises what ``change`` raises.
        """
        try:
            return await change(self._store.noting(note))
        except StorageFull:
            result = await change(self._store)
            self._miss()
            return result

    def note(
        self, action: Action, by: By, target: str | None = None, **detail: str | int | bool | None
    ) -> None:
        """Note what changes nothing, soon; never raises."""
        if self._waiting >= MOST_WAITING:
            self._miss()
            return
        self._waiting += 1
        self._tasks.start(self._write(Note(action, by, target, detail)), name=f"note {action}")

    async def _write(self, note: Note) -> None:
        try:
            await self._store.note(note)
        except (StorageFull, StorageFailed) as error:
            if self._missed == 0:  # of a flood the first is enough
                logger.warning("%s could not be noted: %s", note.action, error.detail)
            self._miss()
        finally:
            self._waiting -= 1

    def _miss(self) -> None:
        self._missed += 1

    def refused(self, code: str) -> None:
        """Count a request that was refused: by host, origin, proxy or role, or as one too many."""
        self._refused[code] += 1

    async def keep(self) -> None:
        """Note what was counted, and forget what is old or too much.

        Raises:
            StorageFull, StorageFailed
        """
        await self._tell()
        before = self._now() - NOTE_LIFE
        await self._store.forget_notes(before=before, most=MOST_OF_ONE)

    async def _tell(self) -> None:
        """Note what was counted."""
        refused, self._refused = self._refused, Counter()
        missed, self._missed = self._missed, 0
        counts: list[tuple[Action, Counter[str]]] = [
            ("requests_refused", refused),
            ("notes_missed", Counter(notes=missed)),
        ]
        try:
            for action, count in counts:
                if count.total():
                    await self._store.note(Note(action, STRANGER, None, dict(count)))
                    count.clear()
        finally:  # what could not be noted is counted on
            self._refused += refused
            self._missed += counts[1][1].total()

    async def aclose(self) -> None:
        """Write all that waits, and what was counted. Idempotent."""
        await self.written()
        try:
            await self._tell()
        except (StorageFull, StorageFailed) as error:
            logger.warning(
                "%s refusals were counted and not noted: %s", self._refused.total(), error
            )

    async def written(self) -> None:
        """Wait until all that waits is written."""
        await self._tasks.wait()
