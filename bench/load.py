"""The load generator: asks, follows every stream to its end, and counts and times its tokens.

``python -m bench.load`` is a process of its own: a plan comes on standard input, what came of it
goes to standard output. Raw sockets and epoll; the collector of garbage is off.
"""

from __future__ import annotations

import heapq
import itertools
import math
import os
import select
import subprocess
import time
from collections.abc import Callable
from functools import partial

from bench import accounts
from bench.dialects import DIALECTS
from bench.http_reading import ResponseReader
from bench.plan import Outcome, Plan, Span
from bench.stream import Stream
from bench.tokens import TokenReader

_SWITCHING = 101
_RECEIVE_BYTES = 1 << 18
#: Steps of the golden ratio spread the streams' beginnings evenly over the time between two tokens.
GOLDEN = 0.618034
#: The length of an answer to a question that is asked beside the streams.
QUESTION_TOKENS = 10


class Load:
    """All streams of one plan, in one event loop: each asks a question of its own."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.first_us: list[int] = []
        #: Tokens that were born before are not timed.
        self.timed_from_s = 0.0
        self._poll = select.epoll()
        self._open: dict[int, Stream] = {}
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._latency_us: list[int] = []
        self._family = accounts.family(plan.server_pid)
        ours = [os.getpid(), plan.upstream_pid, plan.first_pid, *plan.engine_pids]
        #: Of what else belongs to the measurement, that which shares cores with the server.
        self._beside = [pid for pid in ours if _shares(pid, plan)]
        self._tokens = self._wire = self._ended = 0
        self._expected = plan.scenario.streams
        self._missing = self._misplaced = self._refused = self._cut = 0
        self._marks: list[tuple[float, ...]] = []
        self._idle_bytes = self._open_bytes = 0
        self._store_use: list[list[int]] = []

    def run(self) -> Outcome:
        """Carry the plan out."""
        self._idle_bytes = accounts.memory_bytes(self._family)
        self.count_store()
        self.mark()
        self.begin(time.monotonic())
        limit_s = time.monotonic() + self.plan.scenario.limit_s
        while self._ended < self._expected and time.monotonic() < limit_s:
            next_s = min(self._due[0][0], limit_s) if self._due else limit_s
            for fileno, _ in self._poll.poll(max(0.0, next_s - time.monotonic())):
                # One that was closed meanwhile is not there any more.
                if stream := self._open.get(fileno):
                    self._receive(stream)
            while self._due and self._due[0][0] <= time.monotonic():
                heapq.heappop(self._due)[2]()
        self.mark()
        self.count_store()
        self.hang_up()
        return self._outcome()

    # -- what kinds of load do differently -------------------------------------------------------

    def begin(self, start_s: float) -> None:
        """Plan the beginning of every stream."""
        scenario = self.plan.scenario
        for n in range(scenario.streams):
            stream = self.stream(n, scenario.tokens, scenario.rate)
            self.at(start_s + self.start_s(n), partial(self.ask, stream))

    def all_here(self) -> None:
        """Every stream has its first token; without a pace there is no such time to measure."""
        if self.plan.scenario.rate and not self._ended:
            self.mark()

    def port_of(self, stream: Stream) -> int:
        """Return the port to which a stream connects."""
        return self.plan.port

    def count_store(self) -> None:
        """Note how the store has been used up to now, where that is counted."""
        if self.plan.count_store:
            told = subprocess.run(self.plan.count_store, check=True, capture_output=True)
            self._store_use.append([int(word) for word in told.stdout.split()])

    # -- what all kinds of load share ------------------------------------------------------------

    def start_s(self, n: int) -> float:
        """Return how long after the start a stream begins."""
        scenario = self.plan.scenario
        between_s = 1 / scenario.rate if scenario.rate else 0.0
        return scenario.ramp_s * n / scenario.streams + (n * GOLDEN % 1) * between_s

    def stream(self, n: int, count: int, rate: int) -> Stream:
        """Return a stream that asks for so many tokens."""
        conversation = DIALECTS[self.plan.dialect](n, count, rate)
        return Stream(conversation, TokenReader(n, count, repeats=conversation.repeats))

    def at(self, at_s: float, act: Callable[[], None]) -> None:
        """Do something at a moment of the monotonic clock."""
        heapq.heappush(self._due, (at_s, next(self._order), act))

    def ask(self, stream: Stream) -> None:
        """Connect a stream and send its request."""
        stream.connect(self.port_of(stream))
        self._open[stream.sock.fileno()] = stream
        self._poll.register(stream.sock, select.EPOLLIN)
        self._send(stream)

    def hang_up(self) -> list[Stream]:
        """Close all connections at once; returns their streams."""
        streams = list(self._open.values())
        self._open.clear()
        for stream in streams:
            stream.sock.close()
        return streams

    def mark(self) -> None:
        """Note the moment and what has been used up to it."""
        server, upstream = accounts.cpu_s(self._family), accounts.cpu_s([self.plan.upstream_pid])
        busy = accounts.cores_busy_s(self.plan.server_cores) - _families_s(self._beside)
        engines = _families_s(self.plan.engine_pids)
        used = (server, upstream, time.process_time(), busy, engines)
        self._marks.append((time.monotonic(), self._tokens, self._wire, *used))

    def _send(self, stream: Stream) -> None:
        stream.sock.send(stream.request.data)

    def _receive(self, stream: Stream) -> None:
        try:
            data = stream.sock.recv(_RECEIVE_BYTES)
        except OSError:
            data = b""
        self._wire += len(data)
        response = stream.response
        body = response.feed(data) if data else b""
        if response.status == _SWITCHING:
            self._receive_frames(stream, body, closed=not data)
            return
        self._count(stream, body)
        if stream.request.wants_body:
            stream.body.append(body)
        if not data:
            response.close()
        if response.complete:
            self._go_on(stream)
        elif not data:
            self._end(stream, cut=True)

    def _receive_frames(self, stream: Stream, data: bytes, *, closed: bool) -> None:
        frames = stream.frames
        self._count(stream, frames.feed(data))
        if frames.owed:
            stream.sock.send(frames.owed)
            frames.owed = b""
        if closed or frames.closed:
            self._end(stream, cut=not frames.closed)

    def _count(self, stream: Stream, body: bytes) -> None:
        ages_us = stream.ages_us(body)
        if not ages_us:
            return
        self._tokens += len(ages_us)
        if self.plan.scenario.rate and stream.timed:
            if self.timed_from_s:
                oldest_us = (time.monotonic() - self.timed_from_s) * 1e6
                ages_us = [age_us for age_us in ages_us if age_us < oldest_us]
            self._latency_us += ages_us
        if stream.waits:
            stream.waits = False
            self.first_us.append((time.monotonic_ns() - stream.asked_ns) // 1000)
            if len(self.first_us) == self.plan.scenario.streams:
                self.all_here()
        if stream.timed and not stream.tokens.missing and len(self._marks) == 2:
            self.mark()
            self._open_bytes = accounts.memory_bytes(self._family)

    def _go_on(self, stream: Stream) -> None:
        """Ask what follows a complete response, or be done."""
        if not 200 <= stream.response.status < 300:
            self._refused += 1
            self._end(stream, cut=False)
            return
        request = stream.conversation.next(b"".join(stream.body))
        if request is None:
            self._end(stream, cut=False)
            return
        stream.request, stream.response, stream.body = request, ResponseReader(), []
        if request.after_s:
            self.at(time.monotonic() + request.after_s, partial(self._send, stream))
        else:
            self._send(stream)

    def _end(self, stream: Stream, *, cut: bool) -> None:
        self._open.pop(stream.sock.fileno(), None)
        stream.sock.close()
        self._ended += 1
        self._cut += cut
        self._missing += stream.tokens.missing
        self._misplaced += stream.tokens.misplaced

    def _outcome(self) -> Outcome:
        first, *between, last = self._marks
        return Outcome(
            whole=_span(first, last),
            steady=_span(*between[:2]) if len(between) >= 2 else None,
            missing=self._missing,
            misplaced=self._misplaced,
            refused=self._refused,
            cut=self._cut,
            unfinished=self._expected - self._ended,
            idle_bytes=self._idle_bytes,
            open_bytes=self._open_bytes,
            latency_us=self._latency_us,
            first_token_us=self.first_us,
            store_use=_grown(self._store_use),
        )


class Beside(Load):
    """Streams that are timed while further questions come; first tokens are those of the latter."""

    def begin(self, start_s: float) -> None:
        self.timed_from_s = math.inf
        self._asks = False
        super().begin(start_s)

    def all_here(self) -> None:
        """Ask from now on until the last stream has ended."""
        if self._asks:
            return
        self._asks = True
        scenario = self.plan.scenario
        self.first_us.clear()
        self.mark()
        self.timed_from_s = time.monotonic()
        count = scenario.questions * scenario.tokens // scenario.rate
        self._expected += count
        for n in range(count):
            stream = self.stream(scenario.streams + n, QUESTION_TOKENS, 0)
            stream.timed = False
            self.at(self.timed_from_s + n / scenario.questions, partial(self.ask, stream))


def _shares(pid: int, plan: Plan) -> bool:
    """Return whether a process runs on cores of the server, and is not its own."""
    if pid in (0, plan.server_pid):
        return False
    return not os.sched_getaffinity(pid).isdisjoint(plan.server_cores)


def _families_s(pids: list[int]) -> float:
    """Return the processor time of processes and their families, which may change."""
    return sum(accounts.cpu_s(accounts.family(pid)) for pid in pids)


def _grown(counts: list[list[int]]) -> list[int]:
    """Return by how much the counts of two moments differ; nothing where there are not two."""
    if len(counts) < 2:
        return []
    return [after - before for before, after in zip(*counts, strict=True)]


def _span(before: tuple[float, ...], after: tuple[float, ...]) -> Span:
    duration_s, tokens, wire, *used = (b - a for a, b in zip(before, after, strict=True))
    return Span(before[0], duration_s, int(tokens), int(wire), *used)
