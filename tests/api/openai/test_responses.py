"""Responses, by the official SDK as it is, in its strict mode: made, read again, continued, gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.api.openai.test_official_sdk import client_of
from tests.served import MODEL, Served, serving, until
from yeoul.errors import ProviderBroken
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Prompt, Thought
from yeoul.providers.script_steps import Step

pytestmark = pytest.mark.anyio

TEXT = 'To the sea "여울".'
PATH = "/v1/responses"


class Gate:
    """Holds answers to questions that say so."""

    def __init__(self) -> None:
        self.open = asyncio.Event()

    def script(self, prompt: Prompt) -> Iterator[Step]:
        """Yield an answer that waits in its middle for a question that says "wait"."""
        asked = prompt.turns[-1].content
        if "fail" in asked:
            raise ProviderBroken("It broke off.")
        yield Thought("Hm")
        yield "To the "
        if "wait" in asked:
            yield self.open
        yield 'sea "여울".'
        yield Finish("stop", Usage(9, 4))


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
async def served(tmp_path: Path, gate: Gate) -> AsyncIterator[Served]:
    async with serving(tmp_path, gate.script) as served:
        yield served


@pytest.fixture
async def client(served: Served) -> AsyncIterator[openai.AsyncOpenAI]:
    async with client_of(served.url, max_retries=0) as client:
        yield client


async def listed(served: Served) -> list[str]:
    """Return the titles of the conversations in the list."""
    page = await served.get("/api/conversations")
    return [each["title"] for each in page["conversations"]]


def said(prompt: Prompt) -> list[tuple[str, str]]:
    return [(turn.role, turn.content) for turn in prompt.turns]


# -- replies -------------------------------------------------------------------------------------


async def test_a_whole_response_is_read_again_and_is_in_no_list(
    served: Served, client: openai.AsyncOpenAI
) -> None:
    made = await client.responses.create(
        input="Where?", instructions="Be brief.", metadata={"team": "river"}
    )
    again = await client.responses.retrieve(made.id)

    assert (made.output_text, made.status) == (TEXT, "completed")
    assert [item.type for item in made.output] == ["reasoning", "message"]
    assert again == made
    assert (again.instructions, again.metadata) == ("Be brief.", {"team": "river"})
    assert said(served.provider.prompts[0]) == [("system", "Be brief."), ("user", "Where?")]
    assert await listed(served) == []


async def test_its_helper_adds_up_a_stream(client: openai.AsyncOpenAI) -> None:
    async with client.responses.stream(model=MODEL, input="Where?") as stream:
        kinds = [event.type async for event in stream]
        final = await stream.get_final_response()

    assert (kinds[0], kinds[-1]) == ("response.created", "response.completed")
    assert "response.reasoning_summary_text.delta" in kinds
    assert final.output_text == TEXT


async def test_a_response_in_the_background_is_there_at_once_and_grows_on(
    client: openai.AsyncOpenAI, gate: Gate
) -> None:
    made = await client.responses.create(input="wait", background=True)
    assert made.status in ("queued", "in_progress")
    gate.open.set()
    stream = await client.responses.retrieve(made.id, stream=True)
    events = [event async for event in stream]

    assert events[-1].type == "response.completed"
    assert (await client.responses.retrieve(made.id)).output_text == TEXT


async def test_a_stream_goes_on_behind_any_event(client: openai.AsyncOpenAI, gate: Gate) -> None:
    stream = await client.responses.create(input="wait", background=True, stream=True)
    first = await anext(aiter(stream))
    assert first.type == "response.created"
    await stream.close()
    gate.open.set()
    whole = [e async for e in await client.responses.retrieve(first.response.id, stream=True)]

    for place, event in enumerate(whole):
        rest = await client.responses.retrieve(
            first.response.id, stream=True, starting_after=event.sequence_number
        )
        assert [e.to_dict() async for e in rest] == [e.to_dict() for e in whole[place + 1 :]]
    async with client.responses.stream(
        response_id=first.response.id, starting_after=whole[4].sequence_number
    ) as helper:
        assert [e.sequence_number async for e in helper] == [e.sequence_number for e in whole[5:]]
        assert (await helper.get_final_response()).output_text == TEXT
