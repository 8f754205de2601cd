"""An answer that is read upstream again, from its beginning, beside the text that is kept of it.

After a crash, readers have exactly what the log has kept. The service has the whole answer, in
pieces that may be cut elsewhere, so the two are compared by their texts: what is equal is not said
again, and what is more is new. Where the texts differ, the service's counts. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from yeoul.protocol.content import Candidates, Content, Token, ToolCall, utf16_length
from yeoul.protocol.events import Delta, Reasoning
from yeoul.protocol.growing_content import GrowingContent
from yeoul.providers.base import Finish, Piece, Text, Thought, Tokens

#: Characters by which the text, the thinking, or the arguments of calls may be ahead of what is
#: kept while something else is still missing. A service that gives the same answer again is never
#: ahead.
MAX_AHEAD_CHARS = 1 << 20


class Replay:
    """Collects an answer until it has as much of everything as ``kept``, or has ended."""

    def __init__(self, kept: Content) -> None:
        self._kept = kept
        self._kept_calls = {call.index: call for call in kept.tool_calls}
        given = {call.index: len(call.arguments or "") for call in kept.tool_calls}
        #: Characters of text, of thinking and of all arguments that are kept and have not come yet.
        self._missing = len(kept.text), len(kept.reasoning), sum(given.values())
        #: The same for each call of which something is missing.
        self._missing_calls = given
        self._content = GrowingContent()
        #: Up to where the text has been told in tokens again, in units of UTF-16.
        self.told_until = 0
        self._others: list[Piece] = []
        self._finish: list[Piece] = []

    def add(self, batch: list[Piece]) -> bool:
        """Add a batch; returns whether the comparison can be made."""
        text, reasoning, arguments = self._missing
        for piece in batch:
            if isinstance(piece, Text):
                text -= len(piece.text)
                self._content.add(Delta(piece.text))
            elif isinstance(piece, Thought):
                reasoning -= len(piece.text)
                self._content.add(Reasoning(piece.text))
            elif isinstance(piece, ToolCall):
                arguments -= len(piece.arguments or "")
                self._add_call(piece)
            elif isinstance(piece, Tokens):
                told = Candidates(self.told_until + piece.skipped, piece.tokens)
                self._content.add(told)
                self.told_until = told.end
            elif isinstance(piece, Finish):
                self._finish.append(piece)
            else:
                self._others.append(piece)
        self._missing = text, reasoning, arguments
        return self._has_all or bool(self._finish) or min(self._missing) < -MAX_AHEAD_CHARS

    def _add_call(self, piece: ToolCall) -> None:
        self._content.add(piece)
        if (missing := self._missing_calls.get(piece.index)) is not None:
            missing -= len(piece.arguments or "")
            if missing > 0:
                self._missing_calls[piece.index] = missing
            else:
                del self._missing_calls[piece.index]

    @property
    def _has_all(self) -> bool:
        return max(self._missing) <= 0 and not self._missing_calls

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
        news += told_behind(kept.told_until, content.candidates)
        for call in content.tool_calls:
            before = self._kept_calls.get(call.index)
            rest = _behind(before, call) if before is not None else call
            if rest is not None:
                news.append(rest)
        return None, [*news, *self._finish]

    def _goes_on(self, content: Content) -> bool:
        if not (self._has_all or self._finish):
            return False
        kept = self._kept
        pairs = [(content.text, kept.text), (content.reasoning, kept.reasoning)]
        for call in content.tool_calls:
            if (before := self._kept_calls.get(call.index)) is None:
                continue
            if before.id not in (None, call.id) or before.name not in (None, call.name):
                return False
            pairs.append((call.arguments or "", before.arguments or ""))
        return all(new.startswith(old) or old.startswith(new) for new, old in pairs)


def told_behind(place: int, candidates: Iterable[Candidates]) -> Iterator[Tokens]:
    """Yield the tokens that begin at a place in the text or behind it, counted from there."""
    for told in candidates:
        at, behind, begin = told.at, list[Token](), told.at
        for token in told.tokens:
            if at >= place:
                begin = begin if behind else at
                behind.append(token)
            at += utf16_length(token[0])
        if behind:
            yield Tokens(tuple(behind), begin - place)
            place = at


def _behind(kept: ToolCall, call: ToolCall) -> ToolCall | None:
    """Return what a call has beyond the kept part of it; None if that is nothing."""
    rest = (call.arguments or "")[len(kept.arguments or "") :]
    id, name = None if kept.id else call.id, None if kept.name else call.name
    return ToolCall(call.index, id, name, rest or None) if rest or id or name else None
