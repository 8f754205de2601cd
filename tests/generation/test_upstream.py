"""Answers that grow upstream: what the store knows, what a takeover reads, where an end goes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.generation.house import House, house
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import Interrupted, ProviderUnavailable, StorageFailed
from yeoul.generation import pool, recovery, upstream
from yeoul.protocol.events import Reset
from yeoul.providers.base import Accepted, Finish, Piece, Prompt, Text, Tokens
from yeoul.providers.scripted import Scripted
from yeoul.store.sql import SqlStore

pytestmark = pytest.mark.anyio


class Service:
    """Keeps one answer, which outlives the houses that ask for it."""

    def __init__(self, *texts: str | Piece) -> None:
        self.texts = list(texts)
        self.whole = False
        self.asked = 0
        self.read = 0
        self.cancelled: list[str] = []
        self.forgotten: list[str] = []
        self.fails: Exception | None = None
        self.ended = asyncio.Event()

    async def generate(self, prompt: Prompt) -> AsyncGenerator[list[Piece], None]:
        if prompt.upstream_id is None:
            self.asked += 1
            yield [Accepted("upstream-1")]
        else:
            assert prompt.upstream_id == "upstream-1"
            self.read += 1
        if self.fails is not None:
            raise self.fails
        for text in self.texts:
            yield [Text(text) if isinstance(text, str) else text]
        if not self.whole:
            await asyncio.Event().wait()
        yield [Finish("stop", None)]

    async def cancel(self, upstream_id: str) -> None:
        self.cancelled.append(upstream_id)
        if self.fails is not None:
            raise self.fails

    async def forget(self, upstream_id: str) -> None:
        self.forgotten.append(upstream_id)
        self.ended.set()


@pytest.fixture
def service() -> Service:
    return Service("ab")


@pytest.fixture(autouse=True)
def at_the_service(monkeypatch: pytest.MonkeyPatch, service: Service) -> None:
    """Make the scripted provider one whose answers grow at ``service``."""
    monkeypatch.setattr(Scripted, "remote", True)
    monkeypatch.setattr(Scripted, "can_rejoin", True)
    monkeypatch.setattr(Scripted, "generate", lambda self, prompt: service.generate(prompt))
    monkeypatch.setattr(Scripted, "cancel", lambda self, upstream_id: service.cancel(upstream_id))
    monkeypatch.setattr(Scripted, "forget", lambda self, upstream_id: service.forget(upstream_id))


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[House]:
    async with house(path, [], continues=False) as h:
        yield h


async def crashed(path: Path) -> str:
    """Ask in a house that crashes behind the first text; returns the answer's id."""
    async with opened(path) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        return asked.id


async def test_the_next_process_goes_on_where_readers_are(tmp_path: Path, service: Service) -> None:
    answer_id = await crashed(tmp_path)
    service.texts, service.whole = ["a", "bc", "d"], True
    async with opened(tmp_path) as h:
        await h.supervisor.recover()
        answer = await h.ended(answer_id)

        assert (answer.status, answer.text, answer.epoch) == ("finished", "abcd", 2)
        assert (service.asked, service.read, service.cancelled) == (1, 1, [])
        await asyncio.wait_for(service.ended.wait(), 30)
        assert service.forgotten == ["upstream-1"]


async def test_a_text_that_has_changed_upstream_replaces_the_kept_one_by_a_reset(
    tmp_path: Path, service: Service
) -> None:
    answer_id = await crashed(tmp_path)
    service.texts, service.whole = ["other"], True
    async with opened(tmp_path) as h:
        await h.supervisor.recover()

        assert (await h.ended(answer_id)).text == "other"
        resets = [e for e in await h.events(answer_id) if isinstance(e, Reset)]
        assert resets[-1].text == "other"


async def test_tokens_that_come_again_behind_their_text_are_told_once_and_where_they_stand(
    tmp_path: Path, service: Service
) -> None:
    def told(*texts: str) -> Tokens:
        return Tokens(tuple((text, -0.5, ((text, -0.5),)) for text in texts))

    service.texts = ["여울 a", told("여", "울"), told(" a"), "b"]
    async with opened(tmp_path) as h:
        asked = await h.ask(candidates=1)
        await h.until(asked.id, lambda text: text == "여울 ab")
    service.texts = ["여울 ab", told("여"), told("울 ", "ab"), "cd", told("c"), told("d")]
    service.whole = True
    async with opened(tmp_path) as h:
        await h.supervisor.recover()
        answer = await h.ended(asked.id)

    places = [
        (each.at, "".join(token[0] for token in each.tokens)) for each in answer.content.candidates
    ]
    assert places == [(0, "여울"), (2, " a"), (5, "c"), (6, "d")]


async def test_an_answer_is_read_again_after_more_crashes_than_one_that_costs(
    tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "MAX_REJOINS", 4)
    answer_id = await crashed(tmp_path)
    for _ in range(4):
        async with opened(tmp_path) as h:
            await h.supervisor.recover()
            assert h.supervisor.running == 1
    async with opened(tmp_path) as h:
        await h.supervisor.recover()
        answer = await h.ended(answer_id)

        assert (answer.status, answer.text) == ("interrupted", "ab")
        assert service.cancelled == ["upstream-1"]
        assert service.asked == 1


