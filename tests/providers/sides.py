"""Our side of a connection to a service, without a network: a test decides about every segment."""

from __future__ import annotations

import asyncio

from yeoul.providers.base import Flow
from yeoul.providers.service.connection import ReadOutcome, ServiceConnection
from yeoul.providers.service.head import Head


class Wire(asyncio.Transport):
    """What a connection writes to, and does with its socket."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = b""
        self.aborted = False
        self.paused = False

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent += bytes(data)

    def abort(self) -> None:
        self.aborted = True

    def is_closing(self) -> bool:
        return self.aborted

    def pause_reading(self) -> None:
        self.paused = True

    def resume_reading(self) -> None:
        self.paused = False


class Side:
    """Our side of a connection, and what its service does."""

    def __init__(self) -> None:
        self.wire = Wire()
        self.connection = ServiceConnection()
        self.connection.connection_made(self.wire)

    def come(self, *segments: bytes) -> None:
        for segment in segments:
            self.connection.data_received(segment)

    def go(self, error: Exception | None = None) -> None:
        self.connection.connection_lost(error)

    async def head(self, *segments: bytes) -> Head:
        """Ask, and have the segments come as soon as that is done."""
        asyncio.get_running_loop().call_soon(self.come, *segments)
        return await self.connection.exchange(b"GET / HTTP/1.1\r\n\r\n")

    async def reply(self, into: bytearray, *segments: bytes) -> None:
        """Ask, and read all of the reply."""
        await self.head(*segments)
        await self.body(into)

    async def body(self, into: bytearray | None = None) -> bytes:
        """Return all that comes of the body."""
        whole = bytearray() if into is None else into

        def accept(data: bytes) -> Flow:
            whole.extend(data)
            return Flow.MORE if len(whole) % 2 else Flow.WAIT

        while await self.connection.read_into(accept) is ReadOutcome.PAUSED:
            pass
        return bytes(whole)
