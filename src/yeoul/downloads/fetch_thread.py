"""A thread with an event loop of its own, for fetches: their hashing must not hold up a token."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

from yeoul.tasks import Tasks

T = TypeVar("T")


class FetchThread:
    """Runs coroutines beside the server's event loop. The thread starts with the first one."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._tasks = Tasks()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return the result of ``work``. Cancelling cancels it, and waits for its end."""
        loop = self._started()
        ended: Future[asyncio.Task[T]] = Future()
        begun: list[asyncio.Task[T]] = []

        def begin() -> None:
            task = self._tasks.start(work, name="fetch", awaited=True)
            begun.append(task)
            task.add_done_callback(ended.set_result)

        loop.call_soon_threadsafe(begin)
        waiting = asyncio.wrap_future(ended)
        try:
            await asyncio.shield(waiting)
        except asyncio.CancelledError:
            # The thread runs its callbacks in order, so there is a task by now. Its end is waited
            # for whatever comes: it holds the lock of a file that may be wanted next.
            loop.call_soon_threadsafe(lambda: begun[0].cancel())
            while not waiting.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([waiting])
            raise
        return waiting.result().result()

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(
                target=self._loop.run_forever, name="downloads", daemon=True
            )
            self._thread.start()
        return self._loop

    def close(self) -> None:
        """End the thread. All work must have ended before. Idempotent."""
        if self._loop is None or self._thread is None:
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._loop = self._thread = None
