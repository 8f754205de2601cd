"""A hub on loopback that gives files by range, and on demand cuts, lies and stalls."""

from __future__ import annotations

import asyncio
import hashlib
import random
import re
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from yeoul.tasks import Tasks

BLOCK_BYTES = 1 << 16


@dataclass
class Request:
    """One request, with the body bytes that it was given."""

    hub: LoopbackHub
    path: str
    headers: dict[str, str]
    writer: asyncio.StreamWriter
    given: list[tuple[int, int]] = field(default_factory=list)

    @property
    def first(self) -> int | None:
        """The first byte of the range that is asked for; None without a range."""
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("range", ""))
        return int(found[1]) if found else None

    async def head(self, status: int, **headers: str | int) -> None:
        lines = [f"HTTP/1.1 {status} Whatever"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.writer.write(("\r\n".join(lines) + "\r\nconnection: close\r\n\r\n").encode("latin-1"))
        await self.writer.drain()

    async def body(self, data: bytes, start: int, count: int | None = None) -> None:
        """Send ``data[start:]``, or only ``count`` bytes of it, and note what was sent."""
        end = len(data) if count is None else min(len(data), start + count)
        self.given.append((start, end))
        for at in range(start, end, BLOCK_BYTES):
            self.writer.write(data[at : min(end, at + BLOCK_BYTES)])
            await self.writer.drain()

    async def whole(self, data: bytes, count: int | None = None, **headers: str | int) -> None:
        fields = {"content_length": len(data), "etag": etag(data), **headers}
        await self.head(200, **fields)
        await self.body(data, 0, count)

    async def rest(self, data: bytes, count: int | None = None, **headers: str | int) -> None:
        first = self.first or 0
        fields = {
            "content_length": len(data) - first,
            "content_range": f"bytes {first}-{len(data) - 1}/{len(data)}",
            "etag": etag(data),
            **headers,
        }
        await self.head(206, **fields)
        await self.body(data, first, count)

    async def properly(self, count: int | None = None) -> None:
        """Give what is asked for, as RFC 9110 has it; or only the first ``count`` bytes."""
        data = self.hub.files.get(self.path)
        if data is None:
            await self.head(404, content_length=0)
        elif self.first is None or self.headers.get("if-range", etag(data)) != etag(data):
            await self.whole(data, count)
        elif self.first >= len(data):
            await self.head(416, content_range=f"bytes */{len(data)}", content_length=0)
        else:
            await self.rest(data, count)


Behaviour = Callable[[Request], Awaitable[None]]


def etag(data: bytes) -> str:
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'


def model_bytes(count: int, seed: int = 1) -> bytes:
    """Return bytes that begin like a model without any metadata; others for another seed."""
    head = b"GGUF" + struct.pack("<IQQ", 3, 0, 0)
    return head + random.Random(seed).randbytes(count - len(head))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class LoopbackHub:
    """``files`` by path. ``nexts`` are the behaviours of the next requests; then it is proper."""

    def __init__(self) -> None:
        self.url = ""
        self.files: dict[str, bytes] = {}
        self.requests: list[Request] = []
        self.nexts: list[Behaviour] = []
        self.always: Behaviour | None = None
        self.asked = asyncio.Event()

    def add(self, path: str, data: bytes) -> str:
        """Offer a file; return its address."""
        self.files[path] = data
        return self.url + path

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client has left
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.split(": ", 1) for line in lines[1:] if line)
        headers = {name.lower(): value for name, value in pairs}
        request = Request(self, lines[0].split(" ")[1], headers, writer)
        self.requests.append(request)
        self.asked.set()
        if self.nexts:
            await self.nexts.pop(0)(request)
        elif self.always:
            await self.always(request)
        else:
            await request.properly()
        await writer.drain()

    @property
    def given(self) -> list[tuple[int, int]]:
        """All body bytes that were sent, as ranges, in order."""
        return [span for request in self.requests for span in request.given]


@asynccontextmanager
async def open_hub(port: int = 0) -> AsyncIterator[LoopbackHub]:
    """Run a hub in this event loop; its open replies are cut at the end."""
    hub, tasks = LoopbackHub(), Tasks()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.start(hub.serve(reader, writer), name="hub")

    server = await asyncio.start_server(connected, "127.0.0.1", port)
    hub.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield hub
    finally:
        server.close()
        await tasks.cancel()


def cut_after(count: int) -> Behaviour:
    """Give what is asked for, but hang up after ``count`` bytes."""

    async def cut(request: Request) -> None:
        await request.properly(count)

    return cut


async def stall(request: Request) -> None:
    """Begin properly, and then send nothing more."""
    await request.properly(1000)
    await asyncio.Event().wait()


def chunked_cut_after(count: int) -> Behaviour:
    """A reply that does not tell the size of the file, cut after ``count`` bytes."""

    async def behave(request: Request) -> None:
        data = request.hub.files[request.path]
        await request.head(200, transfer_encoding="chunked", etag=etag(data))
        request.writer.write(b"%x\r\n%b" % (len(data), data[:count]))

    return behave


def piece_of(count: int) -> Behaviour:
    """A reply with ``count`` bytes of the rest, as a server may give."""

    async def behave(request: Request) -> None:
        data, first = request.hub.files[request.path], request.first or 0
        place = f"bytes {first}-{first + count - 1}/{len(data)}"
        await request.rest(data, count, content_range=place, content_length=count)

    return behave
