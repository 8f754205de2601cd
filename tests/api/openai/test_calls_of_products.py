"""Calls where a product decides about questions, and is told of their ends."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import HTTPConnection

from tests.served import MODEL, Served, serving, until
from yeoul import Asking, Caller, Ended, Refused
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Turn

pytestmark = pytest.mark.anyio

PATH = "/v1/chat/completions"
ASKED: Any = {
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Where do rivers go?"},
        {"role": "assistant", "content": "Down."},
        {"role": "user", "content": "And then?"},
    ],
    "temperature": 1.5,
}
BROUGHT = (
    Turn("user", "Where do rivers go?"),
    Turn("assistant", "Down."),
    Turn("user", "And then?"),
)
SECRET = "Speak like a marigold."

Decide = Callable[[Asking], Asking]


def product(
    path: Path, decide: Decide, ended: list[Ended] | None = None
) -> AbstractAsyncContextManager[Served]:
    """A server whose product decides so."""

    async def identify(connection: HTTPConnection) -> Caller | None:
        return Caller("ann")

    async def on_end(end: Ended) -> None:
        if ended is not None:
            ended.append(end)

    script: Any = ["To the sea.", Finish("stop", Usage(9, 4))]
    return serving(path, script, identify=identify, before_ask=decide, on_end=on_end)


async def test_a_product_sees_all_that_a_call_brings(tmp_path: Path) -> None:
    asked = list[Asking]()

    def decide(asking: Asking) -> Asking:
        asked.append(asking)
        return asking

    async with product(tmp_path, decide) as served:
        assert (await served.client.post(PATH, json=ASKED)).status_code == 200
        retry = {"x-stainless-retry-count": "1", "idempotency-key": "one"}
        for _ in range(2):
            assert (await served.client.post(PATH, json=ASKED, headers=retry)).status_code == 200

    first, _ = asked  # the third is the second one's answer
    assert (first.way, first.text, first.system) == ("ask", "And then?", "Be brief.")
    assert (first.brought, first.conversation_id, first.temporary) == (BROUGHT, None, False)
    assert (first.model, first.parameters.temperature) == (None, 1.5)


async def test_what_a_product_decides_about_a_call_counts_and_is_not_shown(tmp_path: Path) -> None:
    def decide(asking: Asking) -> Asking:
        return replace(
            asking,
            model=MODEL,
            system=SECRET,
            parameters=Parameters(max_tokens=50),
            context=[Turn("assistant", "Down the hill."), Turn("user", "The price is three.")],
            metadata={"plan": "gold"},
        )

    async with product(tmp_path, decide) as served:
        reply = await served.client.post(PATH, json={**ASKED, "model": MODEL})
        own = await served.client.get(f"/api/answers/{reply.headers['x-yeoul-answer']}")
        [prompt] = served.provider.prompts

    assert prompt.turns[0] == Turn("system", SECRET)
    assert "The price is three." in prompt.turns[-1].content
    assert prompt.turns[-1].content.endswith("And then?")
    assert (prompt.parameters, prompt.metadata) == (Parameters(max_tokens=50), {"plan": "gold"})
    for shown in (reply.text, own.text):
        assert "marigold" not in shown
        assert "price" not in shown


async def test_a_product_refuses_a_call_in_its_own_words(tmp_path: Path) -> None:
    def decide(asking: Asking) -> Asking:
        raise Refused("You have used up your tokens.", code="no_tokens", status=402)

    async with product(tmp_path, decide) as served:
        reply = await served.client.post(PATH, json=ASKED)

    error = {
        "message": "You have used up your tokens.",
        "type": "invalid_request_error",
        "param": None,
        "code": "no_tokens",
    }
    assert (reply.status_code, reply.json()) == (402, {"error": error})
    assert reply.headers["x-should-retry"] == "false"


async def test_no_product_changes_what_a_call_has_brought(tmp_path: Path) -> None:
    async with product(tmp_path, lambda asking: replace(asking, brought=())) as served:
        reply = await served.client.post(PATH, json=ASKED)

    assert (reply.status_code, reply.json()["error"]["code"]) == (500, "internal")


async def test_a_product_is_told_the_end_of_a_call(tmp_path: Path) -> None:
    ended = list[Ended]()
    async with product(tmp_path, lambda asking: asking, ended) as served:
        reply = await served.client.post(PATH, json=ASKED)
        await until(lambda: len(ended) == 1)

    [end] = ended
    assert end.answer_id == reply.headers["x-yeoul-answer"]
    assert (end.owner, end.reason, end.prompt_tokens, end.completion_tokens) == (
        "ann",
        "stop",
        9,
        4,
    )
