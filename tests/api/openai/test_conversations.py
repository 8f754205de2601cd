"""Conversations, by the official SDK as it is, in its strict mode: a person's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.api.openai.gated import listed, said
from tests.api.openai.test_official_sdk import SCRIPT, TEXT
from tests.served import Served, serving

pytestmark = pytest.mark.anyio


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, SCRIPT) as served:
        yield served


async def test_a_conversation_is_begun_continued_listed_and_deleted(
    served: Served, client: openai.AsyncOpenAI
) -> None:
    made = await client.conversations.create()
    response = await client.responses.create(input="Where?", conversation=made.id)
    added = await client.conversations.items.create(
        made.id,
        items=[{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}],
    )
    items: list[Any] = [
        item async for item in client.conversations.items.list(made.id, limit=1, order="asc")
    ]

    assert response.conversation is not None
    assert response.conversation.id == made.id
    assert await client.conversations.retrieve(made.id) == made
    assert await listed(served) == ["Where?"]
    told = ["Where?", "Hm", TEXT, "Why?", "So."]
    parts = [item.summary if item.type == "reasoning" else item.content for item in items]
    assert [part.text for [part] in parts] == told
    assert [item.id for item in added.data] == [item.id for item in items[3:]]
    one = await client.conversations.items.retrieve(items[2].id, conversation_id=made.id)
    assert one == items[2]
    deleted = await client.conversations.delete(made.id)
    assert deleted.deleted
    with pytest.raises(openai.NotFoundError):
        await client.conversations.retrieve(made.id)
    with pytest.raises(openai.NotFoundError):
        await client.responses.retrieve(response.id)


async def test_a_conversation_takes_what_was_said_elsewhere(
    served: Served, client: openai.AsyncOpenAI
) -> None:
    made = await client.conversations.create(
        items=[
            {"role": "system", "content": "Brief."},
            {"role": "user", "content": "Where?"},
            {"role": "assistant", "content": "To sea."},
        ]
    )
    await client.responses.create(input="Why?", conversation=made.id)

    assert said(served.provider.prompts[0]) == [
        ("system", "Brief."),
        ("user", "Where?"),
        ("assistant", "To sea."),
        ("user", "Why?"),
    ]
    assert await listed(served) == ["Where?"]


async def test_what_a_conversation_does_not_carry_is_refused(client: openai.AsyncOpenAI) -> None:
    made = await client.conversations.create()
    question: Any = {"role": "user", "content": "?"}
    await client.responses.create(input="Where?", conversation=made.id)
    items = client.conversations.items
    for refused, why in (
        (client.conversations.create(metadata={"a": "b"}), "metadata"),
        (client.conversations.create(items=[question]), "ask it"),
        (items.create(made.id, items=[question, question]), "does not fit"),
        (items.create(made.id, items=[{"role": "system", "content": "x"}]), "instructions"),
        (items.delete("msg_1", conversation_id=made.id), "as a whole"),
        (client.responses.create(input="?", conversation=made.id, store=False), "store"),
    ):
        with pytest.raises(openai.BadRequestError, match=why):
            await refused
    hidden = await client.responses.create(input="Where?")
    for conversation_id in ("conv_none", hidden.id.replace("resp_", "conv_")):
        with pytest.raises(openai.NotFoundError):
            await client.responses.create(input="?", conversation=conversation_id)
