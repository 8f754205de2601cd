"""The files of a download that is not finished: the part, and the record beside it.

``<file>.part`` holds the first bytes of the file, and nothing else. ``<file>.part.json`` says where
the rest is, and what the whole must be. The part is locked while a process writes it, so a server
and a command never write the same one. The file gets its name only when it is whole and checked.

Everything here blocks, for as long as the disk does.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import IO, Literal, Self, get_args

import orjson

from yeoul.downloads.faults import Fault, FaultCode
from yeoul.files.locks import try_lock
from yeoul.files.private import open_private, read_private, sync_folder, write_new

PART, RECORD = ".part", ".part.json"
#: A record has a few hundred bytes, and one long address.
_MAX_RECORD_BYTES = 1 << 16
_BLOCK_BYTES = 1 << 20

#: What a download is to do when a server starts, or ``failed`` until a person asks again.
Intent = Literal["running", "paused", "failed"]


@dataclass(slots=True)
class Record:
    """What is known of a download. Kept in a file of its own from the beginning to the end."""

    id: str
    #: The name that people and the page call it by.
    name: str
    #: The name of the file to come, without a folder.
    file: str
    #: The address; it may hold a password or a signature, so it is never shown as it is.
    url: str
    #: Lower-case hex; None: nothing is checked.
    sha256: str | None = None
    #: Bytes that the file must have; None where only the hub says.
    expected_bytes: int | None = None
    #: Bytes of the whole, once the hub has said.
    total_bytes: int | None = None
    #: The strong ETag, or the date, of the bytes in the part (RFC 9110, section 13.1.5).
    validator: str | None = None
    status: Intent = "running"
    #: What is wrong with a failed one: the sentence of its fault, and the code.
    error: str | None = None
    code: FaultCode | None = None

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the record at ``path``.

        Raises:
            OSError: it cannot be read.
            ValueError: it is not a record.
        """
        values = orjson.loads(read_private(path, _MAX_RECORD_BYTES))
        known = {field.name for field in fields(cls)}
        if not isinstance(values, dict) or not values.keys() <= known:
            raise ValueError("it is not a record of a download")
        try:
            record = cls(**values)
        except TypeError as error:
            raise ValueError(str(error)) from None
        if not record._is_sound() or f"{record.file}{RECORD}" != path.name:
            raise ValueError("it is not the record of this file")
        return record

    def _is_sound(self) -> bool:
        """Return whether each field has a value of its kind: the file may be from anywhere."""
        texts = (self.id, self.name, self.file, self.url)
        perhaps = (self.sha256, self.validator, self.error)
        sizes = (self.expected_bytes, self.total_bytes)
        return (
            all(isinstance(text, str) for text in texts)
            and all(text is None or isinstance(text, str) for text in perhaps)
            and all(size is None or (type(size) is int and size >= 0) for size in sizes)
            and self.status in get_args(Intent)
            and self.code in (None, *get_args(FaultCode))
        )

    def intend(self, status: Intent, fault: Fault | None = None) -> None:
        """Note what is to be done next, and why not if it has failed."""
        self.status = status
        self.code, self.error = fault or (None, None)

    @property
    def fault(self) -> Fault | None:
        """What was wrong when it failed."""
        return Fault(self.code or "internal", self.error) if self.error is not None else None

    def path(self, folder: Path) -> Path:
        """Return where the record is kept in a folder."""
        return folder / f"{self.file}{RECORD}"

    def move(self, url: str) -> None:
        """Fetch the same file from another address from now on. It must have a checksum."""
        if url != self.url:
            # Two servers mark the same bytes differently; the checksum decides in the end.
            self.url, self.validator = url, None

    def learn(self, left: Record) -> None:
        """Take over what another process, which has left ``left``, knows of the file."""
        self.validator, self.total_bytes = left.validator, left.total_bytes

    def write(self, folder: Path) -> None:
        """Keep the record beside its part, in place of the one before. Raises `OSError`."""
        path = self.path(folder)
        fresh = path.with_name(f"{path.name}.new")
        write_new(fresh, orjson.dumps(asdict(self)), sync=True)
        fresh.replace(path)


