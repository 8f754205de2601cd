"""What replies of all doors are made of: shapes of our own, and JSON in the shapes of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from fastapi import Response
from pydantic import BaseModel, ConfigDict

#: The contents of replies whose shape another format defines, for the API description.
OBJECT_CONTENT: Final[Mapping[str, Any]] = {"application/json": {"schema": {"type": "object"}}}
TEXT_STREAM_CONTENT: Final[Mapping[str, Any]] = {
    "text/event-stream": {"itemSchema": {"type": "object"}}
}


def json_reply(value: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """Return a reply of this object."""
    return Response(orjson.dumps(value), 200, headers, "application/json")


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
