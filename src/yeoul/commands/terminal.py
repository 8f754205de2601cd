"""Shows a growing answer in a terminal, or writes it plainly into a pipe."""

from __future__ import annotations

import os
from typing import TextIO

from yeoul.protocol.content import ToolCall
from yeoul.protocol.entries import Heartbeat, Update
from yeoul.protocol.events import Delta, End, Reasoning, Reset, Started

_DIM, _PLAIN = "\x1b[2m", "\x1b[22m"
_CLEAR_LINE = "\r\x1b[K"

#: All control characters except tab and line feed: a model must not control the terminal.
_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)])


class Terminal:
    """Writes text to ``out``, and phases for a waiting person to ``err`` if it is a terminal."""

    def __init__(self, out: TextIO, err: TextIO) -> None:
        self._out = out
        self._err = err
        self._is_screen = out.isatty()
        self._has_watcher = err.isatty()
        self._colours = self._is_screen and not os.environ.get("NO_COLOR")
        self._parts: list[str] = []  # the answer as written so far
        self._waiting = False
        self._thinking = False

    def show(self, update: Update) -> None:
        """Show an update."""
        match update:
            case Delta(text):
                self._write(text)
            case Reset(text=text):
                self._start_over(text)
            case Reasoning(text):
                if self._colours:
                    self._think(text)
            case Heartbeat():
                if not self._parts and not self._thinking:
                    self._wait(update)
            case Started() | ToolCall() | End():
                pass

    def finish(self) -> None:
        """End the line that an answer left open."""
        self._clear_wait()
        self._end_thought()
        if self._parts and not self._parts[-1].endswith("\n"):
            self._out.write("\n")
        self._parts = []
        self._out.flush()

    def _write(self, text: str) -> None:
        if not text:
            return
        self._clear_wait()
        self._end_thought()
        self._parts.append(text)
        self._out.write(self._harmless(text))
        self._out.flush()

    def _start_over(self, text: str) -> None:
        written = "".join(self._parts)
        if text.startswith(written):
            self._write(text.removeprefix(written))
        else:  # text already written cannot be taken back
            self.finish()
            self._write(text)

    def _think(self, text: str) -> None:
        self._clear_wait()
        if not self._thinking:
            self._out.write(_DIM)
        self._thinking = True
        self._out.write(self._harmless(text))
        self._out.flush()

    def _end_thought(self) -> None:
        if self._thinking:
            self._out.write(f"{_PLAIN}\n\n")
        self._thinking = False

    def _wait(self, heartbeat: Heartbeat) -> None:
        if self._has_watcher:
            place = f", {heartbeat.queue_position} in line" if heartbeat.queue_position else ""
            self._err.write(f"{_CLEAR_LINE}({heartbeat.phase}{place})")
            self._err.flush()
            self._waiting = True

    def _clear_wait(self) -> None:
        if self._waiting:
            self._err.write(_CLEAR_LINE)
            self._err.flush()
        self._waiting = False

    def _harmless(self, text: str) -> str:
        return text.translate(_CONTROLS) if self._is_screen else text