async def test_a_shutdown_leaves_it_growing_and_a_stop_does_not(
    tmp_path: Path, service: Service
) -> None:
    async with opened(tmp_path) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        await h.supervisor.drain(0.01)
        assert not (await h.store.answer(LOCAL_OWNER, asked.id)).settled
        assert service.cancelled == []
        await h.supervisor.stop(LOCAL_OWNER, asked.id)

        assert service.cancelled == ["upstream-1"]
        assert (await h.store.answer(LOCAL_OWNER, asked.id)).status == "stopped"


async def test_an_answer_that_cannot_be_noted_ends_here_and_there(
    tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise StorageFailed("The disk is broken.")

    monkeypatch.setattr(SqlStore, "note_upstream", refuse)
    monkeypatch.setattr(pool, "NOTE_PATIENCE_S", 0.01)
    async with opened(tmp_path) as h:
        answer = await h.ended((await h.ask()).id)

        assert (answer.status, answer.text) == ("interrupted", "")
        assert service.cancelled == ["upstream-1"]


async def test_what_the_service_has_lost_is_interrupted_with_its_reason(
    tmp_path: Path, service: Service
) -> None:
    answer_id = await crashed(tmp_path)
    service.fails = Interrupted("It is not kept any more.")
    async with opened(tmp_path) as h:
        await h.supervisor.recover()
        answer = await h.ended(answer_id)

        assert (answer.status, answer.text) == ("interrupted", "ab")
        assert answer.error is not None
        assert answer.error.detail == "It is not kept any more."


async def test_a_service_that_is_away_keeps_no_answer_open(
    tmp_path: Path, service: Service
) -> None:
    async with opened(tmp_path) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        service.fails = ProviderUnavailable("It is away.")
        await h.supervisor.stop(LOCAL_OWNER, asked.id)

        assert (await h.store.answer(LOCAL_OWNER, asked.id)).status == "stopped"


async def test_a_provider_that_fails_to_end_an_answer_in_its_own_way_keeps_none_open(
    tmp_path: Path, service: Service
) -> None:
    async with opened(tmp_path) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        service.fails = ValueError("of a product's own provider")
        await asyncio.wait_for(h.supervisor.stop(LOCAL_OWNER, asked.id), 30)

        assert (await h.store.answer(LOCAL_OWNER, asked.id)).status == "stopped"


async def test_a_service_that_does_not_reply_keeps_no_answer_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(Scripted, "cancel", hang)
    monkeypatch.setattr(upstream, "CANCEL_TIMEOUT_S", 0.01)
    async with opened(tmp_path) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        await h.supervisor.stop(LOCAL_OWNER, asked.id)

        assert (await h.store.answer(LOCAL_OWNER, asked.id)).status == "stopped"


async def test_a_failure_behind_the_beginning_is_never_asked_again(
    tmp_path: Path, service: Service
) -> None:
    service.fails = ProviderUnavailable("It is away.")
    service.fails.ask_again = True
    async with opened(tmp_path) as h:
        answer = await h.ended((await h.ask()).id)

        assert answer.status == "failed"
        assert service.asked == 1


async def test_a_provider_that_cannot_read_it_again_is_not_asked(
    tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_id = await crashed(tmp_path)
    monkeypatch.setattr(Scripted, "can_rejoin", False)
    async with opened(tmp_path) as h:
        await h.supervisor.recover()
        answer = await h.ended(answer_id)

        assert (answer.status, answer.text) == ("interrupted", "ab")
        assert (service.asked, service.read) == (1, 0)


class Forgetting:
    """Holds up the deletion of copies until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, service: Service) -> None:
        self.reached, self.open = asyncio.Event(), asyncio.Event()
        monkeypatch.setattr(Scripted, "forget", self._forget)
        self._service = service

    async def _forget(self, upstream_id: str) -> None:
        self.reached.set()
        await self.open.wait()
        await self._service.forget(upstream_id)


async def test_a_service_that_is_removed_meanwhile_is_asked_to_end_and_to_forget(
    tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    async def close(self: Scripted) -> None:
        order.append(f"closed behind {service.cancelled} and {service.forgotten}")

    monkeypatch.setattr(Scripted, "aclose", close)
    forgetting = Forgetting(monkeypatch, service)
    answer_id = await crashed(tmp_path)
    async with opened(tmp_path) as h:
        await h.supervisor.recover()
        await h.until(answer_id, lambda text: text == "ab")
        leaving = h.catalogue.remove(h.provider)
        await h.supervisor.stop(LOCAL_OWNER, answer_id)
        await asyncio.wait_for(forgetting.reached.wait(), 30)
        assert not leaving.done()
        forgetting.open.set()
        await asyncio.wait_for(leaving, 30)

    assert order == ["closed behind ['upstream-1'] and ['upstream-1']"]


async def test_a_shutdown_lets_the_service_forget_what_has_ended(
    tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgetting = Forgetting(monkeypatch, service)
    service.whole = True
    async with opened(tmp_path) as h:
        await h.ended((await h.ask()).id)
        await asyncio.wait_for(forgetting.reached.wait(), 30)
        asyncio.get_running_loop().call_later(0.05, forgetting.open.set)
        await h.supervisor.drain(1.0)

        assert service.forgotten == ["upstream-1"]


async def test_a_service_that_does_not_forget_holds_up_no_shutdown(
    tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "FORGET_GRACE_S", 0.01)
    forgetting = Forgetting(monkeypatch, service)
    service.whole = True
    async with opened(tmp_path) as h:
        await h.ended((await h.ask()).id)
        await asyncio.wait_for(forgetting.reached.wait(), 30)
        await asyncio.wait_for(h.supervisor.drain(1.0), 30)

    assert service.forgotten == []
