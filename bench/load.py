"""The load generator: asks, follows every stream to its end, and counts and times its tokens.

``python -m bench.load`` is a process of its own: a plan comes on standard input, what came of it
goes to standard output. Raw sockets and epoll; the collector of garbage is off.
"""

from __future__ import annotations

import gc
import heapq
import select
import signal
import socket
import sys
import time

from bench import accounts
from bench.dialects import DIALECTS, Conversation, Request
from bench.http_reading import ResponseReader
from bench.plan import Outcome, Plan, Span
from bench.tokens import TokenReader
from bench.websocket_reading import FrameReader

_SWITCHING = 101
_RECEIVE_BYTES = 1 << 18
#: Steps of the golden ratio spread the streams' beginnings evenly over the time between two tokens.
_GOLDEN = 0.618034


class _Stream:
    """One question and its answer, over one connection."""

    def __init__(self, number: int, conversation: Conversation, total: int) -> None:
        self.conversation = conversation
        self.tokens = TokenReader(number, total)
        self.response = ResponseReader()
        self.frames = FrameReader()
        self.request = conversation.first()
        self.body: list[bytes] = []
        self.asked_ns = 0
        self.sock = socket.socket()


class Load:
    """All streams of one plan, in one event loop."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._poll = select.epoll()
        self._streams: dict[int, _Stream] = {}
        #: What is to be sent, and when: (time, number, stream).
        self._due: list[tuple[float, int, _Stream]] = []
        self._latency_us: list[int] = []
        self._first_us: list[int] = []
        self._family = accounts.family(plan.server_pid)
        self._tokens = self._wire = self._ended = 0
        self._missing = self._misplaced = self._refused = self._cut = 0
        self._marks: list[tuple[float, ...]] = []
        self._open_bytes = 0

    def run(self) -> Outcome:
        """Carry the plan out."""
        plan = self._plan
        idle_bytes = accounts.memory_bytes(self._family)
        self._mark()
        start_s = time.monotonic()
        between_s = 1 / plan.rate if plan.rate else 0.0
        for n in range(plan.streams):
            at_s = start_s + plan.ramp_s * n / plan.streams + (n * _GOLDEN % 1) * between_s
            conversation = DIALECTS[plan.dialect](n, plan.tokens, plan.rate)
            self._later(at_s, _Stream(n, conversation, plan.tokens))
        limit_s = start_s + plan.limit_s
        while self._ended < plan.streams and time.monotonic() < limit_s:
            wait_s = min(self._due[0][0], limit_s) if self._due else limit_s
            for fileno, _ in self._poll.poll(max(0.0, wait_s - time.monotonic())):
                self._receive(self._streams[fileno])
            self._send_due()
        self._mark()
        for stream in list(self._streams.values()):
            self._end(stream, cut=True)
        return self._outcome(idle_bytes)

    def _outcome(self, idle_bytes: int) -> Outcome:
        first, *steady, last = self._marks
        return Outcome(
            whole=_span(first, last),
            steady=_span(*steady) if len(steady) == 2 else None,
            missing=self._missing,
            misplaced=self._misplaced,
            refused=self._refused,
            cut=self._cut,
            idle_bytes=idle_bytes,
            open_bytes=self._open_bytes,
            latency_us=self._latency_us,
            first_token_us=self._first_us,
        )

    def _mark(self) -> None:
        """Note the moment and what has been used up to it."""
        server, upstream = accounts.cpu_s(self._family), accounts.cpu_s([self._plan.upstream_pid])
        own = time.process_time()
        moment = (time.monotonic(), self._tokens, self._wire, server, upstream, own)
        self._marks.append(moment)

    def _later(self, at_s: float, stream: _Stream) -> None:
        heapq.heappush(self._due, (at_s, id(stream), stream))

    def _send_due(self) -> None:
        now_s = time.monotonic()
        while self._due and self._due[0][0] <= now_s:
            stream = heapq.heappop(self._due)[2]
            if not stream.asked_ns:
                self._open(stream)
            stream.sock.send(stream.request.data)

    def _open(self, stream: _Stream) -> None:
        stream.asked_ns = time.monotonic_ns()
        stream.sock.connect(("127.0.0.1", self._plan.port))
        stream.sock.setblocking(False)
        stream.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._streams[stream.sock.fileno()] = stream
        self._poll.register(stream.sock, select.EPOLLIN)

    def _receive(self, stream: _Stream) -> None:
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

    def _receive_frames(self, stream: _Stream, data: bytes, *, closed: bool) -> None:
        frames = stream.frames
        self._count(stream, frames.feed(data))
        if frames.owed:
            stream.sock.send(frames.owed)
            frames.owed = b""
        if closed or frames.closed:
            self._end(stream, cut=not frames.closed)

    def _count(self, stream: _Stream, body: bytes) -> None:
        ages_us = stream.tokens.feed(body)
        if not ages_us:
            return
        first = stream.tokens.seen == len(ages_us)
        self._tokens += len(ages_us)
        if self._plan.rate:
            self._latency_us += ages_us
        if first:
            self._first_us.append((time.monotonic_ns() - stream.asked_ns) // 1000)
            if len(self._first_us) == self._plan.streams and not self._ended:
                self._mark()
        if not self._ended and not stream.tokens.missing and len(self._marks) == 2:
            self._mark()
            self._open_bytes = accounts.memory_bytes(self._family)

    def _go_on(self, stream: _Stream) -> None:
        """Ask what follows a complete response, or be done."""
        if not 200 <= stream.response.status < 300:
            self._refused += 1
            self._end(stream, cut=False)
            return
        request: Request | None = stream.conversation.next(b"".join(stream.body))
        if request is None:
            self._end(stream, cut=False)
            return
        stream.request, stream.response, stream.body = request, ResponseReader(), []
        if request.after_s:
            self._later(time.monotonic() + request.after_s, stream)
        else:
            stream.sock.send(request.data)

    def _end(self, stream: _Stream, *, cut: bool) -> None:
        self._streams.pop(stream.sock.fileno(), None)
        stream.sock.close()
        self._ended += 1
        self._cut += cut
        self._missing += stream.tokens.missing
        self._misplaced += stream.tokens.misplaced


def _span(before: tuple[float, ...], after: tuple[float, ...]) -> Span:
    duration, tokens, wire, server, upstream, own = (
        b - a for a, b in zip(before, after, strict=True)
    )
    return Span(duration, int(tokens), int(wire), server, upstream, own)


def main() -> None:
    """Carry out the plan on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()
    plan = Plan.from_json(sys.stdin.readline())
    print(Load(plan).run().to_json(), flush=True)


if __name__ == "__main__":
    main()
