"""Server-Sent Events: one response that goes on to the end."""

from __future__ import annotations

from typing import Self

import httpx2

from yeoul.client.connections import Connection, Connections
from yeoul.client.transports.base import Line, Lost, Received, lost_at, refusal
from yeoul.client.wire import entry_of_stream
from yeoul.protocol.events import Cursor
from yeoul.protocol.sse import SseParser


class SseLine(Line):
    """An open event stream."""

    def __init__(
        self, connections: Connections, connection: Connection, after: Cursor | None
    ) -> None:
        self._connections = connections
        self._connection = connection
        self._after = after
        self._parser = SseParser()

    @classmethod
    async def open(
        cls, connections: Connections, request: httpx2.Request, after: Cursor | None
    ) -> Self:
        """Send ``request``, which asks for a stream behind ``after``.

        Raises:
            Lost, YeoulError: as `Line.receive`.
        """
        try:
            connection = await connections.open(request)
        except httpx2.TransportError as error:
            raise lost_at(error) from error
        response = connection.response
        is_stream = response.headers.get("content-type", "").startswith("text/event-stream")
        if response.status_code == 204 or (response.status_code == 200 and is_stream):
            return cls(connections, connection, after)
        try:
            body = await response.aread()
        except httpx2.TransportError as error:
            raise lost_at(error) from error
        finally:
            await connections.close(connection)
        raise refusal(response.status_code, response.headers, body)

    async def receive(self, behind: Cursor | None) -> Received:
        if self._connection.response.status_code == 204:
            return Received([], ended_at=str(self._after))
        try:
            chunk = await self._connection.chunk()
            entries = [entry_of_stream(raw) for raw in self._parser.feed(chunk)]
        except (httpx2.TransportError, ValueError) as error:
            raise lost_at(error) from error
        if not chunk:
            raise Lost("the stream ended before its answer")
        return Received(entries)

    async def aclose(self) -> None:
        await self._connections.close(self._connection)
