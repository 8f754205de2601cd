"""Tools, by the official SDK, through Yeoul, to a service that speaks HTTP: whole rounds."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.api.openai.official_client import client_of
from tests.served import Served, serving
from tests.services.chat_service import DONE, Call, ChatService, chunk, finish, open_chat_service
from tests.services.chat_service import text as text_chunk
from tests.services.responses_service import open_responses_service
from yeoul.providers import provider as function_provider
from yeoul.providers.base import Prompt
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import call as call_script
from yeoul.providers.scripted import Scripted
from yeoul.providers.service.provider import ServiceProvider
from yeoul.providers.service.responses_provider import ResponsesProvider

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


async def two_rounds(client: openai.AsyncOpenAI, **asked: Any) -> tuple[Any, list[Any], Any]:
    """Ask, run the tools that are called, and ask again: both choices, and the results between."""
    first = await client.chat.completions.create(model="large", messages=ASKED, **asked)
    message = first.choices[0].message
    results: Any = [
        {"role": "tool", "tool_call_id": call.id, "content": RESULT}
        for call in message.tool_calls or ()
    ]
    history: Any = [*ASKED, message.to_dict(), *results]
    second = await client.chat.completions.create(model="large", messages=history, **asked)
    return first.choices[0], results, second.choices[0]


async def test_calls_go_down_and_their_results_up(tmp_path: Path) -> None:
    asked = {"tools": TOOLS, "tool_choice": "required", "parallel_tool_calls": True}
    async with open_chat_service() as service:
        service.answer = depth_service
        async with (
            before(service, tmp_path) as served,
            client_of(served.url, max_retries=0) as client,
        ):
            first, results, second = await two_rounds(client, **asked)

    one, two = (request.body for request in service.questions)
    calls = [
        {"id": id, "type": "function", "function": {"name": "depth_at", "arguments": arguments}}
        for id, arguments in (("c1", ARGUMENTS), ("c2", "{}"))
    ]
    assert {name: one[name] for name in asked} == asked
    assert (first.message.content, first.finish_reason) == ("Let me see.", "tool_calls")
    assert [call.to_dict() for call in first.message.tool_calls] == calls
    assert two["messages"] == [
        ASKED[0],
        {"role": "assistant", "content": "Let me see.", "tool_calls": calls},
        *results,
    ]
    assert (second.message.content, second.finish_reason) == (f"It is {RESULT}.", "stop")


async def test_the_helper_adds_up_streamed_calls(tmp_path: Path) -> None:
    async with open_chat_service() as service:
        service.answer = depth_service
        async with (
            before(service, tmp_path) as served,
            client_of(served.url, max_retries=0) as client,
        ):
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
    assert len(growing) >= 2, "as they come, and those together that came together"
    [choice] = final.choices
    assert (choice.message.content, choice.finish_reason) == ("Let me see.", "tool_calls")
    calls = choice.message.tool_calls or []
    assert [json.loads(call.function.arguments) for call in calls] == [{"place": "여울"}, {}]


async def test_an_api_in_the_background_gets_calls_and_results_in_its_form(tmp_path: Path) -> None:
    choice = {"type": "function", "function": {"name": "depth_at"}}
    async with open_responses_service() as service:
        service.words = lambda asked: [] if len(asked["input"]) == 1 else ["It is ", "so."]
        service.calls = lambda asked: (
            [("depth_at", ARGUMENTS.partition(" "))] if len(asked["input"]) == 1 else []
        )
        provider = ResponsesProvider(
            default_model="large", base_url=service.base_url, connect_timeout_s=5.0, slots=4
        )
        async with (
            serving(tmp_path, catalogue=Catalogue([provider])) as served,
            client_of(served.url, max_retries=0) as client,
        ):
            first, [result], second = await two_rounds(client, tools=TOOLS, tool_choice=choice)

    one, two = service.asked
    [call] = first.message.tool_calls
    assert (first.finish_reason, call.function.arguments) == ("tool_calls", ARGUMENTS)
    assert one["tools"] == [{"type": "function", **TOOLS[0]["function"]}]
    assert one["tool_choice"] == {"type": "function", "name": "depth_at"}
    assert [item["type"] for item in two["input"][:-1]] == ["message", "function_call"]
    assert two["input"][-1] == {
        "type": "function_call_output",
        "call_id": result["tool_call_id"],
        "output": RESULT,
    }
    assert second.message.content == "It is so."


# -- services that go their own way ----------------------------------------------------------------


WHOLE: Any = {"name": "depth_at", "arguments": {"place": "여울"}}


@pytest.mark.parametrize(
    "deltas",
    [
        pytest.param([[{"function": WHOLE}, {"function": WHOLE}]], id="objects in one chunk"),
        pytest.param(
            [
                [{"id": id, "function": {"name": "depth_at", "arguments": ""}}]
                if part is None
                else [{"function": {"arguments": part}}]
                for id in ("a", "b")
                for part in (None, '{"place":', '"여울"}')
            ],
            id="pieces without an index",
        ),
        pytest.param(
            [
                [{"index": 0, "id": id, "function": WHOLE | {"arguments": '{"place":"여울"}'}}]
                for id in ("a", "b")
            ],
            id="all with one index",
        ),
    ],
)
@pytest.mark.parametrize("reason", ["stop", "tool_calls"])
async def test_calls_in_any_form_come_out_in_the_usual_one(
    tmp_path: Path, deltas: list[Any], reason: str
) -> None:
    async def plan(call: Call) -> None:
        await call.stream(*(made(*delta) for delta in deltas), finish(reason), DONE)

    async with open_chat_service() as service:
        service.answer = plan
        async with (
            before(service, tmp_path) as served,
            client_of(served.url, max_retries=0) as client,
        ):
            streaming = client.chat.completions.stream(model="large", messages=ASKED, tools=TOOLS)
            async with streaming as stream:
                final = await stream.get_final_completion()

    [choice] = final.choices
    calls: Any = choice.message.tool_calls
    assert choice.finish_reason == "tool_calls"
    assert len({call.id for call in calls}) == 2
    assert [(call.function.name, json.loads(call.function.arguments)) for call in calls] == [
        ("depth_at", {"place": "여울"})
    ] * 2


# -- refusals --------------------------------------------------------------------------------------


@function_provider("words")
async def words(prompt: Prompt) -> AsyncGenerator[str, None]:
    yield "No tools here."


async def test_a_model_that_takes_no_tools_refuses_them_and_names_one_that_does(
    tmp_path: Path,
) -> None:
    scripted = Scripted({"caller": call_script})
    called = {"id": "c1", "type": "function", "function": {"name": "x", "arguments": "{}"}}
    history: Any = [
        *ASKED,
        {"role": "assistant", "tool_calls": [called]},
        {"role": "tool", "tool_call_id": "c1", "content": "1"},
    ]
    async with (
        serving(tmp_path, catalogue=Catalogue([words, scripted])) as served,
        client_of(served.url, max_retries=0) as client,
    ):
        await client.models.list()
        create = client.chat.completions.create
        with pytest.raises(openai.BadRequestError, match="or ask caller") as refused:
            await create(model="words", messages=ASKED, tools=TOOLS)
        with pytest.raises(openai.BadRequestError, match="ask caller") as unreadable:
            await create(model="words", messages=history)
        nothing: Any = [{"tools": []}, {"tools": TOOLS, "tool_choice": "none"}]
        for fields in nothing:
            plain = await create(model="words", messages=ASKED, **fields)
            assert plain.choices[0].message.content == "No tools here."
        assert (await create(model="caller", messages=history, tools=TOOLS)).choices

    assert (refused.value.param, unreadable.value.param) == ("tools", "messages")
