"""``yeoul migrate``: makes or changes the tables of a shared store, with the rights to do so.

A server does that itself when it starts, where its role may. Where it may not, this is for the
person who deploys it, with the address of a role that may.
"""

from __future__ import annotations

import asyncio

from yeoul.commands.setting_flags import with_settings
from yeoul.commands.store_place import shared_store_of
from yeoul.errors import StartupError
from yeoul.settings import Settings


@with_settings("store_url")
def migrate(settings: Settings) -> None:
    """Bring the tables of the shared store up to date, and say what it is then. Servers may run."""
    from yeoul.store import inspect_store, open_store

    url = shared_store_of(settings)
    if url is None:
        raise StartupError(
            "There is no shared store: give --store-url. One in a file is brought up to date by "
            "its server."
        )

    async def bring_up_to_date() -> str:
        store = await open_store(url)
        await store.aclose()
        return await inspect_store(url, whole=False)

    print(f"The store {asyncio.run(bring_up_to_date())}.")
