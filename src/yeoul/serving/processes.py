"""Several worker processes on the same sockets, and the parent that starts them again.

The parent holds the sockets and serves nothing: whoever of its children is free takes the next
connection, so one that dies leaves none waiting. A child that dies is noticed at once, and started
again. Signals go to the parent, which passes each on once; a child whose parent dies ends, too.
"""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NoReturn

from yeoul.errors import StartupError

logger = logging.getLogger(__name__)

#: Seconds until a child that has died is started again, and at most, if it dies again and again.
FIRST_PAUSE_S, MAX_PAUSE_S = 0.2, 10.0
#: Seconds of life after which a death is the first one again.
LONG_LIFE_S = 30.0
#: Seconds after SIGTERM, or SIGINT, in which the children have to end: a little more than each
#: gives itself.
TERMINATE_S, INTERRUPT_S = 12.0, 3.0
#: Bytes of what a child tells: its name, or why it cannot start.
_MAX_WORD = 4096

#: Runs a worker until its end; calls what it is given once with its name, when it takes requests.
Work = Callable[[Callable[[str], None]], None]


@dataclass(slots=True)
class _Child:
    pid: int
    #: What it tells, once.
    word: int
    started_s: float
    #: Its name among the workers; empty until it takes requests.
    name: str = ""


def check_platform() -> None:
    """Check that several workers can be run here. Raises `StartupError`."""
    if not hasattr(os, "fork"):
        raise StartupError("Several workers of one command need Linux or macOS.")


def run_workers(
    count: int, work: Work, *, on_ready: Callable[[], None], on_death: Callable[[str], None]
) -> None:
    """Run ``count`` processes of ``work`` until a signal ends them all.

    No thread may run yet, since the processes are forks of this one. ``on_ready`` is called here
    once all take requests, ``on_death`` with the name of each that died by itself.

    Raises:
        StartupError: one of the first cannot start; the others have ended.
    """
    _Parent(count, work, on_ready, on_death).run()


