"""``yeoul move``: a store goes to PostgreSQL once, whenever the command is killed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from scripts.engines import Postgres
from tests.commands.killed_everywhere import killed
from tests.commands.yeoul_process import yeoul
from tests.engines import new_database
from tests.store.full_store import fill_every_table
from yeoul.services import Kept, KeptService, ServiceFiles, kept_in
from yeoul.services.service_files import LIST_FILE
from yeoul.store import open_database, read_services
from yeoul.store.copying import count_rows, fingerprints
from yeoul.store.database import Database
from yeoul.store.sql import SqlStore
from yeoul.store.sqlite_database import WRITE, engine_of
from yeoul.store.transfers import reading
from yeoul.store.upgrade import upgrade
from yeoul.testing.stores import say

SEED = random.randrange(2**32)
#: Of `make test`.
KILLS = 6

T = TypeVar("T")


#: What people have connected, and a key that was given for another address.
SERVICES = [
    KeptService("work", "Work", "https://me:pw@work.example/v1", "sk-canary-0123456789", "vllm"),
    KeptService("home", "집", "http://localhost:11434/v1"),
    KeptService("gone", "Gone", "https://gone.example/v1", "sk-canary-9876543210"),
]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data directory whose store has rows in every table, with services."""
    folder = tmp_path / "data"
    folder.mkdir(0o700)
    upgrade(folder / "store.db")
    engine = engine_of(folder / "store.db", begin=WRITE, timeout_s=1)
    with engine.begin() as connection:
        fill_every_table(connection)
    engine.dispose()
    ServiceFiles(folder).write(SERVICES)
    listed = folder / LIST_FILE
    listed.write_text(listed.read_text().replace("https://gone.", "https://evil."))
    return folder


def content_of(data_dir: Path) -> dict[str, int]:
    with reading(data_dir / "store.db") as connection:
        return fingerprints(connection)


def content_at(url: str) -> dict[str, int]:
    return at(url, lambda database: database.read(fingerprints))


def services_at(url: str) -> Kept:
    """Return the services of a store that several workers share."""
    return kept_in(asyncio.run(read_services(url)))


def at(url: str, work: Callable[[Database], Awaitable[T]]) -> T:
    async def run() -> T:
        database = await open_database(url)
        try:
            return await work(database)
        finally:
            await database.aclose()

    return asyncio.run(run())


def test_everything_moves_and_nothing_goes_on_at_the_old_place(
    data_dir: Path, postgres: Postgres
) -> None:
    before, url = content_of(data_dir), new_database(postgres)
    place = f"PostgreSQL at 127.0.0.1:{postgres.port}/{url.rpartition('/')[2]}"

    done = yeoul(data_dir, "move", "--store-url", url)
    assert done.returncode == 0, done.stderr
    assert f"are at {place} now" in done.stdout
    assert content_at(url) == content_of(data_dir) == before
    assert services_at(url) == ServiceFiles(data_dir).read()
    [work, _, gone] = services_at(url).services
    assert (work, gone.api_key) == (SERVICES[0], None)

    # Whoever runs it again finds it done; a server is told where the data are.
    assert yeoul(data_dir, "move", "--store-url", url).stdout == done.stdout
    refused = yeoul(data_dir, "serve", "--port", "0", "--model", "scripted:echo")
    assert refused.returncode == 1
    assert f"are at {place} now" in refused.stderr


def test_a_password_of_the_new_place_is_told_nowhere(data_dir: Path, postgres: Postgres) -> None:
    url = new_database(postgres).replace("yeoul@", "yeoul:hunter2@")
    done = yeoul(data_dir, "move", environ={"YEOUL_STORE_URL": url})
    assert done.returncode == 0, done.stderr
    kept = "".join(path.read_text() for path in data_dir.glob("store.db.moved*"))
    assert "hunter2" not in done.stdout + done.stderr + kept


def test_a_backup_of_the_old_place_comes_back_at_the_new_one_and_from_there(
    data_dir: Path, postgres: Postgres, tmp_path: Path
) -> None:
    before, url = content_of(data_dir), new_database(postgres)
    services = ServiceFiles(data_dir).read()
    steps = [
        (data_dir, "backup", str(tmp_path / "one.zip")),
        (tmp_path / "worker", "restore", str(tmp_path / "one.zip"), "--store-url", url),
        (tmp_path / "worker", "backup", str(tmp_path / "two.zip"), "--store-url", url),
        (tmp_path / "home", "restore", str(tmp_path / "two.zip")),
    ]
    for folder, *command in steps:
        done = yeoul(Path(folder), *map(str, command))
        assert done.returncode == 0, done.stderr
    assert content_at(url) == before == content_of(tmp_path / "home")
    assert services_at(url) == services == ServiceFiles(tmp_path / "home").read()
    # The directory of a worker has none, and gets none.
    assert ServiceFiles(tmp_path / "worker").read() == ([], None)


def test_services_move_without_anything_else_and_not_where_they_cannot_be_read(
    tmp_path: Path, postgres: Postgres
) -> None:
    folder, url = tmp_path / "data", new_database(postgres)
    folder.mkdir(0o700)
    upgrade(folder / "store.db")
    ServiceFiles(folder).write(SERVICES)
    listed = (folder / LIST_FILE).read_text()
    (folder / LIST_FILE).write_text(listed.replace("https://gone.", "https:gone."))
    refused = yeoul(folder, "move", "--store-url", url)
    assert (refused.returncode, "'gone'" in refused.stderr) == (1, True)
    assert not (folder / "store.db.moved").exists()

    (folder / LIST_FILE).write_text(listed)
    for _ in range(2):
        assert yeoul(folder, "move", "--store-url", url).returncode == 0
        assert services_at(url) == (SERVICES, None)


def test_what_is_no_other_place_is_refused(data_dir: Path, postgres: Postgres) -> None:
    told = yeoul(data_dir, "move", "--store-url", f"sqlite:///{data_dir}/other.db").stderr
    assert "postgresql://" in told
    used = new_database(postgres)
    at(used, lambda database: say(SqlStore(database), "What is a ford?"))
    there = content_at(used)
    assert "data already" in yeoul(data_dir, "move", "--store-url", used).stderr
    assert content_at(used) == there
    nowhere = yeoul(data_dir.with_name("nowhere"), "move", "--store-url", new_database(postgres))
    assert "--data-dir" in nowhere.stderr


@pytest.mark.timeout(120)
def test_a_move_that_is_killed_anywhere_can_be_run_again(
    data_dir: Path, postgres: Postgres
) -> None:
    print(f"{SEED=}")
    expected = content_of(data_dir)
    urls = [new_database(postgres) for _ in range(KILLS + 1)]

    tries = killed(
        data_dir,
        "move",
        "--data-dir",
        "{}",
        "--store-url",
        "{:}",
        seed=SEED,
        times=KILLS,
        values=urls,
    )
    for number, (copy, status, where, again) in enumerate(tries, 1):
        assert (status, again) == (-9, 0), where
        assert content_at(urls[number]) == expected == content_of(copy), where
        assert (copy / "store.db.moved").exists(), where
        assert services_at(urls[number]) == ServiceFiles(copy).read(), where
        assert sum(at(urls[number], lambda database: database.read(count_rows)).values())
