"""A server that answers each connection as the test says, over real sockets."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from yeoul.protocol.events import Cursor, Delta, End, Event, Started, encode

STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n\r\n"


def reply(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"content-length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def log(*events: Event, epoch: int = 1) -> list[bytes]:
    """The frames of an epoch, numbered from 1."""
    return [encode(Cursor(epoch, seq), event) for seq, event in enumerate(events, 1)]


def end_of(text: str) -> End:
    return End("finished", "stop", None, None, None, hashlib.sha256(text.encode()).hexdigest())


STARTED = Started("a1", "c1", "q1", "m", "2026-01-01T00:00:00Z")
END = end_of("빠른 물살")
#: The answer most tests follow.
FRAMES = log(STARTED, Delta("빠른 "), Delta("물"), Delta("살"), END)


@dataclass
class Unreliable:
    """What is served; ``requests`` are the heads and bodies that came, one per connection."""

    url: str
    requests: list[str] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def asked(self) -> None:
        """Wait until a request has come."""
        await self._news.wait()

    def line(self, number: int) -> str:
        return self.requests[number].splitlines()[0]

    def header(self, number: int, name: str) -> str | None:
        for line in self.requests[number].splitlines():
            if line.lower().startswith(f"{name}: "):
                return line.split(": ", 1)[1]
        return None


@asynccontextmanager
async def unreliable(replies: Sequence[bytes | None]) -> AsyncIterator[Unreliable]:
    """Give each connection the next reply and cut it; None: say nothing, and keep it open."""
    script = iter(replies)
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        served.requests.append(head)
        length = int(served.header(-1, "content-length") or 0)
        served.requests[-1] += (await reader.readexactly(length)).decode()
        answer = next(script)
        served._news.set()
        if answer is not None:
            writer.write(answer)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    served = Unreliable(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    async with server:
        try:
            yield served
        finally:
            for writer in writers:
                writer.close()
                with suppress(ConnectionError):
                    await writer.wait_closed()


@asynccontextmanager
async def holding(answer: bytes) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """Send ``answer``, then wait for the client to close; the event tells that it has."""
    closed = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await reader.read()
        closed.set()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", closed
