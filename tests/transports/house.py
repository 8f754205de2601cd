"""A source and a connection to move content between."""

from __future__ import annotations

from collections.abc import Callable


class Given:
    """A source that gives these parts and raises what is an error; at None it waits for `go_on`."""

    def __init__(self, *parts: bytes | Exception | None) -> None:
        self.parts = [*parts]
        self.closed = 0
        #: What `check` raises.
        self.fault: Exception | None = None
        self._changed: Callable[[], None] | None = None

    def take(self) -> tuple[bytes, bool] | None:
        part = self.parts[0]
        if part is None:
            return None
        del self.parts[0]
        if isinstance(part, Exception):
            raise part
        return part, not self.parts

    def check(self) -> None:
        if self.fault is not None:
            raise self.fault

    def let_go(self, fault: Exception) -> None:
        """Fail, and tell whoever watches."""
        self.fault = fault
        if self._changed is not None:
            self._changed()

    def heartbeat(self) -> bytes:
        return b"~"

    def watch(self, changed: Callable[[], None]) -> None:
        self._changed = changed

    def go_on(self) -> None:
        """Give what follows a None."""
        assert self.parts.pop(0) is None
        if self._changed is not None:
            self._changed()

    def close(self) -> None:
        self.closed += 1


class Pipe:
    """A connection that keeps what is written."""

    def __init__(self, *, full_at: int = 1_000, has_begun: bool = True) -> None:
        self.has_begun = has_begun
        self.written: list[bytes] = []
        self.is_closed = False
        self.aborted = False
        self.full_at = full_at
        self._changed: Callable[[], None] | None = None

    @property
    def is_full(self) -> bool:
        return len(self.written) >= self.full_at

    def write(self, content: bytes) -> None:
        assert not self.is_full
        self.written.append(content)

    def on_change(self, changed: Callable[[], None] | None) -> None:
        self._changed = changed

    def change(self, *, full_at: int = 1_000, is_closed: bool = False) -> None:
        """Take more, or close, and say so."""
        self.full_at, self.is_closed = full_at, is_closed
        if self._changed is not None:
            self._changed()

    def abort(self) -> None:
        self.aborted = True
