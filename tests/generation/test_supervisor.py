"""Generations over their lives: ask, stop, time out, drain. Real store, real log."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.generation.house import MODEL, house
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import (
    ShuttingDown,
    TooManyAnswers,
    UnknownModel,
)
from yeoul.eventlog.base import Writer
from yeoul.protocol.events import End
from yeoul.providers.base import Finish
from yeoul.store.base import Ask, Exchange
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio


async def test_the_store_has_the_whole_answer_when_end_is_seen(tmp_path: Path) -> None:
    async with house(tmp_path, ["ab", "cd"]) as h:
        asked = await h.ask()
        answer = await h.ended(asked.id)
        assert (answer.status, answer.text) == ("finished", "abcd")
        assert answer.cursor == (1, 4)


async def test_an_unknown_model_writes_nothing(tmp_path: Path) -> None:
    async with house(tmp_path, ["x"]) as h:
        with pytest.raises(UnknownModel):
            await h.supervisor.ask(LOCAL_OWNER, Ask("?", "nobody"))
        assert (await h.store.conversations(LOCAL_OWNER)).conversations == []


async def test_a_drain_refuses_questions_and_lets_answers_finish(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with house(tmp_path, ["ab", gate, "cd"]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        draining = asyncio.gather(h.supervisor.drain(30))
        await asyncio.wait([draining], timeout=0)
        with pytest.raises(ShuttingDown):
            await h.ask()
        gate.set()
        await draining
        assert (await h.ended(asked.id)).status == "finished"


async def test_a_drain_settles_what_no_process_can_continue(tmp_path: Path) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()], continues=False) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        await h.supervisor.drain(0.01)
        answer = await h.ended(asked.id)
        assert (answer.status, answer.text) == ("interrupted", "ab")


async def test_no_more_answers_are_begun_than_the_server_takes_on(tmp_path: Path) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()], max_unfinished=2) as h:
        h.provider.slots = 1
        growing, _ = await h.ask(), await h.ask()
        with pytest.raises(TooManyAnswers):
            await h.ask()
        assert len((await h.store.conversations(LOCAL_OWNER)).conversations) == 2
        await h.supervisor.stop(LOCAL_OWNER, growing.id)
        await h.ask()
        with pytest.raises(TooManyAnswers):
            await h.supervisor.continue_answer(LOCAL_OWNER, growing.id)


async def test_two_continues_at_once_go_on_once(tmp_path: Path) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        await h.supervisor.stop(LOCAL_OWNER, asked.id)
        await asyncio.gather(
            *(h.supervisor.continue_answer(LOCAL_OWNER, asked.id) for _ in range(5))
        )
        while len(h.provider.prompts) < 2:
            await h.store.check()
        assert h.provider.running == 1
        await h.supervisor.stop(LOCAL_OWNER, asked.id)
        assert h.provider.running == 0
        answer = await h.store.answer(LOCAL_OWNER, asked.id)
        assert (answer.status, answer.cursor) == ("stopped", (2, 3))


@pytest.mark.parametrize("reason", ["stop", "length", "repetition", "content_filter"])
async def test_what_a_limit_or_a_guard_has_ended_can_go_on(tmp_path: Path, reason: Any) -> None:
    async with house(tmp_path, ["so so so", Finish(reason, None)]) as h:
        asked = await h.ask()
        answer = await h.ended(asked.id)
        assert (answer.status, answer.reason) == ("finished", reason)
        assert h.supervisor.continuable(answer) == (reason in ("length", "repetition"))


async def test_a_stop_in_the_middle_of_a_continue_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        await h.supervisor.stop(LOCAL_OWNER, asked.id)
        opening, opened = asyncio.Event(), asyncio.Event()
        reopen = h.log.open_epoch

        async def slowly(*args: Any, **kwargs: Any) -> Writer:
            opening.set()
            await opened.wait()
            return await reopen(*args, **kwargs)

        monkeypatch.setattr(h.log, "open_epoch", slowly)
        resuming = asyncio.ensure_future(h.supervisor.continue_answer(LOCAL_OWNER, asked.id))  # noqa: TID251
        await opening.wait()
        stopping = asyncio.ensure_future(h.supervisor.stop(LOCAL_OWNER, asked.id))  # noqa: TID251
        while not (await h.store.answer(LOCAL_OWNER, asked.id)).stop_requested:
            pass
        opened.set()
        await asyncio.gather(resuming, stopping)
        assert (await h.store.answer(LOCAL_OWNER, asked.id)).status == "stopped"
        assert h.provider.running == 0


async def test_a_stop_from_before_there_is_a_job_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path, ["never"]) as h:
        write, tasks = h.store.ask, Tasks()
        stopping: list[asyncio.Task[bool]] = []

        async def ask_and_stop(*args: Any, **kwargs: Any) -> Exchange:
            exchange = await write(*args, **kwargs)
            # Somebody who reads the conversation knows the answer's id before `ask` has returned.
            stop = h.supervisor.stop(LOCAL_OWNER, exchange.answer.id)
            stopping.append(tasks.start(stop, name="stop", awaited=True))
            while not (await h.store.answer(LOCAL_OWNER, exchange.answer.id)).stop_requested:
                pass
            return exchange

        monkeypatch.setattr(h.store, "ask", ask_and_stop)
        asked = await h.ask()
        assert await stopping[0]
        answer = await h.store.answer(LOCAL_OWNER, asked.id)
        assert (answer.status, answer.text) == ("stopped", "")
        assert not h.provider.prompts


async def test_the_context_window_drops_the_oldest_turns(tmp_path: Path) -> None:
    async with house(tmp_path, ["word " * 40]) as h:
        model = (await h.provider.models())[0]
        h.catalogue._known[MODEL] = (h.provider, replace(model, context_length=256))
        conversation = None
        for number in range(5):
            exchange = await h.supervisor.ask(
                LOCAL_OWNER, Ask(f"question {number} " * 5, MODEL, conversation_id=conversation)
            )
            conversation = exchange.conversation.id
            await h.ended(exchange.answer.id)
        turns = h.provider.prompts[-1].turns
        assert turns[-1].content == "question 4 " * 5
        assert turns[0].role == "user"
        assert not any("question 0" in turn.content for turn in turns)
        answer = await h.store.answer(LOCAL_OWNER, exchange.answer.id)
        assert answer.omitted_messages == 9 - len(turns) > 0
        end = (await h.events(answer.id))[-1]
        assert isinstance(end, End)
        assert end.omitted_messages == answer.omitted_messages


async def test_a_provider_learns_whose_question_it_is_and_where(tmp_path: Path) -> None:
    async with house(tmp_path, ["x"]) as h:
        exchange = await h.supervisor.ask("ann", Ask("?", MODEL))
        await h.events(exchange.answer.id)

        [asked] = h.provider.prompts
        assert (asked.owner, asked.conversation_id) == ("ann", exchange.conversation.id)


async def test_an_answer_ends_before_its_removed_provider_is_closed(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with house(tmp_path, ["ab", gate, "cd"]) as h:
        closed: list[str] = []

        async def close() -> None:
            closed.append((await h.store.answer(LOCAL_OWNER, asked.id)).status)

        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        h.provider.aclose = close  # type: ignore[method-assign]
        closing = h.catalogue.remove(h.provider)
        with pytest.raises(UnknownModel):
            await h.ask()
        gate.set()
        await closing
        assert closed == ["finished"]
        assert (await h.ended(asked.id)).text == "abcd"
