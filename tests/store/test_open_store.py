"""Opening a store by its address."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from yeoul.errors import StartupError
from yeoul.store import open_store
from yeoul.store.base import Ask

pytestmark = pytest.mark.anyio


async def test_a_sqlite_address_opens_a_file_that_remembers(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / '여울 data.db'}"
    store = await open_store(url)
    asked = await store.ask("ann", Ask("one", "scripted"))
    await store.aclose()

    store = await open_store(url)
    assert await store.conversation("ann", asked.conversation.id) == asked.conversation
    await store.aclose()
    assert list(_modes(tmp_path)) == ["여울 data.db"]


async def test_what_is_remembered_is_for_its_owners_eyes(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'store.db'}")
    await store.ask("ann", Ask("one", "scripted"))

    assert _modes(tmp_path) == dict.fromkeys(("store.db", "store.db-wal", "store.db-shm"), "0o600")
    await store.aclose()


def _modes(folder: Path) -> dict[str, str]:
    return {file.name: oct(file.stat().st_mode & 0o777) for file in folder.iterdir()}


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://localhost/yeoul", "no store for mysql"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("store.db", "looks like sqlite:///"),
        ("", "looks like sqlite:///"),
    ],
)
async def test_an_address_that_names_no_store_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(StartupError, match=sentence):
        await open_store(url)


@pytest.mark.parametrize("library", ["asyncpg", "greenlet"])
async def test_a_missing_driver_is_told_with_its_command(
    monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(StartupError, match=r"pip install 'yeoul\[workers\]'\.$"):
        await open_store("postgresql://localhost/yeoul")


def test_importing_the_seam_loads_no_database_library() -> None:
    code = (
        "import sys, yeoul.store, yeoul.store.base;"
        "print(sorted({'sqlalchemy', 'alembic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_opening_a_current_file_loads_neither_alembic_nor_another_driver(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys; from yeoul.store import open_store;"
        "store = asyncio.run(open_store(sys.argv[1]));"
        "asyncio.run(store.aclose());"
        "print(*(each in sys.modules for each in ('sqlalchemy', 'alembic', 'asyncpg')))"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code, f"sqlite:///{tmp_path / 'store.db'}"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.split() == ["True", "False", "False"]
