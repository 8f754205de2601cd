"""Server-Sent Events: one response that carries the answer to its end."""

from __future__ import annotations

from typing import Self

import httpx2

from yeoul.client.connections import Connections, StreamedResponse
from yeoul.client.transports.base import Connection, ConnectionLost, Received, loss_from, refusal
from yeoul.protocol.entries import entry_of
from yeoul.protocol.events import Cursor
from yeoul.protocol.sse import SseParser


class SseConnection(Connection):
    """An open event stream."""

    def __init__(
        self, connections: Connections, stream: StreamedResponse, after: Cursor | None
    ) -> None:
        self._connections = connections
        self._stream = stream
        self._after = after
        self._parser = SseParser()

    @classmethod
    async def open(
        cls, connections: Connections, request: httpx2.Request, after: Cursor | None
    ) -> Self:
        """Return the stream that ``request`` asks for, which begins behind ``after``.

        Raises:
            ConnectionLost, YeoulError: see `Connection.receive`.
        """
        try:
            stream = await connections.open_stream(request)
        except httpx2.TransportError as error:
            raise loss_from(error) from error
        response = stream.response
        is_stream = response.headers.get("content-type", "").startswith("text/event-stream")
        if response.status_code == 204 or (response.status_code == 200 and is_stream):
            return cls(connections, stream, after)
        try:
            body = await response.aread()
        except httpx2.TransportError as error:
            raise loss_from(error) from error
        finally:
            await connections.close_stream(stream)
        asking = request.method == "POST"
        raise refusal(response.status_code, response.headers, body, asking=asking)

    async def receive(self, behind: Cursor | None) -> Received:
        if self._stream.response.status_code == 204:
            return Received([], ended_at=str(self._after))
        try:
            chunk = await self._stream.next_chunk()
            entries = [entry_of(raw) for raw in self._parser.feed(chunk)]
        except (httpx2.TransportError, ValueError) as error:
            raise loss_from(error) from error
        if not chunk:
            raise ConnectionLost("the stream ended before its answer")
        return Received(entries)

    async def aclose(self) -> None:
        await self._connections.close_stream(self._stream)
