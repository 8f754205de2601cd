"""Public names for readers of an answer: its events, the values in them, and `Cursor`."""

from __future__ import annotations

from yeoul.errors import ErrorInfo
from yeoul.protocol.content import Candidate, Candidates, Content, Token, ToolCall
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
    "Candidate",
    "Candidates",
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
    "Token",
    "ToolCall",
    "Usage",
]
