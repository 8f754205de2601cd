"""Reads the body of a Chat Completions request.

Format: OpenAI's Chat Completions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from yeoul.api.brought_pictures import picture_at
from yeoul.api.calls import (
    Lenient,
    LenientBody,
    Seed,
    Stops,
    Temperature,
    TopP,
    Wanted,
    prompt_of,
    refuse_impossible,
    tools_offered,
)
from yeoul.api.fields import MaxTokens, ModelId
from yeoul.api.logprobs import TopLogprobs, wanted_logprobs
from yeoul.errors import InvalidRequest
from yeoul.protocol.attachments import Picture
from yeoul.protocol.content import MAX_CALLS, ToolCall
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.turns import Turn

#: Most stop sequences of a request, as the format has it.
MAX_STOPS = 4

#: Fields that a service gets as they are; elsewhere they mean nothing.
_PASSED = (
    "frequency_penalty",
    "presence_penalty",
    "logit_bias",
    "reasoning_effort",
    "verbosity",
    "top_k",
    "min_p",
    "chat_template_kwargs",
    "reasoning",
)
#: Fields that would change the answer in a way that is not possible here, and the values of each
#: that ask for nothing.
_IMPOSSIBLE: Mapping[str, tuple[Any, ...]] = {
    "n": (None, 1),
    "audio": (None,),
    "modalities": (None, [], ["text"]),
    "web_search_options": (None,),
    "functions": (None, []),
    "moderation": (None,),
}


class Function(Lenient):
    """The function that a call is of."""

    name: str
    arguments: str = ""


class MadeCall(Lenient):
    """A call of a tool in an earlier answer."""

    id: str | None = None
    type: Literal["function"] = "function"
    function: Function


class ChatPart(Lenient):
    """A part of a content."""

    type: str
    text: str | None = None
    refusal: str | None = None
    #: Of a picture: its data URL, in an object or alone.
    image_url: Any = None


def _as_parts(content: Any) -> Any:
    """Return a text as its one part, so that a fault has one place."""
    return [ChatPart(type="text", text=content)] if isinstance(content, str) else content


class ChatMessage(Lenient):
    """One message of the history."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: Annotated[
        list[ChatPart] | None,
        BeforeValidator(_as_parts, json_schema_input_type=str | list[ChatPart] | None),
    ] = None
    refusal: str | None = None
    tool_calls: list[MadeCall] | None = Field(default=None, max_length=MAX_CALLS)
    tool_call_id: str | None = None


class StreamOptions(Lenient):
    """What a stream tells besides the answer."""

    include_usage: bool | None = None


class ChatRequest(LenientBody):
    """Body of ``POST /v1/chat/completions``."""

    messages: list[ChatMessage] = Field(min_length=1)
    model: ModelId | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    temperature: Temperature | None = None
    top_p: TopP | None = None
    max_tokens: MaxTokens | None = None
    max_completion_tokens: MaxTokens | None = None
    seed: Seed | None = None
    stop: Stops | None = Field(default=None, max_length=MAX_STOPS)
    response_format: dict[str, Any] | None = None
    tools: list[dict[str, Any]] | None = None
    tool_choice: str | dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    logprobs: bool | None = None
    top_logprobs: TopLogprobs | None = None

    def to_call(self) -> Wanted:
        """Return what the request asks for.

        Raises:
            InvalidRequest: a field asks for what is not possible here; its name is told.
        """
        given = self.model_extra or {}
        refuse_impossible(given, _IMPOSSIBLE)
        parameters = Parameters(
            self.temperature,
            self.top_p or None,  # 0 would leave no word to choose
            self.max_completion_tokens or self.max_tokens,
            self.seed,
        )
        return Wanted(
            self.model,
            turns_of(self.messages),
            parameters,
            self._options(),
            bool(self.stream),
            bool(self.stream_options and self.stream_options.include_usage),
            wanted_logprobs(self.logprobs, self.top_logprobs),
        )

    def _options(self) -> dict[str, Any]:
        given = self.model_extra or {}
        options: dict[str, Any] = {
            name: given[name] for name in _PASSED if given.get(name) is not None
        }
        if self.stop:
            options["stop"] = self.stop
        if (wanted := self.response_format) is not None and wanted.get("type", "text") != "text":
            options["response_format"] = _checked_format(wanted)
        return options | tools_offered(self.tools, self.tool_choice, self.parallel_tool_calls)


def _checked_format(wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the form of an answer that has one.

    Raises:
        InvalidRequest: it is none that models can keep to.
    """
    described = wanted.get("json_schema")
    match wanted.get("type"):
        case "json_object":
            return wanted
        case "json_schema" if isinstance(described, dict):
            if isinstance(described.get("schema"), dict):
                return wanted
            raise InvalidRequest.of("response_format.json_schema.schema", "must be a JSON Schema")
        case "json_schema":
            raise InvalidRequest.of("response_format.json_schema", "must be an object")
        case _:
            raise InvalidRequest.of(
                "response_format.type", "must be text, json_object or json_schema"
            )


def turns_of(messages: Sequence[ChatMessage]) -> tuple[Turn, ...]:
    """Return the turns of a history: one system prompt, wherever its parts stand, then the rest.

    Raises:
        InvalidRequest: a message has a part that is not text, or says too little.
    """
    system, turns = list[str](), list[Turn]()
    for index, message in enumerate(messages):
        place = f"messages[{index}]"
        text = _text_of(message, place)
        match message.role:
            case "system" | "developer":
                system.append(text)
            case "user":
                turns.append(Turn("user", text, pictures=_pictures_of(message, place)))
            case "assistant":
                turns.append(Turn("assistant", text, _calls_of(message)))
            case "tool":
                if message.tool_call_id is None:
                    raise InvalidRequest.of(
                        f"{place}.tool_call_id", "must name the call that this answers"
                    )
                turns.append(Turn("tool", text, tool_call_id=message.tool_call_id))
    return prompt_of(system, turns)


def _calls_of(message: ChatMessage) -> tuple[ToolCall, ...]:
    return tuple(
        ToolCall(index, call.id, call.function.name, call.function.arguments)
        for index, call in enumerate(message.tool_calls or ())
    )


def _pictures_of(message: ChatMessage, place: str) -> tuple[Picture, ...]:
    return tuple(
        picture_at(
            part.image_url.get("url") if isinstance(part.image_url, Mapping) else part.image_url,
            f"{place}.content[{index}].image_url",
        )
        for index, part in enumerate(message.content or ())
        if part.type == "image_url"
    )


def _text_of(message: ChatMessage, place: str) -> str:
    """Return a message's text, its parts joined as they are."""
    texts = list[str]()
    for index, part in enumerate(message.content or ()):
        if part.type == "image_url" and message.role == "user":
            continue
        text = part.refusal if part.type == "refusal" else part.text
        if part.type not in ("text", "refusal") or text is None:
            raise InvalidRequest.of(
                f"{place}.content[{index}]",
                f"is of the type {part.type!r}: only text can be read, and pictures of a user",
            )
        texts.append(text)
    return "".join(texts) or message.refusal or ""
