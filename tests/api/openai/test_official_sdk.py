"""The official SDK, as it is, in its strict mode: streams, whole replies, errors, retries, Stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.api.openai.official_client import client_of
from tests.served import MODEL, Served, serving, until
from yeoul.errors import ProviderBroken, ProviderUnavailable
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Prompt, Thought
from yeoul.providers.script_steps import Step

pytestmark = pytest.mark.anyio

ASKED: Any = [{"role": "user", "content": "Where do rivers go?"}]
SCRIPT: list[Step] = [Thought("Hm"), "To the ", 'sea "여울".', Finish("stop", Usage(9, 4))]
TEXT = 'To the sea "여울".'


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, SCRIPT) as served:
        yield served


# -- replies -------------------------------------------------------------------------------------


async def test_it_reads_a_whole_reply(client: openai.AsyncOpenAI) -> None:
    reply = await client.chat.completions.create(model=MODEL, messages=ASKED)

    [choice] = reply.choices
    assert (choice.message.content, choice.finish_reason) == (TEXT, "stop")
    assert (choice.message.model_extra or {})["reasoning_content"] == "Hm"
    assert reply.usage is not None
    assert (reply.usage.prompt_tokens, reply.usage.total_tokens) == (9, 13)
    assert (reply._request_id or "").startswith("req_")


async def test_it_reads_a_stream(client: openai.AsyncOpenAI) -> None:
    stream = await client.chat.completions.create(
        model=MODEL, messages=ASKED, stream=True, stream_options={"include_usage": True}
    )
    chunks = [chunk async for chunk in stream]

    texts = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert "".join(texts) == TEXT
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == 4


async def test_its_helper_adds_up_a_stream(client: openai.AsyncOpenAI) -> None:
    async with client.chat.completions.stream(model=MODEL, messages=ASKED) as stream:
        kinds = {event.type async for event in stream}
        final = await stream.get_final_completion()

    assert {"chunk", "content.delta", "content.done"} <= kinds
    assert final.choices[0].message.content == TEXT


async def test_it_reads_a_stream_with_heartbeats(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, ["To ", gate, "sea."], heartbeat_s=0.02) as served:
        asyncio.get_running_loop().call_later(0.2, gate.set)
        async with client_of(served.url, max_retries=0) as client:
            stream = await client.chat.completions.create(model=MODEL, messages=ASKED, stream=True)
            texts = [chunk.choices[0].delta.content or "" async for chunk in stream]

    assert "".join(texts) == "To sea."


async def test_it_reads_a_whole_reply_that_takes_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.api.written_replies.PATIENCE_S", 0.0)
    gate = asyncio.Event()
    async with serving(tmp_path, ["To ", gate, "sea."], heartbeat_s=0.02) as served:
        asyncio.get_running_loop().call_later(0.2, gate.set)
        async with client_of(served.url, max_retries=0) as client:
            reply = await client.chat.completions.create(model=MODEL, messages=ASKED)

    assert reply.choices[0].message.content == "To sea."


async def test_it_lists_the_models(client: openai.AsyncOpenAI) -> None:
    assert [model.id async for model in client.models.list()] == [MODEL]
    assert (await client.models.retrieve(MODEL)).id == MODEL


# -- errors --------------------------------------------------------------------------------------


async def test_it_knows_the_errors_and_their_words(client: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="none") as unknown:
        await client.chat.completions.create(model="none", messages=ASKED)
    assert (unknown.value.code, unknown.value.request_id) != (None, None)
    with pytest.raises(openai.BadRequestError, match="leave it out") as refused:
        await client.chat.completions.create(model=MODEL, messages=ASKED, n=2)
    assert (refused.value.param, refused.value.code) == ("n", "unsupported_value")
    with pytest.raises(openai.NotFoundError, match="/v1/chat/completions"):
        await client.embeddings.create(model=MODEL, input="x")


async def test_it_is_told_of_a_wrong_base_url(served: Served) -> None:
    for base_url in (served.url, f"{served.url}/v1/v1/"):
        async with openai.AsyncOpenAI(base_url=base_url, api_key="x", max_retries=0) as client:
            with pytest.raises(openai.NotFoundError, match="end with one /v1"):
                await client.chat.completions.create(model=MODEL, messages=ASKED)


async def test_a_stream_that_fails_raises_an_error_with_its_code(tmp_path: Path) -> None:
    async with (
        serving(tmp_path, ["To ", ProviderBroken("It broke off.")]) as served,
        client_of(served.url, max_retries=0) as client,
    ):
        stream = await client.chat.completions.create(model=MODEL, messages=ASKED, stream=True)
        with pytest.raises(openai.APIError, match="It broke off") as failed:
            [chunk async for chunk in stream]

    assert failed.value.code == "provider_broken"


async def test_a_whole_reply_that_fails_late_raises_nothing_but_has_no_choices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The status is 200 by then; strict clients refuse the object, others find no choice in it."""
    monkeypatch.setattr("yeoul.api.written_replies.PATIENCE_S", 0.0)
    async with (
        serving(tmp_path, ["To ", ProviderBroken("It broke off.")]) as served,
        client_of(served.url, max_retries=0) as client,
    ):
        with pytest.raises(openai.APIResponseValidationError):
            await client.chat.completions.create(model=MODEL, messages=ASKED)


