"""How a service is told to go on behind a text, and how the text that it gives back is read.

The official API has no field for it; servers have fields of their own. A service that is told in a
way that it does not know begins the answer again, or replies to the unfinished one. So a person
chooses the way and tries it; nothing is guessed.

- vLLM: ``continue_final_message`` without a generation prompt.
- llama.cpp: an answer as the last message. It refuses that while the model is to think.
- DeepSeek (its beta address) and Mistral: an answer with ``prefix`` as the last message.

Some repeat the text before they go on; the repetition is dropped.
"""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from yeoul.addresses import ServiceAddress
from yeoul.providers.base import Finish, Flow, Piece, Text
from yeoul.providers.chat_request import ChatRequest, ContinueWay
from yeoul.providers.service.answer import AcceptBatch, Answered
from yeoul.providers.service.connection import ReadOutcome
from yeoul.providers.told_tokens import ToldTokens

#: Characters of a text below which an answer may well go on with the same text: "ha", "1, ".
MIN_ECHO_CHARS = 16
_DEEPSEEK = "api.deepseek.com"


def continue_behind(body: ChatRequest, prefix: str, way: ContinueWay) -> None:
    """Put ``prefix`` into the body of a question, as the beginning of its answer."""
    last: dict[str, Any] = {"role": "assistant", "content": prefix}
    if way in ("deepseek", "mistral"):
        last["prefix"] = True
    else:
        # The text stands behind the thinking, so that is over.
        body["chat_template_kwargs"] = {"enable_thinking": False}
    if way == "vllm":
        body["add_generation_prompt"] = False
        body["continue_final_message"] = True
    body["messages"] = [*body["messages"], last]


def question_address(address: ServiceAddress, way: ContinueWay) -> ServiceAddress:
    """Return the address at which questions are asked: DeepSeek goes on only at its beta one."""
    if way != "deepseek" or address.host != _DEEPSEEK:
        return address
    root = address.base.removesuffix(urlsplit(address.base).path)
    return ServiceAddress(f"{root}/beta", address.query, address.user_info)


class ContinuedAnswer:
    """An answer without the text that it was to go on behind, if the service repeats that."""

    def __init__(
        self, answer: Answered, prefix: str, way: ContinueWay, told: ToldTokens | None = None
    ) -> None:
        self._answer = answer
        self._told = told
        # Mistral always repeats it.
        looks = way == "mistral" or len(prefix) >= MIN_ECHO_CHARS
        self._expected = prefix if looks else ""
        self._held = ""

    async def read_into(self, accept: AcceptBatch) -> ReadOutcome:
        """Read as `ServiceAnswer.read_into` does."""
        return await self._answer.read_into(partial(self._pass_on, accept))

    def _pass_on(self, accept: AcceptBatch, batch: list[Piece]) -> Flow:
        if self._expected:
            batch = [kept for piece in batch for kept in self._without_echo(piece)]
        return accept(batch) if batch else Flow.MORE

    def _without_echo(self, piece: Piece) -> list[Piece]:
        if isinstance(piece, Finish):
            held, self._held = self._held, ""
            return [Text(held), piece] if held else [piece]
        if not isinstance(piece, Text) or not self._expected:
            return [piece]
        said = self._held + piece.text
        if self._expected.startswith(said) and said != self._expected:
            self._held = said
            return []
        rest = said.removeprefix(self._expected)
        if self._told is not None and said.startswith(self._expected):
            self._told.pass_over(self._expected)
        self._expected = self._held = ""
        return [Text(rest)] if rest else []
