"""What an answer tells about how it came to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.generation.house import House, house
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import ProviderBroken
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import End, Usage
from yeoul.providers.base import MAX_COUNT, Finish, Prompt, Thought
from yeoul.providers.script_steps import Step

pytestmark = pytest.mark.anyio


class Watch:
    """A clock that a script moves."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s

    def script(self, *steps: Step | float) -> Callable[[Prompt], Iterable[Step]]:
        """Play the steps; a number is the seconds that pass before the next one."""

        def play(_: Prompt) -> Iterator[Step]:
            for step in steps:
                if isinstance(step, float):
                    self.now_s += step
                else:
                    yield step

        return play


async def thinking_ms(h: House, answer: Answer) -> int | None:
    """Return what the log's end says, after comparing it with what the store says."""
    (*_, end) = await h.events(answer.id)
    assert isinstance(end, End)
    assert end.timings is not None
    stored = await h.store.answer(LOCAL_OWNER, answer.id)
    assert stored.timings == end.timings
    return end.timings.thinking_ms


@pytest.mark.parametrize("count", [-1, 10**25, True, 2.5])
async def test_an_answer_ends_whatever_its_provider_says_to_have_counted(
    tmp_path: Path, count: Any
) -> None:
    async with house(tmp_path, ["hi", Finish("stop", Usage(3, count))]) as h:
        answer = await h.ended((await h.ask()).id)
        assert (answer.status, answer.text, answer.usage) == ("finished", "hi", None)


async def test_a_sum_of_tokens_stays_a_number_that_everybody_can_read(tmp_path: Path) -> None:
    async with house(tmp_path, ["hi", Finish("length", Usage(3, MAX_COUNT))]) as h:
        asked = await h.ask()
        await h.ended(asked.id)
        await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
        assert (await h.ended(asked.id)).usage == Usage(6, MAX_COUNT)


async def test_thinking_lasts_from_the_first_reasoning_to_the_first_text(tmp_path: Path) -> None:
    watch = Watch()
    script = watch.script(1.0, Thought("hm"), 2.0, Thought("so"), 0.5, "Well", 4.0, Thought("!"))
    async with house(tmp_path, script, clock=watch) as h:
        assert await thinking_ms(h, await h.ask()) == 2_500


async def test_thinking_without_text_lasts_to_the_end(tmp_path: Path) -> None:
    watch = Watch()
    script = watch.script(Thought("hm"), 3.0, ProviderBroken("gone"))
    async with house(tmp_path, script, clock=watch) as h:
        assert await thinking_ms(h, await h.ask()) == 3_000


async def test_an_answer_without_reasoning_has_no_time_of_thinking(tmp_path: Path) -> None:
    async with house(tmp_path, ["Well"]) as h:
        assert await thinking_ms(h, await h.ask()) is None


async def test_a_continued_answer_keeps_the_time_it_has_thought(tmp_path: Path) -> None:
    watch = Watch()
    cut = watch.script(Thought("hm"), 2.0, "Well", 1.0, Finish("length", None))
    whole = watch.script("Well", 1.0, ", yes")

    def script(prompt: Prompt) -> Iterable[Step]:
        return whole(prompt) if prompt.prefix else cut(prompt)

    async with house(tmp_path, script, clock=watch) as h:
        asked = await h.ask()
        assert await thinking_ms(h, asked) == 2_000
        await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
        assert await thinking_ms(h, asked) == 2_000
        assert (await h.store.answer(LOCAL_OWNER, asked.id)).text == "Well, yes"
