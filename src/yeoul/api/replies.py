"""What replies of all doors are made of: shapes of our own, and JSON in the shapes of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import orjson
from fastapi import Response
from pydantic import BaseModel, ConfigDict

#: The contents of replies whose shape another format defines, for the API description.
OBJECT_CONTENT: Final[Mapping[str, Any]] = {"application/json": {"schema": {"type": "object"}}}
TEXT_STREAM_CONTENT: Final[Mapping[str, Any]] = {
    "text/event-stream": {"itemSchema": {"type": "object"}}
}

#: Nothing in a picture is run or fetched, in a frame or a window of its own either.
SANDBOX: Final = "default-src 'none'; sandbox"


def json_reply(value: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """Return a reply of this object."""
    return Response(orjson.dumps(value), 200, headers, "application/json")


def picture_headers(media_type: str, name: str = "") -> dict[str, str]:
    """Return the headers with which a picture is shown, and saved under its name."""
    named = f"; filename*=UTF-8''{quote(name, safe='')}" if name else ""
    return {
        "content-type": media_type,
        "content-disposition": f"inline{named}",
        "content-security-policy": SANDBOX,
        # Asked for each time, as the right to read it may have ended.
        "cache-control": "private, no-cache",
    }


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
