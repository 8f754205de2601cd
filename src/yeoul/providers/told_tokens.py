"""Joins the tokens that a model's side tells to the text that it has said, by their bytes.

Both come by the same chunks, but not side by side: a token is held back until its letter is whole,
several come together, a stop sequence cuts the last one, and tokens of thinking stand among those
of the text. So all that was said is laid beside all tokens, and what has the same bytes belongs
together. Where nothing fits, the text is told with no candidates: never with those of another word.

A letter of several tokens is one: models write rare letters byte by byte. Services tell each of
these tokens; llama.cpp tells the last one alone, under the bytes of all, and its candidates are no
letters. So nobody knows what else could have stood in the place of such a letter. Pure.

Format: ``logprobs.content`` of OpenAI's Chat Completions, and ``logprobs`` of its Responses.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from yeoul.protocol.content import (
    MAX_CANDIDATES,
    Candidate,
    Token,
    candidate_of,
    utf16_length,
)
from yeoul.providers.base import Finish, Moved, Piece, Text, Thought, Tokens, as_logprob

#: Tokens among which the next one that fits is looked for, and how many are compared behind it.
_REACH, _COMPARED = 64, 4
#: Most tokens that wait for their text, and most bytes of text that wait for their tokens.
_MAX_WAITING, _MAX_WAITING_BYTES = 512, 4096
#: Places that one search looks at, and by how many more there may be than tokens that fit, before
#: no more are made: some services write their tokens otherwise than their text.
_MAX_PLACES, _MAX_SEARCHES = 256, 32
#: Times in a row that tokens came and no text, from which on they may be those of thinking that
#: the service keeps to itself.
_HIDDEN = 32


class _Told(NamedTuple):
    """A token as it was told."""

    bytes: bytes
    logprob: float | None
    candidates: tuple[Candidate, ...]
    #: Whether the candidates are those of this token, and not of a part of it.
    is_whole: bool


class ToldTokens:
    """The tokens of one answer, of which some come before their text and some behind it."""

    def __init__(self) -> None:
        self._told: deque[_Told] = deque()
        #: What was said and has no tokens yet, in order: whether it is text, and its bytes.
        self._said: deque[tuple[bool, bytes]] = deque()
        #: Bytes of the first of these that have had theirs.
        self._at = 0
        self._has_text = False
        #: Whether a token of the text has ever been found: else there is nothing to tell.
        self.is_told = False
        #: Units of UTF-16 of text that has waited for the first token for too long.
        self._skipped = 0
        #: Searches, less the tokens that fitted, and places that the last one may still look at.
        self._searches, self._places_left = 0, 0
        #: Times that tokens came since something was said, and how many came the last time.
        self._unsaid, self._latest = 0, 0

    @property
    def is_untold(self) -> bool:
        """Whether text has come, and no token that was its own or may still turn out to be."""
        return self._has_text and not self.is_told and not self._told

    def note(self, logprobs: object) -> None:
        """Note the field of a choice, or of an event, that has tokens; it may be anything."""
        if self._searches >= _MAX_SEARCHES:
            return
        if isinstance(logprobs, dict):
            logprobs = logprobs.get("content") or logprobs.get("refusal")
        if isinstance(logprobs, list):
            read = (_read(each) for each in logprobs if isinstance(each, dict))
            told = [each for each in read if each.bytes]
            self._told.extend(told)
            self._unsaid, self._latest = self._unsaid + 1, len(told)

    def pass_over(self, text: str) -> None:
        """Take away the tokens of a text that was said and is not passed on."""
        self._say(text, is_text=False)

    def join(self, batch: list[Piece]) -> list[Piece]:
        """Return a batch with the tokens of the text so far, as far as they are known."""
        finish: list[Piece] = []
        pieces: list[Piece] = []
        for piece in batch:
            if isinstance(piece, Text | Thought):
                self._say(piece.text, is_text=isinstance(piece, Text))
            elif isinstance(piece, Moved):
                # None of what was said is told any more: it only takes its tokens away.
                self._said = deque((False, said) for _, said in self._said)
                self._skipped = 0
            (finish if isinstance(piece, Finish) else pieces).append(piece)
        if self._said:
            self._forget_hidden()
        tokens = self._matched()
        if finish or self._is_overdue() or self._searches >= _MAX_SEARCHES:
            tokens += self._rest()
        if tokens:
            pieces.append(Tokens(tuple(tokens), self._skipped))
            self._skipped = 0
        return [*pieces, *finish]

    def _say(self, text: str, *, is_text: bool) -> None:
        self._has_text = self._has_text or is_text
        said = text.encode()
        if self._said and self._said[-1][0] is is_text:
            before = self._said.pop()[1]
            if not self._said:
                before, self._at = before[self._at :], 0
            said = before + said
        self._said.append((is_text, said))

    def _forget_hidden(self) -> None:
        """Forget the tokens of thinking that nobody says, if the latest ones are all that is said.

        They would be taken for those of a text that begins with the same word.
        """
        if self._unsaid > _HIDDEN and len(self._said) == 1:
            latest = [*islice(reversed(self._told), self._latest)][::-1]
            if b"".join(each.bytes for each in latest) == self._said[0][1][self._at :]:
                self._told = deque(latest)
        self._unsaid = 0

    def _matched(self) -> list[Token]:
        """Return the tokens of text that has both, and take them away."""
        tokens: list[Token] = []
        while self._said and self._told:
            is_text, said = self._said[0]
            at = self._at
            count, end = self._fitting(said, at)
            if count:
                token = _token(said[at:end], [self._told.popleft() for _ in range(count)])
                self._searches = max(0, self._searches - 1)
            elif (passed := self._search(said, at)) is not None:
                skipped, length = passed
                for _ in range(skipped):
                    self._told.popleft()
                end, token = at + length, _unknown(said[at : at + length])
            else:
                break
            if end > at and is_text:
                tokens.append(token)
                self.is_told = True
            self._at = end
            if end == len(said):
                self._said.popleft()
                self._at = 0
        return tokens

    def _fitting(self, said: bytes, at: int) -> tuple[int, int]:
        """Return how many of the next tokens make up whole letters of what was said from ``at``.

        0: none do. Also where these letters end.
        """
        end = at
        for count, told in enumerate(self._told, 1):
            if not said.startswith(told.bytes, end):
                break
            end += len(told.bytes)
            if _is_between_letters(said, end):
                return count, end
        return 0, at

    def _search(self, said: bytes, at: int) -> tuple[int, int] | None:
        """Return how many tokens, and bytes from ``at``, stand before the next that fits.

        None if that cannot be told yet.
        """
        begun = b"".join(each.bytes for each in islice(self._told, _COMPARED))
        common = min(len(begun), len(said) - at)
        if said.startswith(begun[:common], at):
            # They go on alike, beyond what has come of one of them.
            return None if len(self._said) == 1 else (1, len(said) - at)
        self._places_left = _MAX_PLACES
        best: tuple[int, int] | None = None
        for passed in range(min(_REACH, len(self._told))):
            if best is not None and passed >= sum(best):
                break
            place = self._place(said, at, passed) - at
            if place >= 0 and passed + place > 0 and (best is None or passed + place < sum(best)):
                best = passed, place
        if best is None and self._is_told_behind_thinking():
            return 0, len(said) - at
        self._searches += 1
        return best

    def _is_told_behind_thinking(self) -> bool:
        """Return whether the thinking that stands first has no tokens, and the text behind some."""
        if self._said[0][0] or len(self._said) == 1:
            return False
        said = self._said[1][1]
        return any(
            self._place(said, 0, passed) >= 0 for passed in range(min(_REACH, len(self._told)))
        )

    def _place(self, said: bytes, at: int, passed: int) -> int:
        """Return where behind ``at`` a token stands, with those behind it; -1: nowhere."""
        behind = islice(self._told, passed, passed + _COMPARED)
        whole = b"".join(each.bytes for each in behind)
        needle, end = self._told[passed].bytes, at + _MAX_WAITING_BYTES
        place = said.find(needle, at, end)
        while place >= 0 and self._places_left > 0:
            self._places_left -= 1
            common = min(len(whole), len(said) - place)
            if _is_between_letters(said, place) and said.startswith(whole[:common], place):
                return place
            place = said.find(needle, place + 1, end)
        return -1

    def _is_overdue(self) -> bool:
        """Return whether text has waited for its tokens for too long; forget old tokens."""
        if len(self._told) > _MAX_WAITING:
            self._told = deque(islice(self._told, len(self._told) - _REACH, None))
        return sum(len(said) for _, said in self._said) - self._at > _MAX_WAITING_BYTES

    def _rest(self) -> list[Token]:
        """Return all text that waits, of which nothing is known."""
        said, at = self._said, self._at
        self._said, self._at = deque(), 0
        self._told.clear()
        if said and at:
            is_text, first = said.popleft()
            said.appendleft((is_text, first[at:]))
        untold = [_unknown(text) for is_text, text in said if is_text]
        if self.is_told:
            return untold
        self._skipped += sum(utf16_length(text) for text, _, _ in untold)
        return []


def _is_between_letters(said: bytes, place: int) -> bool:
    return place == len(said) or said[place] & 0xC0 != 0x80


def _token(said: bytes, told: Sequence[_Told]) -> Token:
    """Return the token that these are together."""
    text = said.decode()
    if len(told) == 1:
        [alone] = told
        return (text, alone.logprob, alone.candidates) if alone.is_whole else (text, None, ())
    logprobs = [each.logprob for each in told]
    return text, None if None in logprobs else sum(filter(None, logprobs)), ()


def _unknown(said: bytes) -> Token:
    return said.decode(), None, ()


def _read(entry: dict[str, Any]) -> _Told:
    """Return a token as it is told by Chat Completions, by Responses, or by llama.cpp."""
    its = _bytes_of(entry)
    found = entry.get("top_logprobs")
    others = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    candidates = tuple(
        candidate_of((raw := _bytes_of(each)).decode(errors="replace"), logprob, raw)
        for each in others[:MAX_CANDIDATES]
        if (logprob := as_logprob(each.get("logprob"))) is not None
    )
    return _Told(its, as_logprob(entry.get("logprob")), candidates, _is_whole(entry, its, others))


def _bytes_of(entry: dict[str, Any]) -> bytes:
    found = entry.get("bytes")
    if isinstance(found, list):
        try:
            return bytes(found)
        except (TypeError, ValueError):
            pass
    # Where no bytes are told, the token is taken at its word: it has to fit the text as well.
    token = entry.get("token")
    return token.encode(errors="replace") if isinstance(token, str) else b""


def _is_whole(entry: dict[str, Any], its: bytes, others: Iterable[dict[str, Any]]) -> bool:
    """Return whether a token has been told under its own bytes.

    llama.cpp tells a letter of several tokens under all of its bytes, and a token that a stop
    sequence cuts under those that are left. The same token among the candidates has its own.
    """
    if (id := entry.get("id")) is not None:
        for each in others:
            if each.get("id") == id:
                return _bytes_of(each) == its
    known = [_bytes_of(each) for each in others]
    return its.isascii() or its in known or not any(_is_part(each) for each in known)


def _is_part(letter: bytes) -> bool:
    """Return whether these are bytes of a part of a letter."""
    try:
        return "\ufffd" in letter.decode()
    except UnicodeDecodeError:
        return True
