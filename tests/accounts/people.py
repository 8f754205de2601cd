"""A server with accounts: `root` is its admin, `ann` and `bob` are users, in a browser each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2

from tests.served import Served, serving
from yeoul.accounts import Accounts
from yeoul.caller import Role
from yeoul.providers.script_steps import Script
from yeoul.store import open_store

PASSWORD = "a ford is where one wades"
NAMES: dict[str, Role] = {"root": "admin", "ann": "user", "bob": "user"}


#: The store with the accounts, as it is on disk once it was made.
_made: list[bytes] = []


async def add_people(data_dir: Path) -> None:
    """Make the accounts in a data directory.

    For those without a store they are made once in a process, and copied: a password's digest is
    slow on purpose.
    """
    file = data_dir / "store.db"
    if file.exists():
        await _add_people(data_dir)
        return
    if not _made:
        with TemporaryDirectory() as folder:
            await _add_people(Path(folder))
            _made.append((Path(folder) / file.name).read_bytes())
    file.touch(mode=0o600, exist_ok=False)
    file.write_bytes(_made[0])


async def _add_people(data_dir: Path) -> None:
    store = await open_store(f"sqlite:///{data_dir / 'store.db'}")
    assert store.accounts is not None
    accounts = Accounts(store.accounts)
    try:
        for name, role in NAMES.items():
            await accounts.add(name, role, password=PASSWORD, first=name == "root")
    finally:
        await accounts.aclose()
        await store.aclose()


def browser(served: Served) -> httpx2.AsyncClient:
    """A client with cookies of its own, and the header that browsers send with a change."""
    return httpx2.AsyncClient(
        base_url=served.url, timeout=60, trust_env=False, headers={"origin": served.url}
    )


async def log_in(
    client: httpx2.AsyncClient, name: str, password: str = PASSWORD
) -> httpx2.Response:
    """Log in; the client keeps the cookie."""
    return await client.post("/api/login", json={"name": name, "password": password})


@asynccontextmanager
async def serving_people(
    data_dir: Path, script: Script = ("x",), **settings: Any
) -> AsyncIterator[tuple[Served, dict[str, httpx2.AsyncClient]]]:
    """Serve the accounts; yields the server, and the browser of each who is logged in."""
    await add_people(data_dir)
    async with serving(data_dir, script, **settings) as served:
        browsers = {name: browser(served) for name in NAMES}
        try:
            for name, client in browsers.items():
                reply = await log_in(client, name)
                assert reply.status_code == 200, reply.text
            yield served, browsers
        finally:
            for client in browsers.values():
                await client.aclose()
