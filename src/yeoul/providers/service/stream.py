"""Reads the body of a reply to a question: from bytes as they arrive to pieces.

Pure. The first byte shows the form of a body, whatever its content type says: Server-Sent Events,
JSON (one whole reply, an error, or a chunk on each line), or a page. All are bounded, so that a
broken service cannot fill the memory.
"""

from __future__ import annotations

from typing import Literal

import orjson

from yeoul.errors import ProviderBroken
from yeoul.protocol.sse import OversizedEvent, ServerSentEvent, SseParser
from yeoul.providers.base import Piece
from yeoul.providers.chat_chunks import ChatChunks
from yeoul.providers.service.errors import ServiceErrors
from yeoul.providers.service.usual_events import UsualEvents
from yeoul.providers.thinking_tags import ThinkingTags
from yeoul.providers.told_tokens import ToldTokens

MAX_EVENT_BYTES = 1 << 20
#: Bytes of one JSON text.
MAX_JSON_BYTES = 16 << 20
_BOM = b"\xef\xbb\xbf"


class _ServiceEvents(SseParser):
    """Server-Sent Events as services write them.

    The blank line between two events may be missing, or ``data:`` before the further lines of a
    JSON text. An error may be a separate field (``error: {…}``), or a line of bare JSON, and the
    end a bare ``[DONE]``.
    """

    def __init__(self) -> None:
        super().__init__(max_event_bytes=MAX_EVENT_BYTES)
        #: The first line that is not a field.
        self.stray = b""

    def is_whole(self, data: list[bytes]) -> bool:
        # Only an event's first line is checked, so that many lines cost no more than their bytes.
        return len(data) == 1 and data[0][-1:] == b"}" and _is_json(data[0])

    def other_field(self, name: bytes, value: bytes, line: bytes) -> None:
        if name == b"error":
            self.add("error", value)
        elif line[:1] in b"{[" or (name and self.is_open):
            self.add("message", line)
        elif name:  # a line without a name is a comment
            self.stray = self.stray or line


class ServiceStream(ChatChunks):
    """The chunks of one answer, read from the body that carries them.

    ``errors`` makes the error to raise for one that the service reports.
    """

    def __init__(
        self,
        errors: ServiceErrors,
        tags: ThinkingTags | None = None,
        told: ToldTokens | None = None,
    ) -> None:
        super().__init__(errors.from_object, tags, errors.quote, told)
        self._errors = errors
        self._sse = _ServiceEvents()
        self._usual = UsualEvents()
        #: Chunks that have been parsed: a service that sends no more of them is silent.
        self.chunks_parsed = 0
        self._form: Literal["sse", "json", "page"] | None = None
        #: Bytes from before the form is known; then the JSON that is incomplete so far.
        self._held = bytearray()

    def feed(self, data: bytes) -> list[Piece]:
        """Return the pieces that ``data`` completes. It may also make `is_over` True."""
        if (texts := self._usual.texts_in(data)) is not None:
            return self.read_texts(texts)
        if self._form != "sse":
            return self._feed_other(data)
        is_between = self._sse.is_between_events
        if (is_between and data[-2:] == b"\n\n") or b"\n\n" not in data:
            return self._feed_events(data)
        # The network has cut events: one is finished, and one begun, beside those that are whole.
        begin = 0 if is_between else data.index(b"\n\n") + 2
        end = data.rindex(b"\n\n") + 2
        parts = data[:begin], data[begin:end], data[end:]
        return [piece for part in parts if part for piece in self._feed_events(part)]

    def _feed_events(self, data: bytes) -> list[Piece]:
        """Feed whole events, or a part of one; behind a part no event is known as usual."""
        usual = self._usual
        if (texts := usual.texts_in(data)) is not None:
            return self.read_texts(texts)
        usual.forget()
        chunks = self._sse.whole_data(data)
        if chunks is None:
            try:
                events = self._sse.feed_lines(data)
            except OversizedEvent:
                return self._fail("The service sent a line of more than 1 MiB")
            chunks = [found for event in events if (found := self._data_of(event))]
        self.chunks_parsed += len(chunks)
        pieces = self.read(chunks)
        if chunks and self._sse.is_between_events and not (self.is_over or self.has_reason):
            usual.learn(chunks[-1], self.index)
        return pieces

    def _data_of(self, event: ServerSentEvent) -> bytes | None:
        """Return the chunk in an event, if it may hold one, whatever the event's name."""
        data = event.data.strip()
        if event.event == "message" or b'"choices"' in data or data.startswith(b"[DONE]"):
            return event.data
        if event.event == "done":
            return b"[DONE]"
        if event.event != "error":
            self.note_oddity(data)
            return None
        # An error event holds an error, whatever its data looks like.
        error = data if _is_json(data) else orjson.dumps(data.decode(errors="replace"))
        return b'{"error":%b}' % (error if error not in (b"{}", b'""') else b'{"code":"unknown"}')

    def _feed_other(self, data: bytes) -> list[Piece]:
        """Feed a body whose form is not known yet, or is not Server-Sent Events."""
        if self._form is None:
            data = bytes(self._held) + data
            bare = data.removeprefix(_BOM).lstrip()
            if not bare or _BOM.startswith(data):
                self._held = bytearray(data[-len(_BOM) :])
                return []
            self._held.clear()
            self._form = "json" if bare[:1] in b"{[" else "page" if bare[:1] == b"<" else "sse"
            if self._form == "sse":
                return self.feed(data)
            data = bare
        if self._form == "page":
            self.failure = self._errors.page()
            return []
        return self._feed_json(data)

    def _feed_json(self, data: bytes) -> list[Piece]:
        """Add to a JSON text. A line that is a complete object is read at once."""
        *lines, rest = data.split(b"\n")
        whole: list[bytes] = []
        for line in lines:
            if not self._held and _is_json(line):
                whole.append(line)
            else:
                self._hold(line + b"\n")
        self._hold(rest)
        if len(self._held) > MAX_JSON_BYTES:
            return self._fail("The service sent a reply of more than 16 MiB")
        self.chunks_parsed += len(whole)
        return self.read(whole)

    def _hold(self, part: bytes) -> None:
        if self._held or part.strip():
            self._held += part

    def _fail(self, what: str) -> list[Piece]:
        self.failure = ProviderBroken(f"{what}, so the answer was cut off.")
        return []

    def close(self) -> list[Piece]:
        """Return the pieces of an unfinished last line, once the body has ended."""
        if self._form == "sse":
            pieces = self.feed(b"\n\n")
            if self._sse.stray:
                self.note_oddity(self._sse.stray)
            return pieces
        if self._form != "json":
            return []
        pieces = []
        if self._held and self.failure is None:
            pieces = self.read([bytes(self._held)])
            self._held.clear()
        self.is_whole_reply = self.failure is None
        return pieces


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False
