"""The logs of temporary answers: in memory, beside the log of all others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from yeoul.eventlog.base import EventLog, Permit, Reader, Snapshot, Writer
from yeoul.protocol.content import Content
from yeoul.protocol.events import Cursor, End, Started


class LogWithTemporary(EventLog):
    """Two logs in one: of answers for which ``is_temporary`` holds in ``memory``, else in ``kept``.

    What it gives to writers and readers is that of the one log or the other, so that it costs an
    answer nothing while it grows.
    """

    def __init__(
        self, kept: EventLog, memory: EventLog, is_temporary: Callable[[str], bool]
    ) -> None:
        self._kept = kept
        self._memory = memory
        self._is_temporary = is_temporary
        self.shared = kept.shared

    def _of(self, answer_id: str) -> EventLog:
        return self._memory if self._is_temporary(answer_id) else self._kept

    async def create(self, started: Started) -> Writer:
        return await self._of(started.answer_id).create(started)

    async def open_epoch(
        self, started: Started, epoch: int, content: Content, *, behind: Cursor | None = None
    ) -> Writer:
        log = self._of(started.answer_id)
        return await log.open_epoch(started, epoch, content, behind=behind)

    async def adopt(self, answer_id: str) -> Writer | None:
        return await self._of(answer_id).adopt(answer_id)

    async def open_answers(self) -> dict[str, str]:
        return await self._kept.open_answers()

    async def writer_of(self, answer_id: str) -> str | None:
        return await self._of(answer_id).writer_of(answer_id)

    async def restore(
        self, started: Started, content: Content, *, end: End, cursor: Cursor
    ) -> None:
        log = self._of(started.answer_id)
        await log.restore(started, content, end=end, cursor=cursor)

    async def follow(self, permit: Permit, after: Cursor | None) -> Reader:
        return await self._of(permit).follow(permit, after)

    async def snapshot(self, answer_id: str) -> Snapshot | None:
        return await self._of(answer_id).snapshot(answer_id)

    async def forget(self, answer_ids: Sequence[str]) -> None:
        for log in (self._memory, self._kept):
            if here := [answer_id for answer_id in answer_ids if self._of(answer_id) is log]:
                await log.forget(here)

    async def check(self) -> None:
        await self._kept.check()

    def release_readers(self) -> None:
        self._memory.release_readers()
        self._kept.release_readers()

    async def aclose(self) -> None:
        await self._memory.aclose()
        await self._kept.aclose()
