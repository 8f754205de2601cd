"""When there is enough of a growing text to show, and that reading never waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import growing
import pytest
from growing import GrowingText

from tests.examples.test_telegram import Stepwise
from tests.served import serving, until
from yeoul import Client
from yeoul.client import AnswerStream
from yeoul.errors import ProviderUnavailable
from yeoul.providers.base import Thought
from yeoul.providers.script_steps import Script

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def grown(tmp_path: Path, script: Script) -> AsyncIterator[tuple[GrowingText, AnswerStream]]:
    """A text that is being read, and the stream that it comes by."""
    async with serving(tmp_path, script) as yeoul, Client(yeoul.url) as client:
        stream = client.ask("여울이 뭐야?")
        text = GrowingText(stream)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(text.read(lambda started: None))
            yield text, stream


async def is_worth_it(text: GrowingText) -> bool:
    try:
        async with asyncio.timeout(0):
            await text.wait()
    except TimeoutError:
        return False
    return True


async def test_the_first_words_two_hundred_characters_and_the_last_words_are_worth_showing(
    tmp_path: Path,
) -> None:
    script = Stepwise("가", "나" * 199, "다", "라")
    async with grown(tmp_path, script) as (text, stream):
        script.gates[0].set()
        await text.wait()
        assert text.take() == ("가", False)
        script.gates[1].set()
        await until(lambda: len(stream.transcript.text) == 200)
        assert not await is_worth_it(text)
        script.gates[2].set()
        await text.wait()
        assert text.take() == (script.text[:-1], False)
        script.gates[3].set()
        await text.wait()
        assert text.take() == (script.text, True)


async def test_few_characters_are_worth_showing_once_they_have_waited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Stepwise("가", "나", "다")
    async with grown(tmp_path, script) as (text, _):
        script.gates[0].set()
        await text.wait()
        text.take()
        monkeypatch.setattr(growing, "LONGEST_S", 0.01)
        script.gates[1].set()
        await text.wait()
        assert text.take() == ("가나", False)
        script.gates[2].set()


async def test_an_answer_that_was_but_thought_says_so(tmp_path: Path) -> None:
    async with grown(tmp_path, [[Thought("여울이라.")]]) as (text, _):
        await until(lambda: text.take()[1])
        assert text.take() == ("[The answer is empty.]", True)


async def test_a_text_that_did_not_finish_says_why(tmp_path: Path) -> None:
    script: Script = ["여울은", ProviderUnavailable("The river is dry.")]
    async with grown(tmp_path, script) as (text, _):
        await until(lambda: text.take()[1])
        assert text.take() == ("여울은\n\n[The river is dry.]", True)
