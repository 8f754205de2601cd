"""A product is told of every end: once each, with what it has cost, and again while it fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.served import MODEL, Served, serving, until
from yeoul import Asking, Caller, Ended
from yeoul.chat import Teller
from yeoul.errors import ProviderUnavailable
from yeoul.protocol.conversation import new_id
from yeoul.protocol.events import Usage
from yeoul.providers import Finish
from yeoul.store import open_store
from yeoul.store.base import Ask, Store
from yeoul.testing.stores import Clock, settlement

pytestmark = pytest.mark.anyio


async def identify(connection: Any) -> Caller | None:
    return Caller("ann")


async def label(asking: Asking) -> Asking:
    return replace(asking, metadata={"plan": "gold"})


class Told:
    """Keeps what it is told; fails the first ``failures`` times."""

    def __init__(self, failures: int = 0) -> None:
        self.ends: list[Ended] = []
        self.tries = 0
        self._failures = failures

    async def __call__(self, ended: Ended) -> None:
        self.tries += 1
        if self.tries <= self._failures:
            raise ConnectionError("The books are closed.")
        self.ends.append(ended)

    async def wait(self, count: int = 1) -> list[Ended]:
        await until(lambda: len(self.ends) >= count)
        return self.ends


@asynccontextmanager
async def product(path: Path, script: Any, told: Told) -> AsyncIterator[Served]:
    hooks: dict[str, Any] = {"identify": identify, "before_ask": label, "on_end": told}
    async with serving(path, script, **hooks) as served:
        yield served


async def test_an_end_has_who_asked_what_and_what_it_cost(tmp_path: Path) -> None:
    told = Told()
    script = ["one ", "two", Finish("stop", Usage(11, 2))]
    async with product(tmp_path, script, told) as served:
        asked = await served.ask()
        [ended] = await told.wait()

    answer = asked["answer"]
    assert (ended.owner, ended.model, ended.epoch) == ("ann", MODEL, 1)
    assert ended.conversation_id == asked["conversation"]["id"]
    assert (ended.question_id, ended.answer_id) == (asked["question"]["id"], answer["id"])
    assert (ended.status, ended.reason, ended.error_code) == ("finished", "stop", None)
    assert (ended.prompt_tokens, ended.completion_tokens, ended.estimated) == (11, 2, False)
    assert ended.metadata == {"plan": "gold"}
    assert ended.asked_at <= ended.ended_at
    assert ended.asked_at.tzinfo is not None


async def test_tokens_that_nobody_counts_are_estimated_and_it_says_so(tmp_path: Path) -> None:
    told = Told()
    async with product(tmp_path, ["one ", "two ", "three", Finish("stop", None)], told) as served:
        await served.ask("What is a river?" * 3)
        [ended] = await told.wait()

    assert ended.estimated
    assert (ended.prompt_tokens, ended.completion_tokens) == (16, 3)


async def test_a_failure_is_an_end_and_costs_nothing_that_was_not_begun(tmp_path: Path) -> None:
    told = Told()
    async with product(tmp_path, [ProviderUnavailable("Gone.")], told) as served:
        await served.ask()
        [ended] = await told.wait()

    assert (ended.status, ended.error_code) == ("failed", "provider_unavailable")
    assert (ended.prompt_tokens, ended.completion_tokens) == (0, 0)


async def test_each_epoch_is_told_with_its_own_tokens(tmp_path: Path) -> None:
    told = Told()
    script = ["one ", Finish("length", Usage(11, 2)), "two", Finish("stop", Usage(13, 1))]
    async with product(tmp_path, script, told) as served:
        answer = (await served.ask())["answer"]["id"]
        await told.wait(1)
        await served.client.post(f"/api/answers/{answer}/continue")
        first, second = await told.wait(2)

    assert (first.epoch, first.prompt_tokens, first.completion_tokens) == (1, 11, 2)
    assert second.epoch == 2
    assert second.answer_id == first.answer_id == answer


async def test_temporary_answers_and_those_that_were_stopped_before_they_began_are_told(
    tmp_path: Path,
) -> None:
    told = Told()
    async with product(tmp_path, ["one"], told) as served:
        early = new_id()
        await served.client.post(f"/api/answers/{early}/stop")
        await served.ask(ids={"answer": early})
        later = await served.ask(temporary=True)
        ends = await told.wait(2)

    assert {end.answer_id for end in ends} == {early, later["answer"]["id"]}
    assert next(end for end in ends if end.answer_id == early).status == "stopped"


async def test_a_product_that_hangs_holds_up_neither_answers_nor_the_shutdown(
    tmp_path: Path,
) -> None:
    called = asyncio.Event()

    async def hangs(ended: Ended) -> None:
        called.set()
        await asyncio.Event().wait()

    async with serving(tmp_path, ["one"], identify=identify, on_end=hangs) as served:
        first = await served.ask()
        await called.wait()
        assert (await served.events(first["answer"]["id"]))[-1]["event"] == "end"
        second = await served.ask()
        assert (await served.events(second["answer"]["id"]))[-1]["event"] == "end"

    told = Told()  # what was not told is told by the next server
    async with product(tmp_path, ["one"], told):
        ends = await told.wait(2)
    assert {end.answer_id for end in ends} == {each["answer"]["id"] for each in (first, second)}


async def test_the_local_person_is_told_of_too(tmp_path: Path) -> None:
    told = Told()
    async with serving(tmp_path, ["one"], on_end=told) as served:
        await served.ask()
        [ended] = await told.wait()
        assert (await served.client.get("/api/me/usage")).status_code == 404

    assert (ended.owner, ended.completion_tokens) == ("local", 1)


async def test_without_a_listener_nothing_is_noted(tmp_path: Path) -> None:
    async with serving(tmp_path, ["one"], identify=identify) as served:
        await served.events((await served.ask())["answer"]["id"])
    told = Told()
    async with product(tmp_path, ["one"], told) as served:
        await served.events((await served.ask())["answer"]["id"])
        ends = await told.wait(1)
    assert len(ends) == 1


# -- tries ---------------------------------------------------------------------------------------


@asynccontextmanager
async def one_untold() -> AsyncIterator[Store]:
    store = await open_store("memory:")
    assert store.ends is not None
    store.ends.begin()
    answer = (await store.ask("ann", Ask("?", "m"))).answer
    await store.settle(answer.id, answer.epoch, settlement())
    try:
        yield store
    finally:
        await store.aclose()


async def test_a_product_that_fails_is_told_again_later() -> None:
    told = Told(failures=2)
    async with one_untold() as store:
        assert store.ends is not None
        teller = Teller(store.ends, told, tries_s=(0.01, 0.01, 0.01))
        running = asyncio.ensure_future(teller.run())  # noqa: TID251
        await told.wait()
        await asyncio.sleep(0)
        running.cancel()

    assert told.tries == 3


async def test_a_product_that_always_fails_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    told = Told(failures=99)
    async with one_untold() as store:
        assert store.ends is not None
        teller = Teller(store.ends, told, tries_s=(0.01, 0.01))
        running = asyncio.ensure_future(teller.run())  # noqa: TID251
        with caplog.at_level(logging.ERROR):
            await until(lambda: "given up" in caplog.text)
        left: list[Any] = [1]
        while left:
            left = await store.ends.due(Clock().now.replace(year=9999), 9)
        running.cancel()

    assert told.tries == 3
