"""What llama.cpp is asked for, and what is made of its replies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from yeoul.providers.base import PromptToken
from yeoul.providers.llama_prompt import read_tokens

pytestmark = pytest.mark.anyio


async def test_the_chat_is_written_and_then_cut_as_it_is_before_an_answer() -> None:
    asked: list[tuple[str, Mapping[str, object]]] = []

    async def post(path: str, body: Mapping[str, object]) -> Mapping[str, Any]:
        asked.append((path, body))
        if path == "/apply-template":
            return {"prompt": "<s>여"}
        pieces = ["<s>", [0xEC], [0x97, 0xAC]]
        return {"tokens": [{"id": at, "piece": piece} for at, piece in enumerate(pieces)]}

    question = {"model": "small", "messages": []}
    tokens = await read_tokens(post, question)

    assert tokens == [
        PromptToken(0, b"<s>"),
        PromptToken(1, b"\xec"),
        PromptToken(2, b"\x97\xac"),
    ]
    wish = {"content": "<s>여", "add_special": True, "parse_special": True, "with_pieces": True}
    assert asked == [("/apply-template", question), ("/tokenize", {**wish, "model": "small"})]
