"""The events that a reader of an answer gets, and the position of each."""

from __future__ import annotations

from yeoul.errors import ErrorInfo
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.events import (
    Cursor,
    Delta,
    End,
    Event,
    Reasoning,
    Reset,
    Started,
    Timings,
    Usage,
)

__all__ = [
    "Content",
    "Cursor",
    "Delta",
    "End",
    "ErrorInfo",
    "Event",
    "Reasoning",
    "Reset",
    "Started",
    "Timings",
    "ToolCall",
    "Usage",
]
