"""The shelf: the model files of this server, each offered by a provider in the catalogue.

A file is offered from the moment it is found in the folder of models until it is gone, however it
came there. Nothing is loaded before it is asked for.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from yeoul.errors import InvalidRequest, NotFound, StorageFailed, YeoulError
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.embedded.known_models import KnownModel, model_of_file
from yeoul.providers.embedded.memory import ModelMemory, needed_bytes
from yeoul.providers.embedded.model_files import (
    ModelFile,
    Stamp,
    installed_models,
    model_file,
    models_dir,
    stamp_of,
)
from yeoul.providers.embedded.provider import (
    DEFAULT_CONTEXT_LENGTH,
    EmbeddedProvider,
    default_slots,
)


class OwnFile(NamedTuple):
    """A model file in the folder that is of no known model, or is damaged."""

    #: That of its model.
    id: str
    title: str
    bytes: int
    #: A sentence on why it cannot be used, and what to do; None as far as it can.
    error: str | None

    @classmethod
    def of(cls, provider: EmbeddedProvider, size: int, failure: YeoulError | None) -> OwnFile:
        """Return the file of a provider."""
        error = failure.detail if failure is not None else None
        return cls(provider.model_id, provider.title, size, error)


class Shelf:
    """The model files in ``data_dir``, behind the one that was named, if any.

    That one sees pictures by ``mmproj``, the file that belongs to it.

    ``slots`` and ``context_length`` are those of each model; all share ``memory``. For one event
    loop.
    """

    def __init__(
        self,
        data_dir: Path,
        file: Path | None,
        *,
        slots: int | None,
        context_length: int | None,
        mmproj: Path | None = None,
        memory: ModelMemory | None = None,
    ) -> None:
        self.folder = models_dir(data_dir)
        self.memory = memory or ModelMemory()
        self._data_dir = data_dir
        self._named = file
        self._mmproj = mmproj
        self._slots = slots
        self._context_length = context_length
        self._catalogue: Catalogue | None = None
        # A look at the folder is old as soon as a file is removed, or another look has been taken.
        self._turn = asyncio.Lock()
        #: The offered files, in order, with their size and date when they were found.
        self._offered: dict[Path, tuple[EmbeddedProvider, Stamp]] = {}
        for found in self._files():
            self._take(found)

    @property
    def providers(self) -> list[EmbeddedProvider]:
        """The providers of the files that are offered, the default one first."""
        return [provider for provider, _ in self._offered.values()]

    def _files(self) -> list[ModelFile]:
        named = [self._named_file(self._named)] if self._named is not None else []
        # The file that was named counts before another one of the same model.
        ids = {file.model_id for file in named}
        return named + [f for f in installed_models(self._data_dir) if f.model_id not in ids]

    def _named_file(self, path: Path) -> ModelFile:
        return replace(model_file(path), mmproj=self._mmproj)

    def _take(self, file: ModelFile) -> EmbeddedProvider:
        provider = EmbeddedProvider(
            file, slots=self._slots, context_length=self._context_length, memory=self.memory
        )
        self._offered[file.path] = provider, stamp_of(file.path)
        return provider

    def fill(self, catalogue: Catalogue) -> None:
        """Offer from now on in ``catalogue`` whatever `scan` finds."""
        self._catalogue = catalogue

    async def scan(self) -> None:
        """Offer the files that have come, and those no more that have gone or changed."""
        async with self._turn:
            await self._scan()

    async def _scan(self) -> None:
        files = await asyncio.to_thread(self._files)
        stamps = await asyncio.to_thread(lambda: {file.path: stamp_of(file.path) for file in files})
        catalogue = self._catalogue
        if catalogue is None:
            return
        for path, (provider, stamp) in list(self._offered.items()):
            if stamps.get(path) != stamp:
                del self._offered[path]
                catalogue.remove(provider)
        for file in files:
            if file.path not in self._offered:
                catalogue.add(self._take(file))

    async def remove(self, model_id: str) -> None:
        """Delete the file of a model in the folder. Answers that it still generates end well.

        Raises:
            NotFound: no model of this name is here.
            InvalidRequest: its file lies elsewhere, and is not Yeoul's to delete.
            StorageFailed: it cannot be deleted.
        """
        async with self._turn:
            await self._remove(model_id)

    async def _remove(self, model_id: str) -> None:
        found = [path for path, (it, _) in self._offered.items() if it.model_id == model_id]
        if not found:
            raise NotFound(f"There is no model {model_id!r} among those on this machine.")
        [path] = found
        if path.parent != self.folder:
            raise InvalidRequest(
                f"The model {model_id!r} came with a package or by --model: it is not Yeoul's to "
                "remove."
            )
        provider, _ = self._offered.pop(path)
        if self._catalogue is not None:
            closing = self._catalogue.remove(provider)
            if sys.platform == "win32":  # a file in use cannot be deleted there
                await asyncio.shield(closing)
        try:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        except OSError as error:  # the next scan offers it again
            raise StorageFailed(f"{path} cannot be deleted: {error.strerror}.") from error

    # -- what a model would need -------------------------------------------------------------------

    def needed_bytes(self, model: KnownModel) -> int:
        """Return the memory that a model would take here."""
        tokens = (self._context_length or DEFAULT_CONTEXT_LENGTH) * (self._slots or default_slots())
        return needed_bytes(model.size_bytes, tokens * model.context_bytes_per_token)

    def fits(self, model: KnownModel) -> bool | None:
        """Return whether this machine could hold a model; None if it does not say."""
        total = self.memory.machine().total
        return None if total is None else self.needed_bytes(model) <= total

    # -- what is here ------------------------------------------------------------------------------

    async def has(self, model: KnownModel) -> bool:
        """Return whether the file of a model is here, and not known to be damaged."""
        for path, (provider, stamp) in list(self._offered.items()):
            if (path.name, stamp[0]) == (model.file, model.size_bytes):
                return await provider.failure() is None
        return False

    def has_file(self, name: str) -> bool:
        """Return whether a file of this name is in the folder."""
        return self.folder / name in self._offered

    async def own_files(self) -> list[OwnFile]:
        """Return the files in the folder that are of no known model, or are damaged."""
        found = []
        for path, (provider, (size, _)) in list(self._offered.items()):
            if path.parent != self.folder:
                continue
            failure = await provider.failure()
            # One that was removed meanwhile fails as well.
            is_here = path in self._offered
            if is_here and (failure or not model_of_file(path.name, size)):
                found.append(OwnFile.of(provider, size, failure))
        return found
