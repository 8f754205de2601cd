"""Writes the request that services and llama.cpp take alike: the turns, and the parameters given.

Pure. Each provider adds what only its own side knows, or takes away what that refuses.

Format: OpenAI's Chat Completions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypedDict

from yeoul.protocol.content import ToolCall
from yeoul.protocol.conversation import Parameters
from yeoul.providers.base import Turn

#: How a service is told to go on behind a text; ``no``: it is not, so it cannot.
ContinueWay = Literal["no", "vllm", "llama.cpp", "deepseek", "mistral"]
#: The API by which a service is asked: Chat Completions, or OpenAI's Responses in the background.
ServiceApi = Literal["chat", "responses"]


class ChatRequest(TypedDict, total=False):
    """The fields that a request may have; the first three are always there."""

    messages: list[dict[str, Any]]
    stream: bool
    stream_options: dict[str, bool]
    temperature: float
    top_p: float
    max_tokens: int
    seed: int
    logprobs: bool
    top_logprobs: int
    #: For services alone, as is the other name of ``max_tokens``.
    model: str
    max_completion_tokens: int
    #: Only for those that are known to take them.
    add_generation_prompt: bool
    continue_final_message: bool
    chat_template_kwargs: dict[str, Any]
    reasoning: dict[str, bool]
    reasoning_effort: str
    thinking: dict[str, str]
    enable_thinking: bool


def chat_request(turns: Sequence[Turn], given: Parameters) -> ChatRequest:
    """Return the request for one streamed answer, with its usage at the end.

    Parameters that are None are left out: the model's side decides them.
    """
    request: ChatRequest = {
        "messages": [_message(turn) for turn in turns],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if given.temperature is not None:
        request["temperature"] = given.temperature
    if given.top_p is not None:
        request["top_p"] = given.top_p
    if given.max_tokens is not None:
        request["max_tokens"] = given.max_tokens
    if given.seed is not None:
        request["seed"] = given.seed
    return request


def _message(turn: Turn) -> dict[str, Any]:
    message: dict[str, Any] = {"role": turn.role, "content": turn.content}
    if turn.pictures:
        message["content"] = _parts(turn)
    if turn.tool_calls:
        message["content"] = turn.content or None  # "" is refused by some services
        message["tool_calls"] = [_call(call) for call in turn.tool_calls]
    if turn.tool_call_id is not None:
        message["tool_call_id"] = turn.tool_call_id
    return message


def _parts(turn: Turn) -> list[dict[str, Any]]:
    """Return pictures, and the words behind them."""
    shown = [{"type": "image_url", "image_url": {"url": each.data_url}} for each in turn.pictures]
    return [*shown, *([{"type": "text", "text": turn.content}] if turn.content.strip() else [])]


def _call(call: ToolCall) -> dict[str, Any]:
    # Templates parse the arguments as JSON, and would fail at an empty text.
    function = {"name": call.name or "", "arguments": call.arguments or "{}"}
    named = {"id": call.id} if call.id is not None else {}
    return {**named, "type": "function", "function": function}
