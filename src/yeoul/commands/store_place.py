"""Where the commands that copy whole stores find them, and the files that go with a store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from yeoul.services.kept_services import KEYS_FILE, LIST_FILE
from yeoul.settings import Settings

if TYPE_CHECKING:
    from yeoul.store.database import Database

#: What people have connected; in the order in which a backup is put back.
SERVICE_FILES: Final = (KEYS_FILE, LIST_FILE)

STORE_URL = Annotated[
    str | None,
    typer.Option(
        envvar=["YEOUL_STORE_URL", "DATABASE_URL"],
        help="The store, as postgresql://…; else the one in the data directory.",
        show_default=False,
        show_envvar=False,
    ),
]


def store_of(settings: Settings, url: str | None) -> str:
    """Return the address of the store that is meant."""
    return url or f"sqlite:///{settings.store_file}"


@asynccontextmanager
async def opened(url: str, *, backup_dir: Path | None = None) -> AsyncIterator[Database]:
    """Give the database of a store that no server uses; a new one is made."""
    from yeoul.store import open_database

    database = await open_database(url, backup_dir=backup_dir)
    try:
        yield database
    finally:
        await database.aclose()


def told(counts: Mapping[str, int]) -> str:
    """Return how much there is, in words for a person."""
    names = ("conversations", "messages", "accounts")
    return ", ".join(f"{counts.get(name, 0)} {name}" for name in names)
