"""The official SDK, as it is, in its strict mode: streams, whole replies, errors, retries, Stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anthropic
import orjson
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

ASKED: Any = {
    "model": MODEL,
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "강은 어디로 가나요?"}],
}
SCRIPT: list[Step] = [Thought("Hm"), "To ", '"여울".\u2028Then ', Finish("stop", Usage(9, 4))]
TEXT = 'To "여울".\u2028Then '
TOOL: Any = {"name": "look_up", "description": "Looks.", "input_schema": {"type": "object"}}


@asynccontextmanager
async def client_of(url: str, **fields: Any) -> AsyncIterator[anthropic.AsyncAnthropic]:
    given: dict[str, Any] = {"api_key": "sk-any", "max_retries": 0, **fields}
    async with anthropic.AsyncAnthropic(
        base_url=url, _strict_response_validation=True, **given
    ) as client:
        yield client


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, SCRIPT) as served:
        yield served


@pytest.fixture
async def client(served: Served) -> AsyncIterator[anthropic.AsyncAnthropic]:
    async with client_of(served.url) as client:
        yield client


# -- replies -------------------------------------------------------------------------------------


async def test_it_reads_a_whole_reply(client: anthropic.AsyncAnthropic) -> None:
    message = await client.messages.create(**ASKED)

    thought, text = message.content
    assert (thought.type, text.type) == ("thinking", "text")
    assert (thought.to_dict()["thinking"], text.to_dict()["text"]) == ("Hm", TEXT)
    assert (message.stop_reason, message.model) == ("end_turn", MODEL)
    assert (message.usage.input_tokens, message.usage.output_tokens) == (9, 4)
    assert (message._request_id or "").startswith("req_")


async def test_it_adds_up_a_stream_with_heartbeats(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with (
        serving(tmp_path, [SCRIPT[0], gate, *SCRIPT[1:]], heartbeat_s=0.02) as served,
        client_of(served.url) as client,
        client.messages.stream(**ASKED) as stream,
    ):
        asyncio.get_running_loop().call_later(0.1, gate.set)
        kinds = [event.type async for event in stream]
        message = await stream.get_final_message()

    assert [block.type for block in message.content] == ["thinking", "text"]
    assert (message.content[1].to_dict()["text"], message.stop_reason) == (TEXT, "end_turn")
    assert message.usage.output_tokens == 4
    assert (kinds[0], kinds[-1]) == ("message_start", "message_stop")


@pytest.mark.parametrize("streams", [True, False])
async def test_tools_go_there_and_back(tmp_path: Path, streams: bool) -> None:
    prompts = list[Prompt]()

    def script(prompt: Prompt) -> list[Step]:
        prompts.append(prompt)
        if len(prompts) > 1:
            return ["The sea."]
        return ["I look. ", ToolCall(0, "call_1", "look_up"), ToolCall(0, arguments='{"at":"물"}')]

    async def ask(client: anthropic.AsyncAnthropic, messages: list[Any]) -> Any:
        asked = {**ASKED, "messages": messages, "tools": [TOOL]}
        if not streams:
            return await client.messages.create(**asked)
        async with client.messages.stream(**asked) as stream:
            return await stream.get_final_message()

    async with serving(tmp_path, script) as served, client_of(served.url) as client:
        called = await ask(client, ASKED["messages"])
        result = {"type": "tool_result", "tool_use_id": "call_1", "content": "A sea."}
        told = [{"role": "assistant", "content": called.content}]
        history = [*ASKED["messages"], *told, {"role": "user", "content": [result]}]
        said = await ask(client, history)

    assert called.stop_reason == "tool_use"
    use = called.content[1]
    assert (use.id, use.name, use.input) == ("call_1", "look_up", {"at": "물"})
    assert said.content[0].text == "The sea."
    function = {"name": "look_up", "description": "Looks.", "parameters": {"type": "object"}}
    assert prompts[0].options["tools"] == [{"type": "function", "function": function}]
    made = ToolCall(0, "call_1", "look_up", orjson.dumps({"at": "물"}).decode())
    assert prompts[1].turns[1:] == (
        Turn("assistant", "I look. ", (made,)),
        Turn("tool", "A sea.", tool_call_id="call_1"),
    )


async def test_it_lists_the_models_and_counts_tokens(client: anthropic.AsyncAnthropic) -> None:
    assert [model.id async for model in client.models.list()] == [MODEL]
    assert (await client.models.retrieve(MODEL)).display_name
    with pytest.raises(anthropic.NotFoundError, match="/v1/models") as unknown:
        await client.models.retrieve("a/b:c")
    assert (unknown.value.request_id or "").startswith("req_")

    asked: Any = {name: ASKED[name] for name in ("model", "messages")}
    little = await client.messages.count_tokens(**asked)
    much = await client.messages.count_tokens(**asked, system="여울 " * 100, tools=[TOOL])
    assert 0 < little.input_tokens < 50 < much.input_tokens


async def test_clients_of_both_apis_get_the_models_in_their_own_form(served: Served) -> None:
    get, version = served.client.get, {"anthropic-version": "2026-10-21"}
    for path in ("/v1/models", f"/v1/models/{MODEL}"):
        assert (await get(path)).json()["object"] in ("list", "model")
        assert "object" not in (await get(path, headers=version)).json()
    assert "code" in (await get("/v1/models/none")).json()["error"]
    refused = await get("/v1/models/none", headers=version)
    assert refused.json()["request_id"] == refused.headers["request-id"]
    assert refused.json()["error"]["type"] == "not_found_error"


# -- errors --------------------------------------------------------------------------------------


async def test_it_knows_the_errors_and_their_words(
    served: Served, client: anthropic.AsyncAnthropic
) -> None:
    with pytest.raises(anthropic.NotFoundError, match="none") as unknown:
        await client.messages.create(**{**ASKED, "model": "none"})
    assert unknown.value.type == "not_found_error"
    picture: Any = [{"role": "user", "content": [{"type": "image", "source": {}}]}]
    with pytest.raises(anthropic.BadRequestError, match="nothing is fetched"):
        await client.messages.create(**{**ASKED, "messages": picture})
    with pytest.raises(anthropic.NotFoundError, match="/v1/messages"):
        await client.messages.batches.list()
    async with client_of(f"{served.url}/v1") as wrong:
        with pytest.raises(anthropic.NotFoundError, match="ends before the /v1"):
            await wrong.messages.create(**ASKED)


async def test_a_stream_that_fails_raises_its_sentence(tmp_path: Path) -> None:
    async with (
        serving(tmp_path, ["To ", ProviderBroken("It broke off.")]) as served,
        client_of(served.url) as client,
        client.messages.stream(**ASKED) as stream,
    ):
        with pytest.raises(anthropic.APIStatusError, match="It broke off") as failed:
            await stream.until_done()

    assert failed.value.type == "api_error"


@pytest.mark.parametrize(
    "failure",
    [ProviderBroken("It broke off."), ToolCall(0, "call_1", "look_up", '{"at"')],
    ids=["failed", "arguments that are no object"],
)
async def test_a_whole_reply_that_fails_is_never_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: ToolCall | YeoulError
) -> None:
    async with serving(tmp_path, ["To ", failure]) as served, client_of(served.url) as client:
        with pytest.raises(anthropic.InternalServerError) as failed:
            await client.messages.create(**ASKED)
        assert failed.value.status_code == 502
        monkeypatch.setattr("yeoul.api.written_replies.PATIENCE_S", 0.0)
        with pytest.raises(anthropic.APIConnectionError):
            await client.messages.create(**ASKED)


# -- retries and Stop ----------------------------------------------------------------------------


async def test_a_timeout_joins_the_answer_that_was_begun(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, ["To ", gate, "sea."]) as served:
        asyncio.get_running_loop().call_later(1.0, gate.set)
        async with client_of(served.url, max_retries=5, timeout=0.8) as client:
            message = await client.messages.create(**ASKED)

    assert message.content[0].to_dict()["text"] == "To sea."
    assert len(served.provider.prompts) == 1


async def test_closing_a_stream_stops_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.chat.calls.GRACE_S", 0.05)
    async with (
        serving(tmp_path, ["To ", asyncio.Event()]) as served,
        client_of(served.url) as client,
    ):
        stream = await client.messages.create(**ASKED, stream=True)
        await anext(aiter(stream))
        await stream.close()
        await until(lambda: not served.provider.running)


# -- who gets in ---------------------------------------------------------------------------------


async def test_a_token_is_its_key_in_either_header(tmp_path: Path) -> None:
    async with accounts(tmp_path) as people:
        url, headers = people.served.url, people.headers("ann")
        tokens = {}
        for scope in ("ask", "read"):
            wish = {"name": "program", "scopes": [scope]}
            made = await people.served.client.post("/api/tokens", json=wish, headers=headers)
            tokens[scope] = made.json()["token"]
        for key in ({"api_key": tokens["ask"]}, {"api_key": None, "auth_token": tokens["ask"]}):
            async with client_of(url, **key) as client:
                assert (await client.messages.create(**ASKED)).content
                assert [model.id async for model in client.models.list()] == [MODEL]
        async with client_of(url, api_key=tokens["read"]) as client:
            assert (await client.models.retrieve(MODEL)).id == MODEL
            with pytest.raises(anthropic.PermissionDeniedError, match="scope ask"):
                await client.messages.create(**ASKED)
        async with client_of(url) as client:
            with pytest.raises(anthropic.AuthenticationError):
                await client.messages.create(**ASKED)
            with pytest.raises(anthropic.AuthenticationError) as unknown:
                await client.models.retrieve(MODEL)
            assert (unknown.value.request_id or "").startswith("req_")
