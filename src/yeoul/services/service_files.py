"""The files that keep services: names and addresses in one, keys and other secrets in another.

Both lie in the data directory with mode 0600, and are replaced as a whole: a crash leaves the old
file or the new one. No link is followed, and a file that cannot be trusted is neither used nor
overwritten.
"""

from __future__ import annotations

import asyncio
import errno
import os
import stat
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import orjson

from yeoul.errors import StartupError, StorageFailed, StorageFull
from yeoul.files.private import StrangeFile, open_regular, sync_folder, trusted_users, write_new
from yeoul.services.kept_services import (
    Kept,
    KeptService,
    KeptServices,
    entry_of,
    read_entry,
    secret_of,
    troubled,
    with_secret,
)
from yeoul.store.services import ServiceRow

#: The services in a file: a list of them, or their secrets by their ids.
Entries = TypeVar("Entries", list[Any], dict[str, Any])

LIST_FILE = "services.json"
KEYS_FILE = "service-keys.json"
_MAX_BYTES = 1 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class UnusableFile(Exception):
    """Raised where a file cannot be trusted or read; its text is a sentence for a person."""


class ServiceFiles:
    """The two files of one data directory. Blocks: call it in a thread."""

    def __init__(self, directory: Path) -> None:
        self._list = directory / LIST_FILE
        self._keys = directory / KEYS_FILE

    def read(self) -> Kept:
        """Return the services.

        Without the file of keys, they are there, and their keys are not used.
        """
        try:
            entries = [(one, read_entry(one)) for one in _entries(self._list, list)]
        except UnusableFile as unusable:
            return Kept([], str(unusable))
        unread = [one for one, entry in entries if entry is None]
        listed = [entry for _, entry in entries if entry is not None]
        try:
            keys = _entries(self._keys, dict)
        except UnusableFile as unusable:
            return Kept([troubled(entry, str(unusable)) for entry in listed], str(unusable))
        services = [with_secret(entry, keys.get(entry.id)) for entry in listed]
        return Kept(services, _unread(self._list, unread[0]) if unread else None)

    def tidy(self, services: list[KeptService]) -> None:
        """Forget keys of other services, which a crash leaves while one is added or removed."""
        # They are of no use, so it does no harm to fail at it.
        with suppress(OSError, UnusableFile):
            _fresh(self._keys).unlink(missing_ok=True)
            if _entries(self._keys, dict).keys() - {one.id for one in services}:
                self._write_keys(services)

    def write(self, services: list[KeptService], *, removed: bool = False) -> None:
        """Keep these services from now on. Returns when the disk has them.

        Raises:
            StorageFull, StorageFailed: the disk takes nothing; the list is as it was. A key that
                was to be added or changed may be kept, and is used with its own address alone.
        """
        try:
            # A key must be there before its service is, and must not stay behind it.
            if removed:
                self._write_list(services)
                self._write_keys(services)
            else:
                self._write_keys(services)
                self._write_list(services)
        except OSError as error:
            if error.errno in _FULL:
                raise StorageFull("The disk is full, so the service cannot be kept.") from error
            why = error.strerror or "the disk refuses it"
            raise StorageFailed(f"The service cannot be kept: {why}.") from error

    def _write_list(self, services: list[KeptService]) -> None:
        _replace(self._list, _content([entry_of(one) for one in services]))

    def _write_keys(self, services: list[KeptService]) -> None:
        secrets = {one.id: secret for one in services if (secret := secret_of(one)) is not None}
        if secrets or self._keys.exists():
            _replace(self._keys, _content(secrets))