class _Parent:
    def __init__(
        self,
        count: int,
        work: Work,
        on_ready: Callable[[], None],
        on_death: Callable[[str], None],
    ) -> None:
        self._count = count
        self._work = work
        self._on_ready = on_ready
        self._on_death = on_death
        self._children: dict[int, _Child] = {}
        #: When children are started again, in the parent's own time.
        self._due: list[float] = []
        self._pause_s = FIRST_PAUSE_S
        self._is_ready = False
        self._signals: list[int] = []
        self._end_by_s: float | None = None
        self._failure: str | None = None
        self._selector = selectors.DefaultSelector()
        #: A child reads its end of this pipe: it ends when nobody holds the other one.
        self._life = os.pipe()

    def run(self) -> None:
        """Run the children; see `run_workers`."""
        with self._signals_noted() as bell:
            self._selector.register(bell, selectors.EVENT_READ)
            for _ in range(self._count):
                self._start()
            while self._children or (self._end_by_s is None and self._failure is None):
                self._wait(bell)
                self._hear()
                self._reap()
                self._pass_signals_on()
                self._start_again()
                self._end_in_time()
        if self._failure is not None:
            raise StartupError(self._failure)

    @contextlib.contextmanager
    def _signals_noted(self) -> Iterator[int]:
        """Note signals instead of being ended by them; yields what becomes readable at each."""
        heard, rung = os.pipe()
        os.set_blocking(rung, False)
        os.set_blocking(heard, False)
        numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        wanted = [each for each in numbers if signal.getsignal(each) != signal.SIG_IGN]
        before = {
            number: signal.signal(number, lambda number, frame: self._signals.append(number))
            for number in wanted
        }
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda number, frame: None)
        old = signal.set_wakeup_fd(rung, warn_on_full_buffer=False)
        try:
            yield heard
        finally:
            signal.set_wakeup_fd(old)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(heard)
            os.close(rung)

    # -- children --------------------------------------------------------------------------------

    def _start(self) -> None:
        word, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._be_child(told)
        os.close(told)
        self._children[pid] = _Child(pid, word, time.monotonic())
        self._selector.register(word, selectors.EVENT_READ, self._children[pid])

    def _be_child(self, told: int) -> NoReturn:
        """Do the work in the new process, and end it."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
                if signal.getsignal(number) != signal.SIG_IGN:
                    signal.signal(number, signal.SIG_DFL)
            # Else a terminal's Ctrl+C came twice: from the terminal, and from the parent.
            os.setpgid(0, 0)
            os.close(self._life[1])
            threading.Thread(target=self._end_with_parent, daemon=True).start()
            self._work(lambda name: _tell(told, f"+{name}"))
            status = 0
        except StartupError as error:
            _tell(told, f"-{error}")
        except BaseException:
            logger.exception("a worker has failed")
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(status)

    def _end_with_parent(self) -> None:
        with contextlib.suppress(OSError):
            os.read(self._life[0], 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def _hear_word(self, child: _Child) -> None:
        word = os.read(child.word, _MAX_WORD).decode(errors="replace")
        self._selector.unregister(child.word)
        os.close(child.word)
        if word.startswith("+"):
            child.name = word[1:]
        elif not self._is_ready:
            self._give_up(word[1:] or "A worker has ended while it was starting.")
        elif word:
            logger.error("a worker cannot start: %s", word[1:])

    def _give_up(self, failure: str) -> None:
        """End all, because one cannot start."""
        if self._failure is None and self._end_by_s is None:
            self._failure = failure
            self._signals.append(signal.SIGTERM)

    # -- the loop --------------------------------------------------------------------------------

    def _wait(self, bell: int) -> None:
        """Wait until a child says something or ends, a signal comes, or it is time for more."""
        moments = [*self._due, *([] if self._end_by_s is None else [self._end_by_s])]
        until_s = min(moments, default=None)
        timeout_s = None if until_s is None else max(0.0, until_s - time.monotonic())
        for key, _ in self._selector.select(timeout_s):
            if key.fd == bell:
                with contextlib.suppress(BlockingIOError):
                    while os.read(bell, 1024):
                        pass
            else:
                self._hear_word(key.data)

    def _hear(self) -> None:
        names = [child.name for child in self._children.values()]
        if not self._is_ready and len(names) == self._count and all(names):
            self._is_ready = True
            self._on_ready()

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            if (child := self._children.pop(pid, None)) is not None:
                self._note_end(child, os.waitstatus_to_exitcode(status))

    def _note_end(self, child: _Child, status: int) -> None:
        if child.word in self._selector.get_map():
            self._hear_word(child)  # its last word may still be unread
        if self._end_by_s is not None:
            return
        logger.error(
            "worker %s has ended (%d); another one starts", child.name or child.pid, status
        )
        if child.name:
            self._on_death(child.name)
        now_s = time.monotonic()
        lived_long = now_s - child.started_s > LONG_LIFE_S
        self._pause_s = FIRST_PAUSE_S if lived_long else min(2 * self._pause_s, MAX_PAUSE_S)
        self._due.append(now_s + self._pause_s)

    def _pass_signals_on(self) -> None:
        signals, self._signals = self._signals, []
        for number in signals:
            limit_s = INTERRUPT_S if number == signal.SIGINT else TERMINATE_S
            end_by_s = time.monotonic() + limit_s
            self._end_by_s = min(self._end_by_s or end_by_s, end_by_s)
            self._due.clear()
            self._kill_all(number)

    def _start_again(self) -> None:
        now_s = time.monotonic()
        while self._due and self._due[0] <= now_s:
            del self._due[0]
            self._start()

    def _end_in_time(self) -> None:
        if self._end_by_s is not None and time.monotonic() > self._end_by_s:
            self._kill_all(signal.SIGKILL)
            self._end_by_s = time.monotonic() + TERMINATE_S

    def _kill_all(self, number: int) -> None:
        for pid in self._children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


def _tell(told: int, word: str) -> None:
    with contextlib.suppress(OSError):
        os.write(told, word.encode()[:_MAX_WORD])
        os.close(told)
