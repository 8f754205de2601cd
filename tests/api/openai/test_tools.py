"""Tools, by the official SDK, through Yeoul, to a service that speaks HTTP: whole rounds."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.served import Served, serving
from tests.services.chat_service import DONE, Call, ChatService, chunk, finish, open_chat_service
from tests.services.chat_service import text as text_chunk
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.service.provider import ServiceProvider

pytestmark = pytest.mark.anyio

TOOLS: Any = [
    {
        "type": "function",
        "function": {
            "name": "depth_at",
            "description": "Tell the depth of a river.",
            "parameters": {"type": "object", "properties": {"place": {"type": "string"}}},
            "strict": True,
        },
    }
]
ASKED: Any = [{"role": "user", "content": "How deep is the ford?"}]
ARGUMENTS = '{"place": "여울"}'
RESULT = "0.3 m"


def made(*entries: dict[str, Any]) -> bytes:
    return chunk({"tool_calls": list(entries)})


async def depth_service(call: Call) -> None:
    """Call the tool, twice at once; with the results, tell the last of them."""
    last = call.request.body["messages"][-1]
    if last["role"] == "tool":
        await call.stream(text_chunk(f"It is {last['content']}."), finish(), DONE)
        return
    pieces = [
        made({"index": 0, "function": {"arguments": part}}) for part in ARGUMENTS.partition(": ")
    ]
    whole = {"name": "depth_at", "arguments": "{}"}
    await call.stream(
        text_chunk("Let me see."),
        made({"index": 0, "id": "c1", "type": "function", "function": {"name": "depth_at"}}),
        *pieces,
        made({"index": 1, "id": "c2", "type": "function", "function": whole}),
        finish("tool_calls"),
        DONE,
    )


@asynccontextmanager
async def before(service: ChatService, tmp_path: Path) -> AsyncIterator[Served]:
    """Serve an app whose models are those of a service."""
    provider = ServiceProvider(
        default_model="large", base_url=service.base_url, connect_timeout_s=5.0, slots=4
    )
    async with serving(tmp_path, catalogue=Catalogue([provider])) as served:
        yield served


@asynccontextmanager
async def client_of(served: Served) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(
        base_url=f"{served.url}/v1",
        api_key="sk-any",
        max_retries=0,
        _strict_response_validation=True,
    ) as client:
        yield client


async def test_calls_go_down_and_their_results_up(tmp_path: Path) -> None:
    async with open_chat_service() as service:
        service.answer = depth_service
        async with before(service, tmp_path) as served, client_of(served) as client:
            asked: Any = {
                "model": "large",
                "tools": TOOLS,
                "tool_choice": "required",
                "parallel_tool_calls": True,
            }
            first = await client.chat.completions.create(messages=ASKED, **asked)
            message = first.choices[0].message
            results: Any = [
                {"role": "tool", "tool_call_id": call.id, "content": RESULT}
                for call in message.tool_calls or ()
            ]
            history: Any = [*ASKED, message.to_dict(), *results]
            second = await client.chat.completions.create(messages=history, **asked)

    one, two = (request.body for request in service.questions)
    assert {name: one[name] for name in asked} == asked
    assert first.choices[0].finish_reason == "tool_calls"
    assert message.content == "Let me see."
    assert [call.to_dict() for call in message.tool_calls or ()] == [
        {
            "id": id,
            "type": "function",
            "function": {"name": "depth_at", "arguments": arguments},
        }
        for id, arguments in (("c1", ARGUMENTS), ("c2", "{}"))
    ]
    assert two["messages"] == [
        ASKED[0],
        {
            "role": "assistant",
            "content": "Let me see.",
            "tool_calls": message.to_dict()["tool_calls"],
        },
        *results,
    ]
    assert second.choices[0].message.content == f"It is {RESULT}."
    assert second.choices[0].finish_reason == "stop"


async def test_the_helper_adds_up_streamed_calls(tmp_path: Path) -> None:
    async with open_chat_service() as service:
        service.answer = depth_service
        async with before(service, tmp_path) as served, client_of(served) as client:
            streaming = client.chat.completions.stream(model="large", messages=ASKED, tools=TOOLS)
            async with streaming as stream:
                events = [event async for event in stream]
                final = await stream.get_final_completion()

    done = [event for event in events if event.type == "tool_calls.function.arguments.done"]
    growing = [event for event in events if event.type == "tool_calls.function.arguments.delta"]
    assert [(event.index, event.name, event.arguments) for event in done] == [
        (0, "depth_at", ARGUMENTS),
        (1, "depth_at", "{}"),
    ]
    assert len(growing) >= 4
    [choice] = final.choices
    assert (choice.message.content, choice.finish_reason) == ("Let me see.", "tool_calls")
    calls = choice.message.tool_calls or []
    assert [json.loads(call.function.arguments) for call in calls] == [{"place": "여울"}, {}]
