"""What every door tells about an answer alike: head, usage, calls, figures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson

from yeoul.errors import ErrorInfo, ProviderBroken
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.events import End, Usage

#: Bytes of text in a token, where nobody counts.
_TOKEN_BYTES = 3


class Head(NamedTuple):
    """What all parts of an answer's stream, and its whole reply, say alike."""

    answer_id: str
    #: Seconds since 1970.
    created: int
    model: str
    #: Tokens of the prompt, estimated: for an answer whose tokens nobody counts.
    prompt_tokens: int = 0
    #: How many candidates of each token the client is told; None: nothing of tokens.
    logprobs: int | None = None

    def usage(self, counted: Usage | None, answer_bytes: int) -> Usage:
        """Return what was counted, or else an estimate by the bytes of the answer."""
        return counted or Usage(self.prompt_tokens, answer_bytes // _TOKEN_BYTES)

    def call_id(self, call: ToolCall) -> str:
        """Return the id of a call, made up where its service gave none: results have to name it."""
        return call.id or f"call_{self.answer_id}_{call.index}"

    def named_calls(self, content: Content) -> tuple[ToolCall, ...]:
        """Return the calls of an answer, none without an id, a name or arguments."""
        return tuple(
            ToolCall(call.index, self.call_id(call), call.name or "", call.arguments or "")
            for call in content.tool_calls
        )


def input_of(arguments: str | None) -> dict[str, Any] | None:
    """Return the arguments of a call as an object; None if they are none."""
    try:
        given = orjson.loads(arguments or "{}")
    except orjson.JSONDecodeError:
        return None
    return given if isinstance(given, dict) else None


def fault_of(end: End, calls: Sequence[ToolCall]) -> ErrorInfo | None:
    """Return the error of calls without which the answer would be told wrongly; None if none is.

    It is for formats that have arguments as an object: a call without its arguments would do
    something else than the model has asked for. An answer that was cut has not finished its last
    call, which is left out.
    """
    broken = [call.name for call in calls if input_of(call.arguments) is None]
    if not broken or end.reason not in ("stop", "tool_calls"):
        return None
    return ProviderBroken(f"The arguments of the model's call of {broken[0]} are no object.").info


def figures_of(end: End) -> dict[str, Any]:
    """Return what other formats have no words for, as a field that their clients ignore."""
    figures = {
        "reason": end.reason,
        "sha256": end.sha256,
        "timings": end.timings._asdict() if end.timings else None,
        "omitted_messages": end.omitted_messages,
    }
    return {"yeoul": figures}
