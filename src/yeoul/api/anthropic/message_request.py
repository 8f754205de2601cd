"""Reads the body of a request for a message.

Format: Anthropic's Messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from yeoul.api.brought_pictures import picture_in
from yeoul.api.calls import (
    Lenient,
    LenientBody,
    Stops,
    Temperature,
    TopP,
    Wanted,
    json_of,
    prompt_of,
    tools_offered,
)
from yeoul.api.fields import MaxTokens, ModelId
from yeoul.errors import InvalidRequest
from yeoul.protocol.attachments import Picture
from yeoul.protocol.content import ToolCall
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.turns import Turn

#: How a choice of tools is called in Chat Completions.
_CHOICES = {"auto": "auto", "any": "required"}


class Block(Lenient):
    """A part of a content. What else it must have depends on its type."""

    type: str
    text: str | None = None
    #: Of a call.
    id: str | None = None
    name: str | None = None
    input: dict[str, Any] | None = None
    #: Of a result.
    tool_use_id: str | None = None
    content: str | list[Block] | None = None
    #: Of an image: its type, and its data in base64.
    source: dict[str, Any] | None = None


class AnthropicMessage(Lenient):
    """One message of the history."""

    role: Literal["user", "assistant", "system"]
    content: str | list[Block]


class OfferedTool(Lenient):
    """A tool that the model may call."""

    name: str
    type: str | None = None
    description: str | None = None
    input_schema: dict[str, Any] | None = None


class ToolChoice(Lenient):
    """Which tools the model calls."""

    type: Literal["auto", "any", "tool", "none"]
    name: str | None = None
    disable_parallel_tool_use: bool | None = None


class Thinking(Lenient):
    """Whether the model thinks."""

    type: str


class MessageRequest(LenientBody):
    """Body of ``POST /v1/messages``."""

    model: ModelId
    max_tokens: MaxTokens
    messages: list[AnthropicMessage] = Field(min_length=1)
    system: str | list[Block] | None = None
    stream: bool | None = None
    temperature: Temperature | None = None
    top_p: TopP | None = None
    top_k: int | None = None
    stop_sequences: Stops | None = None
    thinking: Thinking | None = None
    tools: list[OfferedTool] | None = None
    tool_choice: ToolChoice | None = None

    def to_call(self) -> Wanted:
        """Return what the request asks for.

        Raises:
            InvalidRequest: a field asks for what is not possible here; its name is told.
        """
        parameters = Parameters(
            self.temperature,
            self.top_p or None,
            self.max_tokens,
            None,
            None if self.thinking is None else self.thinking.type != "disabled",
        )
        turns = turns_of(self.messages, _text_of(self.system, "system"))
        return Wanted(self.model, turns, parameters, self._options(), bool(self.stream))

    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {}
        if self.top_k is not None:
            options["top_k"] = self.top_k
        if self.stop_sequences:
            options["stop"] = self.stop_sequences
        choice = self.tool_choice
        if not self.tools or (choice is not None and choice.type == "none"):
            return options
        tools = [_tool(tool, f"tools[{i}]") for i, tool in enumerate(self.tools)]
        if choice is None:
            return options | tools_offered(tools)
        alone = choice.disable_parallel_tool_use
        return options | tools_offered(tools, _choice(choice), None if alone is None else not alone)


class CountRequest(MessageRequest):
    """Body of ``POST /v1/messages/count_tokens``: the same, and it asks for no answer."""

    max_tokens: MaxTokens = 1

    def texts(self) -> list[str]:
        """Return what the model would read, turn by turn, and the tools last.

        Raises as `to_call`.
        """
        wanted = self.to_call()
        tools = wanted.options.get("tools")
        texts = [
            "\n".join(
                [turn.content, *(f"{call.name} {call.arguments}" for call in turn.tool_calls)]
            )
            for turn in wanted.turns
        ]
        return [*texts, *([json_of(tools, "tools")] if tools else [])]


def turns_of(messages: Sequence[AnthropicMessage], system: str) -> tuple[Turn, ...]:
    """Return the turns of a history: one system prompt, then the rest.

    Raises:
        InvalidRequest: a block cannot be read, or says too little.
    """
    instructions, turns = [system], list[Turn]()
    for index, message in enumerate(messages):
        place = f"messages[{index}].content"
        if message.role == "system":
            instructions.append(_text_of(message.content, place))
        elif message.role == "assistant":
            turns.append(_answer_of(message.content, place))
        else:
            turns += _question_of(message.content, place)
    return prompt_of(instructions, turns)


def _answer_of(content: str | Sequence[Block], place: str) -> Turn:
    blocks = [] if isinstance(content, str) else content
    calls = [(i, block) for i, block in enumerate(blocks) if block.type == "tool_use"]
    for index, block in calls:
        if block.id is None or block.name is None:
            raise InvalidRequest.of(f"{place}[{index}]", "must have id and name")
    made = tuple(
        ToolCall(
            number, block.id, block.name, json_of(block.input or {}, f"{place}[{index}].input")
        )
        for number, (index, block) in enumerate(calls)
    )
    return Turn("assistant", _text_of(content, place, besides=("tool_use",)), made)


def _question_of(content: str | Sequence[Block], place: str) -> list[Turn]:
    """Return the turns of a user's message: the results of calls in it, and then its text."""
    turns = list[Turn]()
    for index, block in enumerate([] if isinstance(content, str) else content):
        if block.type == "tool_result":
            if block.tool_use_id is None:
                raise InvalidRequest.of(f"{place}[{index}].tool_use_id", "must name the call")
            result = _text_of(block.content, f"{place}[{index}].content")
            turns.append(Turn("tool", result, tool_call_id=block.tool_use_id))
    text = _text_of(content, place, besides=("tool_result", "image"))
    shown = _pictures_in(content, place)
    return [*turns, Turn("user", text, pictures=shown)] if text or shown or not turns else turns


