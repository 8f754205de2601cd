"""The object of a response: whole at its end, or as far as it is. Pure.

Format: OpenAI's Responses, with the further fields that Open Responses requires.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from yeoul.api.answer_facts import Head, figures_of
from yeoul.api.logprobs import logprobs_of
from yeoul.api.openai.errors import error_body
from yeoul.errors import ErrorInfo, Interrupted
from yeoul.protocol.content import Content, Token, ToolCall
from yeoul.protocol.events import End, Reason, Usage
from yeoul.protocol.turns import Turn

Status = Literal["queued", "in_progress", "completed", "incomplete", "cancelled", "failed"]

#: The statuses in which an answer ends, by its reason; all others are failures.
STATUSES: Mapping[Reason, Status] = {
    "stop": "completed",
    "tool_calls": "completed",
    "length": "incomplete",
    "repetition": "incomplete",
    "content_filter": "incomplete",
    "stopped": "cancelled",
}
_INCOMPLETE: Mapping[Reason, str] = {
    "length": "max_output_tokens",
    "repetition": "max_output_tokens",
    "content_filter": "content_filter",
}
#: The official clients know these codes of an error alone.
_CODES: Mapping[str, str] = {
    "provider_rate_limited": "rate_limit_exceeded",
    "context_too_long": "invalid_prompt",
}


class ResponseHead(NamedTuple):
    """What a response says of its request."""

    head: Head
    instructions: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_output_tokens: int | None = None
    metadata: Mapping[str, str] = {}
    #: As the request has them.
    tools: Sequence[Mapping[str, Any]] = ()
    tool_choice: str | Mapping[str, Any] = "auto"
    parallel_tool_calls: bool = True
    text_format: Mapping[str, Any] = {"type": "text"}
    reasoning: Mapping[str, Any] | None = None
    previous_response_id: str | None = None
    conversation_id: str | None = None
    stored: bool = True
    background: bool = False
    #: How many candidates of each token are told; None: nothing of tokens.
    top_logprobs: int | None = None

    @property
    def id(self) -> str:
        """The id of the response."""
        return f"resp_{self.head.answer_id}"

    def to_json(self, status: Status, output: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
        """Return the object of a response that has not ended."""
        return {
            "id": self.id,
            "object": "response",
            "created_at": self.head.created,
            "completed_at": None,
            "status": status,
            "background": self.background,
            "error": None,
            "incomplete_details": None,
            "instructions": self.instructions,
            "model": self.head.model,
            "output": list(output),
            "previous_response_id": self.previous_response_id,
            "conversation": self.conversation_id and {"id": self.conversation_id},
            "store": self.stored,
            "metadata": dict(self.metadata),
            "tools": list(self.tools),
            "tool_choice": self.tool_choice,
            "parallel_tool_calls": self.parallel_tool_calls,
            "max_tool_calls": None,
            "text": {"format": self.text_format},
            "reasoning": self.reasoning,
            "temperature": 1.0 if self.temperature is None else self.temperature,
            "top_p": 1.0 if self.top_p is None else self.top_p,
            "presence_penalty": 0.0,
            "frequency_penalty": 0.0,
            "top_logprobs": self.top_logprobs or 0,
            "max_output_tokens": self.max_output_tokens,
            "truncation": "disabled",
            "service_tier": "default",
            "safety_identifier": None,
            "prompt_cache_key": None,
            "usage": None,
        }


def ended_response(head: ResponseHead, content: Content, end: End) -> dict[str, Any]:
    """Return the object of a response that has ended."""
    status = STATUSES.get(end.reason, "failed")
    usage = head.head.usage(end.usage, content.size_bytes())
    why = _INCOMPLETE.get(end.reason)
    total_s = end.timings.total_ms // 1000 if end.timings else 0
    return (
        head.to_json(status, output_of(head, content, item_status(end)))
        | {
            "completed_at": head.head.created + total_s if status == "completed" else None,
            "error": _error(end.error or Interrupted().info) if status == "failed" else None,
            "incomplete_details": {"reason": why} if why else None,
            "usage": _usage(usage),
        }
        | figures_of(end)
    )


def growing_response(head: ResponseHead, content: Content, *, is_queued: bool) -> dict[str, Any]:
    """Return the object of a response that grows."""
    output = output_of(head, content, "in_progress")
    return head.to_json("queued" if is_queued else "in_progress", output)


def item_status(end: End) -> str:
    """Return the status of the items of a response that has ended."""
    return "completed" if STATUSES.get(end.reason) == "completed" else "incomplete"


def output_of(head: ResponseHead, content: Content, status: str) -> list[dict[str, Any]]:
    """Return the items of an answer: thinking, text, calls."""
    items = list[dict[str, Any]]()
    if content.reasoning:
        items.append(reasoning_item(head, content.reasoning, status))
    if content.text:
        told = [token for each in content.candidates for token in each.tokens]
        items.append(message_item(head, content.text, status, told))
    return items + [call_item(call, status) for call in head.head.named_calls(content)]


def reasoning_item(head: ResponseHead, text: str | None, status: str) -> dict[str, Any]:
    """Return the item of the thinking; without a part for None."""
    summary = [] if text is None else [summary_part(text)]
    id = f"rs_{head.head.answer_id}"
    return {"id": id, "type": "reasoning", "summary": summary, "status": status}


def message_item(
    head: ResponseHead, text: str | None, status: str, tokens: Sequence[Token] = ()
) -> dict[str, Any]:
    """Return the item of the text; without a part for None."""
    most = head.top_logprobs
    told = [] if most is None else logprobs_of(tokens, most)
    return {
        "id": f"msg_{head.head.answer_id}",
        "type": "message",
        "role": "assistant",
        "content": [] if text is None else [text_part(text, told)],
        "status": status,
    }


def call_item(call: ToolCall, status: str) -> dict[str, Any]:
    """Return the item of a call, which has an id and a name."""
    return {
        "id": f"fc_{call.id}",
        "type": "function_call",
        "call_id": call.id,
        "name": call.name,
        "arguments": call.arguments or "",
        "status": status,
    }


def text_part(text: str, told: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Return the part that a text is, with what is told of its tokens."""
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": list(told)}


