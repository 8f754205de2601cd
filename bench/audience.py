"""One answer and its many readers: what an answer costs that is read, not asked.

Some readers may never read: they come from the start of the answer, which is longer than what the
system keeps for them, so that the server is left with them. In a storm all readers lose their
connections at one moment and come back at the next, each with its cursor.
"""

from __future__ import annotations

import math
import socket
import time
from functools import partial

from bench.dialects import FILLER_MIB, YeoulFollow, YeoulRead
from bench.http_reading import ResponseReader
from bench.load import Load
from bench.plan import Plan
from bench.stream import EventReader, Stream
from bench.tokens import TokenReader

_TIMEOUT_S = 20.0
_SMALLEST_BUFFER_BYTES = 4096


class Audience(Load):
    """All streams read one answer, behind its first token."""

    def begin(self, start_s: float) -> None:
        self.timed_from_s = math.inf  # who comes late finds tokens that are old
        scenario = self.plan.scenario
        question = YeoulFollow(0, scenario.tokens, scenario.rate, FILLER_MIB)
        asked = _reply(self.plan.port, question.first().data)
        question.next(asked)
        self.path = question.events
        scout = self._scout()
        self._silent = [self._open_silent() for _ in range(scenario.silent)]
        now_s = time.monotonic()
        for n in range(scenario.streams):
            conversation = YeoulRead(self.path, scout.cursor.decode())
            tokens = TokenReader(0, scenario.tokens, first=scout.tokens.seen)
            self.at(now_s + self.start_s(n), partial(self.ask, EventReader(conversation, tokens)))

    def all_here(self) -> None:
        self.timed_from_s = time.monotonic()
        super().all_here()

    def _scout(self) -> EventReader:
        """Read the answer up to its first tokens; returns the reader, who knows what they were."""
        scout = EventReader(YeoulRead(self.path, ""), TokenReader(0, self.plan.scenario.tokens))
        scout.connect(self.plan.port)
        scout.sock.settimeout(_TIMEOUT_S)
        scout.sock.sendall(scout.request.data)
        while not scout.tokens.seen:
            scout.ages_us(scout.response.feed(scout.sock.recv(1 << 20)))
        scout.sock.close()
        return scout

    def _open_silent(self) -> socket.socket:
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALLEST_BUFFER_BYTES)
        sock.connect(("127.0.0.1", self.plan.port))
        sock.sendall(YeoulRead(self.path, "").first().data)
        return sock


class Storm(Audience):
    """An audience that loses its connections and comes back, all at once."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._broken = False

    def all_here(self) -> None:
        if self._broken:
            self.mark()
        else:
            self.at(time.monotonic() + self.plan.scenario.calm_s, self._break)

    def _break(self) -> None:
        self._broken = True
        self.first_us.clear()
        streams = self.hang_up()
        self.mark()
        for stream in streams:
            self._come_back(stream)

    def _come_back(self, stream: Stream) -> None:
        assert isinstance(stream, EventReader)
        stream.restart()
        stream.conversation = YeoulRead(self.path, stream.cursor.decode())
        stream.request = stream.conversation.first()
        self.ask(stream)


def _reply(port: int, request: bytes) -> bytes:
    """Send one request and return the body of its response."""
    reader = ResponseReader()
    body = b""
    with socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT_S) as sock:
        sock.sendall(request)
        while not reader.complete:
            body += reader.feed(sock.recv(1 << 16))
    return body
