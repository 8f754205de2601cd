"""The body of a question by OpenAI's Responses API, and which fields a service refuses.

Pure. A question is asked in the background, so that its answer grows at the service even if nobody
reads it. For that the service has to store it, so a temporary conversation does without.

Format: OpenAI's Responses API, "Create a model response".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from yeoul.protocol.content import ToolCall
from yeoul.providers.base import Prompt, Turn

#: Most models of which it is remembered that they refuse a field.
MAX_MODELS = 1000
#: What has to be included for the tokens of the text.
LOGPROBS = "message.output_text.logprobs"


class ResponsesRequest(TypedDict, total=False):
    """The fields that a request may have; the first five are always there."""

    model: str
    input: list[dict[str, Any]]
    stream: bool
    background: bool
    store: bool
    instructions: str
    #: Asks for a summary of the model's thinking, which itself is never shown.
    reasoning: dict[str, str]
    max_output_tokens: int
    temperature: float
    top_p: float
    top_logprobs: int
    include: list[str]
    tools: list[dict[str, Any]]
    tool_choice: str | dict[str, Any]
    parallel_tool_calls: bool


@dataclass(slots=True)
class ResponsesHabits:
    """The observed refusals of one service and its models."""

    #: Models that are not asked in the background, or of which nothing is stored.
    without_background: set[str] = field(default_factory=set)
    #: Models that have no thinking to summarise.
    without_summary: set[str] = field(default_factory=set)

    def note_refusal(self, asked: ResponsesRequest, reason: str) -> bool:
        """Note the reason of a refusal. Returns whether the question can be put in another way.

        ``asked`` is the body that was refused, ``reason`` the service's own words.
        """
        said = reason.lower()
        if "reasoning" in asked and ("reasoning" in said or "summar" in said):
            self.without_summary.add(asked["model"])
            return len(self.without_summary) < MAX_MODELS
        if asked["background"] and re.search(r"\b(background|stored?)\b", said):
            self.without_background.add(asked["model"])
            return len(self.without_background) < MAX_MODELS
        return False


def responses_body(prompt: Prompt, habits: ResponsesHabits) -> ResponsesRequest:
    """Return the body of a question. The service decides whatever the prompt leaves open.

    A seed is left out: the API has no place for it.
    """
    system = [turn.content for turn in prompt.turns if turn.role == "system"]
    in_background = prompt.model not in habits.without_background and not prompt.temporary
    body: ResponsesRequest = {
        "model": prompt.model,
        "input": [item for turn in prompt.turns for item in _items(turn)],
        "stream": True,
        "background": in_background,
        "store": in_background,
    }
    given = prompt.parameters
    if system:
        body["instructions"] = "\n\n".join(system)
    if given.thinking is not False and prompt.model not in habits.without_summary:
        body["reasoning"] = {"summary": "auto"}
    if given.max_tokens is not None:
        body["max_output_tokens"] = given.max_tokens
    if given.temperature is not None:
        body["temperature"] = given.temperature
    if given.top_p is not None:
        body["top_p"] = given.top_p
    if prompt.candidates:
        body["top_logprobs"] = prompt.candidates
        body["include"] = [LOGPROBS]
    _offer_tools(body, prompt.options)
    return body


def _items(turn: Turn) -> Iterator[dict[str, Any]]:
    """Yield the items that a turn is: a message, calls, or the result of one."""
    if turn.role == "system":
        return
    if turn.role == "tool":
        call_id = turn.tool_call_id
        yield {"type": "function_call_output", "call_id": call_id, "output": turn.content}
        return
    if turn.content or not turn.tool_calls:
        # The type is optional to OpenAI, and needed by llama.cpp.
        yield {"type": "message", "role": turn.role, "content": _content(turn)}
    yield from map(_call, turn.tool_calls)


def _content(turn: Turn) -> str | list[dict[str, Any]]:
    """Return the words, and any pictures before them."""
    if not turn.pictures:
        return turn.content
    shown = [{"type": "input_image", "image_url": each.data_url} for each in turn.pictures]
    words = [{"type": "input_text", "text": turn.content}] if turn.content.strip() else []
    return [*shown, *words]


def _call(call: ToolCall) -> dict[str, Any]:
    return {
        "type": "function_call",
        "call_id": call.id,
        "name": call.name,
        "arguments": call.arguments or "{}",
    }


def _offer_tools(body: ResponsesRequest, options: Mapping[str, Any]) -> None:
    """Add the tools of a program, from the form of Chat Completions to this API's."""
    if not (tools := options.get("tools")):
        return
    body["tools"] = [_tool(tool["function"]) for tool in tools]
    if (choice := options.get("tool_choice")) is not None:
        body["tool_choice"] = choice if isinstance(choice, str) else _choice(choice)
    if (in_parallel := options.get("parallel_tool_calls")) is not None:
        body["parallel_tool_calls"] = in_parallel


def _tool(function: Mapping[str, Any]) -> dict[str, Any]:
    # What is left out there means another thing here: no parameters, and not strict.
    nothing = {"type": "object", "properties": {}}
    usual = {"parameters": function.get("parameters") or nothing, "strict": False}
    given = {name: value for name, value in function.items() if value is not None}
    return {"type": "function", **usual, **given}


def _choice(choice: Mapping[str, Any]) -> dict[str, Any]:
    """Return a choice of certain tools: one level of the other form is missing here."""
    kind = str(choice.get("type"))
    inner = choice.get(kind)
    flat = {"type": kind, **(inner if isinstance(inner, Mapping) else {})}
    if isinstance(tools := flat.get("tools"), list):
        flat["tools"] = [_choice(tool) for tool in tools if isinstance(tool, Mapping)]
    return flat
