"""Answers that are asked at one worker and followed at another, and a worker that is killed.

Each answer has its readers, who come as soon as it is there. In a death the worker that writes the
answers and has all their readers is killed. They come back at once at another worker, each with its
cursor, and go on there in the epoch by which that worker has taken the answer over.
"""

from __future__ import annotations

import math
import os
import re
import signal
import time
from functools import partial

from bench.dialects import DIALECTS, YeoulFollow, YeoulRead
from bench.load import Load
from bench.plan import Plan
from bench.stream import EventReader, Stream
from bench.tokens import TokenReader

#: Seconds until a reader that was refused comes again.
_AGAIN_S = 0.25
_RESET = re.compile(rb"^event: reset$", re.MULTILINE)


class Question(Stream):
    """Asks for an answer that others follow."""

    timed = False

    def __init__(self, conversation: YeoulFollow, number: int) -> None:
        super().__init__(conversation, TokenReader(number, 0))
        self.number = number

    def ages_us(self, body: bytes) -> list[int]:
        """Return nothing: the reply tells the question again, which may have tokens in it."""
        return []


class Elsewhere(Load):
    """Every answer is asked at one worker, and read by its readers at another."""

    def begin(self, start_s: float) -> None:
        self.timed_from_s = math.inf  # who comes first waits for the others
        scenario = self.plan.scenario
        for n in range(scenario.streams // scenario.readers):
            asked = YeoulFollow(n, scenario.tokens, scenario.rate)
            kind = DIALECTS[self.plan.dialect]
            asked.question = kind(n, scenario.tokens, scenario.rate).question
            at_s = start_s + self.start_s(n * scenario.readers)
            self.at(at_s, partial(self.ask, Question(asked, n)))

    def all_here(self) -> None:
        self.timed_from_s = time.monotonic()
        super().all_here()

    def port_of(self, stream: Stream) -> int:
        if isinstance(stream, Question):
            return self.plan.port
        return self.plan.other_port or self.plan.port

    def reader(self, n: int, events: str) -> EventReader:
        """Return a reader of an answer from its beginning on."""
        return EventReader(YeoulRead(events, ""), TokenReader(n, self.plan.scenario.tokens))

    def _go_on(self, stream: Stream) -> None:
        created = stream.response.status == 201
        if not isinstance(stream, Question) or not created:
            super()._go_on(stream)
            return
        self._open.pop(stream.sock.fileno())
        stream.sock.close()
        stream.conversation.next(b"".join(stream.body))
        assert isinstance(stream.conversation, YeoulFollow)
        for _ in range(self.plan.scenario.readers):
            self.ask(self.reader(stream.number, stream.conversation.events))

    def _end(self, stream: Stream, *, cut: bool) -> None:
        if isinstance(stream, Question):  # one that was refused: nobody reads it
            self._ended += self.plan.scenario.readers - 1
        super()._end(stream, cut=cut)


class Returner(EventReader):
    """A reader who goes on with another worker, where a ``reset`` comes before what is new."""

    timed = False
    #: The epoch in which the worker died, once it has.
    last_epoch = b""
    #: Whether a new token has come from another worker.
    is_live = False
    came_back = False

    def __init__(self, events: str, number: int, total: int) -> None:
        super().__init__(YeoulRead(events, ""), TokenReader(number, total))
        self._events, self._number, self._total = events, number, total

    def come_back(self) -> None:
        """Begin with a new connection, at the cursor."""
        self.restart()
        self.waits, self.came_back = False, True
        self.conversation = YeoulRead(self._events, self.cursor.decode())
        self.request = self.conversation.first()

    def read(self, events: bytes) -> list[int]:
        ages_us: list[int] = []
        for event in events.split(b"\n\n"):
            if _RESET.search(event):
                self._replace(event)
            else:
                ages_us += self.tokens.feed(event)
        if ages_us and self.last_epoch and not self.cursor.startswith(self.last_epoch):
            self.is_live = True
        return ages_us

    def _replace(self, reset: bytes) -> None:
        """Take the whole text so far; what was seen and is not in it is out of its place."""
        before, self.tokens = self.tokens, TokenReader(self._number, self._total)
        self.tokens.feed(reset)
        self.tokens.misplaced += before.misplaced + max(0, before.seen - self.tokens.seen)


class Death(Elsewhere):
    """The worker that has written and told all answers is killed; all readers come back."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._killed_ns = 0

    def all_here(self) -> None:
        if not self._killed_ns:
            self.at(time.monotonic() + self.plan.scenario.calm_s, self._kill)

    def port_of(self, stream: Stream) -> int:
        return self.plan.other_port if self._killed_ns else self.plan.port

    def reader(self, n: int, events: str) -> EventReader:
        return Returner(events, n, self.plan.scenario.tokens)

    def count_store(self) -> None:
        """Count between the death and the moment at which all are back, and not else."""

    def _kill(self) -> None:
        super().count_store()
        self.first_us.clear()
        self.mark()
        self._killed_ns = time.monotonic_ns()
        os.kill(self.plan.first_pid, signal.SIGKILL)
        for stream in self._open.values():
            assert isinstance(stream, Returner)
            stream.last_epoch = stream.cursor.partition(b"-")[0] + b"-"

    def _count(self, stream: Stream, body: bytes) -> None:
        was_live = isinstance(stream, Returner) and stream.is_live
        super()._count(stream, body)
        if was_live or not isinstance(stream, Returner) or not stream.is_live:
            return
        self.first_us.append((time.monotonic_ns() - self._killed_ns) // 1000)
        if len(self.first_us) == self.plan.scenario.streams:
            self.mark()
            super().count_store()

    def _go_on(self, stream: Stream) -> None:
        if self._killed_ns and stream.response.status >= 500:
            self._open.pop(stream.sock.fileno())
            self._come_back(stream, _AGAIN_S)
        else:
            super()._go_on(stream)

    def _end(self, stream: Stream, *, cut: bool) -> None:
        if cut and self._killed_ns and isinstance(stream, Returner):
            self._open.pop(stream.sock.fileno(), None)
            self._come_back(stream, 0.0 if not stream.came_back else _AGAIN_S)
        else:
            super()._end(stream, cut=cut)

    def _come_back(self, stream: Stream, after_s: float) -> None:
        assert isinstance(stream, Returner)
        stream.sock.close()
        stream.come_back()
        self.at(time.monotonic() + after_s, partial(self.ask, stream))
