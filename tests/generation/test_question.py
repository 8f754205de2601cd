"""A question's way: one transaction, a model that is found once, a key that costs nothing more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.generation.house import MODEL, House, house
from yeoul.bus import open_bus
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import ProviderUnavailable, ShuttingDown, UnknownModel
from yeoul.generation.supervisor import Supervisor
from yeoul.providers.base import Model
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.scripted import Scripted
from yeoul.store.base import Ask, IdempotencyKey, Regenerate
from yeoul.store.sql import SqlStore
from yeoul.workers import open_workers

pytestmark = pytest.mark.anyio

KEY = IdempotencyKey("key-1", "a" * 64)


class Service(Scripted):
    """A service that tells its models when it is asked, and is asked only when it must be."""

    remote = True

    def __init__(self) -> None:
        super().__init__({MODEL: ["told"]})
        self.listed = 0
        self.failure: Exception | None = None

    async def models(self) -> Sequence[Model]:
        self.listed += 1
        if self.failure is not None:
            raise self.failure
        return await super().models()


def count_visits(h: House, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Return what tells the visits to the store's database since the last look."""
    assert isinstance(h.store, SqlStore)
    database, visits = h.store._database, list[str]()
    for way in ("read", "write"):
        visit = getattr(database, way)

        async def counted(change: Any, way: str = way, visit: Any = visit, **names: Any) -> Any:
            visits.append(way)
            return await visit(change, **names)

        monkeypatch.setattr(database, way, counted)

    def look() -> list[str]:
        seen = visits.copy()
        visits.clear()
        return seen

    return look


async def test_a_question_and_its_replay_cost_one_transaction_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path, [asyncio.Event()]) as h:
        h.provider.slots = 0  # nothing is generated: only the asking is counted
        visits = count_visits(h, monkeypatch)
        first = await h.supervisor.ask(LOCAL_OWNER, Ask("?"), KEY)
        assert visits() == ["write"]
        again = await h.supervisor.ask(LOCAL_OWNER, Ask("?"), KEY)
        assert visits() == ["write"]
        assert (again.replayed, again.answer.id) == (True, first.answer.id)
        await h.supervisor.ask(LOCAL_OWNER, Regenerate(first.question.id))
        assert visits() == ["write"]


async def test_a_known_key_needs_no_model_and_no_server_that_takes_questions(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, ["told"]) as h:
        first = await h.supervisor.ask(LOCAL_OWNER, Ask("?", MODEL), KEY)
        await h.ended(first.answer.id)
        h.catalogue._known.clear()
        await h.supervisor.drain(0)

        again = await h.supervisor.ask(LOCAL_OWNER, Ask("?", MODEL), KEY)
        assert (again.replayed, again.answer.text) == (True, "told")
        with pytest.raises(ShuttingDown):
            await h.supervisor.ask(LOCAL_OWNER, Ask("?", MODEL))
        assert len((await h.store.conversations(LOCAL_OWNER)).conversations) == 1


async def test_a_service_is_asked_for_its_models_outside_of_any_transaction_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path, ["never"]) as h:
        service = Service()
        supervisor = Supervisor(
            h.store, h.log, Catalogue([service]), workers=await open_workers(), bus=open_bus()
        )
        visits = count_visits(h, monkeypatch)
        exchange = await supervisor.ask(LOCAL_OWNER, Ask("?", MODEL), KEY)
        assert (visits()[:2], service.listed) == (["write", "write"], 1)
        assert (await h.ended(exchange.answer.id)).text == "told"
        visits()
        await supervisor.ask(LOCAL_OWNER, Ask("?", MODEL))
        assert (visits()[0], service.listed) == ("write", 1)
        assert len((await h.store.conversations(LOCAL_OWNER)).conversations) == 2
        await supervisor.aclose()


@pytest.mark.parametrize("model", [None, MODEL, "nobody's"])
async def test_a_model_that_is_not_found_leaves_nothing_and_uses_no_key(
    tmp_path: Path, model: str | None
) -> None:
    async with house(tmp_path, ["never"]) as h:
        service = Service()
        service.failure = ProviderUnavailable("It cannot be reached.")
        supervisor = Supervisor(
            h.store, h.log, Catalogue([service]), workers=await open_workers(), bus=open_bus()
        )
        with pytest.raises(ProviderUnavailable):
            await supervisor.ask(LOCAL_OWNER, Ask("?", model), KEY)
        assert (await h.store.conversations(LOCAL_OWNER)).conversations == []
        service.failure = None
        if model == "nobody's":
            with pytest.raises(UnknownModel):
                await supervisor.ask(LOCAL_OWNER, Ask("?", model), KEY)
            model = None
        exchange = await supervisor.ask(LOCAL_OWNER, Ask("?", model), KEY)
        assert (exchange.replayed, exchange.answer.model) == (False, MODEL)
        await supervisor.aclose()


async def test_a_question_of_the_default_model_has_its_service_tell_its_models_again(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, ["never"]) as h:
        service = Service()
        catalogue = Catalogue([service])
        supervisor = Supervisor(
            h.store, h.log, catalogue, workers=await open_workers(), bus=open_bus()
        )
        await catalogue.models()
        await supervisor.ask(LOCAL_OWNER, Ask("?", MODEL))
        assert service.listed == 1
        await supervisor.ask(LOCAL_OWNER, Ask("?"))
        assert catalogue._asking is not None
        await catalogue._asking
        assert service.listed == 2
        await supervisor.aclose()
