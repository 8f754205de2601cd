"""The downloads of one server: how far each one is, and what people do to it.

The record beside each part says what a download is to do, so they go on by themselves after a
restart. What has finished is a model on the shelf, and listed here until the server stops.

Workers that share the folder share the downloads: whichever gets the part fetches, the others wait
behind it, and go on where it dies. The folder says what there is; what they tell each other only
has them look at once, and let go of a part that is to be paused or thrown away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from yeoul.downloads.addresses import record_of_file, record_of_model
from yeoul.downloads.download import LET_GO_LOOKS, LET_GO_S, TAKEN, Download, Means, OneDownload
from yeoul.downloads.faults import way_by_file
from yeoul.downloads.fetch import Patience
from yeoul.downloads.fetch_thread import FetchThread
from yeoul.downloads.part import Part, Record, records_in
from yeoul.errors import InvalidRequest, ModelUnavailable, NotFound, StorageFailed
from yeoul.providers.embedded.known_models import KNOWN_MODELS, KnownModel, known_model
from yeoul.providers.embedded.shelf import OwnFile as OwnFile
from yeoul.providers.embedded.shelf import Shelf
from yeoul.tasks import Tasks

#: What one worker tells the others: to look at the folder, or to let go of a download.
Word = Literal["look", "pause", "cancel"]


class KnownOffer(NamedTuple):
    """A model that can be fetched by its name, and how it suits this machine."""

    model: KnownModel
    memory_bytes: int
    #: None where the size of the memory is unknown.
    fits: bool | None
    is_installed: bool


class Downloads:
    """Fetches models from ``hub_url`` and other addresses onto ``shelf``. For one event loop.

    ``changed`` is called, on the loop, whenever a download comes, goes or gets another status.
    ``shared``: other workers of this server use the same shelf, and are told by ``tell``.
    """

    def __init__(
        self,
        shelf: Shelf,
        *,
        hub_url: str,
        changed: Callable[[], None] = lambda: None,
        patience: Patience | None = None,
        shared: bool = False,
    ) -> None:
        self._shelf = shelf
        self._hub_url = hub_url
        self._on_change = changed
        self._shared = shared
        #: Tells the other workers; they `hear` it.
        self.tell: Callable[[Word, str], None] = lambda word, download_id: None
        self._means = Means(
            shelf,
            FetchThread(),
            Tasks(),
            patience or Patience(),
            self._changed,
            self._forget,
            shared,
        )
        self._all: dict[str, OneDownload] = {}
        # One command at a time: two that begin the same download would otherwise both find none,
        # and one that goes on with it could cross one that ends it.
        self._turn = asyncio.Lock()
        #: Commands run to their end even if their callers leave: list and disk must agree.
        self._commands = Tasks()

    def _changed(self) -> None:
        self._on_change()
        self.tell("look", "")

    # -- what there is -----------------------------------------------------------------------------

    def current(self) -> list[Download]:
        """Return all downloads, in the order in which they were begun; none whose file is gone."""
        return [
            one.shown()
            for one in self._all.values()
            if not one.is_finished or self._shelf.has_file(one.record.file)
        ]

    async def own_files(self) -> list[OwnFile]:
        """Return the files in the folder that are of no known model, or are damaged."""
        return await self._shelf.own_files()

    async def offers(self) -> list[KnownOffer]:
        """Return the models that can be fetched by name. Files that have come by hand count."""
        if self._shared:
            await self._commands.complete(self._hear("look", ""), name="look at the downloads")
        else:
            await self._shelf.scan()
        shelf = self._shelf
        return [
            KnownOffer(model, shelf.needed_bytes(model), shelf.fits(model), await shelf.has(model))
            for model in KNOWN_MODELS
        ]

    @property
    def folder(self) -> Path:
        """Where the files are. What people put there is found as well."""
        return self._shelf.folder

    @property
    def offline(self) -> str | None:
        """A sentence on what to do where no hub can be reached; None unless one is tried again."""
        progresses = [one.progress for one in self._all.values()]
        # One that the command has given up is not tried again, and says so itself.
        if not any(it.status == "running" and it.is_away for it in progresses):
            return None
        return f"No hub can be reached; it is tried again by itself. {way_by_file(self.folder)}"

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
            if (one := await self._claim(record)) is not None:
                return await self._begin_again(one, record)
            self._drop_finished(record.file)
            one = self._all[record.id] = OneDownload(record, self._means)
            one.go_on()
            self._changed()
            return one.shown()

    async def _claim(self, record: Record) -> OneDownload | None:
        """Return the download of the same file that there is; None once ``record`` is kept."""
        for _ in range(LET_GO_LOOKS if self._shared else 0):
            await self._look()
            if (one := self._of(record.file)) is not None:
                return one
            # Another worker may begin the same at this moment, and be seen at the next look.
            if await self._keep(record, new=True):
                return None
            await asyncio.sleep(LET_GO_S)
        if (one := self._of(record.file)) is None:
            await self._keep(record)
        return one

    def _of(self, file: str) -> OneDownload | None:
        """Return the download of a file that is not finished."""
        same = (one for one in self._all.values() if one.record.file == file)
        return next((one for one in same if not one.is_finished), None)

    async def _begin_again(self, one: OneDownload, record: Record) -> Download:
        """Go on with a download whose file ``record`` asks for."""
        if one.record.sha256 != record.sha256:
            raise InvalidRequest(
                f"Another file of the name {record.file} is being fetched: cancel that download "
                "first."
            )
        if one.record.url != record.url:
            # The new one counts: an earlier one may have expired with its signature.
            await one.end("running")
            one.record.move(record.url)
        await self._go_on(one)
        return one.shown()

    async def _go_on(self, one: OneDownload) -> None:
        if self._shared and not one.is_running and not one.is_finished:
            # Before the others look.
            one.record.intend("running")
            one.resume(behind=not await self._keep(one.record))
        one.resume()

    async def _keep(self, record: Record, *, new: bool = False) -> bool:
        try:
            return await asyncio.to_thread(_keep, self._shelf.folder, record, new=new)
        except OSError as error:
            raise StorageFailed(
                f"{self._shelf.folder} cannot be written: {error.strerror or error}."
            ) from error

    async def pause(self, download_id: str) -> Download:
        """Pause a download; what has come is kept. Does nothing to one that does not run.

        Raises:
            NotFound: there is no such download.
        """
        return await self._commands.complete(self._pause(download_id), name="pause a download")

    async def _pause(self, download_id: str) -> Download:
        async with self._turn:
            one = self._find(download_id)
            if one.is_running:
                self.tell("pause", download_id)
                await one.pause()
            return one.shown()

    async def resume(self, download_id: str) -> Download:
        """Go on with a download that is paused or has failed. Does nothing to another one.

        Raises:
            NotFound: there is no such download.
            StorageFailed: the disk takes nothing.
        """
        return await self._commands.complete(self._resume(download_id), name="resume a download")

    async def _resume(self, download_id: str) -> Download:
        async with self._turn:
            one = self._find(download_id)
            await self._go_on(one)
            return one.shown()

    async def cancel(self, download_id: str) -> None:
        """End a download and delete what has come. A finished one is only listed no more.

        Raises:
            NotFound: there is no such download.
            ModelUnavailable: another process is fetching the file.
        """
        await self._commands.complete(self._cancel(download_id), name="cancel a download")

    async def _cancel(self, download_id: str) -> None:
        async with self._turn:
            one = self._find(download_id)
            self.tell("cancel", download_id)
            if not one.is_finished and not await one.throw_away():
                one.go_on(behind=True)
                raise ModelUnavailable(f"{TAKEN} It has to be cancelled there.")
            self._forget(download_id)

    async def remove_model(self, model_id: str) -> None:
        """Delete a model's file. Arguments and errors: see `Shelf.remove`."""
        removing = self._shelf.remove(model_id)
        await self._commands.complete(removing, name=f"remove {model_id}")
        self._changed()

    def _find(self, download_id: str) -> OneDownload:
        if (one := self._all.get(download_id)) is None:
            raise NotFound("There is no such download.")
        return one

    def _forget(self, download_id: str) -> None:
        self._all.pop(download_id, None)
        self._changed()

    def _drop_finished(self, file: str) -> None:
        """List an earlier download of the same file no more."""
        for one in list(self._all.values()):
            if one.record.file == file:
                del self._all[one.record.id]

    # -- what other workers do ---------------------------------------------------------------------

    def hear(self, word: Word, download_id: str) -> None:
        """Do what another worker that shares the folder has told."""
        self._commands.start(self._hear(word, download_id), name="hear of downloads")

    async def _hear(self, word: Word, download_id: str) -> None:
        async with self._turn:
            if word == "look":
                await self._look()
            elif (one := self._all.get(download_id)) is None:
                return
            elif word == "pause" and one.is_running:
                await one.pause()
            elif word == "cancel":
                # Whoever has told it deletes what is left.
                await one.end(None)
                self._forget(download_id)

    async def _look(self) -> None:
        """Take over what other workers have made of the folder."""
        await self._shelf.scan()
        records = await self._records()
        kept = {record.id for record in records}
        for one in list(self._all.values()):
            if one.record.id not in kept and not one.is_running and not one.is_finished:
                self._forget(one.record.id)
        for record in records:
            known = self._all.get(record.id)
            if known is None:
                await self._join(record)
            else:
                await known.catch_up(record)

    async def _join(self, record: Record) -> None:
        """List the download of another worker, and go on with it if that dies."""
        for one in list(self._all.values()):
            if one.record.file == record.file:
                await one.end("running")
        self._drop_finished(record.file)
        await self._take_up(record)
        self._changed()

    # -- from one server to the next ---------------------------------------------------------------

    async def start(self) -> None:
        """Take up the downloads of the server before this one."""
        for record in await self._records():
            await self._take_up(record)

    async def _records(self) -> list[Record]:
        return await asyncio.to_thread(lambda: list(records_in(self._shelf.folder)))

    async def _take_up(self, record: Record) -> None:
        model = known_model(record.name)
        if model is not None and model.sha256 == record.sha256:
            record.move(model.address(self._hub_url))  # the hub may be another one by now
        one = self._all[record.id] = OneDownload(record, self._means)
        await one.take_up()

    async def aclose(self) -> None:
        """Leave all downloads to the next server. Idempotent."""
        await self._commands.wait()
        await self._means.tasks.cancel()
        self._means.thread.close()


def _keep(folder: Path, record: Record, *, new: bool) -> bool:
    """Make the record durable before anything is said of it.

    Returns False, and does nothing, while another process has the part, or has a record of the file
    where this is to be a ``new`` one.
    """
    part = Part.open(folder, record)
    if part is None:
        return False
    try:
        if new and record.path(folder).exists():
            return False
        part.keep_record()
    finally:
        part.close()
    return True
