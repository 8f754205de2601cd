"""Reads the body of a request for Ollama's chat.

Format: Ollama's ``/api/chat`` and ``/api/generate``. They stream unless told not to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from yeoul.api.brought_pictures import picture_in
from yeoul.api.calls import (
    Lenient,
    LenientBody,
    Seed,
    Stops,
    Temperature,
    TopP,
    Wanted,
    json_of,
    prompt_of,
    refuse_impossible,
    tools_offered,
)
from yeoul.api.fields import MaxTokens, ModelId
from yeoul.api.logprobs import TopLogprobs, wanted_logprobs
from yeoul.errors import InvalidRequest
from yeoul.protocol.content import MAX_CALLS, ToolCall
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.turns import Turn

#: Options that a service gets as they are; elsewhere they mean nothing.
_PASSED = ("top_k", "min_p", "presence_penalty", "frequency_penalty")


class OllamaFunction(Lenient):
    """The function that a call is of."""

    name: str
    arguments: dict[str, Any] = Field(default_factory=dict)


class OllamaCall(Lenient):
    """A call of a tool in an earlier answer."""

    id: str | None = None
    function: OllamaFunction


class OllamaMessage(Lenient):
    """One message of the history."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str = ""
    images: list[Any] | None = None
    tool_calls: list[OllamaCall] | None = Field(default=None, max_length=MAX_CALLS)
    tool_call_id: str | None = None
    tool_name: str | None = None


class OllamaOptions(LenientBody):
    """How the model speaks."""

    temperature: Temperature | None = None
    top_p: TopP | None = None
    seed: Seed | None = None
    #: Negative numbers leave it to the model.
    num_predict: MaxTokens | Annotated[int, Field(lt=0)] | None = None
    stop: Stops | None = None


class OllamaRequest(Lenient):
    """Body of ``POST /api/chat``."""

    model: ModelId
    #: None asks for nothing but that the model is ready.
    messages: list[OllamaMessage] = Field(default_factory=list)
    stream: bool | None = None
    options: OllamaOptions | None = None
    think: bool | Literal["low", "medium", "high"] | None = None
    format: Literal["", "json"] | dict[str, Any] | None = None
    #: As Chat Completions have them.
    tools: list[dict[str, Any]] | None = None
    logprobs: bool | None = None
    top_logprobs: TopLogprobs | None = None

    def to_call(self) -> Wanted:
        """Return what the request asks for.

        Raises:
            InvalidRequest: a message asks for what is not possible here; its name is told.
        """
        given = self.options or OllamaOptions()
        most = given.num_predict
        parameters = Parameters(
            given.temperature,
            given.top_p or None,
            most if most is not None and most > 0 else None,
            given.seed,
            None if self.think is None else bool(self.think),
        )
        turns = turns_of(self.messages)
        return Wanted(
            self.model,
            turns,
            parameters,
            self._options(given),
            self.stream is not False,
            logprobs=wanted_logprobs(self.logprobs, self.top_logprobs),
        )

    def _options(self, given: OllamaOptions) -> dict[str, Any]:
        further = given.model_extra or {}
        options = {name: further[name] for name in _PASSED if further.get(name) is not None}
        if given.stop:
            options["stop"] = given.stop
        if isinstance(self.think, str):
            options["reasoning_effort"] = self.think
        if self.format == "json":
            options["response_format"] = {"type": "json_object"}
        elif self.format:
            schema = {"name": "answer", "schema": self.format}
            options["response_format"] = {"type": "json_schema", "json_schema": schema}
        return options | tools_offered(self.tools)


#: Fields of a request to generate that would change the answer, and what asks for nothing.
_IMPOSSIBLE: dict[str, tuple[Any, ...]] = {
    "suffix": (None, ""),
    "template": (None, ""),
    "raw": (None, False),
    "context": (None, []),
}


class GenerateRequest(LenientBody):
    """Body of ``POST /api/generate``: a chat of one message, or of none."""

    model: ModelId
    prompt: str = ""
    images: list[Any] | None = None
    system: str = ""
    stream: bool | None = None
    options: OllamaOptions | None = None
    think: bool | Literal["low", "medium", "high"] | None = None
    format: Literal["", "json"] | dict[str, Any] | None = None
    logprobs: bool | None = None
    top_logprobs: TopLogprobs | None = None

    def to_chat(self) -> OllamaRequest:
        """Return the chat that asks the same.

        Raises:
            InvalidRequest: a field asks for what is not possible here; its name is told.
        """
        refuse_impossible(self.model_extra or {}, _IMPOSSIBLE)
        messages: list[OllamaMessage] = []
        if self.prompt or self.images:
            messages += [OllamaMessage(role="system", content=self.system)] if self.system else []
            asked = OllamaMessage(role="user", content=self.prompt, images=self.images)
            messages.append(asked)
        return OllamaRequest.model_construct(
            model=self.model,
            messages=messages,
            stream=self.stream,
            options=self.options,
            think=self.think,
            format=self.format,
            logprobs=self.logprobs,
            top_logprobs=self.top_logprobs,
        )


def turns_of(messages: Sequence[OllamaMessage]) -> tuple[Turn, ...]:
    """Return the turns of a history: one system prompt, then the rest.

    Raises:
        InvalidRequest: an image is none, or a result belongs to no call.
    """
    system, turns, open_calls = list[str](), list[Turn](), list[ToolCall]()
    for index, message in enumerate(messages):
        place = f"messages[{index}]"
        if message.images and message.role != "user":
            raise InvalidRequest.of(f"{place}.images", "must be in a message of the user")
        match message.role:
            case "system":
                system.append(message.content)
            case "user":
                shown = tuple(picture_in(one, f"{place}.images") for one in message.images or ())
                turns.append(Turn("user", message.content, pictures=shown))
            case "assistant":
                calls = _calls_of(message, index)
                open_calls += calls
                turns.append(Turn("assistant", message.content, calls))
            case "tool":
                call = _answered(message, open_calls, place)
                turns.append(Turn("tool", message.content, tool_call_id=call.id))
    return prompt_of(system, turns)


def _calls_of(message: OllamaMessage, place: int) -> tuple[ToolCall, ...]:
    """Return the calls of a message. Most clients give them no ids."""
    return tuple(
        ToolCall(
            index,
            call.id or f"call_{place}_{index}",
            call.function.name,
            json_of(call.function.arguments, f"messages[{place}].tool_calls[{index}]"),
        )
        for index, call in enumerate(message.tool_calls or ())
    )


def _answered(message: OllamaMessage, open_calls: list[ToolCall], place: str) -> ToolCall:
    """Return the call whose result a message is: by its id, its name, or else the oldest one."""
    for call in open_calls:
        by_id, by_name = message.tool_call_id, message.tool_name
        if (by_id is None or call.id == by_id) and (by_name is None or call.name == by_name):
            open_calls.remove(call)
            return call
    raise InvalidRequest.of(place, "is the result of no call before it")
