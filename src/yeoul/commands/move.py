"""``yeoul move``: from the SQLite file of one machine into the database that many workers share.

The copy is one transaction over there. Only behind it the file here is marked, so that no server
goes on with it by mistake; it stays as it is. Whenever this is killed, it can be run again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from yeoul.commands.setting_flags import with_settings
from yeoul.commands.store_place import service_files, shared_store_of, told
from yeoul.errors import StartupError
from yeoul.files.private import StrangeFile, write_new
from yeoul.services.service_files import rows_of_files
from yeoul.settings import Settings


@with_settings("data_dir", "store_url")
def move(settings: Settings) -> None:
    """Move everything from the data directory into the database of several workers.

    The server has to be stopped, and its answers to have ended. What is in the data directory
    stays there, and is no longer used.
    """
    from yeoul.files.data_dir import DataDirectory
    from yeoul.store import place_of

    source, to = f"sqlite:///{settings.store_file}", shared_store_of(settings)
    if to is None:
        raise StartupError("Say where to: give --store-url postgresql://…, which has to be empty.")
    with DataDirectory.open(settings.data_dir):
        counts = asyncio.run(_move(settings, source, to))
    print(f"{told(counts)} are at {place_of(to)} now; {settings.store_file} stays as it was.")


async def _move(settings: Settings, source: str, to: str) -> Mapping[str, int]:
    from yeoul.store import database_of, moved_mark, place_of
    from yeoul.store.transfers import move

    if not settings.store_file.exists():
        raise StartupError(f"There is no {settings.store_file}: name its folder by --data-dir.")
    try:
        services = rows_of_files(service_files(settings.data_dir))
    except StrangeFile as error:
        raise StartupError(error.sentence) from error
    mark = moved_mark(settings.store_file)
    if not mark.exists():
        # Brings its schema up to date.
        async with database_of(source, backup_dir=settings.data_dir):
            pass
    async with database_of(to) as database:
        counts = await move(settings.store_file, database, services)
    fresh = mark.with_name(f"{mark.name}.new")
    write_new(fresh, f"{place_of(to)}\n".encode(), sync=True)
    fresh.replace(mark)
    return counts
