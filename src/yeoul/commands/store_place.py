"""Where the commands that copy whole stores find them, and the files that go with a store."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from yeoul.files.private import read_private
from yeoul.services.service_files import KEYS_FILE, LIST_FILE
from yeoul.settings import Settings

#: What people have connected; in the order in which a backup is put back.
SERVICE_FILES: Final = (KEYS_FILE, LIST_FILE)
#: More than these files ever have.
MAX_FILE_BYTES: Final = 1 << 20


def service_files(folder: Path) -> dict[str, bytes]:
    """Return the files of services that are in a data directory.

    Raises:
        StrangeFile: one cannot be trusted.
    """
    found = {}
    for name in SERVICE_FILES:
        with suppress(FileNotFoundError):
            found[name] = read_private(folder / name, MAX_FILE_BYTES)
    return found


def store_of(settings: Settings) -> str:
    """Return the address of the store that is meant: a PostgreSQL's, or that of the file."""
    return shared_store_of(settings) or f"sqlite:///{settings.store_file}"


def shared_store_of(settings: Settings) -> str | None:
    """Return the address of the store that several workers share; None for one alone."""
    return settings.store_url.get_secret_value() if settings.store_url else None


def told(counts: Mapping[str, int]) -> str:
    """Return how much there is, in words for a person."""
    names = ("conversations", "messages", "accounts")
    return ", ".join(f"{counts.get(name, 0)} {name}" for name in names)
