"""The real app on a real socket, restarted on the same data as often as a test likes."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvicorn

from yeoul.app import create_app
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import Script
from yeoul.providers.scripted import Scripted
from yeoul.serving.connections import ServerConfig
from yeoul.serving.http_protocol import LimitedHttpProtocol
from yeoul.serving.websocket_protocol import LimitedWebSocketProtocol
from yeoul.settings import Settings
from yeoul.tasks import Tasks

MODEL = "scripted:drill"


class StoppableServer(uvicorn.Server):
    """One life of the server."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Many servers in one process: signals are the test's.
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.ready.set()


class RestartableServer:
    """Starts and stops, on one port: between two lives whoever connects there is refused.

    The port is held while the block lasts. Were it free between two lives, the system could give it
    to a server of another test, and readers would be answered by that one.
    """

    def __init__(self, data_dir: Path, script: Script, *, continues: bool, **settings: Any) -> None:
        #: How often the provider was called, in all lives.
        self.calls = 0
        self._settings = Settings(data_dir=data_dir, **settings)
        self._script = script
        self._continues = continues
        self._tasks = Tasks()
        self._held_port = socket.socket()
        self._held_port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)

    async def __aenter__(self) -> Self:
        self._held_port.bind(("127.0.0.1", 0))
        self.port: int = self._held_port.getsockname()[1]
        try:
            await self.start()
        except BaseException:
            self._held_port.close()
            raise
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            await self.crash()
        finally:
            self._held_port.close()

    async def start(self) -> None:
        """Begin a life; returns when requests are accepted."""
        self._provider = Scripted({MODEL: self._script})
        self._provider.can_continue = self._continues
        self._app = create_app(self._settings, catalogue=Catalogue([self._provider]))
        self._server = StoppableServer(
            ServerConfig(
                self._app,
                lifespan="on",
                http=LimitedHttpProtocol,
                ws=LimitedWebSocketProtocol,
                ws_per_message_deflate=False,
                log_config=None,
            )
        )
        listener = socket.socket(proto=socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        self._running = self._tasks.start(self._serve(listener), name="server")
        await self._server.ready.wait()
        assert self._server.started

    async def _serve(self, listener: socket.socket) -> None:
        with listener:
            await self._server.serve([listener])

    async def crash(self) -> None:
        """End as if nobody had known: connections break, answers stay as they are in the log."""
        self._cut_connections()
        await self._end()

    async def drain(self, answers_s: float) -> None:
        """End as on SIGTERM: readers are let go, answers get some seconds."""
        self._app.state.dependencies.chat.release_readers()
        await self._app.state.dependencies.chat.drain(answers_s)
        await self._end()

    async def _end(self) -> None:
        self._app.state.dependencies.chat.release_readers()
        self._server.should_exit = True
        while not self._running.done():
            # As yeoul.serving.server does: a connection that was just accepted would be waited for.
            await asyncio.wait([self._running], timeout=0.3)
            self._cut_connections()
        self.calls += len(self._provider.prompts)

    def _cut_connections(self) -> None:
        for connection in list(self._server.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
