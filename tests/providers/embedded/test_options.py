"""What a program wishes of the embedded model: stop sequences and forms, by llama.cpp itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.contracts.providers import bundled_model
from tests.providers.embedded.tool_model import tool_model
from tests.providers.prompts import finish_of, pieces, text_of
from yeoul.errors import ProviderRejected
from yeoul.protocol.content import ToolCall
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.growing_content import GrowingContent
from yeoul.providers.base import Prompt, Turn
from yeoul.providers.embedded.model_files import model_file
from yeoul.providers.embedded.provider import EmbeddedProvider

pytestmark = [pytest.mark.anyio, pytest.mark.llama]

RIVER = {
    "type": "object",
    "properties": {"river": {"enum": ["Rhine", "Han"]}, "long": {"type": "boolean"}},
    "required": ["river", "long"],
    "additionalProperties": False,
}


@pytest.fixture
async def provider() -> AsyncIterator[EmbeddedProvider]:
    opened = EmbeddedProvider(model_file(bundled_model()), slots=1, context_length=512, threads=1)
    yield opened
    await opened.aclose()


def asked(provider: EmbeddedProvider, **options: Any) -> Prompt:
    turns = (Turn("user", "Name a river, and say whether it is long."),)
    wishes = Parameters(temperature=0.0, max_tokens=60, seed=-(2**62))
    return Prompt(provider.model_id, turns, wishes, options=options)


def schema(content: Any) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "river", "schema": content}}


async def test_an_answer_has_the_form_of_a_schema(provider: EmbeddedProvider) -> None:
    told = await pieces(provider, asked(provider, response_format=schema(RIVER)))

    assert finish_of(told).reason == "stop"
    found = orjson.loads(text_of(told))
    assert found["river"] in ("Rhine", "Han")
    assert isinstance(found["long"], bool)


async def test_an_answer_ends_before_a_stop_sequence(provider: EmbeddedProvider) -> None:
    whole = text_of(await pieces(provider, asked(provider)))
    stop = whole[10:14]

    told = await pieces(provider, asked(provider, stop=["\x01", stop]))

    assert text_of(told) == whole[: whole.index(stop)]
    assert finish_of(told).reason == "stop"


async def test_a_form_that_cannot_be_kept_to_is_refused(provider: EmbeddedProvider) -> None:
    with pytest.raises(ProviderRejected, match="nonsense"):
        await pieces(provider, asked(provider, response_format=schema({"type": "nonsense"})))
    # And the model goes on answering.
    assert text_of(await pieces(provider, asked(provider, stop=["."])))


async def test_what_is_not_understood_is_left_out(provider: EmbeddedProvider) -> None:
    odd = {"top_k": "x", "min_p": [], "chat_template_kwargs": 5, "logit_bias": "q", "stop": ["."]}

    assert text_of(await pieces(provider, asked(provider, **odd)))


# -- tools ---------------------------------------------------------------------------------------

PLACE = {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]}
DEPTH: Any = {"type": "function", "function": {"name": "depth_at", "parameters": PLACE}}
WIDTH: Any = {"type": "function", "function": {"name": "width_at"}}


def turns_with_calls(*places: str) -> tuple[Turn, ...]:
    """Return questions, each answered by a call, as even a small model goes on with them."""
    turns = list[Turn]()
    for place in places:
        call = ToolCall(0, f"c-{place}", "depth_at", f'{{"place": "{place}"}}')
        turns += [Turn("user", f"How deep is {place}?"), Turn("assistant", "", (call,))]
    return tuple(turns)


async def test_a_model_with_a_template_for_tools_calls_them_in_pieces(tmp_path: Path) -> None:
    file = model_file(tool_model(tmp_path))
    provider = EmbeddedProvider(file, slots=1, context_length=1024, threads=1)
    assert "tools" not in provider.takes, "nobody has looked into the file yet"
    [model] = await provider.models()
    assert "tools" in provider.takes
    asked = Prompt(
        model.id,
        (*turns_with_calls("Seoul", "Paris"), Turn("user", "How deep is London?")),
        Parameters(temperature=0.0, max_tokens=60),
        options={"tools": [DEPTH, WIDTH], "tool_choice": DEPTH},
    )

    told = await pieces(provider, asked)
    calls = [piece for piece in told if isinstance(piece, ToolCall)]
    growing = GrowingContent()
    for call in calls:
        growing.add(call)
    [made] = growing.whole().tool_calls

    assert finish_of(told).reason == "tool_calls"
    assert len(calls) > 4
    assert (made.name, bool(made.id)) == ("depth_at", True)
    assert orjson.loads(made.arguments or "") == {"place": "London"}

    answered = (*asked.turns, Turn("assistant", "", (made,)), Turn("tool", "7 m", (), made.id))
    assert "7 m" in text_of(await pieces(provider, replace(asked, turns=answered)))
    broken = ToolCall(0, "c", "depth_at", '{"pla')
    history = (*asked.turns, Turn("assistant", "", (broken,)), Turn("tool", "7 m", (), "c"))
    with pytest.raises(ProviderRejected, match="arguments"):
        await pieces(provider, replace(asked, turns=history))
    await provider.aclose()
