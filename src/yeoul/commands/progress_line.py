"""A line in the terminal that says how far something is."""

from __future__ import annotations

import shutil
import sys


class ProgressLine:
    """A line on standard error that is overwritten; nothing if that is not a terminal."""

    def __init__(self) -> None:
        self.is_watched = sys.stderr.isatty()
        self._shown = ""

    def show(self, what: str, done_bytes: int, all_bytes: int | None, more: str = "") -> None:
        """Show how far ``what`` has come, and ``more`` about it."""
        percent = f" {100 * done_bytes // all_bytes} %" if all_bytes else " …"
        line = f"{what}{percent}{more and f' ({more})'}"
        if self.is_watched and line != self._shown:
            # A longer line would be broken, and its first part never overwritten.
            width = shutil.get_terminal_size().columns - 1
            end = "\n" if done_bytes == all_bytes and not more else ""
            print(f"\r\x1b[K{line[:width]}", end=end, file=sys.stderr, flush=True)
        self._shown = line

    def end(self) -> None:
        """Leave the line as it is, and go to the next one."""
        if self.is_watched and self._shown:
            print(file=sys.stderr, flush=True)


def in_bytes(count: int) -> str:
    """Return a number of bytes for people."""
    if count >= 1_000_000_000:
        return f"{count / 1e9:.1f} GB"
    return f"{count / 1e6:.0f} MB" if count >= 10_000_000 else f"{count / 1e6:.1f} MB"


def in_time(seconds: float) -> str:
    """Return a duration for people."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
