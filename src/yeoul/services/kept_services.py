"""The files that keep services: names and addresses in one, keys and other secrets in another.

Both lie in the data directory with mode 0600, and are replaced as a whole: a crash leaves the old
file or the new one. A key belongs to the address that it was given for, which stands beside it: a
program that can change only the list of services cannot have a key sent elsewhere. No link is
followed, and a file that cannot be trusted is neither used nor overwritten.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar, get_args

import orjson

from yeoul.addresses import ServiceAddress, WrongAddress
from yeoul.errors import StorageFailed, StorageFull
from yeoul.files.private import StrangeFile, open_regular, trusted_users, write_new
from yeoul.providers.chat_request import ContinueWay, ServiceApi

#: The services in a file: a list of them, or their secrets by their ids.
Entries = TypeVar("Entries", list[Any], dict[str, Any])

LIST_FILE = "services.json"
KEYS_FILE = "service-keys.json"
_MAX_BYTES = 1 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class KeptService:
    """One service that a person has connected."""

    id: str
    name: str
    #: As it is asked: with the secrets that it may hold.
    base_url: str = field(repr=False)
    api_key: str | None = field(default=None, repr=False)
    #: How it is told to go on behind a text; ``no`` if it cannot be.
    continues: ContinueWay = "no"
    #: The API by which it is asked.
    api: ServiceApi = "chat"
    #: A model that it has, although it may not list it.
    model: str | None = None
    #: A sentence on why its key is not used; empty if it is.
    trouble: str = ""

    @property
    def address(self) -> ServiceAddress:
        """Its address; `str` of it is safe to show."""
        return ServiceAddress.parse(self.base_url)


class UnusableFile(Exception):
    """Raised where a file cannot be trusted or read; its text is a sentence for a person."""


class ServiceFiles:
    """The two files of one data directory. Blocks: call it in a thread."""

    def __init__(self, directory: Path) -> None:
        self._list = directory / LIST_FILE
        self._keys = directory / KEYS_FILE

    def read(self) -> tuple[list[KeptService], str | None]:
        """Return the services, and a sentence on why they cannot be changed; None if they can.

        Without the file of keys, the services are there, and their keys are not used. An entry that
        cannot be read is passed over, and stays as it is: the next change would lose it.
        """
        try:
            entries = [(one, _entry(one)) for one in _entries(self._list, list)]
        except UnusableFile as unusable:
            return [], str(unusable)
        unread = [one for one, entry in entries if entry is None]
        listed = [entry for _, entry in entries if entry is not None]
        try:
            keys = _entries(self._keys, dict)
        except UnusableFile as unusable:
            return [_troubled(entry, str(unusable)) for entry in listed], str(unusable)
        services = [_with_key(entry, keys) for entry in listed]
        return services, self._unread(unread[0]) if unread else None

    def _unread(self, entry: object) -> str:
        named = entry.get("id") if isinstance(entry, dict) else None
        which = f"the entry of {named!r}" if isinstance(named, str) else "an entry"
        return (
            f"{self._list} has {which} that cannot be read, so no service can be connected or "
            "changed: mend it, or take it out."
        )

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
        entries = [
            {
                "id": one.id,
                "name": one.name,
                "base_url": str(one.address),
                "api": one.api,
                "continues": one.continues,
                "model": one.model,
            }
            for one in services
        ]
        _replace(self._list, {"version": 1, "services": entries})

    def _write_keys(self, services: list[KeptService]) -> None:
        secrets = {
            one.id: {"base_url": one.base_url, "api_key": one.api_key}
            for one in services
            if one.api_key is not None or one.address.secrets
        }
        if secrets or self._keys.exists():
            _replace(self._keys, {"version": 1, "services": secrets})


def _replace(path: Path, content: object) -> None:
    fresh = _fresh(path)
    write_new(fresh, orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n", sync=True)
    fresh.replace(path)
    if sys.platform != "win32":
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


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


def _entry(entry: object) -> KeptService | None:
    """Return one entry of the list without its key; None if it cannot be one."""
    if not isinstance(entry, dict):
        return None
    id, name, base_url = (entry.get(field) for field in ("id", "name", "base_url"))
    if not (isinstance(id, str) and id and isinstance(name, str) and isinstance(base_url, str)):
        return None
    try:
        ServiceAddress.parse(base_url)
    except WrongAddress:
        return None
    # A way or an API that only a later Yeoul knows counts as absent.
    ways = {way: way for way in get_args(ContinueWay)}
    apis = {api: api for api in get_args(ServiceApi)}
    model = entry.get("model")
    service = KeptService(
        id,
        name,
        base_url,
        api=apis.get(str(entry.get("api")), "chat"),
        model=model if isinstance(model, str) and model else None,
    )
    if service.api == "responses":  # which cannot be told to go on behind a text
        return service
    return replace(service, continues=ways.get(str(entry.get("continues")), "no"))


def _with_key(entry: KeptService, keys: dict[str, Any]) -> KeptService:
    secret = keys.get(entry.id)
    if secret is None:
        lost = "…" in entry.base_url  # what stands there for a secret of the address
        return (
            _troubled(entry, "Its address has lost its secret: give it again.") if lost else entry
        )
    try:
        base_url, api_key = secret["base_url"], secret["api_key"]
        shown = str(ServiceAddress.parse(base_url))
    except (KeyError, TypeError, AttributeError, WrongAddress):
        return _troubled(entry, "Its key cannot be read: give it again.")
    if shown != entry.base_url or not isinstance(api_key, str | None):
        return _troubled(entry, "Its key was given for another address: give it again.")
    return replace(entry, base_url=base_url, api_key=api_key)


def _troubled(entry: KeptService, why: str) -> KeptService:
    return replace(entry, api_key=None, trouble=why)
