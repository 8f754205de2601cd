"""Whatever keeps the services that people connect gives what services/kept_services.py states."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from scripts.engines import Postgres
from tests.engines import new_database
from yeoul.services import KeptService, KeptServices, ServicesInFiles, ServicesInStore
from yeoul.services.service_files import LIST_FILE
from yeoul.store import open_database, open_store
from yeoul.store.schema import services as table

pytestmark = pytest.mark.anyio

WORK = KeptService("work", "Work", "https://api.work.example/v1", "sk-canary-0123456789", "vllm")
HOME = KeptService("home", "집", "http://localhost:11434/v1")
SECRET = KeptService("inner", "Inner\0", "https://me:pw%40d@h.example/v1?token=t0k", model="m")

#: Opens what keeps the services once more, as another worker or the next server does.
Open = Callable[[], Awaitable[KeptServices]]


@pytest.fixture(params=["files", "store"])
def kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest) -> str:
    """The address of a store that is empty; of no use for files."""
    if kind == "files":
        return ""
    postgres: Postgres = request.getfixturevalue("postgres")
    return new_database(postgres)


@pytest.fixture
async def open_keeper(kind: str, url: str, tmp_path: Path) -> AsyncIterator[Open]:
    async with AsyncExitStack() as stack:

        async def open_one() -> KeptServices:
            if kind == "files":
                return ServicesInFiles(tmp_path)
            store = await open_store(url)
            stack.push_async_callback(store.aclose)
            assert store.services is not None
            return ServicesInStore(store.services)

        yield open_one


async def test_what_is_written_is_read_again_in_its_order(open_keeper: Open) -> None:
    keeper = await open_keeper()
    assert await keeper.read() == ([], None)
    everything = [WORK, HOME, SECRET]
    assert await keeper.write(await keeper.read(), everything)
    assert await (await open_keeper()).read() == (everything, None)

    changed = replace(WORK, name="Office", api_key="sk-other-0123456789")
    for services in ([changed, HOME, SECRET], [changed, SECRET], [changed, SECRET, HOME], []):
        assert await keeper.write(await keeper.read(), services)
        assert await (await open_keeper()).read() == (services, None)


async def test_nobody_writes_over_what_they_have_not_read(open_keeper: Open) -> None:
    here, there = await open_keeper(), await open_keeper()
    before = await here.read()
    assert await there.write(before, [HOME])
    assert not await here.write(before, [WORK])
    assert await here.read() == ([HOME], None)
    assert await here.write(await here.read(), [HOME, WORK])
    # A change and a removal count as much as one more.
    before = await there.read()
    assert await here.write(before, [replace(HOME, name="Hut"), WORK])
    assert not await there.write(before, [HOME])
    assert await there.read() == ([replace(HOME, name="Hut"), WORK], None)


async def test_an_entry_that_cannot_be_read_stays_and_is_told(
    open_keeper: Open, url: str, tmp_path: Path
) -> None:
    keeper = await open_keeper()
    assert await keeper.write(await keeper.read(), [HOME, WORK])
    if url:
        database = await open_database(url)
        odd = {"id": "odd", "name": "Odd", "base_url": "no address"}
        await database.write(lambda c: c.execute(insert(table), {"id": "odd", "entry": odd}))
    else:
        listed = tmp_path / LIST_FILE
        odd_text = '{"id": "odd", "name": "Odd", "base_url": "no address"},'
        listed.write_text(listed.read_text().replace("[", f"[{odd_text}", 1))

    services, problem = await keeper.read()
    assert services == [HOME, WORK]
    assert problem is not None
    assert "'odd'" in problem

    if url:
        # Of one that can be read, a later version may know more; and a key goes nowhere else.
        later = {"id": "work", "name": "Work", "base_url": "https://evil.example/v1", "more": 1}
        moved = update(table).where(table.c.id == "work").values(entry=later)
        await database.write(lambda c: c.execute(moved))
        await database.write(lambda c: c.execute(table.delete().where(table.c.id == "odd")))
        before = await keeper.read()
        [_, work] = before.services
        assert (work.base_url, work.api_key) == ("https://evil.example/v1", None)
        assert "another address" in work.trouble
        assert await keeper.write(before, [work])
        [row] = await database.read(lambda c: c.execute(table.select()).all())
        assert (row.entry["more"], row.secret["base_url"]) == (1, WORK.base_url)
        await database.aclose()
