"""An answer that is read upstream again, from its beginning, beside the text that is kept of it.

After a crash, readers have exactly what the log has kept. The service has the whole answer, in
pieces that may be cut elsewhere, so the two are compared by their texts: what is equal is not said
again, and what is more is new. Where the texts differ, the service's counts. Pure.
"""

from __future__ import annotations

from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.events import Delta, Reasoning
from yeoul.protocol.growing_content import GrowingContent
from yeoul.providers.base import Finish, Piece, Text, Thought

#: Characters by which the text, or the thinking, may be ahead of what is kept while the other one
#: is still missing. A service that gives the same answer again is never ahead.
MAX_AHEAD_CHARS = 1 << 20


class Replay:
    """Collects an answer until it has as much of everything as ``kept``, or has ended."""

    def __init__(self, kept: Content) -> None:
        self._kept = kept
        #: Characters of text and of thinking, and calls, that are kept and have not come yet.
        self._missing = len(kept.text), len(kept.reasoning), len(kept.tool_calls)
        self._content = GrowingContent()
        self._others: list[Piece] = []
        self._finish: list[Piece] = []

    def add(self, batch: list[Piece]) -> bool:
        """Add a batch; returns whether the comparison can be made."""
        text, reasoning, calls = self._missing
        for piece in batch:
            if isinstance(piece, Text):
                text -= len(piece.text)
                self._content.add(Delta(piece.text))
            elif isinstance(piece, Thought):
                reasoning -= len(piece.text)
                self._content.add(Reasoning(piece.text))
            elif isinstance(piece, ToolCall):
                calls = min(calls, len(self._kept.tool_calls) - piece.index - 1)
                self._content.add(piece)
            elif isinstance(piece, Finish):
                self._finish.append(piece)
            else:
                self._others.append(piece)
        self._missing = text, reasoning, calls
        return self._has_all or bool(self._finish) or min(text, reasoning) < -MAX_AHEAD_CHARS

    @property
    def _has_all(self) -> bool:
        return max(self._missing) <= 0

    def result(self) -> tuple[Content | None, list[Piece]]:
        """Return the content that replaces the kept one, and the pieces to append behind it.

        None replaces nothing: the kept content is how this answer begins, or all that there is.
        """
        content, kept = self._content.whole(), self._kept
        if not self._goes_on(content):
            return content, [*self._others, *self._finish]
        thought, text = content.reasoning[len(kept.reasoning) :], content.text[len(kept.text) :]
        news = self._others.copy()
        if thought:
            news.append(Thought(thought))
        if text:
            news.append(Text(text))
        return None, [*news, *self._finish]

    def _goes_on(self, content: Content) -> bool:
        kept = self._kept
        if content.tool_calls != kept.tool_calls or not (self._has_all or self._finish):
            return False
        pairs = (content.text, kept.text), (content.reasoning, kept.reasoning)
        return all(new.startswith(old) or old.startswith(new) for new, old in pairs)
