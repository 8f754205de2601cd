"""The route that shows the data that this server stores of a person, and its files."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request

from yeoul.api.dependencies import Deps
from yeoul.api.identity import caller_of
from yeoul.api.native import PREFIX
from yeoul.api.replies import ReplyBody
from yeoul.files.sqlite import size_of

router = APIRouter(prefix=f"{PREFIX}/storage", tags=["storage"])

Holds = Literal["conversations", "events"]


class DataFile(ReplyBody):
    """One database of the data directory, with its side files; or one that servers share."""

    name: str
    #: ``events``: of growing and recently ended answers; all other data is in ``conversations``.
    holds: Holds
    bytes: int


class Storage(ReplyBody):
    """The stored data of the owner. Backups, models and settings are not counted."""

    conversations: int
    #: Deleted conversations that can still be restored.
    deleted_conversations: int
    #: Of all owners together; empty for callers who are no admins.
    files: list[DataFile]


@router.get("", response_model=Storage, summary="What is stored")
async def storage(request: Request, deps: Deps) -> Storage:
    """Return how many conversations are stored, and for admins the databases."""
    caller = caller_of(request)
    kept, deleted = await deps.chat.count(caller.owner)
    files: list[tuple[Path | None, Holds]] = [
        (deps.store_file, "conversations"),
        (deps.log_file, "events"),
    ]
    databases = [(path, holds) for path, holds in files if path is not None and caller.is_admin]
    told = await asyncio.to_thread(_measured, databases)
    if caller.is_admin and deps.store_report and (report := await deps.store_report()):
        told.insert(0, DataFile(name=report[0], holds="conversations", bytes=report[1]))
    return Storage(conversations=kept, deleted_conversations=deleted, files=told)


def _measured(databases: list[tuple[Path, Holds]]) -> list[DataFile]:
    return [DataFile(name=path.name, holds=holds, bytes=size_of(path)) for path, holds in databases]
