"""The shapes of events on the wire, for the API description and the page's types.

The stream itself is not made from these: protocol/events.py encodes each event once, as bytes.
The golden wire files keep the two in step.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from yeoul.api.native.schemas import CandidatesData, Error, Timings, ToolCallData, Usage
from yeoul.api.replies import ReplyBody
from yeoul.chat import What
from yeoul.protocol.events import EndNotice, Kind, Phase, Reason, TerminalStatus

#: The names that an entry may have: a kind of event, or a heartbeat.
EntryKind = Literal[Kind, "heartbeat"]


class StartedData(ReplyBody):
    """``data`` of ``started``."""

    answer_id: str
    conversation_id: str
    question_id: str
    model: str
    created_at: str


class TextData(ReplyBody):
    """``data`` of ``delta`` and ``reasoning``."""

    text: str


class ResetData(ReplyBody):
    """``data`` of ``reset``."""

    text: str
    reasoning: str
    #: Left out if there are none.
    tool_calls: list[ToolCallData] = Field(default=[], exclude_if=lambda calls: not calls)
    candidates: list[CandidatesData] = Field(default=[], exclude_if=lambda known: not known)


class EndData(ReplyBody):
    """``data`` of ``end``."""

    status: TerminalStatus
    reason: Reason
    error: Error | None
    usage: Usage | None
    timings: Timings | None
    sha256: str
    omitted_messages: int
    #: Left out if there is none.
    notice: EndNotice | None = Field(default=None, exclude_if=lambda notice: not notice)


class HeartbeatData(ReplyBody):
    """``data`` of ``heartbeat``, which is not an entry of the log and carries no id."""

    phase: Phase
    queue_position: int | None = None


class ChangeData(ReplyBody):
    """``data`` of ``change``, on ``/api/changes``."""

    what: What
    conversation_id: str | None
    answer_id: str | None


def data_shape(kind: EntryKind) -> type[ReplyBody]:
    """Return the shape of the ``data`` of an entry of this kind."""
    match kind:
        case "started":
            return StartedData
        case "delta" | "reasoning":
            return TextData
        case "tool_call":
            return ToolCallData
        case "candidates":
            return CandidatesData
        case "reset":
            return ResetData
        case "end":
            return EndData
        case "heartbeat":
            return HeartbeatData


class EventEntry(ReplyBody):
    """An event as the JSON transports carry it."""

    id: str | None = None
    event: EntryKind
    data: (
        StartedData | TextData | ToolCallData | CandidatesData | ResetData | EndData | HeartbeatData
    )


class EventList(ReplyBody):
    """Reply of long polling and polling."""

    events: list[EventEntry]
    cursor: str | None
    ended: bool
    phase: Phase | None = None
    queue_position: int | None = None
