"""What a disk refuses: questions leave nothing behind, answers stay what they were."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.generation.house import MODEL, house
from yeoul import failpoints
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import AnswerInProgress, StorageFailed, StorageFull
from yeoul.generation import settler
from yeoul.store.base import Ask, IdempotencyKey, Regenerate

pytestmark = pytest.mark.anyio


class Full:
    """A disk that takes nothing of some calls while it is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def of(self, thing: object, *names: str) -> None:
        async def refuse(*_: object, **__: object) -> None:
            raise StorageFull("The disk is full.")

        for name in names:
            self._monkeypatch.setattr(thing, name, refuse)

    def no_more(self) -> None:
        self._monkeypatch.undo()


@pytest.fixture
def full() -> Iterator[Full]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield Full(monkeypatch)


async def test_a_question_that_the_log_does_not_take_leaves_nothing(
    tmp_path: Path, full: Full
) -> None:
    key = IdempotencyKey("key-1", "a" * 64)
    async with house(tmp_path, ["x"]) as h:
        full.of(h.log, "create")
        with pytest.raises(StorageFull):
            await h.supervisor.ask(LOCAL_OWNER, Ask("?", MODEL), key)
        full.no_more()
        assert (await h.store.conversations(LOCAL_OWNER)).conversations == []
        again = await h.supervisor.ask(LOCAL_OWNER, Ask("?", MODEL), key)
        assert (await h.ended(again.answer.id)).text == "x"


async def test_a_question_taken_back_shows_its_conversation_as_it_was(
    tmp_path: Path, full: Full
) -> None:
    async with house(tmp_path, ["x"]) as h:
        first = await h.supervisor.ask(LOCAL_OWNER, Ask("one", MODEL))
        await h.ended(first.answer.id)
        place = first.conversation.id
        before = await h.store.messages(LOCAL_OWNER, place)
        full.of(h.log, "create")
        for ask in (Ask("two", MODEL, place), Regenerate(first.question.id, MODEL)):
            with pytest.raises(StorageFull):
                await h.supervisor.ask(LOCAL_OWNER, ask)
        assert await h.store.messages(LOCAL_OWNER, place) == before
        assert (await h.store.conversation(LOCAL_OWNER, place)).leaf_id == first.answer.id


async def test_a_full_disk_refuses_the_question_and_frees_the_conversation(
    tmp_path: Path, full: Full, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settler, "RETRY_S", 0.01)
    async with house(tmp_path, ["x"]) as h:
        full.of(h.log, "create")
        full.of(h.store, "withdraw", "settle")
        with pytest.raises(StorageFull):
            await h.ask()
        [conversation] = (await h.store.conversations(LOCAL_OWNER)).conversations
        assert conversation.leaf_id is not None
        assert h.supervisor.status(conversation.leaf_id) == "interrupted"
        full.no_more()
        ask = Ask("again", MODEL, conversation_id=conversation.id)
        while True:
            try:
                exchange = await h.supervisor.ask(LOCAL_OWNER, ask)
                break
            except AnswerInProgress:
                await h.store.check()
        assert (await h.ended(exchange.answer.id)).text == "x"


async def test_a_continue_that_no_memory_takes_is_put_back_later(
    tmp_path: Path, full: Full, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settler, "RETRY_S", 0.01)
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        await h.supervisor.stop(LOCAL_OWNER, asked.id)
        full.of(h.log, "open_epoch")
        full.of(h.store, "settle")
        for attempt in (
            h.supervisor.continue_answer,
            h.supervisor.continue_answer,
            h.supervisor.stop,
        ):
            with pytest.raises(StorageFull):
                await attempt(LOCAL_OWNER, asked.id)
        assert h.supervisor.status(asked.id) == "interrupted"
        full.no_more()
        while h.supervisor.status(asked.id) is not None:
            await h.store.check()
        assert (await h.store.answer(LOCAL_OWNER, asked.id)).status == "stopped"
        await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
        assert h.supervisor.status(asked.id) is not None


async def test_an_answer_whose_last_words_the_disk_refuses_says_so(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with house(tmp_path, ["ab", gate, "cd"]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        failpoints.arm("before-commit=raise")
        try:
            gate.set()
            while h.supervisor.status(asked.id) is not None:
                await h.store.check()
        finally:
            failpoints.arm("")
        answer = await h.ended(asked.id)
        assert (answer.status, answer.text) == ("interrupted", "ab")
        assert answer.error is not None
        assert answer.error.code == StorageFailed.code


async def test_an_answer_that_cannot_be_continued_stays_as_it_was(
    tmp_path: Path, full: Full
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        await h.supervisor.stop(LOCAL_OWNER, asked.id)
        before = await h.ended(asked.id)
        full.of(h.log, "open_epoch")
        with pytest.raises(StorageFull):
            await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
        assert replace(await h.ended(asked.id), stop_requested=True, epoch=1) == before
        assert h.supervisor.running == 0
