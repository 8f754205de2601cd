"""Any answer with calls is read alike by the official SDK and natively, and as its snapshot is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.served import MODEL, serving
from yeoul.protocol.content import ToolCall, content_from_json
from yeoul.protocol.events import event_from_json
from yeoul.protocol.growing_content import GrowingContent
from yeoul.providers.base import Finish, Piece, Prompt, Text, Thought
from yeoul.providers.script_steps import Step

pytestmark = pytest.mark.anyio

SEED, ANSWERS = 20261129, 40


def said_at_random(chance: random.Random) -> Iterator[Step]:
    """Yield pieces of text, of thinking and of calls, in batches, and an end."""
    begun = 0
    for _ in range(chance.randint(1, 12)):
        batch = list[Piece]()
        for _ in range(chance.randint(1, 4)):
            piece = chance.choice(["여울 ", '"\\', "\n", "{", "👩‍👩‍👧"])
            if chance.random() < 0.3:
                batch.append(Text(piece) if chance.random() < 0.5 else Thought(piece))
            elif not begun or chance.random() < 0.2:
                id = chance.choice([None, f"c{begun}"])
                batch.append(ToolCall(begun, id, "look", chance.choice([None, piece])))
                begun += 1
            else:
                batch.append(ToolCall(chance.randrange(begun), arguments=piece))
        yield batch
    yield Finish(chance.choice(["tool_calls", "length"]), None)


def calls_of(chunks: list[Any]) -> dict[int, dict[str, str]]:
    """Return what the chunks of a stream say of each call."""
    calls = dict[int, dict[str, str]]()
    for piece in (it for chunk in chunks for it in chunk.choices[0].delta.tool_calls or ()):
        call = calls.setdefault(piece.index, {"arguments": ""})
        call["arguments"] += piece.function.arguments or ""
        call |= {"id": piece.id, "name": piece.function.name} if piece.id else {}
    return calls


async def test_any_answer_with_calls_is_read_alike_by_the_door_and_natively(tmp_path: Path) -> None:
    print(f"seed {SEED}")
    chance = random.Random(SEED)

    def script(prompt: Prompt) -> Iterator[Step]:
        return said_at_random(chance)

    asked: Any = [{"role": "user", "content": "Look."}]
    async with (
        serving(tmp_path, script) as served,
        openai.AsyncOpenAI(base_url=f"{served.url}/v1", api_key="sk") as client,
    ):
        for _ in range(ANSWERS):
            async with client.chat.completions.stream(messages=asked, model=MODEL) as stream:
                chunks = [event.chunk async for event in stream if event.type == "chunk"]
            answer_id = chunks[0].id.partition("-")[2]
            growing = GrowingContent()
            for entry in await served.events(answer_id):
                growing.add(event_from_json(entry["event"], entry["data"]))
            native, door = growing.whole(), calls_of(chunks)

            assert native == content_from_json(await served.get(f"/api/answers/{answer_id}"))
            assert "".join(c.choices[0].delta.content or "" for c in chunks) == native.text
            assert door.keys() == {call.index for call in native.tool_calls}
            for call in native.tool_calls:
                told = door[call.index]
                assert (told["name"], told["arguments"]) == (call.name, call.arguments or "")
                assert call.id in (None, told["id"])
