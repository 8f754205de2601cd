"""The server process: runs an ASGI app under uvicorn, and ends it on a signal within a limit.

uvicorn waits for open streams for ever, and re-raises the signal that ended it. Here SIGINT ends
all streams and the process within 2 s; a second SIGINT ends it at once. SIGTERM ends the streams,
which go on at the next process. Then the app drains: running answers get 7.5 s, new questions are
refused while the listener is still open, and the process ends within 10 s. Both exit with 0. A
watchdog keeps the limits even if the event loop hangs; like a crash, that loses nothing.

An app, and each one that is mounted in it, may have `ProcessHooks`: they let its running answers
finish, end its open streams, and bound the time that a client may take no data.
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

from yeoul.defaults import SEND_TIMEOUT_S
from yeoul.errors import StartupError
from yeoul.process_hooks import hooks_of
from yeoul.protocol.problems import without_tokens
from yeoul.serving.connections import ServerConfig
from yeoul.serving.http_protocol import LimitedHttpProtocol
from yeoul.serving.websocket_protocol import LimitedWebSocketProtocol
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: Seconds that running answers get on SIGTERM, and that the app gets to settle the others.
DRAIN_S = 7.5
#: Seconds of these in which answers are given to other workers.
HAND_OVER_S = 1.0
SETTLE_S = 1.25
#: Seconds from the signal until the watchdog ends the process.
TERMINATE_LIMIT_S = 9.7
INTERRUPT_LIMIT_S = 1.6
#: Seconds that released streams get to end; then they are cut.
RELEASE_S = 0.3
#: Seconds until the requests that still run are cancelled.
CANCEL_S = 0.5
#: Longer than proxies keep their side, so that none sends into a connection that was just closed.
KEEP_ALIVE_S = 75
BACKLOG = 4096
#: A client needs to send nothing but its close on a WebSocket.
MAX_WEBSOCKET_MESSAGE_BYTES = 64 * 1024
#: Thresholds of the garbage collector's three generations. Answers leave no cycles, but a full
#: collection halts all streams, by 0.1 ms for each of them, and Python's own thresholds start one
#: whenever their number has grown by a quarter.
GC_THRESHOLDS = (5_000, 4, 50)

#: Messages of uvicorn 0.54 that report no error here: an app aborts a stream on purpose, and the
#: caller of `run` reports a failed start.
_EXPECTED = {
    "ASGI callable returned without completing response.",
    "Application startup failed. Exiting.",
    "Cancel %s running task(s), timeout graceful shutdown exceeded",
}

Asgi = Callable[[Any, Any, Any], Awaitable[None]]


def run(app: Asgi, sockets: Sequence[socket.socket], *, on_ready: Callable[[], None]) -> None:
    """Run ``app`` on bound sockets until a signal ends it.

    ``on_ready`` is called once requests are accepted.

    Raises:
        StartupError: a socket cannot listen.
        Exception: the error that the app's lifespan raised while starting.
    """
    _raise_file_limit()
    _Server(app, on_ready).run(sockets=list(sockets))


def configure_logging(level: str) -> None:
    """Write messages of at least ``level`` to standard error; other libraries only warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_is_unexpected)
    handler.setFormatter(_WithoutTokens("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("yeoul", "uvicorn.error"):
        logging.getLogger(name).setLevel(level.upper())


class _WithoutTokens(logging.Formatter):
    """Leaves API tokens out of whatever is logged, tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of a record."""
        return without_tokens(super().format(record))


def _is_unexpected(record: logging.LogRecord) -> bool:
    if record.name != "uvicorn.error":
        return True
    cancelled = record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError)
    return record.msg not in _EXPECTED and not cancelled


class _WatchedApp:
    """The app; an error of its lifespan at the start is kept instead of printed."""

    def __init__(self, app: Asgi) -> None:
        self._app = app
        self.failure: Exception | None = None

    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        if scope["type"] == "lifespan":
            return self._lifespan(scope, receive, send)
        return self._app(scope, receive, send)

    async def _lifespan(self, scope: Any, receive: Any, send: Any) -> None:
        sent: set[str] = set()

        async def watch(message: dict[str, Any]) -> None:
            sent.add(message["type"])
            if message["type"] == "lifespan.startup.failed":
                message = {"type": message["type"]}
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            if "lifespan.startup.complete" in sent:
                raise
            self.failure = error
            if "lifespan.startup.failed" not in sent:
                await send({"type": "lifespan.startup.failed"})


class _Server(uvicorn.Server):
    """uvicorn's server with its own answers to signals, and a bounded end."""

    def __init__(self, app: Asgi, on_ready: Callable[[], None]) -> None:
        self._watched = _WatchedApp(app)
        self._app = app
        self._on_ready = on_ready
        self._tasks = Tasks()
        self._signals: set[int] = set()
        config = ServerConfig(
            self._watched,
            interface="asgi3",
            lifespan="on",
            http=LimitedHttpProtocol,
            ws=LimitedWebSocketProtocol,
            ws_max_size=MAX_WEBSOCKET_MESSAGE_BYTES,
            ws_per_message_deflate=False,
            # Heartbeats show life, as on the other transports. A ping would cut a slow reader:
            # its pong waits behind everything the client has yet to take.
            ws_ping_interval=None,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            workers=1,
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_S,
        )
        config.send_timeout_s = min(
            (hooks.send_timeout_s for hooks in hooks_of(app)), default=SEND_TIMEOUT_S
        )
        super().__init__(config)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:  # uvicorn's sign of a failed lifespan
            raise self._watched.failure or StartupError("The app did not start.") from None
        except OSError as error:
            await self.lifespan.shutdown()
            raise StartupError(f"The port cannot be listened on: {error.strerror}.") from error
        if not self.should_exit:
            # Objects that exist now live as long as the process: no later collection visits them.
            gc.collect()
            gc.freeze()
            gc.set_threshold(*GC_THRESHOLDS)
            gc.enable()
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.config.timeout_graceful_shutdown = CANCEL_S  # type: ignore[assignment]  # for wait_for
        asyncio.get_running_loop().call_later(RELEASE_S, self._cut_connections)
        await super().shutdown(sockets)

    def _cut_connections(self) -> None:
        # Not close(): it waits for the client to take everything, even for one that never reads.
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
        # An ignored SIGHUP comes from nohup and stays ignored. An ignored SIGINT comes from shells,
        # which set it for background jobs; a script's `kill -INT` must still work there.
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
        """React to a signal.

        Runs between any two instructions of the main thread, even in the middle of a callback of
        the loop. So it only notes the signal, and leaves the work to the loop's next round; the
        watchdog starts here, because a loop that hangs has no next round.
        """
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
        loop.call_soon_threadsafe(self._stop if interrupted else self._start_draining)

    def _start_draining(self) -> None:
        self._tasks.start(self._drain(), name="drain")

    async def _drain(self) -> None:
        drains = [hooks.drain for hooks in hooks_of(self._app) if hooks.drain is not None]
        if drains and self.started:
            # What other workers go on with goes on for the readers that are still here.
            clock = asyncio.get_running_loop().time
            begun_s = clock()
            await self._hand_over()
            grace_s = DRAIN_S - (clock() - begun_s)
            # Readers next: their clients try again until the next process accepts them, and the
            # time that is left belongs to the answers alone.
            self._release()
            try:
                async with asyncio.timeout(grace_s + SETTLE_S):
                    await asyncio.gather(*(drain(grace_s) for drain in drains))
            except TimeoutError:
                logger.warning("not all answers were settled in time; the next start settles them")
            except Exception:
                logger.exception("draining failed")
        self._stop()

    async def _hand_over(self) -> None:
        given = [hooks.hand_over for hooks in hooks_of(self._app) if hooks.hand_over is not None]
        try:
            async with asyncio.timeout(HAND_OVER_S):
                await asyncio.gather(*(hand_over() for hand_over in given))
        except TimeoutError:
            logger.warning("not all answers were handed over in time; draining goes on with them")
        except Exception:
            logger.exception("handing over failed")

    def _stop(self) -> None:
        self.should_exit = True
        self._release()  # again: readers may have come while the app drained

    def _release(self) -> None:
        for hooks in hooks_of(self._app):
            try:
                if hooks.release is not None:
                    hooks.release()
            except Exception:
                logger.exception("releasing the streams failed")


def _raise_file_limit() -> None:
    """Allow as many open connections as the system does: the usual soft limit is 1 024."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for limit in (hard, 65_536, 10_240):  # some systems report "infinity" and refuse it
        if limit != resource.RLIM_INFINITY and limit <= soft:
            return
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
            return
