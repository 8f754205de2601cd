"""The network between a worker and its engines: ways on loopback that tests cut, stall and mend.

They run in a thread of their own, as a worker's start blocks the test's. What is stalled is not
lost: it comes when the way is open again, as TCP sends it once more; or its connection is cut.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Literal, TypeVar

from yeoul.tasks import Tasks

T = TypeVar("T")
Direction = Literal["requests", "replies"]


class Link:
    """Carries all connections of one worker to one engine, unless it is told otherwise.

    Its methods may be called by any thread, and are over when they return.
    """

    def __init__(self, network: Network, upstream_port: int) -> None:
        self.port = 0
        #: Connections that were cut at a reply.
        self.replies_lost = 0
        self._network = network
        self._upstream_port = upstream_port
        self._clients: set[asyncio.StreamWriter] = set()
        self._tasks = Tasks()
        self._open: dict[Direction, asyncio.Event] = {
            "requests": asyncio.Event(),
            "replies": asyncio.Event(),
        }
        self._is_cut = False
        self._loses: Callable[[bytes], bool] | None = None

    async def listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self._mend()

    async def aclose(self) -> None:
        self._server.close()
        self._cut()
        await self._tasks.cancel()

    def cut(self) -> None:
        """Cut all connections both ways, and let none through until `mend`."""
        self._network.call(self._cut)

    def stall(self, *directions: Direction) -> None:
        """Carry nothing in these directions until `mend`; connections stay open."""
        self._network.call(lambda: self._stall(directions))

    def lose_replies(self, to: Callable[[bytes], bool]) -> None:
        """Cut each connection, until `mend`, at the reply to a request that is chosen by ``to``.

        The engine has done what it was asked.
        """
        self._network.call(lambda: setattr(self, "_loses", to))

    def mend(self) -> None:
        """Carry everything; what was stalled comes first."""
        self._network.call(self._mend)

    def _cut(self) -> None:
        self._is_cut = True
        for client in list(self._clients):
            client.transport.abort()

    def _stall(self, directions: Iterable[Direction]) -> None:
        for each in directions:
            self._open[each].clear()

    def _mend(self) -> None:
        self._is_cut, self._loses = False, None
        for each in self._open.values():
            each.set()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        self._clients.add(writer)
        self._tasks.start(self._serve(reader, writer), name="a worker's connection")

    async def _serve(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        doomed = asyncio.Event()
        try:
            back, engine = await asyncio.open_connection("127.0.0.1", self._upstream_port)
        except OSError:
            client.transport.abort()
            return
        replies = self._tasks.start(self._carry_back(back, client, doomed), name="an engine's")
        try:
            while data := await reader.read(1 << 16):
                await self._open["requests"].wait()
                if self._loses is not None and self._loses(data):
                    doomed.set()
                engine.write(data)
                await engine.drain()
        except OSError:
            pass
        finally:
            self._clients.discard(client)
            replies.cancel()
            engine.transport.abort()
            client.transport.abort()

    async def _carry_back(
        self, back: asyncio.StreamReader, client: asyncio.StreamWriter, doomed: asyncio.Event
    ) -> None:
        try:
            while data := await back.read(1 << 16):
                await self._open["replies"].wait()
                if doomed.is_set():
                    self.replies_lost += 1
                    return
                client.write(data)
                await client.drain()
        except OSError:
            pass
        finally:
            client.transport.abort()


class Network:
    """All links of an installation, and the thread that they run in."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._links: list[Link] = []
        self._thread = threading.Thread(target=self._loop.run_forever, name="network of a test")
        self._thread.start()

    def link(self, upstream_port: int) -> Link:
        """Return a new link to a port of this machine."""
        link = self._run(self._listening(upstream_port))
        self._links.append(link)
        return link

    async def _listening(self, upstream_port: int) -> Link:
        link = Link(self, upstream_port)
        await link.listen()
        return link

    def mend(self) -> None:
        """Mend all links."""
        for link in self._links:
            link.mend()

    def close(self) -> None:
        """Cut all links for good, and end the thread."""
        for link in self._links:
            self._run(link.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def call(self, act: Callable[[], object]) -> None:
        """Call something in the thread of the links, and wait for it."""

        async def acted() -> None:
            act()

        self._run(acted())

    def _run(self, running: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(running, self._loop).result(30)