def records_in(folder: Path) -> Iterator[Record]:
    """Yield the records of the downloads in a folder; one that cannot be read is passed over."""
    for path in sorted(folder.glob(f"*{RECORD}")):
        with suppress(OSError, ValueError):
            yield Record.read(path)


def blocks_of(path: Path) -> Iterator[bytes]:
    """Yield the content of a file, block by block."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block


class Part:
    """The part of one download, locked by this process until `close`."""

    def __init__(self, folder: Path, record: Record, file: IO[bytes]) -> None:
        self.record = record
        self.path = folder / f"{record.file}{PART}"
        self.target = folder / record.file
        self._folder = folder
        self._file = file
        #: Bytes in the part.
        self.size = os.fstat(file.fileno()).st_size
        self._digest = hashlib.sha256()
        self._hashed = 0

    @classmethod
    def open(cls, folder: Path, record: Record) -> Self | None:
        """Return the part of a download, made if it is missing; None while another process has it.

        Raises:
            OSError: it cannot be opened or locked.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{record.file}{PART}"
        while True:
            file = os.fdopen(open_private(path), "r+b", buffering=0)
            try:
                if not try_lock(file):
                    file.close()
                    return None
                if _is_at(file, path):
                    return cls(folder, record, file)
            except BaseException:
                file.close()
                raise
            # The process before us has given the file its name, or thrown it away, between our
            # opening and our lock: what we hold is not the part any more.
            file.close()

    def hash_rest(self) -> Iterator[int]:
        """Hash what the part holds and this process has not written; yields after each block."""
        self._file.seek(self._hashed)
        while self._hashed < self.size and (block := self._file.read(_BLOCK_BYTES)):
            self._digest.update(block)
            self._hashed += len(block)
            yield self._hashed
        self.size = self._hashed

    def write(self, data: bytes) -> None:
        """Add bytes at the end. All before them must have been hashed.

        Raises:
            OSError: the disk does not take them; those that it took count.
        """
        view = memoryview(data)
        self._file.seek(self.size)
        while view:
            taken = self._file.write(view)
            self._digest.update(view[:taken])
            self.size += taken
            self._hashed += taken
            view = view[taken:]

    def begins_with(self, magic: bytes) -> bool:
        """Return whether these are the first bytes, as far as there are any."""
        self._file.seek(0)
        return magic.startswith(self._file.read(len(magic)))

    def start_over(self) -> None:
        """Throw the bytes away, so that the next ones are the first."""
        self._file.truncate(0)
        self.size = self._hashed = 0
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The checksum of the bytes in the part, in lower-case hex."""
        return self._digest.hexdigest()

    def keep_record(self) -> None:
        """Write the record. Raises `OSError`."""
        self.record.write(self._folder)

    def finish(self) -> Path:
        """Give the file its name, durably, and return its path. The record goes.

        Raises:
            OSError: the disk fails, or somebody has put a file of this name there meanwhile.
        """
        if self.target.exists():
            there = "a file of this name has come there meanwhile"
            raise FileExistsError(errno.EEXIST, there, str(self.target))
        os.fsync(self._file.fileno())
        if sys.platform == "win32":
            self._file.close()  # an open file cannot be renamed there
        os.replace(self.path, self.target)
        sync_folder(self._folder)
        self.record.path(self._folder).unlink(missing_ok=True)
        self._file.close()
        return self.target

    def discard(self) -> None:
        """Delete the part and its record, and close. Raises `OSError`."""
        if sys.platform == "win32":
            self._file.close()
        self.path.unlink(missing_ok=True)
        self.record.path(self._folder).unlink(missing_ok=True)
        self._file.close()

    def close(self) -> None:
        """Release the lock and leave the files. Idempotent."""
        self._file.close()


def throw_away(folder: Path, record: Record) -> bool:
    """Delete part and record; return False, and do nothing, while another process has them.

    Raises:
        OSError: they cannot be deleted.
    """
    part = Part.open(folder, record)
    if part is not None:
        part.discard()
    return part is not None


def _is_at(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), os.lstat(path))
    except FileNotFoundError:
        return False
