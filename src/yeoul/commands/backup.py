"""``yeoul backup``: all that a store keeps, in one file, while servers use it or not."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from yeoul.commands.setting_flags import with_settings
from yeoul.commands.store_place import service_files, store_of, told
from yeoul.errors import StartupError
from yeoul.files.private import StrangeFile, keep_new
from yeoul.services.service_files import files_of_rows
from yeoul.settings import Settings

FILE = Annotated[Path, typer.Argument(help="The file to make.", show_default=False)]


@with_settings("data_dir", "store_url")
def backup(settings: Settings, file: FILE) -> None:
    """Write conversations, accounts and connected services into one file; servers may run.

    Whoever can read the file can read all of it, and use the keys of the services: it is made
    readable for you alone. Models are not in it.
    """
    from yeoul.store.archive import check_archive

    if os.path.lexists(file):
        raise StartupError(f"{file} is there already, and nothing is written over it.")
    fresh = file.with_name(f"{file.name}.partial")
    try:
        asyncio.run(_write(fresh, settings, store_of(settings)))
        manifest = check_archive(fresh)
        keep_new(fresh, file)
    except FileExistsError:
        raise StartupError(f"{file} has come meanwhile, and nothing is written over it.") from None
    except StrangeFile as error:
        raise StartupError(error.sentence) from error
    finally:
        fresh.unlink(missing_ok=True)
    print(f"{file} has {told(manifest.counts)}, and is whole.")


async def _write(fresh: Path, settings: Settings, url: str) -> None:
    from yeoul.store import database_of
    from yeoul.store.archive import write_archive
    from yeoul.store.copying import check_revision
    from yeoul.store.service_rows import read

    async with database_of(url, as_it_is=True) as database:
        if settings.is_shared:
            await database.read(check_revision)
            files = files_of_rows(await database.read(read))
        else:
            files = service_files(settings.data_dir)
        await write_archive(fresh, database, files)
