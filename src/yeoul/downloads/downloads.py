"""The downloads of one server: how far each one is, and what people do to it.

The record beside each part says what a download is to do, so they go on by themselves after a
restart. What has finished is a model on the shelf, and listed here until the server stops.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from yeoul.downloads.addresses import record_of_file, record_of_model
from yeoul.downloads.download import TAKEN, Download, Means, OneDownload
from yeoul.downloads.faults import way_by_file
from yeoul.downloads.fetch import Patience
from yeoul.downloads.fetch_thread import FetchThread
from yeoul.downloads.part import Record, records_in
from yeoul.errors import InvalidRequest, ModelUnavailable, NotFound, StorageFailed
from yeoul.providers.embedded.known_models import KNOWN_MODELS, KnownModel, known_model
from yeoul.providers.embedded.shelf import OwnFile as OwnFile
from yeoul.providers.embedded.shelf import Shelf
from yeoul.tasks import Tasks


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
        self._means = Means(
            shelf, FetchThread(), Tasks(), patience or Patience(), changed, self._forget
        )
        self._all: dict[str, OneDownload] = {}
        # One command at a time: two that begin the same download would otherwise both find none,
        # and one that goes on with it could cross one that ends it.
        self._turn = asyncio.Lock()
        #: Commands run to their end even if their callers leave: list and disk must agree.
        self._commands = Tasks()

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
            for one in self._all.values():
                if one.record.file == record.file and not one.is_finished:
                    return await self._begin_again(one, record)
            try:
                await asyncio.to_thread(_keep, self._shelf.folder, record)
            except OSError as error:
                raise StorageFailed(
                    f"{self._shelf.folder} cannot be written: {error.strerror or error}."
                ) from error
            self._drop_finished(record.file)
            one = self._all[record.id] = OneDownload(record, self._means)
            one.go_on()
            self._changed()
            return one.shown()

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
        one.resume()
        return one.shown()

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
                await one.pause()
            return one.shown()

    async def resume(self, download_id: str) -> Download:
        """Go on with a download that is paused or has failed. Does nothing to another one.

        Raises:
            NotFound: there is no such download.
        """
        async with self._turn:
            one = self._find(download_id)
            one.resume()
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

    # -- from one server to the next ---------------------------------------------------------------

    async def start(self) -> None:
        """Take up the downloads of the server before this one."""
        records = await asyncio.to_thread(lambda: list(records_in(self._shelf.folder)))
        for record in records:
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


def _keep(folder: Path, record: Record) -> None:
    """Make the record durable before anything is said of it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    record.write(folder)
