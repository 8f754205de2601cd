"""The shapes of replies that all doors share: their base, and the problem that reports an error."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class ReplyBody(BaseModel):
    """Base of all shapes that are sent."""

    model_config = ConfigDict(frozen=True)


class FieldError(ReplyBody):
    """One fault of a request body."""

    field: str
    message: str


class Problem(ReplyBody):
    """An error reply (RFC 9457, ``application/problem+json``)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    retryable: bool
    errors: list[FieldError] | None = None
