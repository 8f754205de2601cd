"""Where the commands that copy whole stores find them, and the files that go with a store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yeoul.services.kept_services import KEYS_FILE, LIST_FILE
from yeoul.settings import Settings

#: What people have connected; in the order in which a backup is put back.
SERVICE_FILES: Final = (KEYS_FILE, LIST_FILE)


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