def _pictures_in(content: str | Sequence[Block], place: str) -> tuple[Picture, ...]:
    found = list[Picture]()
    for index, block in enumerate([] if isinstance(content, str) else content):
        if block.type == "image":
            source, at = block.source or {}, f"{place}[{index}].source"
            if source.get("type") != "base64":
                raise InvalidRequest.of(at, "must be of the type base64: nothing is fetched")
            found.append(picture_in(source.get("data"), f"{at}.data"))
    return tuple(found)


def _text_of(
    content: str | Sequence[Block] | None, place: str, *, besides: tuple[str, ...] = ()
) -> str:
    """Return a content's text, its blocks joined as they are; blocks of thinking are left out."""
    if content is None or isinstance(content, str):
        return content or ""
    texts = list[str]()
    for index, block in enumerate(content):
        if block.type in besides or block.type in ("thinking", "redacted_thinking"):
            continue
        if block.type != "text" or block.text is None:
            raise InvalidRequest.of(
                f"{place}[{index}]", f"is of the type {block.type!r}: only text can be read"
            )
        texts.append(block.text)
    return "".join(texts)


def _tool(tool: OfferedTool, place: str) -> dict[str, Any]:
    """Return a tool as Chat Completions have it."""
    if tool.type not in (None, "custom") or tool.input_schema is None:
        raise InvalidRequest.of(
            place, f"is of the type {tool.type!r}: only tools of the caller can be used"
        )
    function: dict[str, Any] = {"name": tool.name, "parameters": tool.input_schema}
    if tool.description is not None:
        function["description"] = tool.description
    return {"type": "function", "function": function}


def _choice(choice: ToolChoice) -> Any:
    """Return a choice of tools as Chat Completions have it."""
    if choice.type != "tool":
        return _CHOICES[choice.type]
    if choice.name is None:
        raise InvalidRequest.of("tool_choice.name", "must name the tool")
    return {"type": "function", "function": {"name": choice.name}}
