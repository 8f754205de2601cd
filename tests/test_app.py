"""What an app is made of: its own parts, and those that its maker brings along."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from tests.served import serving
from yeoul.app import create_app
from yeoul.caller import LOCAL
from yeoul.chat import Ask, Exchange
from yeoul.errors import StartupError, StorageFailed
from yeoul.eventlog import open_log
from yeoul.eventlog.base import EventLog
from yeoul.providers import Catalogue, Scripted
from yeoul.settings import Settings
from yeoul.store import open_store
from yeoul.store.base import Store
from yeoul.store.sql import SqlStore
from yeoul.store.sqlite_memory import MemoryDatabase

pytestmark = pytest.mark.anyio


async def test_a_product_asks_in_its_own_code_and_its_provider_gets_what_is_attached(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, ["여울"]) as served:
        chat = served.app.state.dependencies.chat
        exchange = await chat.ask(LOCAL, Ask("What is a ford?", metadata={"plan": "gold"}))
        assert isinstance(exchange, Exchange)

        events = await served.events(exchange.answer.id)
        assert [event["data"]["text"] for event in events if event["event"] == "delta"] == ["여울"]
        assert served.provider.prompts[0].metadata == {"plan": "gold"}

        await served.finished()
        assert served.provider.prompts[1].metadata == {}


def scripted() -> Catalogue:
    return Catalogue([Scripted({"scripted:test": ["여울"]})])


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        yield client


Part = Store | EventLog | Catalogue


class Opener:
    """Opens the parts of an app, and notes what became of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.opened: list[Part] = []
        self.closed: list[Part] = []

    async def store(self) -> Store:
        store = await open_store(f"sqlite:///{self._folder / 'mine.db'}")
        self._watch(store)
        return store

    async def log(self) -> EventLog:
        log = await open_log("memory:")
        self._watch(log)
        return log

    def catalogue(self) -> Catalogue:
        catalogue = scripted()
        self._watch(catalogue)
        return catalogue

    def _watch(self, part: Part) -> None:
        close = part.aclose

        async def told() -> None:
            self.closed.append(part)
            await close()

        part.aclose = told  # type: ignore[method-assign]
        self.opened.append(part)


async def test_a_store_and_a_log_of_ones_own_are_used_and_closed(tmp_path: Path) -> None:
    mine = Opener(tmp_path)

    nowhere = tmp_path / "nowhere"
    app = create_app(
        Settings(data_dir=nowhere), catalogue=scripted(), store=mine.store, log=mine.log
    )
    assert mine.opened == []
    async with client_of(app) as client:
        asked = (await client.post("/api/answers", json={"content": "?"})).json()
        await client.get(f"/api/answers/{asked['answer']['id']}/events")
        store, log = mine.opened
        assert isinstance(store, Store)
        assert isinstance(log, EventLog)
        assert (await store.answer("local", asked["answer"]["id"])).text == "여울"
        assert await log.snapshot(asked["answer"]["id"]) is not None
        kept = (await client.get("/api/storage")).json()
        assert (kept["conversations"], kept["files"]) == (1, [])

    assert mine.closed == [log, store]
    assert not nowhere.exists(), "an app with both needs no data directory"


async def fail() -> Any:
    raise StorageFailed("as asked")


@pytest.mark.parametrize("failing", ["directory", "store", "log", "catalogue", "recovery"])
@pytest.mark.parametrize("are_open", [False, True])
async def test_whatever_fails_at_the_start_all_parts_that_are_open_are_closed(
    tmp_path: Path, failing: str, are_open: bool
) -> None:
    mine = Opener(tmp_path)
    parts: dict[str, Any] = {"store": mine.store, "log": mine.log}
    if are_open:
        parts = {name: await opened() for name, opened in parts.items()}
    catalogue = mine.catalogue()
    match failing:
        case "directory":
            (tmp_path / "data").touch()
            parts["log"] = None
        case "catalogue":
            catalogue.start = fail  # type: ignore[method-assign]
        case "recovery":
            store = parts["store"] = await mine.store()
            store.orphans = fail  # type: ignore[assignment, method-assign]
        case _:
            parts[failing] = fail
    passed = [catalogue, *parts.values()]
    unused = [part for part in mine.opened if part not in passed]
    app = create_app(Settings(data_dir=tmp_path / "data"), catalogue=catalogue, **parts)

    with pytest.raises(StartupError if failing == "directory" else StorageFailed):
        async with client_of(app):
            pass
    for part in unused:
        await part.aclose()
    assert len(mine.closed) == len(mine.opened)
    assert set(mine.closed) == set(mine.opened)


async def test_an_app_that_never_starts_closes_nothing(tmp_path: Path) -> None:
    mine = Opener(tmp_path)
    create_app(Settings(), catalogue=mine.catalogue(), store=await mine.store(), log=mine.log)

    assert mine.closed == []
    for part in mine.opened:
        await part.aclose()


async def test_a_log_that_is_open_already_is_taken_as_it_is(tmp_path: Path) -> None:
    log = await open_log("memory:")
    app = create_app(Settings(data_dir=tmp_path), catalogue=scripted(), log=log)
    async with client_of(app) as client:
        asked = (await client.post("/api/answers", json={"content": "?"})).json()

        assert await log.snapshot(asked["answer"]["id"]) is not None
        [file] = (await client.get("/api/storage")).json()["files"]
        assert file["holds"] == "conversations"


@pytest.mark.parametrize("path", ["/", "/c/0123", "/docs", "/nothing"])
async def test_without_its_page_an_app_is_its_api_alone(tmp_path: Path, path: str) -> None:
    app = create_app(Settings(data_dir=tmp_path), catalogue=scripted(), page=False)
    async with client_of(app) as client:
        shown = await client.get(path, headers={"accept": "text/html"})

        assert (shown.status_code, shown.json()["code"]) == (404, "not_found")
        assert (await client.get("/api/models")).status_code == 200


class _WithoutAccounts(SqlStore):
    """A store of a product that keeps no people."""

    @property
    def accounts(self) -> None:  # type: ignore[override]
        return None


async def test_a_store_that_keeps_no_accounts_has_one_local_person() -> None:
    store = _WithoutAccounts(MemoryDatabase())
    app = create_app(catalogue=scripted(), store=store, log=await open_log("memory:"))
    async with client_of(app) as client:
        me = (await client.get("/api/me")).json()
        assert (me["mode"], me["account"], me["role"]) == ("local", None, "admin")
        page = (await client.get("/")).text
        assert not any(mode in page for mode in ("embedded", "accounts"))
        assert (await client.get("/api/me/usage")).status_code == 404
