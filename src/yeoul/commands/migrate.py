"""``yeoul migrate``: makes or changes the tables of a shared store, with the rights to do so.

A server does that itself when it starts, where its role may. Where it may not, this is for the
person who deploys it, with the address of a role that may.
"""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

STORE_URL = Annotated[
    str,
    typer.Option(
        "--store-url",
        envvar=["YEOUL_STORE_URL", "DATABASE_URL"],
        help="Address of the database: postgresql://role@host/database.",
        show_envvar=False,
    ),
]


def migrate(store_url: STORE_URL) -> None:
    """Bring the tables of the store up to date, and say what it is then. Servers may run."""
    from yeoul.store import inspect_store, open_store

    async def bring_up_to_date() -> str:
        store = await open_store(store_url)
        await store.aclose()
        return await inspect_store(store_url, whole=False)

    print(f"The store {asyncio.run(bring_up_to_date())}.")
