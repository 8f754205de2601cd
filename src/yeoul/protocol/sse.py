"""Server-Sent Events in both directions: the frame of an event, a stream's preamble, and a parser.

The parser is incremental, and shared by all who read a stream: bytes go in as they arrive from a
socket, whole events come out. Lines end at LF, CRLF or CR and nowhere else: characters such as
U+2028, at which text-based line readers also break, are ordinary data. Events keep their data as
bytes, so that a code point cut by the network is never decoded in halves. Pure.

Format: WHATWG HTML, "Server-sent events", §9.2.6.
"""

from __future__ import annotations

from typing import NamedTuple

#: Milliseconds after which a plain EventSource reconnects.
RETRY_MS = 1000

#: First bytes of every stream of events.
PREAMBLE = b"retry: %d\n\n" % RETRY_MS

_BOM = b"\xef\xbb\xbf"
_CR, _LF = 0x0D, 0x0A

#: Bytes of an event that every client takes. A ``reset`` carries a whole answer, and a control
#: character is six bytes of JSON: one with any answer of 10 MiB fits.
MAX_EVENT_BYTES = 64 << 20


class OversizedEvent(ValueError):
    """Raised when one event is over the limit: the sender is broken or hostile."""


class ServerSentEvent(NamedTuple):
    """One event. ``data`` is its lines joined by LF; ``id`` is the last one seen in the stream."""

    event: str
    data: bytes
    id: str


def write_event(event: bytes, data: bytes) -> bytes:
    """Return the frame of an event without an id, which moves no reader's position.

    ``data`` must be one line.
    """
    return b"event: %b\ndata: %b\n\n" % (event, data)


def write_numbered_event(id: tuple[int, int], event: bytes, data: bytes) -> bytes:
    """Return the frame of an event whose id is a cursor. ``data`` must be one line."""
    return b"id: %d-%d\nevent: %b\ndata: %b\n\n" % (id[0], id[1], event, data)


class SseParser:
    """Turns the chunks of one stream into events. One parser per stream; not thread-safe.

    An event is returned as soon as its blank line is complete: a CR at the end of a chunk counts,
    and an LF at the beginning of the next one then belongs to it. Bytes behind the last blank line
    of a stream are no event and are dropped with the parser.
    """

    def __init__(self, *, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        #: The ``id`` to reconnect with: ``Last-Event-ID``.
        self.last_event_id = ""
        self._max_event_bytes = max_event_bytes
        self._partial: list[bytes] = []  # pieces of the line that is not complete yet
        self._partial_bytes = 0
        self._event_bytes = 0
        self._after_cr = False
        self._at_start = True
        self._between_events = False
        self._event = ""
        self._data: list[bytes] = []
        self._id = ""

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """Return the events that ``chunk`` completes, in order.

        Raises:
            OversizedEvent: an event is larger than ``max_event_bytes``; the parser must not be used
                any more.
        """
        if (whole := self.whole_data(chunk)) is not None:
            return [ServerSentEvent("message", data, self._id) for data in whole]
        return self.feed_lines(chunk)

    def feed_lines(self, chunk: bytes) -> list[ServerSentEvent]:
        """Return the same as `feed`, for a caller that has tried `whole_data` already.

        Raises:
            OversizedEvent: see `feed`.
        """
        if self._at_start:
            chunk = self._without_bom(chunk)
        if self._after_cr and chunk.startswith(b"\n"):
            chunk = chunk[1:]
            self._after_cr = False
        if not chunk:
            return []
        lines = chunk.splitlines()  # of bytes: breaks at LF, CRLF and CR only
        self._after_cr = chunk[-1] == _CR
        rest = b"" if chunk[-1] in (_CR, _LF) else lines.pop()
        if lines and self._partial:
            lines[0] = b"".join([*self._partial, lines[0]])
            self._partial = []
            self._partial_bytes = 0
        events = self._read(lines)
        if rest:
            # Pieces are joined once, when their line ends: no cost that grows with the line.
            self._partial.append(rest)
            self._partial_bytes += len(rest)
            self._check_size()
        self._between_events = not (self._partial or self._event_bytes or self._after_cr)
        return events

    def whole_data(self, chunk: bytes) -> list[bytes] | None:
        """Return the data of a chunk that is nothing but whole events of one data line each.

        A short cut for the chunks that model services usually send. None for any other chunk: it
        has not been read, and goes to `feed_lines`.
        """
        if not self._between_events or chunk[-2:] != b"\n\n" or b"\r" in chunk:
            return None
        if len(chunk) > self._max_event_bytes:
            return None
        if chunk[:6] == b"data: " and chunk.count(b"\n") == 2:  # one event, most often
            return [chunk[6:-2]]
        lines = chunk[:-2].split(b"\n\n")
        for line in lines:
            if line[:6] != b"data: " or b"\n" in line:
                return None
        return [line[6:] for line in lines]

    def _without_bom(self, chunk: bytes) -> bytes:
        chunk = b"".join([*self._partial, chunk])
        self._partial = []
        if len(chunk) < len(_BOM) and _BOM.startswith(chunk):
            if chunk:
                self._partial = [chunk]
            return b""
        self._at_start = False
        return chunk.removeprefix(_BOM)

    def _read(self, lines: list[bytes]) -> list[ServerSentEvent]:
        events: list[ServerSentEvent] = []
        for line in lines:
            if not line:
                self._dispatch(events)
                continue
            if self._data and self.is_whole(self._data):
                self._dispatch(events)
            self._event_bytes += len(line)
            self._check_size()
            if line.startswith(b"data: "):  # the usual case, without the general split
                self._data.append(line[6:])
            else:
                self._field(line)
        return events

    def _check_size(self) -> None:
        if self._event_bytes + self._partial_bytes > self._max_event_bytes:
            raise OversizedEvent(f"An event is larger than {self._max_event_bytes} bytes.")

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if value[:1] == b" ":
            value = value[1:]
        if name == b"data":
            self._data.append(value)
        elif name == b"event":
            self._event = value.decode(errors="replace")
        elif name == b"id":
            if b"\0" not in value:
                self._id = value.decode(errors="replace")
        elif name != b"retry":  # readers here keep their own schedule
            self.other_field(name, value, line)

    def is_whole(self, data: list[bytes]) -> bool:
        """Return whether an event is over before its blank line: never, by the format."""
        return False

    def other_field(self, name: bytes, value: bytes, line: bytes) -> None:
        """Ignore an unknown field, as the format demands; a subclass may know it."""

    @property
    def is_between_events(self) -> bool:
        """Whether the next byte begins an event."""
        return self._between_events

    @property
    def is_open(self) -> bool:
        """Whether the event being read has data already."""
        return bool(self._data)

    def add(self, event: str, data: bytes) -> None:
        """Add ``data`` as a line to the event being read, and name the event ``event``."""
        self._event = event
        self._data.append(data)

    def _dispatch(self, events: list[ServerSentEvent]) -> None:
        self.last_event_id = self._id
        if self._data:
            data = self._data[0] if len(self._data) == 1 else b"\n".join(self._data)
            events.append(ServerSentEvent(self._event or "message", data, self._id))
            self._data = []
        self._event = ""
        self._event_bytes = 0
