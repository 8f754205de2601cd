"""Shows a growing answer in a terminal, or writes it plainly into a pipe."""

from __future__ import annotations

import os
from typing import TextIO

from yeoul.protocol.content import Candidates, Content, ToolCall
from yeoul.protocol.entries import Heartbeat, Update
from yeoul.protocol.events import Delta, End, Reasoning, Reset, Started
from yeoul.protocol.growing_content import GrowingContent

_DIM, _PLAIN = "\x1b[2m", "\x1b[22m"
_CLEAR_LINE = "\r\x1b[K"

#: Characters of a call that are shown, about as many as fit into a line.
_CALL_CHARS = 100

#: All control characters except tab and line feed: a model must not control the terminal.
_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)])


class Terminal:
    """Writes text to ``out``, calls to ``err``, and there phases if a person waits before it."""

    def __init__(self, out: TextIO, err: TextIO) -> None:
        self._out = out
        self._err = err
        self._is_screen = out.isatty()
        self._has_watcher = err.isatty()
        self._colours = self._is_screen and not os.environ.get("NO_COLOR")
        self._parts: list[str] = []  # the answer as written so far
        self._calls = GrowingContent()  # its calls alone, which are told when they are whole
        self._waiting = False
        self._thinking = False

    def show(self, update: Update) -> None:
        """Show an update."""
        match update:
            case Delta(text):
                self._write(text)
            case Reset(text=text, tool_calls=calls):
                self._start_over(text)
                self._calls.replace(Content(tool_calls=calls))
            case Reasoning(text):
                if self._colours:
                    self._think(text)
            case Heartbeat():
                if not self._parts and not self._thinking:
                    self._wait(update)
            case ToolCall():
                self._calls.add(update)
            case Started() | Candidates() | End():
                pass

    def finish(self) -> None:
        """End the line that an answer left open, and tell its calls."""
        self._end_line()
        self._tell_calls()

    def _end_line(self) -> None:
        self._clear_wait()
        self._end_thought()
        if self._parts and not self._parts[-1].endswith("\n"):
            self._out.write("\n")
        self._parts = []
        self._out.flush()

    def _tell_calls(self) -> None:
        """Write a line for each call, beside the text: what is piped on is the text alone."""
        for call in self._calls.whole().tool_calls:
            told = " ".join(
                f"{call.name or ''} {call.arguments or ''}".translate(_CONTROLS).split()
            )
            if len(told) > _CALL_CHARS:
                told = f"{told[: _CALL_CHARS - 1]}…"
            self._err.write(f"(asks for the tool {told})\n")
        self._err.flush()
        self._calls.replace(Content())

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
            self._end_line()
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
