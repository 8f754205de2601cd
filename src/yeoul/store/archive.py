"""A backup: one file with all rows of a store, whichever database it is in, and files beside it.

It is a zip archive. ``rows/<table>.jsonl`` has a row of the table in each line, as a JSON object by
the names of the columns; ``files/`` has files as they were; ``manifest.json``, which is written
last, has the schema's revision, and the number and the SHA-256 of everything else. So a file that
was cut off, or damaged, is never taken for a backup.

The rows are those of one moment, while others write. An archive of an older schema is read into a
database of its time, which is upgraded as a server would upgrade it.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Final, NamedTuple

from sqlalchemy import Connection, MetaData

from yeoul import __version__
from yeoul.errors import StartupError
from yeoul.files.private import open_private, open_regular
from yeoul.store.copying import Lot, Row, check_revision, read_lots, rows_at_once
from yeoul.store.database import Database
from yeoul.store.row_lines import decoder, encoder
from yeoul.store.schema import HEAD, metadata

#: The form of the archive. One of a higher number is of a newer Yeoul.
FORMAT: Final = 1

_MANIFEST: Final = "manifest.json"
_ROWS, _FILES = "rows/", "files/"
#: More than a manifest ever has.
_MAX_MANIFEST_BYTES: Final = 1 << 20
_CHUNK_BYTES: Final = 1 << 20
#: What reading a damaged archive raises.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,
    EOFError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


class Part(NamedTuple):
    """What the manifest says of one file of the archive."""

    sha256: str
    #: Of a table.
    rows: int = 0


class Manifest(NamedTuple):
    """What an archive says about itself."""

    revision: str
    #: The version of Yeoul that made it, and when.
    version: str
    made_at: datetime
    #: By their names in the archive.
    parts: Mapping[str, Part]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each table has that has any."""
        rows = {name: part.rows for name, part in self.parts.items() if name.startswith(_ROWS)}
        return {name[len(_ROWS) : -len(".jsonl")]: number for name, number in rows.items()}

    @property
    def files(self) -> list[str]:
        """The names of the files that are in it beside the rows."""
        return [name.removeprefix(_FILES) for name in self.parts if name.startswith(_FILES)]


async def write_archive(path: Path, database: Database, files: Mapping[str, bytes]) -> Manifest:
    """Write the rows of ``database`` as they are now, and ``files`` by their names.

    The file is private, and on the disk when this returns.

    Raises:
        StorageFailed: the database cannot be read.
        OSError: the file cannot be written.
    """
    return await database.read(partial(_write, path, files))


def _write(path: Path, files: Mapping[str, bytes], connection: Connection) -> Manifest:
    check_revision(connection)
    parts: dict[str, Part] = {}
    with open(open_private(path), "r+b") as file:
        file.truncate()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            for name, content in files.items():
                archive.writestr(_FILES + name, content)
                parts[_FILES + name] = Part(hashlib.sha256(content).hexdigest())
            _write_rows(archive, connection, parts)
            manifest = Manifest(HEAD, __version__, datetime.now(UTC), parts)
            archive.writestr(_MANIFEST, _manifest_text(manifest))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _write_rows(archive: zipfile.ZipFile, connection: Connection, parts: dict[str, Part]) -> None:
    lots = read_lots(connection)
    lot = next(lots, None)
    while lot is not None:
        table, name = lot.table, f"{_ROWS}{lot.table}.jsonl"
        encode = encoder(metadata.tables[table])
        digest, rows = hashlib.sha256(), 0
        with archive.open(name, "w", force_zip64=True) as part:
            while lot is not None and lot.table == table:
                lines = b"".join(map(encode, lot.rows))
                part.write(lines)
                digest.update(lines)
                rows += len(lot.rows)
                lot = next(lots, None)
        parts[name] = Part(digest.hexdigest(), rows)


def check_archive(path: Path) -> Manifest:
    """Return what an archive says about itself, when all of it has been read and found whole.

    Raises:
        StartupError: it is damaged, not a backup, or of a newer Yeoul.
    """
    try:
        with open_archive(path) as archive:
            manifest = _read_manifest(path, archive)
            for name, part in manifest.parts.items():
                with archive.open(name) as file:
                    if _digest(file) != part.sha256:
                        raise StartupError(_damaged(path, name))
            return manifest
    except _BROKEN as error:
        raise StartupError(_damaged(path)) from error


def read_file(path: Path, name: str) -> bytes:
    """Return one of the files of an archive that `check_archive` has found whole."""
    with open_archive(path) as archive:
        return archive.read(_FILES + name)


def rows_of(path: Path, manifest: Manifest, tables: MetaData = metadata) -> Iterator[Lot]:
    """Yield the rows of an archive, those that others refer to before them."""
    with open_archive(path) as archive:
        for table in tables.sorted_tables:
            if f"{_ROWS}{table.name}.jsonl" in manifest.parts:
                with archive.open(f"{_ROWS}{table.name}.jsonl") as lines:
                    yield from _lots(table.name, lines, decoder(table))


def _lots(table: str, lines: IO[bytes], decode: Callable[[bytes], Row]) -> Iterator[Lot]:
    rows: list[Row] = []
    for line in lines:
        rows.append(decode(line))
        if len(rows) == rows_at_once(table):
            yield Lot(table, rows)
            rows = []
    if rows:
        yield Lot(table, rows)


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive, which may be behind a link.

    Raises:
        OSError, zipfile.BadZipFile
    """
    with open(open_regular(path, follow=True), "rb") as file, zipfile.ZipFile(file) as archive:
        yield archive


# -- the manifest --------------------------------------------------------------------------------


def _manifest_text(manifest: Manifest) -> str:
    fields = {
        "format": FORMAT,
        "revision": manifest.revision,
        "version": manifest.version,
        "made_at": manifest.made_at.isoformat(timespec="seconds"),
        "parts": {name: part._asdict() for name, part in manifest.parts.items()},
    }
    return json.dumps(fields, indent=1)


def _read_manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    if archive.getinfo(_MANIFEST).file_size > _MAX_MANIFEST_BYTES:
        raise StartupError(_damaged(path))
    fields = json.loads(archive.read(_MANIFEST))
    if fields["format"] > FORMAT:
        raise StartupError(
            f"{path} was made by a newer Yeoul ({fields['version']}): install that one."
        )
    return Manifest(
        str(fields["revision"]),
        str(fields["version"]),
        datetime.fromisoformat(fields["made_at"]),
        {name: Part(**part) for name, part in fields["parts"].items()},
    )


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()


def _damaged(path: Path, part: str = "") -> str:
    where = f" ({part})" if part else ""
    return f"{path} is damaged or no backup of Yeoul{where}: nothing was changed. Take another one."
