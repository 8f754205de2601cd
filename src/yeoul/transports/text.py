"""Plain text: an answer's text and nothing else, for a client that only appends."""

from __future__ import annotations

from collections.abc import Callable

from yeoul.errors import Interrupted
from yeoul.eventlog.base import Reader
from yeoul.protocol.content import Candidates, ToolCall
from yeoul.protocol.events import Cursor, Delta, End, Event, Reasoning, Reset, Started, decode


class TextSource:
    """The text of an answer as it grows. There is no heartbeat: it would be text.

    Sent text cannot be taken back. Where it turns out to have been thinking, the actual text
    follows it. An answer that did not finish, or that went on from another text, cuts the stream,
    so that no client takes a partial text for a whole answer.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._sent: list[str] = []
        self._epoch = 1
        #: The error that cuts the stream, once the text before it is sent.
        self._failure: Interrupted | None = None

    def take(self) -> tuple[bytes, bool] | None:
        """Return more of the text; None while there is none.

        Raises:
            Interrupted: the answer did not finish, or went on from another text.
        """
        if self._failure is not None:
            raise self._failure
        batch = self._reader.take()
        if batch is None:
            return None
        texts: list[str] = []
        try:
            for cursor, event in map(decode, batch.frames):
                texts.append(self._text_of(cursor, event))
        except Interrupted as failure:
            if not any(texts):
                raise
            self._failure = failure
        return "".join(texts).encode(), batch.ended and self._failure is None

    def check(self) -> None:
        """Check that the reader is not let go."""
        self._reader.check()

    def heartbeat(self) -> bytes:
        """Return nothing: whatever is sent here is text."""
        return b""

    def watch(self, changed: Callable[[], None]) -> None:
        """Watch the log."""
        self._reader.watch(changed)

    def _text_of(self, cursor: Cursor, event: Event) -> str:
        match event:
            case Delta(text):
                self._sent.append(text)
                return text
            case Reset(text):
                before, self._sent = "".join(self._sent), [text]
                same_epoch, self._epoch = cursor.epoch == self._epoch, cursor.epoch
                if text.startswith(before):
                    return text[len(before) :]
                if not same_epoch:
                    raise Interrupted("The answer went on from another text.")
                return text
            case End(status, error=error):
                if status not in ("finished", "stopped"):
                    raise Interrupted(error.detail if error else "")
                return ""
            case Started() | Reasoning() | ToolCall() | Candidates():
                return ""

    def close(self) -> None:
        """Close the reader."""
        self._reader.close()
