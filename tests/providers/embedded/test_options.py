"""What a program wishes of the embedded model: stop sequences and forms, by llama.cpp itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from tests.contracts.providers import bundled_model
from tests.providers.prompts import finish_of, pieces, text_of
from yeoul.errors import ProviderRejected
from yeoul.protocol.conversation import Parameters
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
    opened = EmbeddedProvider(model_file(bundled_model()), slots=1, context_length=512)
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
