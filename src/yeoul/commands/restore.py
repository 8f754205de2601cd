"""``yeoul restore``: a backup, put into a store that is empty and that no server uses.

The files of services come first, and the rows last, in one transaction; a store of several workers
gets the services in that one, too. So whenever this is killed, it can be run again: the store is
empty, or has all of it.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yeoul.commands.setting_flags import with_settings
from yeoul.commands.store_place import SERVICE_FILES, store_of, told
from yeoul.errors import StartupError
from yeoul.files.private import StrangeFile, keep_new, read_private, write_new
from yeoul.services.service_files import rows_of_files
from yeoul.settings import Settings

if TYPE_CHECKING:
    from yeoul.store.archive import Manifest

FILE = Annotated[Path, typer.Argument(help="A file of `yeoul backup`.", show_default=False)]


@with_settings("data_dir", "store_url")
def restore(settings: Settings, file: FILE) -> None:
    """Put a backup into a store that is empty and that no server uses.

    Nothing is ever written over: take a new data directory, or an empty database.
    """
    from yeoul.files.data_dir import DataDirectory
    from yeoul.store.archive import check_archive

    manifest = check_archive(file)
    with DataDirectory.open(settings.data_dir):
        asyncio.run(_restore(settings, store_of(settings), file, manifest))
    print(f"{told(manifest.counts)} are there, as of {manifest.made_at:%Y-%m-%d %H:%M} UTC.")


async def _restore(settings: Settings, url: str, file: Path, manifest: Manifest) -> None:
    from yeoul.store import database_of
    from yeoul.store.archive import read_file
    from yeoul.store.copying import check_empty
    from yeoul.store.transfers import restore

    names = [name for name in SERVICE_FILES if name in manifest.files]
    services = []
    async with database_of(url, backup_dir=settings.data_dir) as database:
        await database.read(check_empty)
        if settings.is_shared:
            services = rows_of_files({name: read_file(file, name) for name in names})
        else:
            for name in names:
                _put_file(settings.data_dir / name, file, name)
        # What a log has of answers that this store has not is of no use, and may be of those that
        # come, in a later state.
        if settings.log_file is not None:
            for left in settings.data_dir.glob(f"{settings.log_file.name}*"):
                left.unlink()
        await restore(file, manifest, database, scratch=settings.data_dir, services=services)


def _put_file(path: Path, archive: Path, name: str) -> None:
    """Put a file of the archive at ``path``, if it is not there as it is in the archive.

    Raises:
        StartupError: there is another one.
    """
    from yeoul.store.archive import read_file

    content = read_file(archive, name)
    try:
        if read_private(path, len(content) + 1) == content:
            return
        raise StartupError(f"{path} is another one than in {archive}: move it away.")
    except FileNotFoundError:
        fresh = path.with_name(f"{path.name}.restored")
        write_new(fresh, content, sync=True)
        keep_new(fresh, path)
    except StrangeFile as error:
        raise StartupError(error.sentence) from error
