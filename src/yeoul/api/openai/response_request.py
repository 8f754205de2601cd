"""Reads the body of a request for a response.

Format: OpenAI's Responses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from pydantic import Field

from yeoul.api.answer_facts import Head
from yeoul.api.brought_pictures import picture_at
from yeoul.api.calls import (
    Lenient,
    LenientBody,
    Temperature,
    TopP,
    Wanted,
    prompt_of,
    refuse_impossible,
    with_call,
)
from yeoul.api.fields import MaxTokens, ModelId
from yeoul.api.logprobs import TopLogprobs, wanted_logprobs
from yeoul.api.openai.response_object import ResponseHead
from yeoul.errors import InvalidRequest
from yeoul.protocol.attachments import Picture
from yeoul.protocol.content import ToolCall
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.turns import Turn

#: Most pairs of a request's metadata, as the format has it.
MAX_METADATA = 16

_IMPOSSIBLE: Mapping[str, tuple[Any, ...]] = {
    "prompt": (None,),
}


#: What has to be included for the tokens of the text.
_LOGPROBS = "message.output_text.logprobs"


class ResponseCall(NamedTuple):
    """What a request asks for. Its turns go behind those of what it continues."""

    wanted: Wanted
    request: ResponseRequest
    #: Whether the answer goes on without its client.
    background: bool
    #: Whether the answer can be read again later, and whether the request has said so.
    stored: bool
    is_kept_expressly: bool
    #: What the messages of the system among the input say: it holds for what follows, too.
    system: str
    previous_response_id: str | None
    conversation_id: str | None

    def head(self, head: Head) -> ResponseHead:
        """Return the head of the response: what it repeats of its request."""
        request = self.request
        reasoning = request.reasoning
        return ResponseHead(
            head,
            instructions=request.instructions,
            temperature=request.temperature,
            top_p=request.top_p,
            max_output_tokens=request.max_output_tokens,
            metadata=request.metadata or {},
            tools=[tool.model_dump() for tool in request.tools or ()],
            tool_choice=request.tool_choice or "auto",
            parallel_tool_calls=request.parallel_tool_calls is not False,
            text_format=(request.text and request.text.format) or {"type": "text"},
            reasoning={"effort": reasoning.effort, "summary": None} if reasoning else None,
            previous_response_id=self.previous_response_id,
            conversation_id=self.conversation_id,
            stored=self.stored,
            background=self.background,
            top_logprobs=self.wanted.logprobs,
        )


class Part(Lenient):
    """A part of a content."""

    type: str
    text: str | None = None
    refusal: str | None = None
    #: Of a picture: its data URL.
    image_url: Any = None


class Item(Lenient):
    """One item of the input. What else it must have depends on its type."""

    type: str = "message"
    role: Literal["system", "developer", "user", "assistant"] | None = None
    content: str | list[Part] | None = None
    call_id: str | None = None
    name: str | None = None
    arguments: str | None = None
    output: str | list[Part] | None = None


class Tool(Lenient):
    """A tool that the model may call."""

    type: str
    name: str | None = None
    description: str | None = None
    parameters: dict[str, Any] | None = None
    strict: bool | None = None


class TextWish(Lenient):
    """The form of the text."""

    format: dict[str, Any] | None = None
    verbosity: str | None = None


class ReasoningWish(Lenient):
    """The way of thinking."""

    effort: str | None = None


class ConversationName(Lenient):
    """A conversation, named by an object."""

    id: str


class ResponseRequest(LenientBody):
    """Body of ``POST /v1/responses``."""

    input: str | list[Item] | None = None
    instructions: str | None = None
    model: ModelId | None = None
    stream: bool | None = None
    background: bool | None = None
    store: bool | None = None
    metadata: dict[str, str] | None = Field(default=None, max_length=MAX_METADATA)
    previous_response_id: str | None = None
    conversation: str | ConversationName | None = None
    temperature: Temperature | None = None
    top_p: TopP | None = None
    max_output_tokens: MaxTokens | None = None
    text: TextWish | None = None
    reasoning: ReasoningWish | None = None
    tools: list[Tool] | None = None
    tool_choice: str | dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    top_logprobs: TopLogprobs | None = None
    include: list[str] | None = None

    def to_call(self) -> ResponseCall:
        """Return what the request asks for.

        Raises:
            InvalidRequest: a field asks for what is not possible here; its name is told.
        """
        refuse_impossible(self.model_extra or {}, _IMPOSSIBLE)
        if self.input is None:
            raise InvalidRequest.of("input", "must be given")
        if self.conversation and self.previous_response_id:
            raise InvalidRequest.of("conversation", "cannot stand beside previous_response_id")
        if self.background and self.store is False:
            raise InvalidRequest.of("background", "needs store, or nobody could come back for it")
        conversation = self.conversation
        parameters = Parameters(self.temperature, self.top_p or None, self.max_output_tokens)
        wanted = Wanted(
            self.model,
            turns_of(self.input, self.instructions),
            parameters,
            self._options(),
            bool(self.stream),
            logprobs=self._logprobs(),
        )
        return ResponseCall(
            wanted,
            self,
            bool(self.background),
            self.store is not False,
            bool(self.store),
            system_of(self.input),
            self.previous_response_id,
            conversation.id if isinstance(conversation, ConversationName) else conversation,
        )

    def _logprobs(self) -> int | None:
        includes = _LOGPROBS in (self.include or ())
        return wanted_logprobs(includes or bool(self.top_logprobs), self.top_logprobs)

    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {}
        if self.reasoning and self.reasoning.effort:
            options["reasoning_effort"] = self.reasoning.effort
        if self.text and self.text.verbosity:
            options["verbosity"] = self.text.verbosity
        if self.text and self.text.format and self.text.format.get("type", "text") != "text":
            options["response_format"] = _format(self.text.format)
        if self.tools and self.tool_choice != "none":
            options["tools"] = [_tool(tool, f"tools[{i}]") for i, tool in enumerate(self.tools)]
            if self.tool_choice is not None:
                options["tool_choice"] = _choice(self.tool_choice)
            if self.parallel_tool_calls is not None:
                options["parallel_tool_calls"] = self.parallel_tool_calls
        return options


def turns_of(given: str | Sequence[Item], instructions: str | None) -> tuple[Turn, ...]:
    """Return the turns of an input: one system prompt, then the rest. Raises as `read_items`."""
    system, turns = read_items(_listed(given))
    return prompt_of([instructions or "", *system], turns, "input")


def system_of(given: str | Sequence[Item]) -> str:
    """Return the system prompt that an input has of its own, beside its other turns."""
    system, turns = read_items(_listed(given))
    return "\n\n".join(filter(None, system)) if turns else ""


def _listed(given: str | Sequence[Item]) -> Sequence[Item]:
    return [Item(role="user", content=given)] if isinstance(given, str) else given


def read_items(items: Sequence[Item], param: str = "input") -> tuple[list[str], list[Turn]]:
    """Return what the messages of the system say, and the turns of all other items.

    Raises:
        InvalidRequest: an item cannot be read, or says too little; ``param`` is told.
    """
    system, turns = list[str](), list[Turn]()
    for index, item in enumerate(items):
        place = f"{param}[{index}]"
        match item.type:
            case "message":
                _add_message(item, place, system, turns)
            case "function_call":
                if item.call_id is None or item.name is None:
                    raise InvalidRequest.of(place, "must have call_id and name")
                with_call(turns, ToolCall(0, item.call_id, item.name, item.arguments or ""))
            case "function_call_output":
                if item.call_id is None:
                    raise InvalidRequest.of(
                        f"{place}.call_id", "must name the call that this answers"
                    )
                output = _text_of(item.output, f"{place}.output")
                turns.append(Turn("tool", output, tool_call_id=item.call_id))
            case "reasoning":
                pass  # no model reads the thinking of earlier answers
            case other:
                raise InvalidRequest.of(f"{place}.type", f"{other!r} is not possible here")
    return system, turns


def _add_message(item: Item, place: str, system: list[str], turns: list[Turn]) -> None:
    content = f"{place}.content"
    match item.role:
        case "system" | "developer":
            system.append(_text_of(item.content, content))
        case "user":
            text = _text_of(item.content, content, pictures=True)
            turns.append(Turn("user", text, pictures=_pictures_of(item.content, content)))
        case "assistant":
            turns.append(Turn("assistant", _text_of(item.content, content)))
        case None:
            raise InvalidRequest.of(f"{place}.role", "must be given")


def _pictures_of(content: str | Sequence[Part] | None, place: str) -> tuple[Picture, ...]:
    return tuple(
        picture_at(part.image_url, f"{place}[{index}].image_url")
        for index, part in enumerate(_parts_of(content))
        if part.type == "input_image"
    )


def _text_of(content: str | Sequence[Part] | None, place: str, *, pictures: bool = False) -> str:
    """Return a content's text, its parts joined; ``pictures`` may stand between them."""
    texts = list[str]()
    for index, part in enumerate(_parts_of(content)):
        if pictures and part.type == "input_image":
            continue
        text = part.refusal if part.type == "refusal" else part.text
        if part.type not in ("input_text", "output_text", "text", "refusal") or text is None:
            raise InvalidRequest.of(
                f"{place}[{index}]",
                f"is of the type {part.type!r}: only text can be read, and pictures of a user",
            )
        texts.append(text)
    return "".join(texts)


