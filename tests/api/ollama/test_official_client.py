"""Ollama's own client, as it is: streams, whole replies, tools, errors, Stop, and its models."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import ollama
import pytest

from tests.api.access_people import accounts
from tests.served import MODEL, Served, serving, until
from yeoul.errors import ProviderBroken, YeoulError
from yeoul.protocol.content import ToolCall
from yeoul.protocol.events import Usage
from yeoul.protocol.turns import Turn
from yeoul.providers.base import Finish, Prompt, Thought
from yeoul.providers.script_steps import Step

pytestmark = pytest.mark.anyio

ASKED: Any = {"model": MODEL, "messages": [{"role": "user", "content": "강은 어디로 가나요?"}]}
SCRIPT: list[Step] = [Thought("Hm"), "To ", '"여울".\u2028Then ', Finish("stop", Usage(9, 4))]
TEXT = 'To "여울".\u2028Then '
TOOL: Any = {"type": "function", "function": {"name": "look_up", "description": "Looks."}}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, SCRIPT) as served:
        yield served


@pytest.fixture
async def client(served: Served) -> AsyncIterator[ollama.AsyncClient]:
    async with ollama.AsyncClient(served.url) as client:
        yield client


# -- chat ----------------------------------------------------------------------------------------


async def test_it_reads_a_whole_reply(client: ollama.AsyncClient) -> None:
    for name in (MODEL, f"{MODEL}:latest"):
        reply = await client.chat(**{**ASKED, "model": name}, options={"temperature": 0.5})

        assert (reply.message.content, reply.message.thinking) == (TEXT, "Hm")
        assert (reply.model, reply.done, reply.done_reason) == (MODEL, True, "stop")
        assert (reply.prompt_eval_count, reply.eval_count) == (9, 4)
        assert (reply.total_duration or 0) > 0


async def test_it_reads_a_stream_with_heartbeats(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with (
        serving(tmp_path, [SCRIPT[0], gate, *SCRIPT[1:]], heartbeat_s=0.02) as served,
        ollama.AsyncClient(served.url) as client,
    ):
        parts = list[ollama.ChatResponse]()
        async for part in await client.chat(**ASKED, stream=True, think=True):
            parts.append(part)
            if not (part.message.content or part.message.thinking):
                gate.set()  # it was a heartbeat

    assert "".join(part.message.content or "" for part in parts) == TEXT
    assert "".join(part.message.thinking or "" for part in parts) == "Hm"
    assert [part.done for part in parts] == [False] * (len(parts) - 1) + [True]


@pytest.mark.parametrize("streams", [True, False])
async def test_tools_go_there_and_back(tmp_path: Path, streams: bool) -> None:
    prompts = list[Prompt]()

    def script(prompt: Prompt) -> list[Step]:
        prompts.append(prompt)
        if len(prompts) > 1:
            return ["The sea."]
        return ["I look. ", ToolCall(0, "call_1", "look_up"), ToolCall(0, arguments='{"at":"물"}')]

    async def ask(client: ollama.AsyncClient, messages: list[Any]) -> list[ollama.Message]:
        asked: Any = {"model": MODEL, "messages": messages, "tools": [TOOL]}
        if streams:
            return [part.message async for part in await client.chat(**asked, stream=True)]
        return [(await client.chat(**asked)).message]

    async with serving(tmp_path, script) as served, ollama.AsyncClient(served.url) as client:
        told = await ask(client, ASKED["messages"])
        [call] = [call for message in told for call in message.tool_calls or ()]
        made = {"role": "assistant", "content": "I look. ", "tool_calls": [call]}
        result = {"role": "tool", "content": "A sea.", "tool_name": "look_up"}
        said = await ask(client, [*ASKED["messages"], made, result])

    assert (call.function.name, call.function.arguments) == ("look_up", {"at": "물"})
    assert "".join(message.content or "" for message in said) == "The sea."
    assert prompts[0].options["tools"] == [TOOL]
    asked, answered = prompts[1].turns[1:]
    assert asked == Turn("assistant", "I look. ", asked.tool_calls)
    assert (answered.content, answered.tool_call_id) == ("A sea.", asked.tool_calls[0].id)


async def test_a_chat_without_messages_says_that_the_model_is_ready(
    served: Served, client: ollama.AsyncClient
) -> None:
    reply = await client.chat(model=MODEL)

    assert (reply.done, reply.done_reason, reply.message.content) == (True, "load", "")
    assert not served.provider.prompts


# -- a single prompt -----------------------------------------------------------------------------


async def test_it_generates_from_a_prompt(served: Served, client: ollama.AsyncClient) -> None:
    asked: Any = {"model": MODEL, "prompt": "강은?", "system": "Be brief."}
    whole = await client.generate(**asked)
    parts = [part async for part in await client.generate(**asked, stream=True)]

    assert (whole.response, whole.thinking, whole.eval_count) == (TEXT, "Hm", 4)
    assert "".join(part.response or "" for part in parts) == TEXT
    assert "".join(part.thinking or "" for part in parts) == "Hm"
    assert (parts[-1].done, parts[-1].done_reason) == (True, "stop")
    for prompt in served.provider.prompts:
        assert prompt.turns == (Turn("system", "Be brief."), Turn("user", "강은?"))
    assert (await client.generate(model=MODEL)).done_reason == "load"
    with pytest.raises(ollama.ResponseError, match="suffix is not possible here"):
        await client.generate(**asked, suffix="}")


# -- errors and Stop -----------------------------------------------------------------------------


async def test_it_knows_the_errors_and_their_words(
    served: Served, client: ollama.AsyncClient
) -> None:
    picture = {"role": "user", "content": "?", "images": [b"GIF89a"]}
    asked: list[tuple[dict[str, Any], int, str]] = [
        ({"model": "none"}, 404, "none"),
        ({"messages": [picture]}, 422, "damaged"),
        ({"options": {"temperature": 9.0}}, 400, "options.temperature"),
    ]
    for fields, status, told in asked:
        with pytest.raises(ollama.ResponseError, match=told) as refused:
            await client.chat(**{**ASKED, **fields})
        assert refused.value.status_code == status
    deep: Any = {}
    for _ in range(300):
        deep = {"items": deep}
    body = {**ASKED, "tools": [{"function": {"name": "look_up", "parameters": deep}}]}
    reply = await served.client.post("/api/chat", json=body)
    assert (reply.status_code, reply.json()) == (400, {"error": "tools is nested too deeply."})
    with pytest.raises(ollama.ResponseError, match="none") as unknown:
        await client.show("none")
    assert unknown.value.status_code == 404


async def test_a_stream_that_fails_raises_its_sentence(tmp_path: Path) -> None:
    async with (
        serving(tmp_path, ["To ", ProviderBroken("It broke off.")]) as served,
        ollama.AsyncClient(served.url) as client,
    ):
        with pytest.raises(ollama.ResponseError, match="It broke off"):
            [part async for part in await client.chat(**ASKED, stream=True)]


@pytest.mark.parametrize(
    "failure",
    [ProviderBroken("It broke off."), ToolCall(0, "call_1", "look_up", '{"at"')],
    ids=["failed", "arguments that are no object"],
)
async def test_a_whole_reply_that_fails_is_never_a_message(
    tmp_path: Path, failure: ToolCall | YeoulError
) -> None:
    async with (
        serving(tmp_path, ["To ", failure]) as served,
        ollama.AsyncClient(served.url) as client,
    ):
        with pytest.raises(ollama.ResponseError) as failed:
            await client.chat(**ASKED)
    assert failed.value.status_code == 502


async def test_leaving_a_stream_stops_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.chat.calls.GRACE_S", 0.05)
    async with serving(tmp_path, ["To ", asyncio.Event()]) as served:
        async with ollama.AsyncClient(served.url) as client:
            stream = await client.chat(**ASKED, stream=True)
            await anext(aiter(stream))
        await until(lambda: not served.provider.running)


# -- models --------------------------------------------------------------------------------------


async def test_it_lists_and_shows_the_models(client: ollama.AsyncClient) -> None:
    listed = await client.list()
    assert [model.model for model in listed.models] == [MODEL]
    shown = await client.show(f"{MODEL}:latest")
    assert shown.capabilities == ["completion", "vision"]
    assert (await client.ps()).models == []


async def test_it_is_told_a_version_whichever_way_it_asks(served: Served) -> None:
    reply = await served.client.get("/api/version")
    asked = await served.client.head("/api/version")

    assert reply.json()["version"]
    assert (asked.status_code, asked.content) == (200, b"")
    old = await served.client.post("/api/show", json={"name": MODEL})
    assert old.json()["details"]["family"] == "scripted"


async def test_a_token_opens_the_door(tmp_path: Path) -> None:
    async with accounts(tmp_path) as people:
        wish = {"name": "program", "scopes": ["ask"]}
        headers = people.headers("ann")
        made = await people.served.client.post("/api/tokens", json=wish, headers=headers)
        known = {"Authorization": f"Bearer {made.json()['token']}"}
        async with ollama.AsyncClient(people.served.url, headers=known) as client:
            assert (await client.chat(**ASKED)).done
            assert len((await client.list()).models) == 1
        async with ollama.AsyncClient(people.served.url) as client:
            for refused in (client.chat(**ASKED), client.list()):
                with pytest.raises(ollama.ResponseError) as unknown:
                    await refused
                assert unknown.value.status_code == 401