class ServicesInFiles(KeptServices):
    """Services in the two files of a data directory that this process has for itself."""

    def __init__(self, directory: Path) -> None:
        self._files = ServiceFiles(directory)
        self._is_tidy = False

    async def read(self) -> Kept:
        return await asyncio.to_thread(self._read)

    def _read(self) -> Kept:
        kept = self._files.read()
        if kept.problem is None and not self._is_tidy:
            self._files.tidy(kept.services)
        self._is_tidy = kept.problem is None
        return kept

    async def write(self, before: Kept, services: Sequence[KeptService]) -> bool:
        return await asyncio.to_thread(self._write, before, list(services))

    def _write(self, before: Kept, services: list[KeptService]) -> bool:
        # A person may have changed them by hand.
        if self._files.read() != before:
            return False
        removed = {one.id for one in before.services} - {one.id for one in services}
        self._files.write(services, removed=bool(removed))
        return True


# -- the files, and rows of a store --------------------------------------------------------------


def rows_of_files(contents: Mapping[str, bytes]) -> list[ServiceRow]:
    """Return what the two files have, by their names, as a store keeps it.

    Raises:
        StartupError: one of them is damaged.
    """
    try:
        entries = _parsed(contents.get(LIST_FILE), LIST_FILE, list)
        keys = _parsed(contents.get(KEYS_FILE), KEYS_FILE, dict)
    except UnusableFile as unusable:
        raise StartupError(str(unusable)) from None
    rows = {}
    for entry in entries:
        if (service := read_entry(entry)) is None:
            raise StartupError(_unread(Path(LIST_FILE), entry))
        rows[service.id] = ServiceRow(service.id, entry, keys.get(service.id))
    return list(rows.values())


def files_of_rows(rows: Sequence[ServiceRow]) -> dict[str, bytes]:
    """Return the two files that have what a store keeps; none where it keeps nothing."""
    if not rows:
        return {}
    entries = [dict(row.entry) for row in rows]
    secrets = {row.id: row.secret for row in rows if row.secret is not None}
    return {KEYS_FILE: _content(secrets), LIST_FILE: _content(entries)}


def _content(services: object) -> bytes:
    content = {"version": 1, "services": services}
    return orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n"


def _replace(path: Path, content: bytes) -> None:
    fresh = _fresh(path)
    write_new(fresh, content, sync=True)
    fresh.replace(path)
    sync_folder(path.parent)


def _fresh(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


def _entries(path: Path, kind: type[Entries]) -> Entries:
    """Return the services in a file, empty if it is missing.

    Raises:
        UnusableFile: it cannot be trusted or read, or is not of this ``kind``.
    """
    try:
        content = _read_trusted(path)
    except FileNotFoundError:
        return kind()
    except StrangeFile as strange:
        raise UnusableFile(strange.sentence) from None
    except OSError as error:
        raise UnusableFile(f"{path} cannot be read: {error.strerror}.") from None
    return _parsed(content, path, kind)


def _parsed(content: bytes | None, path: Path | str, kind: type[Entries]) -> Entries:
    if content is None:
        return kind()
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        found = None
    entries = found.get("services") if isinstance(found, dict) else None
    if not isinstance(entries, kind):
        raise UnusableFile(
            f"{path} is damaged, so the services that it names cannot be used: repair it, or move "
            "it away and connect them again."
        )
    return entries


def _unread(path: Path, entry: object) -> str:
    named = entry.get("id") if isinstance(entry, dict) else None
    which = f"the entry of {named!r}" if isinstance(named, str) else "an entry"
    return (
        f"{path} has {which} that cannot be read, so no service can be connected or changed: mend "
        "it, or take it out."
    )


def _read_trusted(path: Path) -> bytes:
    with open(open_regular(path), "rb") as file:
        found = os.fstat(file.fileno())
        if found.st_uid not in trusted_users():
            raise StrangeFile(path, "it belongs to another user")
        if sys.platform != "win32" and stat.S_IMODE(found.st_mode) & 0o077:
            raise UnusableFile(
                f"{path} can be opened by other users of this machine: chmod 600 {path} ends that. "
                "If others may have read a key in it, make new ones at the services."
            )
        return file.read(_MAX_BYTES)
