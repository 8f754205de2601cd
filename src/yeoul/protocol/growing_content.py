"""The fold of an answer's events into its content, one for all: log, generation, recovery, client.

Content grows at a cost that is linear in its length: pieces are kept as they come, and joined when
the whole is read. Pure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from yeoul.protocol.content import Candidates, Content, ToolCall
from yeoul.protocol.events import Delta, End, Event, Reasoning, Reset, Started


class GrowingContent:
    """Content to which events are added."""

    __slots__ = ("_calls", "candidates", "reasoning", "text")

    def __init__(self, content: Content | None = None) -> None:
        #: Pieces of text and of thinking; joined, they are the whole.
        self.text: list[str] = []
        self.reasoning: list[str] = []
        #: The known fields of each call, and the pieces of its arguments; by index.
        self._calls: dict[int, tuple[ToolCall, list[str]]] = {}
        self.candidates: list[Candidates] = []
        if content is not None:
            self.replace(content)

    def add(self, event: Event) -> None:
        """Add an event, the next one of its answer. A later epoch's begins with nothing."""
        match event:
            case Delta():
                self.text.append(event.text)
            case Reasoning():
                self.reasoning.append(event.text)
            case ToolCall():
                self._add_call(event)
            case Candidates():
                self.candidates.append(event)
            case Reset():
                self.replace(event)
            case Started():
                # The kept content of a later epoch is in the reset that follows.
                self.replace(Content())
            case End():
                pass
            case _:
                assert_never(event)

    def replace(self, content: Content) -> None:
        """Replace everything by ``content``."""
        self.text, self.reasoning = [content.text], [content.reasoning]
        self._calls, self.candidates = {}, [*content.candidates]
        for call in content.tool_calls:
            self._add_call(call)

    def _add_call(self, piece: ToolCall) -> None:
        """Add a piece of a call; an id or a name in it replaces the earlier one."""
        known, arguments = self._calls.get(piece.index, (ToolCall(piece.index), []))
        if piece.arguments is not None:
            arguments.append(piece.arguments)
        named = ToolCall(piece.index, piece.id or known.id, piece.name or known.name)
        self._calls[piece.index] = named, arguments

    def whole_text(self) -> str:
        """Return the text."""
        return "".join(self.text)

    def whole(self) -> Content:
        """Return the content so far."""
        calls, candidates = self._whole_calls(), tuple(self.candidates)
        return Content(self.whole_text(), "".join(self.reasoning), calls, candidates)

    def _whole_calls(self) -> tuple[ToolCall, ...]:
        if not self._calls:
            return ()
        return tuple(
            replace(call, arguments="".join(arguments) if arguments else None)
            for _, (call, arguments) in sorted(self._calls.items())
        )
