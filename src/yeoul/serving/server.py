"""The server process: runs an ASGI app under uvicorn, and ends when it is told to.

uvicorn waits for open streams for ever and re-raises the signal that ended it. Here a signal has an
answer and a limit instead. SIGINT: streams are let go and the process is gone within 2 s; a second
one ends it on the spot. SIGTERM: streams are let go (they resume at the next process), then the app
drains (new questions are refused while the listener is still open, running answers get 7.5 s), and
the process is gone within 10 s. Both exit with 0. A
watchdog holds the limits even if the event loop hangs; that loses nothing, as a crash would not.

What the app may offer, both optional: ``app.state.drain(answers_s)``, a coroutine function, and
``app.state.release()``, which ends all open streams and may be called more than once. Apps that are
mounted in it may do so, too.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from types import FrameType
from typing import Any

import uvicorn
from starlette.routing import Mount

from yeoul.errors import StartupError
from yeoul.serving.http_protocol import LimitedHttpProtocol
from yeoul.serving.websocket_protocol import AbortableWebSocketProtocol
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: Seconds that running answers get on SIGTERM, and that the app gets to settle the others.
DRAIN_S = 7.5
SETTLE_S = 1.25
#: Seconds from the signal until the watchdog ends the process.
TERMINATE_LIMIT_S = 9.7
INTERRUPT_LIMIT_S = 1.6
#: Seconds that streams get to end once they are let go; then they are cut.
RELEASE_S = 0.3
#: Seconds until what still runs then is cancelled.
CANCEL_S = 0.5
#: Longer than a proxy keeps its own side, so that it never sends into a connection just closed.
KEEP_ALIVE_S = 75
BACKLOG = 4096
#: A client has nothing to say on a WebSocket but its closing.
MAX_WEBSOCKET_MESSAGE_BYTES = 64 * 1024
#: New objects until the collector looks for cycles among them, and how many such looks until one
#: goes farther back. No answer leaves any; a full collection halts all streams, by 0.1 ms for
#: each, and by Python's own thresholds comes whenever their number has grown by a quarter.
GC_THRESHOLDS = (5_000, 4, 50)

#: uvicorn's words for what is no fault here: an app that aborts a stream means it, and a start that
#: fails is told by whoever started.
_EXPECTED = {
    "ASGI callable returned without completing response.",
    "Application startup failed. Exiting.",
    "Cancel %s running task(s), timeout graceful shutdown exceeded",
}

Asgi = Callable[[Any, Any, Any], Awaitable[None]]


def run(app: Asgi, sockets: Sequence[socket.socket], *, on_ready: Callable[[], None]) -> None:
    """Run ``app`` on bound sockets until a signal ends it.

    ``on_ready`` is called when requests are accepted.

    Raises:
        StartupError: if a socket cannot listen.
        Exception: whatever the app's lifespan raised while starting.
    """
    _raise_file_limit()
    _Server(app, on_ready).run(sockets=list(sockets))


def configure_logging(level: str) -> None:
    """Write messages of at least ``level`` to standard error; other libraries only warn."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_unexpected)
    logging.basicConfig(
        level=logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        handlers=[handler],
        force=True,
    )
    for name in ("yeoul", "uvicorn.error"):
        logging.getLogger(name).setLevel(level.upper())


def _unexpected(record: logging.LogRecord) -> bool:
    if record.name != "uvicorn.error":
        return True
    cancelled = record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError)
    return record.msg not in _EXPECTED and not cancelled


class _WatchedApp:
    """The app, with the error its lifespan may raise at the start kept instead of printed."""

    def __init__(self, app: Asgi) -> None:
        self._app = app
        self.failure: Exception | None = None

    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        if scope["type"] == "lifespan":
            return self._lifespan(scope, receive, send)
        return self._app(scope, receive, send)

    async def _lifespan(self, scope: Any, receive: Any, send: Any) -> None:
        told: set[str] = set()

        async def watch(message: dict[str, Any]) -> None:
            told.add(message["type"])
            if message["type"] == "lifespan.startup.failed":
                message = {"type": message["type"]}
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            if "lifespan.startup.complete" in told:
                raise
            self.failure = error
            if "lifespan.startup.failed" not in told:
                await send({"type": "lifespan.startup.failed"})


