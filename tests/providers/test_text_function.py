"""The easy provider: an async function that yields text. Its contract is in tests/contracts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from tests.providers.prompts import finish_of, pieces, prompt, until_failure
from yeoul.errors import ProviderRejected
from yeoul.providers import Finish, Model, Prompt, Text, provider

pytestmark = pytest.mark.anyio


@provider("parrot", title="Parrot", context_length=100, slots=3)
async def parrot(asked: Prompt) -> AsyncGenerator[str, None]:
    for word in asked.turns[-1].content.split():
        yield word


async def test_each_text_is_a_piece_and_the_return_is_the_finish() -> None:
    assert await pieces(parrot, prompt("say it")) == [
        Text("say"),
        Text("it"),
        Finish("stop", None),
    ]


async def test_it_has_one_model_of_its_name() -> None:
    assert await parrot.models() == [Model("parrot", "parrot", "Parrot", 100, images=False)]
    assert (parrot.name, parrot.slots) == ("parrot", 3)


async def test_no_text_is_no_piece_and_what_is_no_text_is_replaced() -> None:
    @provider("odd")
    async def odd(asked: Prompt) -> AsyncGenerator[str, None]:
        yield ""
        yield "\ud83d \0"

    assert await pieces(odd, prompt()) == [Text("\ufffd \ufffd"), Finish("stop", None)]


@pytest.mark.parametrize("error", [ProviderRejected("Too rude."), TimeoutError("mine")])
async def test_what_the_function_raises_fails_the_answer_behind_its_text(error: Exception) -> None:
    @provider("broken")
    async def broken(asked: Prompt) -> AsyncGenerator[str, None]:
        yield "so far"
        raise error

    assert await until_failure(broken, prompt()) == ("so far", error)


async def test_what_is_no_str_is_refused_by_its_value() -> None:
    @provider("bytes")
    async def as_bytes(asked: Prompt) -> AsyncGenerator[Any, None]:
        yield b"text"

    _, failure = await until_failure(as_bytes, prompt())

    assert isinstance(failure, TypeError)
    assert str(failure) == "The provider 'bytes' yielded b'text', which is no str."


async def test_a_function_that_yields_nothing_answers_with_nothing() -> None:
    @provider("mute")
    async def mute(asked: Prompt) -> AsyncGenerator[str, None]:
        for turn in asked.turns[:0]:
            yield turn.content

    assert finish_of(await pieces(mute, prompt())).reason == "stop"


async def test_what_does_not_yield_is_refused_where_it_is_decorated() -> None:
    async def all_at_once(asked: Prompt) -> str:
        await asyncio.sleep(0)
        return "text"

    with pytest.raises(TypeError, match="'whole' must be an async def that yields its text"):
        provider("whole")(all_at_once)  # type: ignore[arg-type]
