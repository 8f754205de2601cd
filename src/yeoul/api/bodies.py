"""Reads the body of a request: strictly JSON in UTF-8, as RFC 8259 defines it.

The standard library would also accept UTF-16, UTF-32, a byte order mark, NaN and half a surrogate
pair, each of which fails somewhere later. A body with more parts than any request has is not parsed
at all: 5 MiB of nothing but lists would block the event loop for a third of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute

from yeoul.api.fields import MAX_CONTENT_CHARS

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

#: Commas and opening brackets in a body: a longest question and system prompt may be full of them.
MAX_PARTS = 2 * MAX_CONTENT_CHARS + 1_000
#: The same of a request that brings a whole history. Parsed, so many take a sixth of a second.
MAX_HISTORY_PARTS = 2_000_000


class JsonRequest(Request):
    """A request that parses a JSON body strictly."""

    max_parts = MAX_PARTS

    async def json(self) -> Any:
        """Return the parsed body. Raises `json.JSONDecodeError`."""
        body = await self.body()
        if sum(map(body.count, (b",", b"[", b"{"))) > self.max_parts:
            raise orjson.JSONDecodeError("more parts than any request has", "", 0)
        return orjson.loads(body)


class HistoryRequest(JsonRequest):
    """A `JsonRequest` that brings a whole history."""

    max_parts = MAX_HISTORY_PARTS


class JsonRoute(APIRoute):
    """A route that reads strictly: for routers whose routes take a body."""

    request_class: type[JsonRequest] = JsonRequest

    def get_route_handler(self) -> Handler:
        """Return the handler, given a `JsonRequest`."""
        handle = self.for_json(super().get_route_handler())

        async def strictly(request: Request) -> Response:
            return await handle(self.request_class(request.scope, request.receive))

        return strictly

    def for_json(self, general: Handler) -> Handler:
        """Return what handles a `JsonRequest`; ``general`` is FastAPI's own way."""
        return general


class HistoryRoute(JsonRoute):
    """A `JsonRoute` whose requests bring whole histories."""

    request_class = HistoryRequest