class _Server(uvicorn.Server):
    def __init__(self, app: Asgi, on_ready: Callable[[], None]) -> None:
        self._watched = _WatchedApp(app)
        self._app = app
        self._on_ready = on_ready
        self._tasks = Tasks()
        self._signals: set[int] = set()
        super().__init__(
            uvicorn.Config(
                self._watched,
                interface="asgi3",
                lifespan="on",
                http=LimitedHttpProtocol,
                ws=AbortableWebSocketProtocol,
                ws_max_size=MAX_WEBSOCKET_MESSAGE_BYTES,
                ws_per_message_deflate=False,
                # Heartbeats are the sign of life, as on the other transports. A ping would cut a
                # reader who takes what waits for it slowly: its answer comes behind all of that.
                ws_ping_interval=None,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                workers=1,
                backlog=BACKLOG,
                timeout_keep_alive=KEEP_ALIVE_S,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:  # uvicorn's way to say that the lifespan failed
            raise self._watched.failure or StartupError("The app did not start.") from None
        except OSError as error:
            await self.lifespan.shutdown()
            raise StartupError(f"The port cannot be listened on: {error.strerror}.") from error
        if not self.should_exit:
            # What exists now lives as long as the process: later collections need not visit it.
            gc.collect()
            gc.freeze()
            gc.set_threshold(*GC_THRESHOLDS)
            gc.enable()
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.config.timeout_graceful_shutdown = CANCEL_S  # type: ignore[assignment]  # of wait_for
        asyncio.get_running_loop().call_later(RELEASE_S, self._cut_connections)
        await super().shutdown(sockets)

    def _cut_connections(self) -> None:
        # Not close(): that waits for a reader that takes nothing.
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()

        def handle(number: int, frame: FrameType | None) -> None:
            self._signalled(number, loop)

        names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
        wanted = [getattr(signal, name) for name in names if hasattr(signal, name)]
        # An ignored SIGHUP is nohup's wish. An ignored SIGINT is nobody's: shells set it for what
        # they start in the background, where a script's `kill -INT` is still meant.
        wanted = [
            number
            for number in wanted
            if number == signal.SIGINT or signal.getsignal(number) != signal.SIG_IGN
        ]
        before = {number: signal.signal(number, handle) for number in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _signalled(self, number: int, loop: asyncio.AbstractEventLoop) -> None:
        """Answer a signal; runs between any two instructions of the main thread."""
        if number == signal.SIGINT and number in self._signals:
            os._exit(130)
        if number in self._signals or signal.SIGINT in self._signals:
            return
        self._signals.add(number)
        interrupted = number == signal.SIGINT
        watchdog = threading.Timer(
            INTERRUPT_LIMIT_S if interrupted else TERMINATE_LIMIT_S, os._exit, [0]
        )
        watchdog.daemon = True
        watchdog.start()
        loop.call_soon_threadsafe(self._stop if interrupted else self._begin_drain)

    def _begin_drain(self) -> None:
        self._tasks.start(self._drain(), name="drain")

    async def _drain(self) -> None:
        drains = list(_offered(self._app, "drain"))
        if drains and self.started:
            self._release()
            try:
                async with asyncio.timeout(DRAIN_S + SETTLE_S):
                    await asyncio.gather(*(drain(DRAIN_S) for drain in drains))
            except TimeoutError:
                logger.warning("not all answers were settled in time; the next start settles them")
            except Exception:
                logger.exception("draining failed")
        self._stop()

    def _stop(self) -> None:
        self.should_exit = True
        self._release()

    def _release(self) -> None:
        for release in _offered(self._app, "release"):
            try:
                release()
            except Exception:
                logger.exception("letting the streams go failed")


def _offered(app: Any, name: str) -> Iterator[Callable[..., Any]]:
    """Yield what ``app``, and the apps that are mounted in it, offer by a name."""
    offered = getattr(getattr(app, "state", None), name, None)
    if callable(offered):
        yield offered
    for route in getattr(app, "routes", ()):
        if isinstance(route, Mount):
            yield from _offered(route.app, name)


def _raise_file_limit() -> None:
    """Allow as many open connections as the system does: the usual soft limit is 1 024."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for limit in (hard, 65_536, 10_240):  # some systems promise "infinity" and refuse it
        if limit != resource.RLIM_INFINITY and limit <= soft:
            return
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
            return
