"""Reads the body of a reply to a question: bytes as they come, to pieces.

Pure. What a body is shows in its first byte, whatever its content type says: Server-Sent Events, or
JSON (one whole reply, an error, or a chunk on each line), or a page. Both are bounded, so that a
broken service cannot fill the memory.
"""

from __future__ import annotations

from typing import Literal

import orjson

from yeoul.errors import ProviderBroken, YeoulError
from yeoul.protocol.sse import OversizedEvent, ServerSentEvent, SseParser
from yeoul.providers.base import Piece
from yeoul.providers.chat_chunks import ChatChunks
from yeoul.providers.service.errors import UpstreamErrors
from yeoul.providers.thinking_tags import ThinkingTags

MAX_EVENT_BYTES = 1 << 20
#: Bytes of a reply that is one JSON text.
MAX_JSON_BYTES = 16 << 20
_BOM = b"\xef\xbb\xbf"


class _ServiceEvents(SseParser):
    """Server-Sent Events as services write them.

    The blank line between two events may be missing, or ``data:`` before the further lines of a
    JSON text. An error may be a field of its own (``error: {…}``), or a line of bare JSON, and the
    end a bare ``[DONE]``.
    """

    def __init__(self) -> None:
        super().__init__(max_event_bytes=MAX_EVENT_BYTES)
        #: The first line that is no field.
        self.stray = b""

    def is_whole(self, data: list[bytes]) -> bool:
        # Asked for the first line only, so that the cost does not grow with their number.
        return len(data) == 1 and data[0][-1:] == b"}" and _is_json(data[0])

    def other_field(self, name: bytes, value: bytes, line: bytes) -> None:
        if name == b"error":
            self.add("error", value)
        elif line[:1] in b"{[" or (name and self.is_open):
            self.add("message", line)
        elif name:  # else it is a comment
            self.stray = self.stray or line


class UpstreamStream:
    """One answer's body. ``errors`` turns what it says went wrong into the error to raise."""

    def __init__(self, errors: UpstreamErrors, tags: ThinkingTags | None = None) -> None:
        self._errors = errors
        self._sse = _ServiceEvents()
        self._chunks = ChatChunks(errors.from_object, tags, errors.quote)
        self._form: Literal["sse", "json", "page"] | None = None
        #: What came before the form shows; then, the JSON that is not whole yet.
        self._held = bytearray()
        #: The body was one whole JSON reply.
        self._whole = False

    @property
    def over(self) -> bool:
        """Whether no more text comes: the stream is done, or has failed."""
        return self._chunks.done or self._chunks.failure is not None

    @property
    def finished(self) -> bool:
        """Whether a finish reason has come; text, usage and ``[DONE]`` may still follow."""
        return self._chunks.finished

    @property
    def complete(self) -> bool:
        """Whether the answer is whole even if the connection breaks now."""
        return self._chunks.done or (self._chunks.finished and not self._chunks.finished_early)

    @property
    def ends_well(self) -> bool:
        """Whether the answer may be taken for whole if nothing more comes."""
        said = self._chunks.done or self._chunks.finished or self._whole
        return said and self._chunks.failure is None

    @property
    def has_text(self) -> bool:
        """Whether any text has come."""
        return self._chunks.has_text

    @property
    def done(self) -> bool:
        """Whether the service has said ``[DONE]``."""
        return self._chunks.done

    @property
    def failure(self) -> YeoulError | None:
        """Why the stream has failed, behind all pieces that came before."""
        return self._chunks.failure

    def feed(self, data: bytes) -> list[Piece]:
        """Return the pieces that ``data`` completes; see `over` afterwards."""
        if self._form != "sse":
            return self._feed_other(data)
        chunks = self._sse.whole_data(data)
        if chunks is None:
            try:
                events = self._sse.feed(data)
            except OversizedEvent:
                return self._fail("The service sent a line of more than 1 MiB")
            chunks = [found for event in events if (found := self._data_of(event))]
        return self._chunks.read(chunks)

    def _data_of(self, event: ServerSentEvent) -> bytes | None:
        """Return the chunk in an event, if one may be in it, whatever the event is called."""
        said = event.data.strip()
        if event.event == "message" or b'"choices"' in said or said.startswith(b"[DONE]"):
            return event.data
        if event.event == "done":
            return b"[DONE]"
        if event.event != "error":
            self._chunks.hear(said)
            return None
        # Whatever is in it, it is an error.
        told = said if _is_json(said) else orjson.dumps(said.decode(errors="replace"))
        return b'{"error":%b}' % (told if told not in (b"{}", b'""') else b'{"code":"unknown"}')

    def _feed_other(self, data: bytes) -> list[Piece]:
        """As `feed`, while the form does not show yet, or is another than SSE."""
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
            self._chunks.failure = self._errors.page()
            return []
        return self._feed_json(data)

    def _feed_json(self, data: bytes) -> list[Piece]:
        """Take more of a JSON text; a line that is one by itself is read at once."""
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
        return self._chunks.read(whole)

    def _hold(self, part: bytes) -> None:
        if self._held or part.strip():
            self._held += part

    def _fail(self, what: str) -> list[Piece]:
        self._chunks.failure = ProviderBroken(f"{what}, so the answer was cut off.")
        return []

    def close(self) -> list[Piece]:
        """Return the pieces of what was cut off behind its last byte, once nothing more comes."""
        if self._form == "sse":
            pieces = self.feed(b"\n\n")
            if self._sse.stray:
                self._chunks.hear(self._sse.stray)
            return pieces
        if self._form != "json":
            return []
        pieces = []
        if self._held and self._chunks.failure is None:
            pieces = self._chunks.read([bytes(self._held)])
            self._held.clear()
        self._whole = self._chunks.failure is None
        return pieces

    def held(self) -> list[Piece]:
        """Return what was held back of a text that breaks off here."""
        return self._chunks.held()

    def finish(self) -> list[Piece]:
        """Return the last pieces, `Finish` as the very last, once nothing more comes.

        Raises:
            EmptyAnswer: nothing came at all.
            ProviderBroken: the stream ended before the model had finished.
            YeoulError: `failure`.
        """
        return self._chunks.finish(whole=self._whole)


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False
