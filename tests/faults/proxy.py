"""A proxy on loopback that treats each connection as its plan says.

What it does is decided by bytes carried, never by chance: the same plan on the same bytes is the
same fault. Time passes only where a plan says so.
"""

from __future__ import annotations

import asyncio
import re
import socket
import struct
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from yeoul.tasks import Tasks

_PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
BAD_GATEWAY = (
    b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\nconnection: close\r\n"
    b"content-length: %d\r\n\r\n%b" % (len(_PAGE), _PAGE)
)
#: Closing a socket that lingers for no time sends RST.
_NO_LINGER = struct.pack("ii", 1, 0)
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to one connection; nothing, by default. Bytes are those of the reply."""

    #: Cut behind so many bytes: by FIN, or by RST.
    cut_after: int | None = None
    reset: bool = False
    #: Carry pieces of so many bytes, up to a byte of the reply.
    piece_bytes: int | None = None
    pieces_until: int = 1 << 60
    #: Stop carrying behind so many bytes, for so long; None: until `Proxy.release`.
    stall_after: int | None = None
    stall_s: float | None = None
    #: Seconds before the request goes on.
    delay_s: float = 0.0
    #: Take everything, answer nothing.
    black_hole: bool = False
    #: Give nothing before the server has closed.
    hold: bool = False
    #: Lower-case names of headers that the request loses.
    strip: tuple[bytes, ...] = ()
    #: Send the request twice; the first reply is lost.
    twice: bool = False
    #: Close behind the first whole reply.
    once: bool = False
    #: Answer in place of the server.
    answer: bytes | None = None
    #: Answer with the first whole reply that a request of this path and kind got here, as a
    #: careless cache would, unless there was none, or it has one of these in it.
    stale_without: tuple[bytes, ...] | None = None

    def pieces(self, chunk: bytes, carried: int) -> Iterator[bytes]:
        """Yield ``chunk`` in the pieces in which it is carried on behind ``carried`` bytes."""
        while chunk:
            size = len(chunk)
            for stop in (self.cut_after, self.stall_after):
                if stop is not None and carried < stop:
                    size = min(size, stop - carried)
            if self.piece_bytes is not None and carried < self.pieces_until:
                size = min(size, self.piece_bytes)
            yield chunk[:size]
            chunk = chunk[size:]
            carried += size


class _Cut(Exception):
    """The connection has been cut."""


class Proxy:
    """Listens within its block. The nth connection gets the nth plan; later ones are left alone."""

    def __init__(self, upstream_port: int, plans: Iterable[Plan] = ()) -> None:
        #: May change while it runs.
        self.upstream_port = upstream_port
        self.plans = deque(plans)
        self.connections = 0
        self.cuts = 0
        #: The reply carried by the latest connection.
        self.carried = bytearray()
        self._first_replies: dict[bytes, bytes] = {}
        self._released = asyncio.Event()
        self._clients: set[asyncio.StreamWriter] = set()
        self._tasks = Tasks()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.close()
        await self._tasks.cancel()

    def cut_all(self, *, reset: bool) -> None:
        """Cut what is open now."""
        for client in list(self._clients):
            _cut(client, reset=reset)
            self.cuts += 1

    def release(self) -> None:
        """Let what stalls go on."""
        self._released.set()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        plan = self.plans.popleft() if self.plans else Plan()
        self._tasks.start(self._serve(plan, reader, writer), name=f"proxied {self.connections}")

    async def _serve(
        self, plan: Plan, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        # A write is over when the system has it: a cut then takes nothing of it back.
        writer.transport.set_write_buffer_limits(high=0)
        self._clients.add(writer)
        try:
            await self._carry(plan, reader, writer)
        except _Cut:
            self.cuts += 1
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            _cut(writer, reset=True)
        finally:
            self._clients.discard(writer)
            writer.close()

    async def _carry(
        self, plan: Plan, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if plan.black_hole:
            await reader.read()
            return
        request = await _request(reader, plan.strip)
        await asyncio.sleep(plan.delay_s)
        answer = plan.answer
        kind = _kind(request)
        stale = self._first_replies.get(kind)
        barred = plan.stale_without
        if barred is not None and not any(word in (stale or b"") for word in barred):
            answer = stale
        if answer is not None:
            writer.write(answer)
            await writer.drain()
            return
        if plan.twice:
            await self._waste(request)
        try:
            up_reader, up_writer = await self._connect(request)
        except OSError:
            writer.write(BAD_GATEWAY)
            return
        upwards = self._tasks.start(_pass_on(reader, up_writer), name="proxied upwards")
        try:
            await self._deliver(plan, kind, up_reader, writer)
        finally:
            upwards.cancel()
            up_writer.transport.abort()

    async def _connect(self, request: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream_port)
        writer.write(request)
        return reader, writer

    async def _waste(self, request: bytes) -> None:
        """Send the request, wait until it is being answered, and drop the connection."""
        try:
            reader, writer = await self._connect(request)
        except OSError:
            return
        try:
            await reader.read(1)
        finally:
            writer.transport.abort()

    async def _deliver(
        self, plan: Plan, kind: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.carried = carried = bytearray()
        held = b""
        while chunk := await reader.read(65_536):
            if plan.hold:
                held += chunk
                continue
            await self._give(plan, writer, chunk, carried)
            if _is_whole_reply(carried):
                self._first_replies.setdefault(kind, bytes(carried))
                if plan.once:
                    return
        if held:
            await self._give(plan, writer, held, carried)

    async def _give(
        self, plan: Plan, writer: asyncio.StreamWriter, chunk: bytes, carried: bytearray
    ) -> None:
        for piece in plan.pieces(chunk, len(carried)):
            if len(carried) == plan.stall_after:
                await self._stall(plan.stall_s)
            if plan.cut_after == 0:
                _cut(writer, reset=plan.reset)
                raise _Cut
            writer.write(piece)
            await writer.drain()
            carried += piece
            if len(carried) == plan.cut_after:
                _cut(writer, reset=plan.reset)
                raise _Cut
            if plan.piece_bytes is not None:
                await asyncio.sleep(0)  # so that the reader sees it alone

    async def _stall(self, stall_s: float | None) -> None:
        if stall_s is None:
            await self._released.wait()
        else:
            await asyncio.sleep(stall_s)


def _cut(writer: asyncio.StreamWriter, *, reset: bool) -> None:
    if reset and not writer.transport.is_closing():
        connection: socket.socket = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        writer.transport.abort()
    else:
        writer.close()


async def _request(reader: asyncio.StreamReader, strip: tuple[bytes, ...]) -> bytes:
    """Read a request with its body; return it without the headers named."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    body = await reader.readexactly(int(length[1])) if length else b""
    lines = head.split(b"\r\n")
    kept = [line for line in lines if line.partition(b":")[0].lower() not in strip]
    return b"\r\n".join(kept) + body


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry what the client says further; its leaving is the end of the connection."""
    try:
        while chunk := await reader.read(65_536):
            writer.write(chunk)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.transport.abort()


def _kind(request: bytes) -> bytes:
    """Return what a cache that ignores the query would tell requests apart by."""
    accept = re.search(rb"(?i)\r\naccept: *([^\r]*)", request)
    return request.split(b"\r\n")[0].partition(b"?")[0] + (accept[1] if accept else b"")


def _is_whole_reply(carried: bytearray) -> bool:
    head, _, body = carried.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    return head.startswith(b"HTTP/1.1 200") and bool(length and int(length[1]) == len(body))
