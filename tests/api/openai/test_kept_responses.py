"""Responses behind one another and in conversations, and what they were given to read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.api.openai.gated import Gate, listed, said
from tests.api.openai.official_client import client_of
from tests.api.openai.test_official_sdk import TEXT
from tests.served import MODEL, Served, serving
from yeoul.protocol.content import ToolCall
from yeoul.providers.base import Finish, Prompt, Turn
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import Step
from yeoul.providers.scripted import Scripted

pytestmark = pytest.mark.anyio


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, Gate().script) as served:
        yield served


async def test_a_response_behind_another_reads_all_that_was_said(
    served: Served, client: openai.AsyncOpenAI
) -> None:
    first = await client.responses.create(
        input=[
            {"role": "developer", "content": "Rivers only."},
            {"role": "user", "content": "Where?"},
        ],
        instructions="Be brief.",
    )
    assert await listed(served) == []
    second = await client.responses.create(input="Why?", previous_response_id=first.id)
    passing = await client.responses.create(
        input="How?", previous_response_id=second.id, instructions="Shout.", store=False
    )

    assert second.previous_response_id == first.id
    assert await listed(served) == ["Where?"]
    said_before = [("user", "Where?"), ("assistant", TEXT), ("user", "Why?")]
    prompts = [said(prompt) for prompt in served.provider.prompts]
    assert prompts[0] == [("system", "Be brief.\n\nRivers only."), ("user", "Where?")]
    assert prompts[1] == [("system", "Rivers only."), *said_before]
    assert prompts[2] == [
        ("system", "Shout.\n\nRivers only."),
        *said_before,
        ("assistant", TEXT),
        ("user", "How?"),
    ]
    assert passing.output_text == TEXT
    with pytest.raises(openai.BadRequestError, match="conv_"):
        await client.responses.delete(first.id)


async def test_two_responses_behind_one_are_versions_of_each_other(
    served: Served, client: openai.AsyncOpenAI
) -> None:
    first = await client.responses.create(input="Where?")
    await client.responses.create(input="Why?", previous_response_id=first.id)
    await client.responses.create(input="How?", previous_response_id=first.id)

    assert said(served.provider.prompts[2]) == [
        ("user", "Where?"),
        ("assistant", TEXT),
        ("user", "How?"),
    ]
    assert len(await listed(served)) == 1


async def test_nothing_goes_on_behind_a_response_that_grows(client: openai.AsyncOpenAI) -> None:
    growing = await client.responses.create(input="wait", background=True)
    for store in (True, False):
        with pytest.raises(openai.ConflictError, match="cancel"):
            await client.responses.create(input="?", previous_response_id=growing.id, store=store)


async def test_what_a_response_was_given_is_listed_a_page_at_a_time(
    client: openai.AsyncOpenAI,
) -> None:
    first = await client.responses.create(input="Where?")
    second = await client.responses.create(
        input=[{"role": "system", "content": "Brief."}, {"role": "user", "content": "Why?"}],
        previous_response_id=first.id,
    )
    listing = client.responses.input_items.list(second.id, limit=2, order="asc")
    items: list[Any] = [item async for item in listing]
    newest: list[Any] = [item async for item in client.responses.input_items.list(second.id)]

    assert [item.content[0].text for item in items if item.type == "message"] == [
        "Where?",
        TEXT,
        "Brief.",
        "Why?",
    ]
    assert [item.type for item in items].count("reasoning") == 1
    assert newest == items[::-1]
    with pytest.raises(openai.BadRequestError, match="after"):
        await client.responses.input_items.list(second.id, after="msg_none")


async def test_a_person_goes_on_where_a_program_has_begun_and_the_other_way_round(
    served: Served, client: openai.AsyncOpenAI
) -> None:
    first = await client.responses.create(
        input=[
            {"role": "system", "content": "Rivers only."},
            {"role": "user", "content": "Where?"},
            {"role": "assistant", "content": "To sea."},
            {"role": "user", "content": "Why?"},
        ],
        store=True,
    )
    page = await served.get("/api/conversations")
    [conversation] = page["conversations"]
    asked = await served.finished("How?", conversation_id=conversation["id"])
    await client.responses.create(input="When?", conversation=f"conv_{conversation['id']}")

    native = f"resp_{asked['answer']['id']}"
    assert (await client.responses.retrieve(native)).output_text == TEXT
    assert said(served.provider.prompts[-1]) == [
        ("system", "Rivers only."),
        ("user", "Where?"),
        ("assistant", "To sea."),
        ("user", "Why?"),
        ("assistant", TEXT),
        ("user", "How?"),
        ("assistant", TEXT),
        ("user", "When?"),
    ]
    assert first.status == "completed"


LOOK_UP: Any = {"type": "function", "name": "look_up", "parameters": {}, "strict": False}


class Caller(Scripted):
    """Calls a tool, and tells what that has returned."""

    takes = frozenset({"tools"})


def look_up(prompt: Prompt) -> Iterator[Step]:
    last = prompt.turns[-1]
    if last.role == "tool":
        yield f"It is {last.content}."
    else:
        yield ToolCall(0, "call_1", "look_up", '{"at":')
        yield ToolCall(0, arguments='"물"}')
        yield Finish("tool_calls", None)


async def test_a_call_of_a_tool_is_answered_by_the_next_response(tmp_path: Path) -> None:
    provider = Caller({MODEL: look_up})
    async with (
        serving(tmp_path, catalogue=Catalogue([provider])) as served,
        client_of(served.url, max_retries=0) as client,
    ):
        stream = await client.responses.create(input="How cold?", tools=[LOOK_UP], stream=True)
        events = [event async for event in stream]
        assert events[-1].type == "response.completed"
        called, [call] = events[-1].response, events[-1].response.output
        assert call.type == "function_call"
        told: Any = {"type": "function_call_output", "call_id": call.call_id, "output": "cold"}
        answered = await client.responses.create(
            input=[told], tools=[LOOK_UP], previous_response_id=called.id
        )

    assert (call.name, call.arguments) == ("look_up", '{"at":"물"}')
    pieces = [e.delta for e in events if e.type == "response.function_call_arguments.delta"]
    assert "".join(pieces) == call.arguments
    assert answered.output_text == "It is cold."
    made = ToolCall(0, "call_1", "look_up", '{"at":"물"}')
    assert provider.prompts[-1].turns == (
        Turn("user", "How cold?"),
        Turn("assistant", "", (made,)),
        Turn("tool", "cold", tool_call_id="call_1"),
    )


async def test_a_person_who_asks_again_gets_what_the_program_has_brought(
    served: Served, client: openai.AsyncOpenAI
) -> None:
    brought: Any = [
        {"role": "user", "content": "Where?"},
        {"role": "assistant", "content": "To sea."},
        {"role": "user", "content": "Why?"},
    ]
    made = await client.responses.create(input=brought, store=True)
    answer = await served.get(f"/api/answers/{made.id.removeprefix('resp_')}")
    again = {"question_id": answer["parent_id"]}
    reply = await served.client.post("/api/answers", json=again)
    await served.events(reply.json()["answer"]["id"])

    assert said(served.provider.prompts[1]) == said(served.provider.prompts[0])
