"""Sends an answer in another format: as it is written event by event, or whole at its end.

A whole reply is waited for. Many clients give up on a connection that is silent for long, so a
reply that takes its time begins with white space, which JSON permits before a value. Its status is
200 from then on, whatever comes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from yeoul.api.appending import AppendingWriter
from yeoul.chat import Reader
from yeoul.errors import Interrupted
from yeoul.protocol.content import Content
from yeoul.protocol.events import End, decode
from yeoul.protocol.growing_content import GrowingContent

#: Called once when a client has left, with whether it is known to have all of the answer.
Leave = Callable[[bool], None]


class _Followed:
    """The part of a source that is its reader's."""

    def __init__(self, reader: Reader, leave: Leave) -> None:
        self._reader = reader
        self._leave: Leave | None = leave
        self._has_ended = False

    def check(self) -> None:
        """Check that the reader is not let go."""
        self._reader.check()

    def watch(self, changed: Callable[[], None]) -> None:
        """Watch the log."""
        self._reader.watch(changed)

    def close(self, *, has_all: bool = False) -> None:
        """Close the reader, and tell that it has left. Idempotent."""
        self._reader.close()
        if self._leave is not None:
            self._leave(has_all or self._has_ended)
            self._leave = None


class WrittenSource(_Followed):
    """An answer's events as a writer writes them, as they are born."""

    def __init__(self, reader: Reader, writer: AppendingWriter, leave: Leave) -> None:
        super().__init__(reader, leave)
        self._writer = writer

    def take(self) -> tuple[bytes, bool] | None:
        """Return what is written of the frames behind the reader's position.

        Raises:
            Interrupted: the client has been told an error, behind which its stream is cut.
        """
        writer = self._writer
        if writer.failed:
            raise Interrupted
        batch = self._reader.take()
        if batch is None:
            return None
        content = b"".join(map(writer.write, batch.frames))
        self._has_ended = batch.ended and not writer.failed
        return content, self._has_ended or (writer.is_over and not writer.failed)

    def heartbeat(self) -> bytes:
        """Return what the format has for a silence."""
        return self._writer.heartbeat()


class WholeSource(_Followed):
    """An answer's whole reply once it has ended, and white space before."""

    def __init__(
        self, reader: Reader, write: Callable[[Content, End], bytes], leave: Leave
    ) -> None:
        super().__init__(reader, leave)
        self._write = write
        self._content = GrowingContent()
        #: The terminal event, once it has been read.
        self.end: End | None = None

    async def wait(self, timeout_s: float) -> None:
        """Read until the answer has ended, for ``timeout_s`` seconds at most.

        Raises as `Reader.take`.
        """
        deadline_s = time.monotonic() + timeout_s
        while self.end is None and (left_s := deadline_s - time.monotonic()) > 0:
            self._read((await self._reader.next(left_s)).frames)

    def take(self) -> tuple[bytes, bool] | None:
        """Return the reply, or nothing while the answer grows."""
        while self.end is None:
            batch = self._reader.take()
            if batch is None:
                return None
            self._read(batch.frames)
        self._has_ended = True
        return self.body(), True

    def body(self) -> bytes:
        """Return the reply of an answer that has ended."""
        assert self.end is not None
        return self._write(self._content.whole(), self.end)

    def heartbeat(self) -> bytes:
        """Return white space."""
        return b" "

    def _read(self, frames: Sequence[bytes]) -> None:
        for _, event in map(decode, frames):
            self._content.add(event)
            if isinstance(event, End):
                self.end = event
