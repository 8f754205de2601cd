"""The scripted provider plays exactly what it is given, in the time it is given."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from tests.providers.prompts import batches, finish_of, pieces, prompt, text_of, until_failure
from yeoul.errors import ProviderBroken, ProviderUnavailable, StartupError
from yeoul.protocol.content import ToolCall
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Text, Thought
from yeoul.providers.script_steps import Pause, Script, call
from yeoul.providers.scripted import Scripted

pytestmark = pytest.mark.anyio


async def test_steps_are_batches_in_order() -> None:
    provider = Scripted({"m": ["a", Thought("t"), [Text("b"), Text("c")]]})

    told = await batches(provider, prompt(model="m"))

    assert told[:-1] == [[Text("a")], [Thought("t")], [Text("b"), Text("c")]]
    assert told[-1] == [Finish("stop", Usage(2, 2))]


async def test_a_finish_in_the_script_is_the_end() -> None:
    provider = Scripted({"m": ["a", Finish("content_filter", None), "b"]})

    assert await pieces(provider, prompt(model="m")) == [Text("a"), Finish("content_filter", None)]


async def test_a_failure_comes_where_it_is_written_every_time() -> None:
    failure = ProviderBroken("cut")
    provider = Scripted({"m": ["a", failure, "b"]})

    for _ in range(2):
        assert await until_failure(provider, prompt(model="m")) == ("a", failure)


async def test_time_passes_only_through_the_given_sleep() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    provider = Scripted({"m": ["a", Pause(3.0), "b"]}, pieces_per_s=4, sleep=sleep)

    await pieces(provider, prompt(model="m"))

    assert slept == [0.25, 3.0, 0.25]


async def test_a_gate_holds_the_next_token_until_the_test_opens_it() -> None:
    gate = asyncio.Event()
    provider = Scripted({"m": ["a", gate, "b"]})
    async with aclosing(provider.generate(prompt(model="m"))) as generated:
        await anext(generated)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await anext(generated)

    assert provider.running == 0
    gate.set()
    assert text_of(await pieces(provider, prompt(model="m"))) == "ab"


async def test_max_tokens_ends_a_script_with_length() -> None:
    provider = Scripted({"m": ["a", "b", "c"]})

    told = await pieces(provider, prompt(model="m", max_tokens=2))

    assert text_of(told) == "ab"
    assert finish_of(told) == Finish("length", Usage(2, 2))


async def test_a_script_of_the_allowed_length_is_finished() -> None:
    told = await pieces(Scripted({"m": ["a", "b"]}), prompt(model="m", max_tokens=2))

    assert finish_of(told).reason == "stop"


async def test_a_script_that_has_called_a_tool_ends_with_its_calls() -> None:
    calls = ToolCall(0, "c1", "look_up"), ToolCall(0, arguments="{"), ToolCall(0, arguments="}")
    provider = Scripted({"m": ["So:", *calls]})

    told = await pieces(provider, prompt(model="m"))
    cut = await pieces(provider, prompt(model="m", max_tokens=2))

    assert told == [Text("So:"), *calls, Finish("tool_calls", Usage(2, 3))]
    assert cut == [Text("So:"), *calls[:2], Finish("length", Usage(2, 2))]


def test_tools_are_taken_where_a_script_reads_its_prompt_or_says_a_call() -> None:
    said = ToolCall(0, "c1", "look_up")

    assert "tools" not in Scripted({"m": ["a", [Text("b")], Pause(1.0)]}).takes
    scripts: list[Script] = [["a", said], [[Text("a"), said]], call]
    for script in scripts:
        assert Scripted({"first": ["a"], "m": script}).takes == {"stop", "tools"}


async def test_running_counts_the_open_generators_and_prompts_are_kept() -> None:
    provider = Scripted({"m": ["a", "b"]})
    asked = prompt(model="m")
    generated = provider.generate(asked)
    assert provider.running == 0

    await anext(generated)
    assert provider.running == 1
    await generated.aclose()

    assert provider.running == 0
    assert list(provider.prompts) == [asked]


async def test_closing_the_provider_ends_an_answer_at_its_gate() -> None:
    provider = Scripted({"m": [asyncio.Event(), "a"]})

    async with asyncio.TaskGroup() as group:
        answer = group.create_task(until_failure(provider, prompt(model="m")))
        await asyncio.sleep(0)
        await provider.aclose()

    assert isinstance(answer.result()[1], ProviderUnavailable)


async def test_the_command_line_names_a_script_and_its_speed() -> None:
    provider = Scripted.named("scripted:echo@50")

    assert [model.id for model in await provider.models()] == [
        "scripted:echo@50",
        "scripted:river",
        "scripted:call",
    ]


@pytest.mark.parametrize(
    "name", ["scripted:", "scripted:lake", "scripted:river@", "scripted:river@0", "scripted:echo@x"]
)
def test_a_script_that_does_not_exist_stops_the_start(name: str) -> None:
    with pytest.raises(StartupError, match="scripted:river"):
        Scripted.named(name)
