"""Commands of ``yeoul`` that are done or refused, where people have accounts."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.accounts.people import PASSWORD
from tests.commands.yeoul_process import yeoul
from yeoul.accounts import Accounts
from yeoul.caller import Role
from yeoul.store import open_store


def run(data_dir: Path, *arguments: str, stdin: str = "", **environ: str) -> str:
    """Run a command; returns what it printed."""
    done = yeoul(data_dir, *arguments, stdin=stdin, environ=environ)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(data_dir: Path, *arguments: str, stdin: str = "", **environ: str) -> str:
    """Run a command that fails; returns its sentence."""
    done = yeoul(data_dir, *arguments, stdin=stdin, environ=environ)
    assert done.returncode == 1, done.stdout
    assert done.stderr.startswith("yeoul: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def add(data_dir: Path, name: str, role: Role = "user") -> None:
    """Give somebody an account, as ``yeoul user add`` does, without a process for it."""
    data_dir.mkdir(mode=0o700, exist_ok=True)
    asyncio.run(_add(data_dir, name, role))


async def _add(data_dir: Path, name: str, role: Role) -> None:
    store = await open_store(f"sqlite:///{data_dir / 'store.db'}")
    assert store.accounts is not None
    accounts = Accounts(store.accounts)
    try:
        await accounts.add(name, role, password=PASSWORD, first=role == "admin")
    finally:
        await accounts.aclose()
        await store.aclose()
