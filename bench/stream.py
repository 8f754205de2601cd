"""One stream as the load generator sees it: a connection, what it asks, and what has come."""

from __future__ import annotations

import re
import socket
import time

from bench.dialects import Conversation
from bench.http_reading import ResponseReader
from bench.tokens import TokenReader
from bench.websocket_reading import FrameReader

_ID = re.compile(rb"^id: (\d+-\d+)$", re.MULTILINE)


class Stream:
    """A conversation over one connection at a time, and the tokens of one answer."""

    #: Whether it is one of those that are measured; others only keep the server busy.
    timed = True

    def __init__(self, conversation: Conversation, tokens: TokenReader) -> None:
        self.conversation = conversation
        self.tokens = tokens
        self.request = conversation.first()
        self.restart()

    def restart(self) -> None:
        """Begin with a new connection, on which nothing has come yet."""
        self.sock = socket.socket()
        self.response = ResponseReader()
        self.frames = FrameReader()
        self.body: list[bytes] = []
        self.asked_ns = 0
        self.waits = True

    def connect(self, port: int) -> None:
        """Connect; the time to the first token begins here."""
        self.asked_ns = time.monotonic_ns()
        self.sock.connect(("127.0.0.1", port))
        self.sock.setblocking(False)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ages_us(self, body: bytes) -> list[int]:
        """Return how old the tokens are that these bytes of the answer complete."""
        return self.tokens.feed(body)


class EventReader(Stream):
    """A reader of Yeoul's events who can come back: takes whole events, and knows the last."""

    cursor = b""

    def restart(self) -> None:
        super().restart()
        self._held = b""

    def ages_us(self, body: bytes) -> list[int]:
        data = self._held + body
        end = data.rfind(b"\n\n") + 2
        if end < 2:
            self._held = data
            return []
        events, self._held = data[:end], data[end:]
        if ids := _ID.findall(events):
            self.cursor = ids[-1]
        return self.read(events)

    def read(self, events: bytes) -> list[int]:
        """Return how old the tokens of whole events are."""
        return self.tokens.feed(events)
