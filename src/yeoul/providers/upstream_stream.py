"""Reads the body of a Chat Completions stream: bytes as they come, to pieces.

Pure. Events that have a name of their own are passed over, whatever is in them; an event is
bounded, so that a broken service cannot fill the memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yeoul.errors import ProviderBroken, YeoulError
from yeoul.providers.base import Piece
from yeoul.providers.chat_chunks import ChatChunks
from yeoul.sse_parser import OversizedEvent, SseParser

MAX_EVENT_BYTES = 1 << 20
_READ_EVENTS = frozenset({"message", "error"})


class UpstreamStream:
    """One answer's stream. ``failed`` turns an error object inside it into the error to raise."""

    def __init__(self, failed: Callable[[dict[str, Any]], YeoulError]) -> None:
        self._sse = SseParser(max_event_bytes=MAX_EVENT_BYTES)
        self._chunks = ChatChunks(failed)

    @property
    def over(self) -> bool:
        """Whether no more text comes: the model has finished, or the stream is done or failed."""
        chunks = self._chunks
        return chunks.finished or chunks.done or chunks.failure is not None

    @property
    def finished(self) -> bool:
        """Whether the model has finished; usage and ``[DONE]`` may still follow."""
        return self._chunks.finished

    @property
    def counted(self) -> bool:
        """Whether the usage is known."""
        return self._chunks.counted

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
        chunks = self._sse.whole_data(data)
        if chunks is None:
            try:
                events = self._sse.feed(data)
            except OversizedEvent:
                self._chunks.failure = ProviderBroken(
                    "The service sent a line of more than 1 MiB, so the answer was cut off."
                )
                return []
            chunks = [data for event, data, _ in events if event in _READ_EVENTS]
        return self._chunks.read(chunks)

    def close(self) -> list[Piece]:
        """Return the pieces of a last event that was cut off behind its last byte."""
        return self.feed(b"\n\n")

    def finish(self) -> list[Piece]:
        """Return the last pieces, `Finish` as the very last, once nothing more comes.

        Raises:
            ProviderBroken: the stream ended before the model had finished.
            YeoulError: `failure`.
        """
        return self._chunks.finish()