def summary_part(text: str) -> dict[str, Any]:
    """Return the part that thinking is."""
    return {"type": "summary_text", "text": text}


def items_of(answer_id: str, turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """Return the items of what came with the request for an answer, oldest first."""
    items = list[dict[str, Any]]()
    for index, turn in enumerate(turns):
        id = f"{answer_id}_{index}"
        if turn.role == "tool":
            output = {"type": "function_call_output", "call_id": turn.tool_call_id}
            items.append(
                output | {"id": f"fco_{id}", "output": turn.content, "status": "completed"}
            )
            continue
        if turn.content or not turn.tool_calls:
            message = {"type": "message", "id": f"msg_{id}", "role": turn.role}
            items.append(message | {"content": _parts_of(turn), "status": "completed"})
        items += [call_item(call, "completed") for call in turn.tool_calls]
    return items


def _parts_of(turn: Turn) -> list[dict[str, Any]]:
    if turn.role == "assistant":
        return [text_part(turn.content)]
    text = [{"type": "input_text", "text": turn.content}] if turn.content else []
    return text + [
        {
            "type": "input_image",
            "detail": "auto",
            "image_url": f"/api/attachments/{picture.about.id}",
            "file_id": None,
        }
        for picture in turn.pictures
    ]


def _error(error: ErrorInfo) -> dict[str, str]:
    message: str = error_body(error)["error"]["message"]
    return {"code": _CODES.get(error.code, "server_error"), "message": message}


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "input_tokens": usage.prompt_tokens,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": usage.completion_tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": sum(usage),
    }
