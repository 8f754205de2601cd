"""Yeoul, asked again and again where it stands.

``python -m bench.servers.sampled FILE serve …`` is ``python -m yeoul serve …``, and writes its
samples into FILE at its end. Every 2 ms of the process's time the system interrupts the
interpreter, which notes where it is. A sample weighs what the loop's thread has worked since the
one before: the work of other threads is in the threads' accounts, and does not count as the loop's.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from pathlib import Path
from types import CodeType, FrameType

from bench import accounts
from yeoul.cli import main

_EVERY_S = 0.002
_ACCOUNTS_EVERY_S = 0.25
_PACKAGES, _LOOP = "/site-packages/", "/asyncio/runners.py"
#: The bytes of instructions that precede a function's own.
_BEGINNING = 4


class Sampler:
    """The samples of this process; for the thread that runs the event loop."""

    def __init__(self) -> None:
        self.samples: list[tuple[float, float, str]] = []
        self.threads: list[tuple[float, dict[str, tuple[float, float]]]] = []
        self._worked_s = time.thread_time()
        self._places: dict[CodeType, str] = {}

    def take(self, _signal: int, frame: FrameType | None) -> None:
        """Note where the loop's thread is; the handler of the signal."""
        now_s, worked_s = time.monotonic(), time.thread_time()
        self.samples.append((now_s, worked_s - self._worked_s, self._place(frame)))
        if not self.threads or now_s - self.threads[-1][0] > _ACCOUNTS_EVERY_S:
            self.threads.append((now_s, accounts.threads_s(threading.enumerate())))
        self._worked_s = time.thread_time()

    def _place(self, frame: FrameType | None) -> str:
        """Return the innermost package on the stack; the standard library works for its caller.

        The interpreter notices an interruption of C code at the next step of its own. Where that is
        the beginning of a function, what was interrupted is the caller, often the event loop.
        """
        if frame is not None and frame.f_lasti <= _BEGINNING:
            frame = frame.f_back
        while frame is not None and not frame.f_code.co_filename.endswith(_LOOP):
            code = frame.f_code
            if code not in self._places:
                self._places[code] = _package(code.co_filename)
            if place := self._places[code]:
                return place
            frame = frame.f_back
        return ""


def _package(filename: str) -> str:
    """Return the folder of Yeoul, or the package, that a file belongs to; empty for others."""
    inside = filename.rpartition("/src/yeoul/")[2]
    if inside != filename:
        return f"yeoul/{inside.partition('/')[0]}"
    package = filename.rpartition(_PACKAGES)[2]
    return "" if package == filename else package.partition("/")[0]


def _run(file: Path) -> None:
    sampler = Sampler()
    signal.signal(signal.SIGPROF, sampler.take)
    signal.setitimer(signal.ITIMER_PROF, _EVERY_S, _EVERY_S)
    try:
        main()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        file.write_text(json.dumps([sampler.samples, sampler.threads]), encoding="utf-8")


if __name__ == "__main__":
    _run(Path(sys.argv.pop(1)))
