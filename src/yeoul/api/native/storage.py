"""The route that tells a person what this server keeps of them, and where."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from starlette.requests import HTTPConnection

from yeoul.api.native.reading import Current
from yeoul.api.native.schemas import Reply

router = APIRouter(prefix="/api/storage", tags=["storage"])

#: What a database's name may be followed by in the name of a file that belongs to it.
_PARTS = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class DataFiles:
    """Where the data of one server lies. ``log`` is None for a log that is only in memory."""

    store: Path
    log: Path | None

    def report(self) -> list[DataFile]:
        """Measure the files. Blocks."""
        files = [DataFile(name=self.store.name, holds="conversations", bytes=_bytes(self.store))]
        if self.log is not None:
            files.append(DataFile(name=self.log.name, holds="events", bytes=_bytes(self.log)))
        return files


class DataFile(Reply):
    """One database of the data directory, with what belongs to it."""

    name: str
    #: ``events``: of answers that grow or ended lately; everything else is with conversations.
    holds: Literal["conversations", "events"]
    bytes: int


class Storage(Reply):
    """What the server keeps of the owner. Backups, models and settings are not counted."""

    conversations: int
    #: Deleted ones that can still be restored.
    deleted_conversations: int
    files: list[DataFile]


async def _files(connection: HTTPConnection) -> DataFiles:
    files: DataFiles = connection.state.files
    return files


@router.get("", response_model=Storage, summary="What is stored")
async def storage(
    request: Request, reading: Current, files: Annotated[DataFiles, Depends(_files)]
) -> Storage:
    """Tell how many conversations are stored, and in which files of the data directory."""
    kept, deleted = await reading.store.count(reading.owner(request))
    return Storage(
        conversations=kept,
        deleted_conversations=deleted,
        files=await asyncio.to_thread(files.report),
    )


def _bytes(path: Path) -> int:
    total = 0
    for part in _PARTS:
        try:
            total += path.with_name(path.name + part).stat().st_size
        except FileNotFoundError:
            continue
    return total
