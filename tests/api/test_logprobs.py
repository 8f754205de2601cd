"""Candidates at the doors of other clients, as the official ones read them: `logprobs`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import ollama
import openai
import pytest

from tests.api.openai.official_client import client_of
from tests.served import MODEL, Served, serving
from yeoul.api.logprobs import logprobs_of
from yeoul.protocol.content import Token
from yeoul.providers.base import Finish, Thought
from yeoul.providers.script_steps import Step

pytestmark = pytest.mark.anyio

ASKED: Any = [{"role": "user", "content": "Where do rivers go?"}]
SCRIPT: list[Step] = [Thought("Hm"), "To the ", "바다 👍🏽", " quick.", Finish("stop", None)]
TEXT = "To the 바다 👍🏽 quick."


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, SCRIPT) as served:
        yield served


@pytest.fixture
async def client(served: Served) -> AsyncIterator[openai.AsyncOpenAI]:
    async with client_of(served.url) as client:
        yield client


def check_told(told: Any, most: int) -> None:
    """Check that these are the tokens of the text, by their bytes, each with its candidates."""
    assert told
    assert b"".join(bytes(token.bytes) for token in told).decode() == TEXT
    assert {len(token.top_logprobs) for token in told} == {0, most}
    for token in told:
        assert -9999.0 <= token.logprob <= 0
        for other in token.top_logprobs:
            assert bytes(other.bytes).decode() == other.token


def test_what_is_not_known_is_told_in_the_numbers_of_the_format() -> None:
    tokens: list[Token] = [("여", None, ()), ("a", -0.5, (("\ufffd", -0.25), ("", -3.0)))]

    rare, known = logprobs_of(tokens, 1)

    rare_bytes = [*"여".encode()]
    assert rare == {"token": "여", "bytes": rare_bytes, "logprob": -9999.0, "top_logprobs": []}
    assert known["top_logprobs"] == [{"token": "\ufffd", "bytes": None, "logprob": -0.25}]
    part: list[Token] = [("a", -0.5, (("\ufffd", -0.25, (0xEC,)),))]
    [told] = logprobs_of(part, 1)[0]["top_logprobs"]
    assert told == {"token": "\ufffd", "bytes": [0xEC], "logprob": -0.25}


async def test_chat_completions_have_them_whole_and_streamed(client: openai.AsyncOpenAI) -> None:
    wanted: Any = {"model": MODEL, "messages": ASKED, "logprobs": True, "top_logprobs": 3}
    reply = await client.chat.completions.create(**wanted)
    assert reply.choices[0].logprobs is not None
    check_told(reply.choices[0].logprobs.content, 3)

    async with client.chat.completions.stream(**wanted) as stream:
        async for _ in stream:
            pass
        streamed = await stream.get_final_completion()
    assert streamed.choices[0].message.content == TEXT
    assert streamed.choices[0].logprobs is not None
    assert streamed.choices[0].logprobs.content == reply.choices[0].logprobs.content


async def test_tokens_alone_are_told_and_nothing_where_nobody_asks(
    client: openai.AsyncOpenAI,
) -> None:
    plain = await client.chat.completions.create(model=MODEL, messages=ASKED)
    assert plain.choices[0].logprobs is None
    alone = await client.chat.completions.create(model=MODEL, messages=ASKED, logprobs=True)
    assert alone.choices[0].logprobs is not None
    check_told(alone.choices[0].logprobs.content, 0)


async def test_responses_have_them_whole_streamed_and_later(client: openai.AsyncOpenAI) -> None:
    wanted: Any = {
        "model": MODEL,
        "input": "Where do rivers go?",
        "top_logprobs": 2,
        "include": ["message.output_text.logprobs"],
    }

    def told_by(response: Any) -> Any:
        [message] = [item for item in response.output if item.type == "message"]
        return message.content[0].logprobs

    whole = await client.responses.create(**wanted)
    check_told(told_by(whole), 2)
    assert whole.top_logprobs == 2
    later = await client.responses.retrieve(whole.id)
    assert told_by(later) == told_by(whole)
    events = [event async for event in await client.responses.create(**wanted, stream=True)]
    [done] = [event for event in events if event.type == "response.output_text.done"]
    assert [each.token for each in done.logprobs] == [each.token for each in told_by(whole)]
    assert told_by(getattr(events[-1], "response", None)) == told_by(whole)
    del wanted["top_logprobs"], wanted["include"]
    assert told_by(await client.responses.create(**wanted)) == []


async def test_ollama_has_them_whole_and_line_by_line(served: Served) -> None:
    wanted: Any = {"model": MODEL, "logprobs": True, "top_logprobs": 2}
    async with ollama.AsyncClient(served.url) as client:
        reply = await client.chat(messages=ASKED, **wanted)
        streamed = [part async for part in await client.chat(messages=ASKED, stream=True, **wanted)]
        plain = await client.chat(model=MODEL, messages=ASKED)
        generated = await client.generate(prompt="Where?", **wanted)

    assert "".join(part.message.content or "" for part in streamed) == TEXT
    lines = [token for part in streamed for token in part.logprobs or ()]
    for told in (reply.logprobs, lines, generated.logprobs):
        assert "".join(token.token for token in told or ()) == TEXT
        assert {len(token.top_logprobs or ()) for token in told or ()} == {0, 2}
    assert plain.logprobs is None