# -- retries -------------------------------------------------------------------------------------


async def test_a_timeout_joins_the_answer_that_was_begun(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, ["To ", gate, "sea."]) as served:
        asyncio.get_running_loop().call_later(2.0, gate.set)
        async with client_of(served.url, max_retries=5, timeout=0.8) as client:
            reply = await client.chat.completions.create(model=MODEL, messages=ASKED)

    assert reply.choices[0].message.content == "To sea."
    assert len(served.provider.prompts) == 1


async def test_an_error_is_asked_again(tmp_path: Path) -> None:
    tries = list[Prompt]()

    def script(prompt: Prompt) -> Iterator[Step]:
        tries.append(prompt)
        yield "To sea." if len(tries) > 1 else ProviderUnavailable("Away.")

    async with serving(tmp_path, script) as served, client_of(served.url) as client:
        reply = await client.chat.completions.create(model=MODEL, messages=ASKED)

    assert reply.choices[0].message.content == "To sea."


async def test_what_a_retry_cannot_mend_is_not_tried_again(served: Served) -> None:
    headers = {"Idempotency-Key": "k"}
    async with client_of(served.url) as client:
        await client.chat.completions.create(model=MODEL, messages=ASKED, extra_headers=headers)
        with pytest.raises(openai.ConflictError) as conflict:
            await client.chat.completions.create(
                model=MODEL, messages=[*ASKED, *ASKED], extra_headers=headers
            )
        sent = conflict.value.response.request.headers
        again = await client.chat.completions.create(
            model=MODEL, messages=ASKED, extra_headers=headers
        )

    assert sent["x-stainless-retry-count"] == "0"
    assert again.choices[0].message.content == TEXT
    assert len(served.provider.prompts) == 1


async def test_the_same_question_is_asked_twice_by_two_requests(served: Served) -> None:
    async with client_of(served.url) as client:
        first, second = [
            await client.chat.completions.create(model=MODEL, messages=ASKED) for _ in range(2)
        ]

    assert first.id != second.id
    assert len(served.provider.prompts) == 2


# -- Stop ----------------------------------------------------------------------------------------


async def test_closing_a_stream_stops_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.chat.calls.GRACE_S", 0.05)
    async with (
        serving(tmp_path, ["To ", asyncio.Event()]) as served,
        client_of(served.url) as client,
    ):
        stream = await client.chat.completions.create(model=MODEL, messages=ASKED, stream=True)
        await anext(aiter(stream))
        await stream.close()
        await until(lambda: not served.provider.running)