def _parts_of(content: str | Sequence[Part] | None) -> Sequence[Part]:
    if content is None or isinstance(content, str):
        return [Part(type="text", text=content or "")]
    return content


def _tool(tool: Tool, place: str) -> dict[str, Any]:
    """Return a tool as Chat Completions have it."""
    if tool.type != "function" or tool.name is None:
        raise InvalidRequest.of(
            place, f"is of the type {tool.type!r}: only named functions can be called"
        )
    function = tool.model_dump(exclude={"type"}, exclude_none=True)
    return {"type": "function", "function": function}


def _choice(choice: str | Mapping[str, Any]) -> Any:
    """Return a choice of tools as Chat Completions have it."""
    if isinstance(choice, str):
        return choice
    if choice.get("type") != "function" or not isinstance(choice.get("name"), str):
        raise InvalidRequest.of("tool_choice", "must be a word, or name a function")
    return {"type": "function", "function": {"name": choice["name"]}}


def _format(wish: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form of a text as Chat Completions have it."""
    match wish.get("type"):
        case "json_object":
            return dict(wish)
        case "json_schema" if isinstance(wish.get("schema"), dict):
            schema = {name: value for name, value in wish.items() if name != "type"}
            return {"type": "json_schema", "json_schema": schema}
        case "json_schema":
            raise InvalidRequest.of("text.format.schema", "must be a JSON Schema")
        case _:
            raise InvalidRequest.of("text.format.type", "must be text, json_object or json_schema")
