"""Threads that run functions for an event loop, in the order in which they come.

``concurrent.futures`` does the same with a second future for each function, its locks, and a copy
of the result into the loop's own future: that costs as much as a small transaction.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class _Work(NamedTuple):
    """A function to run, and the future that waits for its result."""

    run: Callable[[], Any]
    loop: asyncio.AbstractEventLoop
    result: asyncio.Future[Any]


class Lane:
    """``threads`` threads, which begin at once and finish after `end`."""

    def __init__(self, threads: int, *, name: str) -> None:
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._serve, name=f"{name}_{n}", daemon=True)
            for n in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def run(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Run ``work`` in its turn; the future gets its result, or the error it raised.

        Raises:
            RuntimeError: the lane is closed.
        """
        if self._closed:
            raise RuntimeError("The lane is closed.")
        loop = asyncio.get_running_loop()
        result: asyncio.Future[T] = loop.create_future()
        self._queue.put(_Work(work, loop, result))
        return result

    def end(self) -> None:
        """Take no more work; what has come is run. Idempotent, for the event loop's thread.

        On another thread, work that `run` takes at the same time could come behind the end.
        """
        if not self._closed:
            self._closed = True
            for _ in self._threads:
                self._queue.put(None)

    def join(self) -> None:
        """Wait, behind `end`, until what has come is done."""
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        while (work := self._queue.get()) is not None:
            if not work.result.cancelled():
                outcome = _outcome_of(work.run)
                with suppress(RuntimeError):  # the event loop is closed: nobody waits any more
                    work.loop.call_soon_threadsafe(_settle, work.result, *outcome)
                del outcome
            # Nothing of it is kept while the thread waits for the next.
            del work


def _outcome_of(run: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    # An error's traceback holds this frame. So it knows nothing of the future that gets the error:
    # that would be a cycle, which would keep the caller's objects until the collector comes.
    try:
        return run(), None
    except StopIteration as error:  # a future takes none
        return None, RuntimeError(f"The work raised {error!r}.")
    except BaseException as error:
        return None, error


def _settle(result: asyncio.Future[Any], value: Any, failure: BaseException | None) -> None:
    if result.cancelled():
        return
    if failure is None:
        result.set_result(value)
    else:
        result.set_exception(failure)
