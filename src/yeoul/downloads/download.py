"""One download of a server: what it is, how far it has come, and the task that fetches it.

What people do to the downloads, one thing after another, is in downloads.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from yeoul.downloads.addresses import FileAddress
from yeoul.downloads.faults import CannotFetch, Fault, FaultCode
from yeoul.downloads.fetch import Fetch, Left, Patience, Taken
from yeoul.downloads.fetch_thread import FetchThread
from yeoul.downloads.part import PART, Intent, Part, Record, throw_away
from yeoul.downloads.progress import Progress, Status
from yeoul.errors import YeoulError
from yeoul.providers.embedded.model_files import stamp_of
from yeoul.providers.embedded.shelf import Shelf
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

TAKEN = "Another Yeoul on this machine is fetching this file."
#: Looks at a part that another worker was told to let go of, and seconds between them.
LET_GO_LOOKS, LET_GO_S = 40, 0.05


class Download(NamedTuple):
    """One download as it is now."""

    id: str
    name: str
    #: The address, without anything in it that may be secret.
    url: str
    bytes: int
    #: None until the hub has said.
    total_bytes: int | None
    sha256: str | None
    status: Status
    #: A sentence on what is wrong. With ``running`` and ``paused`` it goes on by itself.
    error: str | None
    #: What is wrong, for programs.
    code: FaultCode | None
    #: Bytes per second; None unless it runs.
    rate: float | None


@dataclass(frozen=True, slots=True)
class Means:
    """What all downloads of a server share."""

    shelf: Shelf
    thread: FetchThread
    tasks: Tasks
    patience: Patience
    #: Called on the loop when a download comes, goes or gets another status.
    changed: Callable[[], None]
    #: Called with the id of a download that another process has cancelled.
    gone: Callable[[str], None]
    #: Whether other workers use the same folder, any of which may fetch.
    shared: bool = False

    @property
    def folder(self) -> Path:
        """Where the files go."""
        return self.shelf.folder


class OneDownload:
    """The download of ``record``, which runs between `go_on` and its end. For one event loop."""

    def __init__(self, record: Record, means: Means) -> None:
        self.record = record
        self.progress = Progress(_on_this_loop(means.changed))
        self.progress.begin(0, record.total_bytes)
        self._means = means
        self._fetch: Fetch | None = None
        self._task: asyncio.Task[None] | None = None
        self._waits = False

    def shown(self) -> Download:
        """Return it as it is now."""
        record, progress = self.record, self.progress
        code, error = progress.fault or (None, None)
        return Download(
            record.id,
            record.name,
            FileAddress.shown(record.url),
            progress.bytes,
            progress.total_bytes,
            record.sha256,
            progress.status,
            error,
            code,
            progress.rate,
        )

    @property
    def is_running(self) -> bool:
        """Whether a task fetches it, or waits for room or for another process."""
        return self._task is not None

    @property
    def is_finished(self) -> bool:
        """Whether its file is there."""
        return self.progress.status == "finished"

    async def take_up(self) -> None:
        """Go on as the record of the server before this one says."""
        self.progress.begin(await self._part_bytes(), self.record.total_bytes)
        if self.record.status == "running":
            self.go_on(behind=self._means.shared)
        else:
            self.progress.tell(self.record.status, self.record.fault)

    def go_on(self, *, behind: bool = False) -> None:
        """Fetch; ``behind`` another process, if that has the part already."""
        name = f"fetch {self.record.file}"
        self._task = self._means.tasks.start(self._run(behind), name=name, awaited=True)

    def resume(self, *, behind: bool = False) -> None:
        """Go on if it is paused or has failed; for ``behind`` see `go_on`."""
        if not self.is_running and not self.is_finished:
            self.record.intend("running")
            self.go_on(behind=behind)
            self.progress.tell("running")

    async def catch_up(self, record: Record) -> None:
        """Show what another worker has brought by now, and go on behind it if it goes on.

        ``record`` is what it keeps. Does nothing while this worker fetches.
        """
        if self.is_finished or (self.is_running and not self._waits):
            return
        self.progress.advance(await self._part_bytes())
        self.progress.total_bytes = record.total_bytes
        if record.status == "running":
            self.resume(behind=True)

    async def pause(self) -> None:
        """End the task, and keep what has come."""
        behind = self._waits
        await self.end("paused")
        leave = partial(_leave, self._means.folder, self.record, "paused", behind=behind)
        if await self._once_free(leave) is not False:
            self.progress.tell("paused")
        else:  # it was finished at this very moment
            await self._means.shelf.scan()
            self.progress.tell("finished")

    async def throw_away(self) -> bool:
        """End the task and delete what has come; return False while another process has it."""
        await self.end(None)
        folder, record = self._means.folder, self.record
        return await self._once_free(lambda: throw_away(folder, record) or None) is True

    async def _once_free(self, use: Callable[[], bool | None]) -> bool | None:
        """Return what ``use`` makes of the part, which is None while another process has it.

        Another worker lets go of it when it is told what is done here.
        """
        for _ in range(LET_GO_LOOKS if self._means.shared else 0):
            if (done := await asyncio.to_thread(use)) is not None:
                return done
            await asyncio.sleep(LET_GO_S)
        return await asyncio.to_thread(use)

    async def end(self, leave_as: Intent | None) -> None:
        """End the task, with ``leave_as`` in the record; None deletes the files."""
        if (task := self._task) is not None:
            if self._fetch is not None:
                self._fetch.leave_as = leave_as
            task.cancel()
            await asyncio.wait([task])
            self._task = None

    async def _run(self, behind: bool) -> None:
        progress = self.progress
        try:
            while True:
                try:
                    await self._fetch_once(behind)
                    break
                except Taken:
                    behind = True
                    await self._wait_for_other()
                except Left as left:
                    self._leave_as(left.record)
                    return
            await self._means.shelf.scan()
            progress.tell("finished")
        except CannotFetch as error:
            progress.tell("failed", error.fault)
        except YeoulError as error:
            progress.tell("failed", Fault("internal", error.detail))
        except Exception:
            logger.exception("the download of %s failed", self.record.file)
            sentence = "Something went wrong that should not: try again."
            progress.tell("failed", Fault("internal", sentence))
        finally:
            if self._task is asyncio.current_task():
                self._task = None

    async def _fetch_once(self, behind: bool) -> None:
        means = self._means
        self._fetch = Fetch(
            means.folder,
            self.record,
            self.progress,
            patience=means.patience,
            behind_another=behind,
        )
        await means.thread.run(self._fetch.run())

    async def _wait_for_other(self) -> None:
        """Wait a while for the process that has the part, and show how far that is."""
        # Which worker fetches is nobody's concern.
        taken = None if self._means.shared else Fault("fetched_elsewhere", TAKEN)
        self.progress.tell("running", taken)
        self._waits = True
        try:
            await asyncio.sleep(self._means.patience.look_s)
        finally:
            self._waits = False
        self.progress.advance(await self._part_bytes())

    def _leave_as(self, left: Record | None) -> None:
        """Take over what another process has made of it; None if it was cancelled."""
        if left is None:
            self._means.gone(self.record.id)
        elif left.status != "running":
            self.record = left
            self.progress.tell(left.status, left.fault)

    async def _part_bytes(self) -> int:
        part = self._means.folder / f"{self.record.file}{PART}"
        return (await asyncio.to_thread(stamp_of, part))[0]


def _on_this_loop(changed: Callable[[], None]) -> Callable[[], None]:
    loop = asyncio.get_running_loop()

    def from_any_thread() -> None:
        loop.call_soon_threadsafe(changed)

    return from_any_thread


def _leave(folder: Path, record: Record, status: Intent, *, behind: bool) -> bool | None:
    """Note what a download is to do next, if its fetch could not.

    ``behind`` another process, what that knows of the file counts. Returns whether there is such a
    download; None while another process has its part.
    """
    if not record.path(folder).exists():
        return False
    part = Part.open(folder, record)
    if part is None:
        return None
    try:
        if behind:
            record.learn(Record.read(record.path(folder)))
        record.intend(status)
        part.keep_record()
    except (OSError, ValueError):
        logger.warning("the record of %s cannot be written", record.file)
    finally:
        part.close()
    return True
