"""The scripted upstream: an OpenAI-compatible service that costs next to nothing.

``python -m bench.upstream`` is a process of its own. What to stream stands in the question:
``bench stream=7 tokens=400 rate=20``; rate 0 is as fast as it is read. ``filler=4`` are so many MiB
before the first token. Raw sockets and epoll, and
events that are rendered beforehand: only a token's birth is put in when it is born.
"""

from __future__ import annotations

import gc
import heapq
import re
import select
import signal
import socket
import time
from functools import lru_cache

from bench import tokens

_ASKED = re.compile(rb"bench stream=(\d+) tokens=(\d+) rate=(\d+)(?: filler=(\d+))?")
_BODY = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: %b\r\n"
_STREAM_HEAD = _HEAD % b"text/event-stream; charset=utf-8" + b"transfer-encoding: chunked\r\n\r\n"
_CHUNK = (
    b'{"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1700000000,'
    b'"model":"bench","choices":[{"index":0,"delta":%b,"finish_reason":%b}]%b}'
)
_USAGE = b',"usage":{"prompt_tokens":9,"completion_tokens":%d,"total_tokens":%d}'
_MODELS = (
    b'{"object":"list","data":[{"id":"bench","object":"model","created":1,"owned_by":"bench"}]}'
)
#: What is replaced in a piece that was rendered beforehand.
_NO_STREAM, _NO_BIRTH = b"~9999", b"." + b"0" * 12 + b";"
#: How many tokens are written at once where nobody sets a pace.
_AT_ONCE = 100


def _event(data: bytes) -> bytes:
    """Return one event as one HTTP chunk."""
    event = b"data: %b\n\n" % data
    return b"%x\r\n%b\r\n" % (len(event), event)


@lru_cache
def _pieces(count: int, at_once: int) -> list[bytes]:
    """Return the events of an answer, so many in a piece, without stream and births."""
    place_stream = int(_NO_STREAM[1:])
    birth = _NO_BIRTH[1:-1]
    events = [
        _event(_CHUNK % (b'{"content":"%b"}' % tokens.token(place_stream, n, birth), b"null", b""))
        for n in range(count)
    ]
    return [b"".join(events[n : n + at_once]) for n in range(0, count, at_once)]


@lru_cache
def _filler(mib: int) -> bytes:
    """Return so many MiB of an answer, without a token."""
    text = b"-" * (1 << 16)
    return _event(_CHUNK % (b'{"content":"%b"}' % text, b"null", b"")) * (mib << 4)


def _last_words(count: int) -> bytes:
    """Return what follows the last token."""
    finish = _event(_CHUNK % (b"{}", b'"stop"', b""))
    usage = _event(_CHUNK % (b"{}", b"null", _USAGE % (count, count + 9)))
    return finish + usage + _event(b"[DONE]") + b"0\r\n\r\n"


class _Answer:
    """One answer that is being streamed."""

    def __init__(self, stream: int, count: int, rate: int, filler_mib: int) -> None:
        self._stream = b"~%04d" % stream
        self._pieces = _pieces(count, 1 if rate else _AT_ONCE)
        self._filler = _filler(filler_mib)
        self._last_words = _last_words(count)
        self._place = 0
        self.interval_s = 1 / rate if rate else 0.0
        self.due_s = time.monotonic()

    def next(self) -> bytes:
        """Return the next piece, its tokens born now; the last one ends the response."""
        piece = self._pieces[self._place].replace(_NO_STREAM, self._stream)
        piece = piece.replace(_NO_BIRTH, b".%b;" % tokens.stamp())
        self._place += 1
        if self._filler:
            piece, self._filler = self._filler + piece, b""
        return piece if self._place < len(self._pieces) else piece + self._last_words

    @property
    def over(self) -> bool:
        """Whether all is said."""
        return self._place >= len(self._pieces)


class _Connection:
    """One connection: what has come of a request, and what could not be sent yet."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.request = b""
        self.unsent = b""
        self.answer: _Answer | None = None
        self.writes = False


class Upstream:
    """All connections, one event loop. Answers with a pace wait in a heap for their next token."""

    def __init__(self, listener: socket.socket) -> None:
        listener.setblocking(False)
        self._listener = listener
        self._poll = select.epoll()
        self._poll.register(listener, select.EPOLLIN)
        self._connections: dict[int, _Connection] = {}
        self._due: list[tuple[float, int, _Connection]] = []

    def run(self) -> None:
        """Serve until the process is ended."""
        while True:
            wait_s = max(0.0, self._due[0][0] - time.monotonic()) if self._due else -1
            for fileno, events in self._poll.poll(wait_s):
                if fileno == self._listener.fileno():
                    self._accept()
                elif connection := self._connections.get(fileno):
                    self._handle(connection, events)
            self._tell_due()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except BlockingIOError:
                return
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections[sock.fileno()] = _Connection(sock)
            self._poll.register(sock, select.EPOLLIN)

    def _handle(self, connection: _Connection, events: int) -> None:
        if events & ~select.EPOLLOUT:
            try:
                data = connection.sock.recv(1 << 16)
            except OSError:
                data = b""
            if not data:
                self._drop(connection)
                return
            connection.request += data
            self._read(connection)
        if events & select.EPOLLOUT:
            if connection.answer is not None and not connection.unsent:
                self._tell(connection)
            else:
                self._send(connection, b"")

    def _read(self, connection: _Connection) -> None:
        """Answer the request, once it is complete."""
        head, gap, body = connection.request.partition(b"\r\n\r\n")
        length = _BODY.search(head)
        if not gap or len(body) < (int(length[1]) if length else 0):
            return
        connection.request = b""
        asked = _ASKED.findall(body)
        if asked:
            connection.answer = _Answer(*(int(number or 0) for number in asked[-1]))
            connection.unsent = _STREAM_HEAD
            self._tell(connection)
        else:
            kind = _HEAD % b"application/json"
            self._send(connection, kind + b"content-length: %d\r\n\r\n" % len(_MODELS) + _MODELS)

    def _tell_due(self) -> None:
        now_s = time.monotonic()
        while self._due and self._due[0][0] <= now_s:
            self._tell(heapq.heappop(self._due)[2])

    def _tell(self, connection: _Connection) -> None:
        """Send what comes next, and note when it goes on; without a pace that is at once."""
        answer = connection.answer
        if answer is None:
            return
        piece = answer.next()
        if answer.over:
            connection.answer = None
        elif answer.interval_s:
            answer.due_s += answer.interval_s
            heapq.heappush(self._due, (answer.due_s, id(connection), connection))
        self._send(connection, piece)

    def _send(self, connection: _Connection, data: bytes) -> None:
        """Send what can be sent; the rest waits until the reader takes more."""
        unsent = connection.unsent + data if connection.unsent else data
        try:
            sent = connection.sock.send(unsent)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._drop(connection)
            return
        connection.unsent = unsent[sent:]
        answer = connection.answer
        writes = bool(connection.unsent) or (answer is not None and not answer.interval_s)
        if writes != connection.writes:
            connection.writes = writes
            interest = select.EPOLLIN | select.EPOLLOUT if writes else select.EPOLLIN
            self._poll.modify(connection.sock, interest)

    def _drop(self, connection: _Connection) -> None:
        self._connections.pop(connection.sock.fileno(), None)
        connection.answer = None
        connection.sock.close()


def main() -> None:
    """Serve on a free port, which is told on standard output."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
        print(listener.getsockname()[1], flush=True)
        Upstream(listener).run()


if __name__ == "__main__":
    main()
