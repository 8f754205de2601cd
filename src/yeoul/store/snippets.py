"""Snippets: where in a conversation a search has found its words, and what stands around them.

Words are compared folded (see search.py), and folding changes how long a text is. So a hit is
looked for in two steps: the text is folded piece by piece, until one has a hit; and around that it
is folded once more, a letter with its marks at a time, so that each folded character knows from
which letter it came. The time is that of folding the text once, up to the hit, and no step of it
is long: a search cannot be interrupted in one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Integer, bindparam, case, literal, select

from yeoul.store.contains import contains
from yeoul.store.plain_text import plain_text
from yeoul.store.prepared import Prepared
from yeoul.store.schema import messages
from yeoul.store.search import fold
from yeoul.store.values import Fragment, Match

#: Characters that a snippet shows before its first hit, and in all: in a narrow list, where Korean
#: has eighteen characters a line, the hit is in the first two lines.
BEFORE, WHOLE = 24, 160
#: Characters of a line before the hit that are read as Markdown.
LEAD = 1000
#: The longest words, by which the best message is told: each is looked for in every message.
RANKED = 8
#: Characters that are folded at a time, and marks behind them that are taken along.
PIECE, MARKS = 4096, 32
#: The most characters, letters with their marks, that fold to one.
_TO_ONE = 4

_SPACES = re.compile(r"\s+")


def matches_in(
    connection: Connection, conversation_ids: Sequence[str], words: list[str]
) -> dict[str, Match]:
    """Return the best match of each conversation that has one in a message.

    The best message has the most of the words, of the longest `RANKED`; of several it is the first.
    """
    best = _best(words)
    found: dict[str, Match] = {}
    for place in conversation_ids:
        if (row := best.first(connection, {"place": place})) is not None:
            # Questions are shown as they were typed.
            shown = snippet(row.text, words, markdown=row.role == "assistant")
            found[place] = Match(row.id, shown)
    return found


def _best(words: list[str]) -> Prepared:
    """Return the statement that finds the best message of a conversation."""
    count = _count(words[:RANKED])
    return Prepared(
        select(messages.c.id, messages.c.role, messages.c.text)
        .where(messages.c.conversation_id == bindparam("place"), count > 0)
        .order_by(count.desc(), messages.c.seq)
        .limit(1)
    )


def _count(words: list[str]) -> ColumnElement[int]:
    """Return how many of the words a message has."""
    count: ColumnElement[int] = literal(0, Integer)
    for word in words:
        count = count + case((contains(messages.c.search_text, word), 1), else_=0)
    return count


def snippet(text: str, words: list[str], *, markdown: bool = False) -> list[Fragment]:
    """Return what stands in ``text`` around the first of the folded words, on one line.

    Of ``markdown`` what a reader sees, unless a word is only in the rest, as in a link's address.
    """
    line, at = _line_with(text, words, markdown=markdown)
    start = _word_start(line, max(0, at - BEFORE)) if at > BEFORE else 0
    end = start + WHOLE
    shown = line[start:end]
    if len(line) > end and " " in shown[BEFORE:]:
        shown = shown[: shown.rindex(" ")]
    fragments = list(_marked(shown, words))
    if start > 0:
        fragments.insert(0, Fragment("…", hit=False))
    if start + len(shown) < len(line):
        fragments.append(Fragment("…", hit=False))
    return _joined(fragments)


def _line_with(text: str, words: list[str], *, markdown: bool) -> tuple[str, int]:
    """Return the line with the first hit, its spaces collapsed, and where in it that begins.

    What follows the line is put behind it, so that a short line is not all there is to see.
    """
    at = _first_hit(text, words)
    *_, before = f"{text[max(0, at - PIECE) : at]}|".splitlines()
    before, behind = before[:-1], text[at : at + 4 * WHOLE]
    if markdown:
        seen = plain_text(before[-LEAD:] + behind)
        if any(word in fold(seen) for word in words):
            at = _first_hit(seen, words)
            before, behind = before[:-LEAD] + seen[:at], seen[at:]
    before = _SPACES.sub(" ", before.lstrip())
    return before + _SPACES.sub(" ", behind).rstrip(), len(before)


def _first_hit(text: str, words: list[str]) -> int:
    """Return where the first of the folded words begins in a text; 0 if none is in it."""
    overlap = _TO_ONE * max(map(len, words), default=0)
    for start in range(0, len(text), PIECE):
        end = _letter_end(text, start + PIECE + overlap)
        piece = text[start:end]
        folded = fold(piece)
        hits = [hit for word in words if (hit := folded.find(word)) >= 0]
        if hits:
            at = min(hits)
            # Most texts fold letter by letter, each to one.
            return start + (at if len(folded) == len(piece) else _unfolded(piece, at))
    return 0


def _letter_end(text: str, near: int) -> int:
    """Return the end of the letter that ends at ``near`` or behind it, with its marks."""
    end = near
    while end < min(near + MARKS, len(text)) and _continues(text[end]):
        end += 1
    return end


def _unfolded(text: str, at: int) -> int:
    """Return where the letter begins that has folded to the character at ``at``."""
    return next(letter.start for letter in _letters(text) if letter.folded_end > at)


def _word_start(line: str, near: int) -> int:
    """Return the start of the next word at or behind ``near``, if one is close."""
    space = line.find(" ", near, near + BEFORE // 2)
    return near if space < 0 else space + 1


class _Letter(NamedTuple):
    """A letter with its marks: where it stands in the text, what it folds to, and where that is."""

    start: int
    end: int
    folded: str
    folded_start: int

    @property
    def folded_end(self) -> int:
        return self.folded_start + len(self.folded)


def _letters(text: str) -> Iterator[_Letter]:
    """Yield the letters of a text, each folded by itself."""
    start = place = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and _continues(text[end]):
            end += 1
        letter = _Letter(start, end, fold(text[start:end]), place)
        yield letter
        start, place = end, letter.folded_end


def _continues(character: str) -> bool:
    """Return whether a character belongs to the one before: a mark, or a part of a syllable."""
    return (
        unicodedata.combining(character) != 0
        or "\u1160" <= character <= "\u11ff"
        or character in "\uff9e\uff9f"
    )


def _marked(text: str, words: list[str]) -> Iterator[Fragment]:
    """Yield the fragments of ``text``: the words that were searched for, and what is between."""
    letters = list(_letters(text))
    folded = "".join(letter.folded for letter in letters)
    hits = {
        place
        for word in words
        for found in re.finditer(re.escape(word), folded)
        for place in range(*found.span())
    }
    for letter in letters:
        hit = any(at in hits for at in range(letter.folded_start, letter.folded_end))
        yield Fragment(text[letter.start : letter.end], hit)


def _joined(fragments: list[Fragment]) -> list[Fragment]:
    """Return the fragments with neighbours of one kind put together."""
    joined: list[Fragment] = []
    for fragment in fragments:
        if joined and joined[-1].hit == fragment.hit:
            joined[-1] = Fragment(joined[-1].text + fragment.text, fragment.hit)
        else:
            joined.append(fragment)
    return joined
