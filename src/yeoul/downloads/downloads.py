"""The downloads of one server: how far each one is, and what people do to it.

The record beside each part says what a download is to do, so they go on by themselves after a
restart. What has finished is a model on the shelf, and listed here until the server stops.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from yeoul.downloads.addresses import FileAddress, record_of_file, record_of_model
from yeoul.downloads.fetch import Fetch, Left, Patience, Taken
from yeoul.downloads.fetch_thread import FetchThread
from yeoul.downloads.part import PART, Intent, Part, Record, records_in, throw_away
from yeoul.downloads.progress import Progress, Status
from yeoul.errors import (
    InvalidRequest,
    ModelUnavailable,
    NotFound,
    StorageFailed,
    YeoulError,
)
from yeoul.providers.embedded.known_models import KNOWN_MODELS, KnownModel, known_model
from yeoul.providers.embedded.model_files import stamp_of
from yeoul.providers.embedded.shelf import Shelf
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

_TAKEN = "Another Yeoul on this machine is fetching this file."


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
    #: Bytes per second; None unless it runs.
    rate: float | None


class OwnFile(NamedTuple):
    """A model file in the folder that is none of the catalogue."""

    #: That of its model.
    id: str
    bytes: int


class KnownOffer(NamedTuple):
    """A model that can be fetched by its name, and how it suits this machine."""

    model: KnownModel
    memory_bytes: int
    #: None where the size of the memory is unknown.
    fits: bool | None
    is_installed: bool


@dataclass(slots=True)
class _Entry:
    record: Record
    progress: Progress
    fetch: Fetch | None = None
    task: asyncio.Task[None] | None = field(default=None)

    def shown(self) -> Download:
        record, progress = self.record, self.progress
        return Download(
            record.id,
            record.name,
            FileAddress.shown(record.url),
            progress.bytes,
            progress.total_bytes,
            record.sha256,
            progress.status,
            progress.error,
            progress.rate,
        )


class Downloads:
    """Fetches models from ``hub_url`` and other addresses onto ``shelf``. For one event loop.

    ``changed`` is called, on the loop, whenever a download comes, goes or gets another status.
    """

    def __init__(
        self,
        shelf: Shelf,
        *,
        hub_url: str,
        changed: Callable[[], None] = lambda: None,
        patience: Patience | None = None,
    ) -> None:
        self._shelf = shelf
        self._hub_url = hub_url
        self._changed = changed
        self._patience = patience or Patience()
        self._entries: dict[str, _Entry] = {}
        self._thread = FetchThread()
        self._tasks = Tasks()
        # One command at a time: two that begin the same download would otherwise both find none,
        # and one that goes on with it could cross one that ends it.
        self._turn = asyncio.Lock()
        #: Commands run to their end even if their callers leave: list and disk must agree.
        self._commands = Tasks()

    # -- what there is -----------------------------------------------------------------------------

    def current(self) -> list[Download]:
        """Return all downloads, in the order in which they were begun; none whose file is gone."""
        return [
            entry.shown()
            for entry in self._entries.values()
            if entry.progress.status != "finished" or self._shelf.has_file(entry.record.file)
        ]

    def own_files(self) -> list[OwnFile]:
        """Return the files that people have fetched by address, or put into the folder."""
        return [OwnFile(*file) for file in self._shelf.own_files()]

    async def offers(self) -> list[KnownOffer]:
        """Return the models that can be fetched by name. Files that have come by hand count."""
        await self._shelf.scan()
        shelf = self._shelf
        return [
            KnownOffer(model, shelf.needed_bytes(model), shelf.fits(model), shelf.has(model))
            for model in KNOWN_MODELS
        ]

    @property
    def offline(self) -> str | None:
        """A sentence on what to do where no hub can be reached; None as long as none was missed."""
        if not any(entry.progress.is_away for entry in self._entries.values()):
            return None
        return (
            "There seems to be no internet here. It is tried again all the time; or fetch the "
            f".gguf file on another machine and put it into {self._shelf.folder}."
        )

    # -- what people do ----------------------------------------------------------------------------

    async def fetch_model(self, name: str) -> Download:
        """Begin to fetch a known model, or return the download of it that there is, going on.

        Raises:
            InvalidRequest: no model of this name is known.
            StorageFailed: the disk takes nothing.
        """
        model = known_model(name)
        if model is None:
            names = ", ".join(known.name for known in KNOWN_MODELS)
            raise InvalidRequest(f"There is no model {name!r} to fetch. There are: {names}.")
        begin = self._begin(record_of_model(model, self._hub_url))
        return await self._commands.complete(begin, name=f"begin to fetch {name}")

    async def fetch_file(self, url: str, sha256: str) -> Download:
        """Begin to fetch any GGUF file, or return the download of it that there is, going on.

        Raises:
            InvalidRequest: the address is none of a GGUF file, or another file is being fetched
                under the same name.
            StorageFailed: the disk takes nothing.
        """
        begin = self._begin(record_of_file(url, sha256))
        return await self._commands.complete(begin, name="begin to fetch a file")

    async def _begin(self, record: Record) -> Download:
        async with self._turn:
            for entry in self._entries.values():
                if entry.record.file == record.file and entry.progress.status != "finished":
                    return await self._begin_again(entry, record)
            try:
                await asyncio.to_thread(_keep, self._shelf.folder, record)
            except OSError as error:
                raise StorageFailed(
                    f"{self._shelf.folder} cannot be written: {error.strerror or error}."
                ) from error
            self._drop_finished(record.file)
            entry = self._entries[record.id] = self._entry(record)
            self._go_on(entry)
            self._changed()
            return entry.shown()

    async def _begin_again(self, entry: _Entry, record: Record) -> Download:
        """Go on with a download whose file ``record`` asks for."""
        if entry.record.sha256 != record.sha256:
            raise InvalidRequest(
                f"Another file of the name {record.file} is being fetched: cancel that download "
                "first."
            )
        if entry.record.url != record.url:
            # The new one counts: an earlier one may have expired with its signature.
            await self._end(entry, "running")
            entry.record.move(record.url)
        return self._resume(entry)

    async def pause(self, download_id: str) -> Download:
        """Pause a download; what has come is kept. Does nothing to one that does not run.

        Raises:
            NotFound: there is no such download.
        """
        return await self._commands.complete(self._pause(download_id), name="pause a download")

    async def _pause(self, download_id: str) -> Download:
        async with self._turn:
            entry = self._find(download_id)
            if entry.task is not None:
                await self._end(entry, "paused")
                folder, record = self._shelf.folder, entry.record
                if await asyncio.to_thread(_leave, folder, record, "paused"):
                    entry.progress.tell("paused")
                else:  # it was finished at this very moment
                    await self._shelf.scan()
                    entry.progress.tell("finished")
            return entry.shown()

    async def resume(self, download_id: str) -> Download:
        """Go on with a download that is paused or has failed. Does nothing to another one.

        Raises:
            NotFound: there is no such download.
        """
        async with self._turn:
            return self._resume(self._find(download_id))

    def _resume(self, entry: _Entry) -> Download:
        if entry.task is None and entry.progress.status != "finished":
            entry.record.status, entry.record.error = "running", None
            self._go_on(entry)
            entry.progress.tell("running")
        return entry.shown()

    async def cancel(self, download_id: str) -> None:
        """End a download and delete what has come. A finished one is only listed no more.

        Raises:
            NotFound: there is no such download.
            ModelUnavailable: another process is fetching the file.
        """
        await self._commands.complete(self._cancel(download_id), name="cancel a download")

    async def _cancel(self, download_id: str) -> None:
        async with self._turn:
            entry = self._find(download_id)
            if entry.progress.status != "finished":
                await self._end(entry, None)
                if not await asyncio.to_thread(throw_away, self._shelf.folder, entry.record):
                    self._go_on(entry, behind=True)
                    raise ModelUnavailable(f"{_TAKEN} It has to be cancelled there.")
            self._entries.pop(download_id, None)
            self._changed()

    async def remove_model(self, model_id: str) -> None:
        """Delete a model's file. Arguments and errors: see `Shelf.remove`."""
        removing = self._shelf.remove(model_id)
        await self._commands.complete(removing, name=f"remove {model_id}")
        self._changed()

    def _find(self, download_id: str) -> _Entry:
        if (entry := self._entries.get(download_id)) is None:
            raise NotFound("There is no such download.")
        return entry

    def _drop_finished(self, file: str) -> None:
        """List an earlier download of the same file no more."""
        for entry in list(self._entries.values()):
            if entry.record.file == file:
                del self._entries[entry.record.id]

    # -- running -----------------------------------------------------------------------------------

    async def start(self) -> None:
        """Take up the downloads of the server before this one."""
        records = await asyncio.to_thread(lambda: list(records_in(self._shelf.folder)))
        for record in records:
            model = known_model(record.name)
            if model is not None and model.sha256 == record.sha256:
                record.move(model.address(self._hub_url))  # the hub may be another one by now
            entry = self._entries[record.id] = self._entry(record)
            size = await asyncio.to_thread(_size_of_part, self._shelf.folder, record)
            entry.progress.begin(size, record.total_bytes)
            if record.status == "running":
                self._go_on(entry)
            else:
                entry.progress.tell(record.status, record.error)

    def _entry(self, record: Record) -> _Entry:
        loop = asyncio.get_running_loop()

        def changed() -> None:
            loop.call_soon_threadsafe(self._changed)

        progress = Progress(changed)
        progress.begin(0, record.total_bytes)
        return _Entry(record, progress)

    def _go_on(self, entry: _Entry, *, behind: bool = False) -> None:
        name = f"fetch {entry.record.file}"
        entry.task = self._tasks.start(self._run(entry, behind), name=name, awaited=True)

    async def _end(self, entry: _Entry, leave_as: Intent | None) -> None:
        """End the task of a download, with ``leave_as`` in its record; None deletes its files."""
        if (task := entry.task) is not None:
            if entry.fetch is not None:
                entry.fetch.leave_as = leave_as
            task.cancel()
            await asyncio.wait([task])
            entry.task = None

    async def _run(self, entry: _Entry, behind: bool) -> None:
        """Fetch; ``behind`` another process, if that has the part already."""
        progress, folder = entry.progress, self._shelf.folder
        try:
            while True:
                entry.fetch = Fetch(
                    folder, entry.record, progress, patience=self._patience, behind_another=behind
                )
                try:
                    await self._thread.run(entry.fetch.run())
                    break
                except Taken:
                    behind = True
                    await self._wait_for_other(entry)
                except Left as left:
                    self._leave_as(entry, left.record)
                    return
            await self._shelf.scan()
            progress.tell("finished")
        except YeoulError as error:
            progress.tell("failed", error.detail)
        except Exception:
            logger.exception("the download of %s failed", entry.record.file)
            progress.tell("failed", "Something went wrong that should not: try again.")
        finally:
            if entry.task is asyncio.current_task():
                entry.task = None

    async def _wait_for_other(self, entry: _Entry) -> None:
        """Wait a while for the process that has the part, and show how far that is."""
        entry.progress.tell("running", _TAKEN)
        await asyncio.sleep(self._patience.look_s)
        size = await asyncio.to_thread(_size_of_part, self._shelf.folder, entry.record)
        entry.progress.advance(size)

    def _leave_as(self, entry: _Entry, left: Record | None) -> None:
        """Take over what another process has made of a download; None if it was cancelled."""
        if left is None:
            self._entries.pop(entry.record.id, None)
            self._changed()
        elif left.status != "running":
            entry.record = left
            entry.progress.tell(left.status, left.error)

    async def aclose(self) -> None:
        """Leave all downloads to the next server. Idempotent."""
        await self._commands.wait()
        await self._tasks.cancel()
        self._thread.close()


def _keep(folder: Path, record: Record) -> None:
    """Make the record durable before anything is said of it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    record.write(folder)


def _size_of_part(folder: Path, record: Record) -> int:
    return stamp_of(folder / f"{record.file}{PART}")[0]


def _leave(folder: Path, record: Record, status: Intent) -> bool:
    """Note what a download is to do next, if its fetch could not; return whether there is one."""
    if not record.path(folder).exists():
        return False
    part = Part.open(folder, record)
    if part is not None:
        record.status, record.error = status, None
        try:
            part.keep_record()
        except OSError:
            logger.warning("the record of %s cannot be written", record.file)
        finally:
            part.close()
    return True
