"""Where the commands that copy whole stores find them, and the files that go with a store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

import typer

from yeoul.services.kept_services import KEYS_FILE, LIST_FILE
from yeoul.settings import Settings

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


def told(counts: Mapping[str, int]) -> str:
    """Return how much there is, in words for a person."""
    names = ("conversations", "messages", "accounts")
    return ", ".join(f"{counts.get(name, 0)} {name}" for name in names)
