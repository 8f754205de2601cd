"""What remains of an allowance, and what still fits into a context window."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.generation.house import MODEL, House, house
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import NotContinuable, ProviderTimeout
from yeoul.generation.prompt import check_window
from yeoul.generation.runner import Limits
from yeoul.protocol.content import Content
from yeoul.protocol.conversation import Answer, Parameters
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Model, Turn
from yeoul.providers.scripted import Scripted
from yeoul.store.base import Ask

pytestmark = pytest.mark.anyio

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(autouse=True)
def _a_token_is_a_character(monkeypatch: pytest.MonkeyPatch) -> None:
    async def count_tokens(_: Scripted, text: str) -> int:
        return len(text)

    monkeypatch.setattr(Scripted, "count_tokens", count_tokens)


async def ask(h: House, max_tokens: int) -> Answer:
    ask = Ask("?", MODEL, parameters=Parameters(max_tokens=max_tokens))
    return (await h.supervisor.ask(LOCAL_OWNER, ask)).answer


async def stopped_at(h: House, answer: Answer, text: str) -> None:
    await h.until(answer.id, lambda seen: seen.endswith(text))
    await h.supervisor.stop(LOCAL_OWNER, answer.id)


def allowed(h: House) -> int | None:
    """Return how many tokens the model was last told to say at most."""
    return h.provider.prompts[-1].parameters.max_tokens


def narrow(h: House, context_length: int) -> None:
    """Give the model a context window."""
    model = Model(MODEL, "scripted", MODEL, context_length)
    h.catalogue._known[MODEL] = (h.provider, model)


async def test_what_was_said_before_a_stop_is_taken_from_the_allowance(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with house(tmp_path, [*"abcdef", gate, "g", asyncio.Event()]) as h:
        asked = await ask(h, 8)
        await stopped_at(h, asked, "f")
        assert (await h.ended(asked.id)).usage is None
        gate.set()
        await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
        await stopped_at(h, asked, "g")
        assert allowed(h) == 2


async def test_bytes_are_counted_over_all_epochs_and_a_full_answer_cannot_go_on(
    tmp_path: Path,
) -> None:
    gate = asyncio.Event()
    limits = Limits(max_answer_bytes=10)
    async with house(tmp_path, [*"abcdef", gate, *"ghijklmn"], limits=limits) as h:
        asked = await h.ask()
        await stopped_at(h, asked, "f")
        gate.set()
        assert h.supervisor.continuable(await h.store.answer(LOCAL_OWNER, asked.id))
        await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
        answer = await h.ended(asked.id)
        assert (answer.text, answer.reason) == ("abcdefghij", "length")
        assert not h.supervisor.continuable(answer)
        with pytest.raises(NotContinuable, match="as large as this server lets one become"):
            await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
        assert await h.store.answer(LOCAL_OWNER, asked.id) == answer


async def test_an_answer_that_was_full_when_its_server_died_is_interrupted(tmp_path: Path) -> None:
    async with house(tmp_path, ["abcdefghij", asyncio.Event()]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: len(text) == 10)
    async with house(tmp_path, ["never"], limits=Limits(max_answer_bytes=10)) as h:
        await h.supervisor.recover()
        answer = await h.ended(asked.id)
        assert (answer.status, answer.text) == ("interrupted", "abcdefghij")
        assert not h.supervisor.continuable(answer)
        assert not h.provider.prompts


async def test_an_allowance_lasts_through_any_number_of_stops(tmp_path: Path) -> None:
    gates = [asyncio.Event() for _ in range(3)]
    script = [*"abc", gates[0], *"def", gates[1], *"ghijkl"]
    async with house(tmp_path, script) as h:
        asked = await ask(h, 8)
        await stopped_at(h, asked, "abc")
        gates[0].set()
        await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
        await stopped_at(h, asked, "def")
        gates[1].set()
        await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
        ended = await h.ended(asked.id)
        assert (ended.text, ended.reason) == ("abcdefgh", "length")
        assert ended.usage == Usage(1, 8)


async def test_behind_a_length_limit_there_is_the_whole_allowance_again(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with house(tmp_path, [*LETTERS[:11], gate, *LETTERS[11:]]) as h:
        asked = await ask(h, 8)
        assert (await h.ended(asked.id)).text == LETTERS[:8]
        await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
        await stopped_at(h, asked, LETTERS[:11])
        assert allowed(h) == 8
        assert (await h.ended(asked.id)).usage == Usage(1, 11)
        gate.set()
        await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
        assert (await h.ended(asked.id)).text == LETTERS[:16]


async def test_what_was_said_before_a_crash_is_taken_from_the_allowance(tmp_path: Path) -> None:
    script = [*"abcdef", asyncio.Event(), *LETTERS[6:]]
    async with house(tmp_path, script) as h:
        asked = await ask(h, 8)
        await h.until(asked.id, lambda seen: seen == "abcdef")
    async with house(tmp_path, LETTERS) as h:
        await h.supervisor.recover()
        assert (await h.ended(asked.id)).text == LETTERS[:8]


async def test_a_text_goes_on_to_the_end_of_the_window(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with house(tmp_path, [LETTERS * 10, gate, "!"]) as h:
        asked = await ask(h, 600)
        await stopped_at(h, asked, "z")
        narrow(h, 260 + 1 + 8 + 64)
        gate.set()
        await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
        assert (await h.ended(asked.id)).text == LETTERS * 10 + "!"


async def test_a_text_that_fills_the_window_stays_as_it_is(tmp_path: Path) -> None:
    async with house(tmp_path, [LETTERS * 10, asyncio.Event()]) as h:
        asked = await ask(h, 600)
        await stopped_at(h, asked, "z")
        narrow(h, 260 + 1 + 8 + 64 - 1)
        provider, model = await h.catalogue.find(MODEL)
        answer = await h.ended(asked.id)
        with pytest.raises(NotContinuable, match="as long as the model can hold"):
            await check_window(answer, provider, model, [Turn("user", "?")])
        short = replace(answer, content=Content("z"))
        await check_window(short, provider, model, [Turn("user", "?")])


async def test_an_answer_that_has_no_room_to_go_on_can_go_on_elsewhere(tmp_path: Path) -> None:
    async with house(tmp_path, [LETTERS * 10, Finish("length", None)]) as h:
        asked = await h.ask()
        await h.ended(asked.id)
        narrow(h, 100)
        with suppress(NotContinuable):
            await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
        answer = await h.ended(asked.id)
        assert answer.text == LETTERS * 10
        assert answer.status != "failed"
        assert h.supervisor.continuable(answer)


async def test_counting_tokens_is_part_of_the_wait_for_the_first_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: Scripted, text: str) -> int:
        await asyncio.Event().wait()
        return 0

    monkeypatch.setattr(Scripted, "count_tokens", never)
    async with house(tmp_path, ["x"], limits=Limits(first_token_timeout_s=0.05)) as h:
        narrow(h, 100)
        answer = await h.ended((await h.ask("word " * 100)).id)
        assert answer.error is not None
        assert answer.error.code == ProviderTimeout.code
