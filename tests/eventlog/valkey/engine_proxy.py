"""A proxy between a worker and its engine: loses, holds back and delivers late, as it is told."""

from __future__ import annotations

import asyncio
import ssl
from types import TracebackType
from typing import Self

from yeoul.tasks import Tasks


class EngineProxy:
    """Listens within its block, and carries everything on unless it is told otherwise."""

    def __init__(self, upstream_port: int, tls: ssl.SSLContext | None = None) -> None:
        #: May change: later connections lead there.
        self.upstream_port = upstream_port
        self._tls = tls
        self._clients: set[asyncio.StreamWriter] = set()
        self._committing: set[asyncio.StreamWriter] = set()
        self._late: list[tuple[asyncio.StreamWriter, bytes]] = []
        self._has_held = asyncio.Event()
        #: Set once what is kept now has been delivered or lost.
        self._is_settled = asyncio.Event()
        self._tasks = Tasks()
        #: Requests are kept, until `deliver` or `lose`.
        self.holds_requests = False
        #: Replies go nowhere; or only those of connections that commit.
        self.loses_replies = False
        self.loses_replies_to_commits = False
        #: Nobody gets through.
        self.is_away = False

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.close()
        self.lose()
        self.cut()
        await self._tasks.cancel()

    def url(self, database: int = 1) -> str:
        return f"redis{'s' * bool(self._tls)}://127.0.0.1:{self.port}/{database}"

    def cut(self) -> None:
        """Cut all connections of workers; requests that are kept may still be delivered."""
        for client in list(self._clients):
            client.transport.abort()

    async def held(self) -> None:
        """Wait until a commit is kept."""
        async with asyncio.timeout(10):
            await self._has_held.wait()

    def deliver(self) -> None:
        """Send the engine what is kept, over the connections by which it would have come."""
        for engine, data in self._late:
            engine.write(data)
        self.lose()

    def lose(self) -> None:
        """Forget what is kept."""
        self._late.clear()
        self._has_held.clear()
        self._is_settled.set()
        self._is_settled = asyncio.Event()
        self.holds_requests = False

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_away:
            writer.transport.abort()
        else:
            self._clients.add(writer)
            self._tasks.start(self._serve(reader, writer), name="a worker's connection")

    async def _serve(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        try:
            back, engine = await asyncio.open_connection("127.0.0.1", self.upstream_port)
        except OSError:
            client.transport.abort()
            return
        replies = self._tasks.start(self._carry_back(back, client), name="replies of the engine")
        try:
            while data := await reader.read(1 << 16):
                if b"EVALSHA" in data:
                    self._committing.add(client)
                if self.holds_requests:
                    self._late.append((engine, data))
                    if b"EVALSHA" in data:
                        self._has_held.set()
                else:
                    engine.write(data)
        except OSError:
            pass
        finally:
            self._clients.discard(client)
            self._committing.discard(client)
            try:
                if any(kept is engine for kept, _ in self._late):
                    await self._is_settled.wait()
            finally:
                replies.cancel()
                engine.close()
                client.close()

    async def _carry_back(self, back: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        try:
            while data := await back.read(1 << 16):
                loses = self.loses_replies_to_commits and client in self._committing
                if not (loses or self.loses_replies):
                    client.write(data)
        except OSError:
            pass
        finally:
            client.transport.abort()
