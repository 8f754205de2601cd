"""How the body of a request is read: JSON in UTF-8, as RFC 8259 has it, and nothing like it.

The standard library would also take UTF-16, UTF-32, a byte order mark, NaN and half a surrogate
pair, each of which fails somewhere behind. And what has more parts than any request is not parsed
at all: a body of 5 MiB that is nothing but lists would hold everybody up for a third of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute

from yeoul.api.fields import MAX_CONTENT_CHARS

#: Commas and opening brackets in a body: the longest question and system prompt may be only such.
MAX_PARTS = 2 * MAX_CONTENT_CHARS + 1_000


class JsonRequest(Request):
    """A request whose body, if it is read as JSON, is read strictly."""

    async def json(self) -> Any:
        """Return the parsed body. Raises `json.JSONDecodeError`."""
        body = await self.body()
        if sum(map(body.count, (b",", b"[", b"{"))) > MAX_PARTS:
            raise orjson.JSONDecodeError("more parts than any request has", "", 0)
        return orjson.loads(body)


class JsonRoute(APIRoute):
    """A route that reads strictly: for routers whose routes take a body."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, given a `JsonRequest`."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(JsonRequest(request.scope, request.receive))

        return strictly
