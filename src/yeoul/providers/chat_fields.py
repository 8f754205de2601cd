"""The fields of a chunk, under all names that services use: text, thinking, usage, the end.

Pure. The format has one place for each; services have many. Nothing here knows about streams: each
function reads one delta, message or choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from yeoul.protocol.events import Usage
from yeoul.providers.base import Text, Thought, as_usage

FinishReason = Literal["stop", "length", "content_filter"]
TextKind = type[Text] | type[Thought]

#: Sentences on an answer that had no text, by its finish reason.
WORDLESS: dict[FinishReason, str] = {
    "content_filter": (
        "The service's content filter let none of the answer through. Ask in other words."
    ),
    "length": (
        "The model used up its length before it wrote anything; it may have thought unseen. Allow "
        "longer answers, or ask for less."
    ),
}

#: Finish reasons of services, in small letters. All others mean ``stop``, as does that for
#: calls: those show by themselves that they are there.
_LENGTH = (
    "length max_tokens max_completion_tokens max_output_tokens max_length model_length incomplete"
).split()
_FILTER = (
    "content_filter content_filtered safety recitation blocklist prohibited_content spii"
    " image_safety sensitive refusal guardrail_intervened"
).split()
_REASONS: dict[str, FinishReason] = {
    **dict.fromkeys(_LENGTH, "length"),
    **dict.fromkeys(_FILTER, "content_filter"),
}
#: Values of a finish reason that mean none: the answer goes on.
_GOES_ON = frozenset(("", "null", "none", "unknown", "undefined", "in_progress", "not_finished"))
#: Finish reasons of an answer that was broken off.
_BROKEN_OFF = frozenset(
    "error abort aborted cancelled canceled failed timeout network_error engine_error server_error"
    " unknown_error insufficient_system_resource".split()
)
#: Fields for thinking beside the text. A service that uses two of them repeats itself.
_THINKING_FIELDS = (
    "reasoning_content reasoning reasoning_text reasoning_details reasoningContent"
    " reasoning_summary thinking thinking_content thinkingContent thinking_blocks thought thoughts"
).split()
_THINKING_TYPES = ("think", "thought", "reason")
#: Fields for text within a part of a message, or of thinking.
_TEXT_FIELDS = ("text", "thinking", "content", "value", "summary", "reasoning", "thought")
#: Levels of parts within parts that are read.
_MAX_DEPTH = 6


def thinking_in(message: dict[str, Any]) -> str:
    """Return the thinking that a delta or a message has beside its text."""
    for field in _THINKING_FIELDS:
        if (thinking := message.get(field)) and (text := text_in(thinking)):
            return text
    return ""


def finish_reason_in(choice: dict[str, Any]) -> tuple[FinishReason | None, str | None]:
    """Return the finish reason of a choice, or the service's word for an answer broken off."""
    given = choice.get("finish_reason")
    if given is None:
        given = _reason_elsewhere(choice)
    if not given:
        return None, None
    # Some services say more behind a colon: "content_filter: PROHIBITED_CONTENT".
    reason = given.partition(":")[0].strip().lower() if isinstance(given, str) else "stop"
    if reason in _BROKEN_OFF:
        return None, reason
    return (None if reason in _GOES_ON else _REASONS.get(reason, "stop")), None


def _reason_elsewhere(choice: dict[str, Any]) -> object:
    """Return the finish reason under one of its other names."""
    if isinstance(details := choice.get("finish_details"), dict):
        return details.get("type")
    if reason := choice.get("finishReason"):
        return reason
    if "finish_reason" in choice:
        return None  # vLLM has a stop_reason beside it, which means something else
    delta = choice.get("delta")
    return (
        choice.get("stop_reason")
        or choice.get("done_reason")
        or (delta.get("finish_reason") if isinstance(delta, dict) else None)
    )


def usage_in(counted: object) -> Usage | None:
    """Return the usage in an object, under either pair of names."""
    if not isinstance(counted, dict):
        return None
    prompt = counted.get("prompt_tokens", counted.get("input_tokens"))
    completion = counted.get("completion_tokens", counted.get("output_tokens"))
    return as_usage(
        *(int(n) if isinstance(n, float) and n.is_integer() else n for n in (prompt, completion))
    )


def parts_in(content: object) -> Iterator[tuple[TextKind, str]]:
    """Yield the texts in the typed parts of a content, each with its kind."""
    for part in content if isinstance(content, list) else [content]:
        kind: TextKind = Text
        if isinstance(part, dict):
            named = str(part.get("type") or "").lower()
            untyped = not named and "thinking" in part and "text" not in part
            typed = any(word in named for word in _THINKING_TYPES)
            if typed or untyped or part.get("thought") is True:
                kind = Thought
        if text := text_in(part):
            yield kind, text


def text_in(content: object, depth: int = 0) -> str:
    """Return the text of a string, a part, or a list of parts."""
    if isinstance(content, str):
        return content
    if depth > _MAX_DEPTH:
        return ""
    if isinstance(content, list):
        return "".join(text_in(part, depth + 1) for part in content)
    if isinstance(content, dict):
        fields = (text_in(content[name], depth + 1) for name in _TEXT_FIELDS if content.get(name))
        return next((text for text in fields if text), "")
    return ""
