"""What a request of another format asks for, and how such requests are read. Pure.

Each field is honoured, ignored or refused. What would change the answer is never ignored. What only
concerns the service that the format comes from is, and so is an unknown field: clients send many.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple

import orjson
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from yeoul.api.fields import whole
from yeoul.errors import InvalidRequest
from yeoul.protocol.content import ToolCall
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.turns import Turn


class Wanted(NamedTuple):
    """What a request asks for."""

    model: str | None
    #: All that was said, oldest first; a last turn of the assistant is the answer's beginning.
    turns: tuple[Turn, ...]
    parameters: Parameters
    #: Further fields for the provider, by name, as Chat Completions have them.
    options: Mapping[str, Any]
    streams: bool
    #: Whether a stream tells the usage, where the format leaves that to the client.
    tells_usage: bool = False
    #: How many candidates of each token are told; None: nothing of tokens.
    logprobs: int | None = None


class Lenient(BaseModel):
    """A part of a body, of which unknown fields say nothing."""

    model_config = ConfigDict(extra="ignore", strict=True)


class LenientBody(BaseModel):
    """A body whose unknown fields are kept, to be looked up."""

    model_config = ConfigDict(extra="allow", strict=True)


def _listed(stop: Any) -> Any:
    return [stop] if isinstance(stop, str) else stop


_Stop = Annotated[str, Field(min_length=1, max_length=1_000)]
#: One sequence that ends the text, or several.
Stops = Annotated[list[_Stop], BeforeValidator(_listed, json_schema_input_type=_Stop | list[_Stop])]
#: Any whole number: every one is the same as one that services and the store take.
Seed = Annotated[int, BeforeValidator(whole), AfterValidator(lambda seed: seed % 2**63)]
Temperature = Annotated[float, Field(ge=0, le=2)]
TopP = Annotated[float, Field(ge=0, le=1)]


def refuse_impossible(given: Mapping[str, Any], impossible: Mapping[str, tuple[Any, ...]]) -> None:
    """Check that fields which would change the answer have values that ask for nothing.

    Raises:
        InvalidRequest: one asks for something.
    """
    for name, harmless in impossible.items():
        if given.get(name) not in harmless:
            raise InvalidRequest.of(name, "is not possible here: leave it out")


def json_of(value: Any, param: str) -> str:
    """Return what a client has sent as JSON text again.

    Raises:
        InvalidRequest: it is nested deeper than can be written; ``param`` is told.
    """
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        raise InvalidRequest.of(param, "is nested too deeply") from None


def prompt_of(
    system: Iterable[str], turns: Sequence[Turn], param: str = "messages"
) -> tuple[Turn, ...]:
    """Return the turns of a prompt: one of its instructions, if there are any, then the rest.

    Instructions alone are asked as a user asks them: no model's template takes them otherwise.

    Raises:
        InvalidRequest: nobody asks anything; ``param`` is told.
    """
    joined = "\n\n".join(filter(None, system))
    if turns and turns[-1] == Turn("assistant", ""):
        turns = turns[:-1]  # the beginning of an answer, and nothing of it
    if not turns and joined:
        return (Turn("user", joined),)
    if not any(turn.role in ("user", "tool") for turn in turns):
        raise InvalidRequest.of(param, "must have a message of a user")
    return (*([Turn("system", joined)] if joined else []), *turns)


def with_call(turns: list[Turn], call: ToolCall) -> None:
    """Add a call to the assistant's turn that is the last one, or to a new one."""
    last = turns[-1] if turns and turns[-1].role == "assistant" else None
    if last is None:
        turns.append(Turn("assistant", "", (call,)))
    else:
        numbered = ToolCall(len(last.tool_calls), call.id, call.name, call.arguments)
        turns[-1] = last._replace(tool_calls=(*last.tool_calls, numbered))


def tools_offered(
    tools: Sequence[Any] | None,
    choice: str | Mapping[str, Any] | None = None,
    in_parallel: bool | None = None,
) -> dict[str, Any]:
    """Return the options that offer tools, as Chat Completions have them; none offer none.

    Raises:
        InvalidRequest: one is no function with a name, or the choice is none of them.
    """
    if not tools or choice == "none":
        return {}
    offered = [_function(tool, f"tools[{index}]") for index, tool in enumerate(tools)]
    options: dict[str, Any] = {"tools": offered}
    if choice is not None:
        _check_choice(choice, {tool["function"]["name"] for tool in offered})
        options["tool_choice"] = choice
    if in_parallel is not None:
        options["parallel_tool_calls"] = in_parallel
    return options


def _function(tool: Any, place: str) -> dict[str, Any]:
    kind = tool.get("type", "function") if isinstance(tool, Mapping) else None
    if kind != "function":
        raise InvalidRequest.of(place, f"is of the type {kind!r}: only functions can be called")
    function = tool.get("function")
    if not isinstance(function, Mapping) or not isinstance(function.get("name"), str):
        raise InvalidRequest.of(f"{place}.function.name", "must be given")
    return {"type": "function", **tool}


def _check_choice(choice: str | Mapping[str, Any], names: Collection[str]) -> None:
    """Check that a choice is a word, or names offered functions: one, or those that are allowed."""
    if isinstance(choice, str):
        return
    allowed, place = choice.get("allowed_tools"), "tool_choice"
    chosen = [choice]
    if isinstance(allowed, Mapping):
        place = "tool_choice.allowed_tools"
        chosen = allowed.get("tools") or []
        if allowed.get("mode") not in ("auto", "required") or not isinstance(chosen, list):
            raise InvalidRequest.of(place, "must have a mode and a list of tools")
    for tool in chosen:
        if _function(tool, place)["function"]["name"] not in names:
            raise InvalidRequest.of(place, "names a function that is none of the tools")
