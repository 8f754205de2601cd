"""The content of a message as one value: of an answer text, thinking and tool calls.

An answer's content grows by events: growing_content.py. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

#: Most calls of one answer. Each costs a reset more bytes than those that count for its size.
MAX_CALLS = 1_000


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call of a tool that the model asks for: a piece of one, or all its pieces joined."""

    #: Which of the answer's calls it is, from 0 to 999.
    index: int
    #: The service's id of the call, which the tool's result has to repeat.
    id: str | None = None
    name: str | None = None
    #: JSON text. The text of a piece is appended to that of the pieces before.
    arguments: str | None = None


class Content(NamedTuple):
    """The whole content of an answer."""

    text: str = ""
    #: The model's thinking, kept apart from the text.
    reasoning: str = ""
    #: One per index, in the order of the indexes.
    tool_calls: tuple[ToolCall, ...] = ()

    def size_bytes(self) -> int:
        """Return its bytes of UTF-8."""
        calls = sum(call_bytes(call) for call in self.tool_calls)
        return len(self.text.encode()) + len(self.reasoning.encode()) + calls


class QuestionContent(NamedTuple):
    """The whole content of a question."""

    text: str = ""


def call_bytes(call: ToolCall) -> int:
    """Return the bytes of UTF-8 of a call, or of a piece of one."""
    return sum(len(part.encode()) for part in (call.id, call.name, call.arguments) if part)


def call_to_json(call: ToolCall) -> dict[str, Any]:
    """Return the known fields of a call, or of a piece of one."""
    return {name: value for name, value in asdict(call).items() if value is not None}


def call_from_json(data: Mapping[str, Any]) -> ToolCall:
    """Return the call that `call_to_json` wrote; further fields are ignored."""
    return ToolCall(data["index"], data.get("id"), data.get("name"), data.get("arguments"))


def content_to_json(content: Content) -> dict[str, Any]:
    """Return the ``data`` of a ``reset`` event; it has ``tool_calls`` only if there are any."""
    data: dict[str, Any] = {"text": content.text, "reasoning": content.reasoning}
    if content.tool_calls:
        data["tool_calls"] = [call_to_json(call) for call in content.tool_calls]
    return data


def content_from_json(data: Mapping[str, Any]) -> Content:
    """Return the content that `content_to_json` wrote; further fields are ignored."""
    calls = tuple(map(call_from_json, data.get("tool_calls") or ()))
    return Content(data["text"], data["reasoning"] or "", calls)
