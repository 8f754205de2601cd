"""The first account takes over an old store whole or not at all, wherever its process is killed."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from tests.accounts.people import PASSWORD, browser
from tests.generation.house import house
from tests.served import read_until, serving
from yeoul.caller import LOCAL_OWNER
from yeoul.store.schema import HEAD
from yeoul.store.sqlite_database import engine_of
from yeoul.store.upgrade import alembic_config, upgrade

CONVERSATIONS = 1_000

#: Makes the first account, and is killed before the statement of a number.
ADD = """
import asyncio, os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from yeoul.accounts import Accounts
from yeoul.store import open_store

path, left = sys.argv[1], int(sys.argv[2])

def step(statement):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    store = await open_store(f"sqlite:///{path}")
    event.listen(Engine, "connect", lambda raw, _: raw.set_trace_callback(step))
    accounts = Accounts(store.accounts)
    await accounts.add("Ann", "admin", password="a ford is where one wades", first=True)
    await accounts.aclose()
    await store.aclose()

asyncio.run(main())
"""


#: Upgrades copies of a store, each killed before the statement of a number, in a child of its own.
UPGRADE = """
import os, shutil, signal, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from yeoul.store.upgrade import alembic_config, upgrade

alembic_config()  # loads what each child needs
made, folder, number, left = Path(sys.argv[1]), Path(sys.argv[2]), 0, 0

def step(statement):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

while True:
    number += 1
    left = number
    place = folder / str(number) / "store.db"
    place.parent.mkdir()
    shutil.copy(made, place)
    child = os.fork()
    if child == 0:
        event.listen(Engine, "connect", lambda raw, _: raw.set_trace_callback(step))
        upgrade(place)
        os._exit(0)
    outcome = os.waitpid(child, 0)[1]
    if outcome == 0:
        break
    assert os.WTERMSIG(outcome) == signal.SIGKILL, outcome
print(number)
"""


def make(path: Path) -> None:
    """Make a store of long ago, full of conversations, and bring it up to date."""
    make_old(path)
    upgrade(path)


def make_old(path: Path) -> None:
    """Make a store of long ago, full of conversations."""
    engine = engine_of(path, begin="BEGIN IMMEDIATE", timeout_s=1)
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        at = "2026-01-01 00:00:00.000000"
        insertion = text(
            "INSERT INTO conversations (id, owner, title, search_title, created_at, updated_at)"
            f" VALUES (:id, '{LOCAL_OWNER}', 'x', 'x', '{at}', '{at}')"
        )
        connection.execute(insertion, [{"id": f"c{n}"} for n in range(CONVERSATIONS)])
    engine.dispose()


def owners(path: Path) -> tuple[list[str], set[tuple[str, int]]]:
    """Return the ids of the accounts, and how many conversations each owner has."""
    with closing(sqlite3.connect(path)) as db:
        ids = [row[0] for row in db.execute("SELECT id FROM accounts")]
        counted = db.execute("SELECT owner, count(*) FROM conversations GROUP BY owner")
        return ids, set(counted.fetchall())


def test_it_ends_as_local_or_as_moved_and_never_as_both(tmp_path: Path) -> None:
    make(tmp_path / "made.db")
    killed, outcome = 0, 0
    while outcome != 0 or killed == 0:
        place = tmp_path / f"{killed}.db"
        shutil.copy(tmp_path / "made.db", place)
        argv = [sys.executable, "-c", ADD, str(place), str(killed + 1)]
        outcome = subprocess.run(argv, check=False).returncode
        assert outcome in (0, -signal.SIGKILL)
        accounts, counted = owners(place)
        if accounts:
            assert counted == {(accounts[0], CONVERSATIONS)}
        else:
            assert counted == {(LOCAL_OWNER, CONVERSATIONS)}
        killed += 1
    assert accounts, "it was not killed, and has moved them"
    assert killed > 8


def test_a_store_of_long_ago_is_whole_wherever_its_upgrade_is_killed(tmp_path: Path) -> None:
    made, folder = tmp_path / "made.db", tmp_path / "killed"
    folder.mkdir()
    make_old(made)
    argv = [sys.executable, "-c", UPGRADE, str(made), str(folder)]
    steps = int(subprocess.run(argv, check=True, capture_output=True, text=True).stdout)
    assert steps > 30
    reached = set()
    for number in range(1, steps + 1):
        place = folder / str(number) / "store.db"
        reached.add(revision_of(place))
        upgrade(place)
        assert owners(place) == ([], {(LOCAL_OWNER, CONVERSATIONS)}), number
        assert revision_of(place) == HEAD
    # All in one transaction: nothing is ever between the two.
    assert reached == {"0003", HEAD}


def revision_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as db:
        [(revision,)] = db.execute("SELECT version_num FROM alembic_version")
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return str(revision)


@pytest.mark.anyio
async def test_what_was_left_open_goes_on_for_the_first_account(tmp_path: Path) -> None:
    """A server that waits for its first account lets nobody in: nothing goes on for nobody."""
    async with house(tmp_path, ["one ", "two ", asyncio.Event()]) as before:
        asked = [await before.ask() for _ in range(2)]
        for answer in asked:
            await before.until(answer.id, lambda text: text == "one two ")
    async with serving(tmp_path, ["one ", "two ", "three", asyncio.Event()], setup=True) as served:
        dependencies = served.app.state.dependencies
        jobs = dependencies.chat._supervisor._jobs
        assert len(jobs) == 0
        body = {"code": dependencies.accounts.setup_code.text, "name": "Ann", "password": PASSWORD}
        async with browser(served) as ann:
            owner = (await ann.post("/api/setup", json=body)).json()["account"]["id"]
            assert {job.owner for job in jobs._running.values()} == {owner}
            async with ann.stream("GET", f"/api/answers/{asked[0].id}/events") as reply:
                await read_until(reply, "three")
            assert (await ann.post(f"/api/answers/{asked[0].id}/stop")).status_code == 200
            await dependencies.chat.stop_all(owner)
            assert len(jobs) == 0
