"""Search: the folded form in which texts are compared, and the condition to find conversations.

Texts are stored a second time, folded, and a word matches if it occurs anywhere in one: a plain
scan. It finds a single Korean syllable, which a trigram index cannot, and stops at the first page
of matches. ``instr`` compares a word as a whole, where ``LIKE`` goes through it again at each
letter of a text; and within one text SQLite cannot be interrupted.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from sqlalchemy import ColumnElement, and_, exists, or_

from yeoul.errors import InvalidRequest
from yeoul.store.contains import contains, message_contains
from yeoul.store.schema import conversations, messages

#: Longest query, in characters; databases bound the size of a pattern and of a statement.
MAX_QUERY_CHARS = 1_000
#: Seconds that a search may take, its wait for other searches included.
SEARCH_LIMIT_S = 2.0

#: Single letters of the Korean alphabet, as a keyboard writes them (ㅋㅋㅋ): compatible with the
#: parts of syllables, but normalized into parts they would join into syllables that are not there.
_ALL_BUT_LETTERS = re.compile("[^\u3131-\u318e]+")
#: The same letters, half as wide; and the marks of Japanese ones.
_HALF_WIDE = {
    code: chr(int(narrow.partition(" ")[2], 16))
    for code in range(0xFFA0, 0xFFDD)
    if (narrow := unicodedata.decomposition(chr(code)))
} | {0xFF9E: "\u3099", 0xFF9F: "\u309a"}
#: Where many marks may stand behind each other: they are neither letters nor spaces.
_MANY_MARKS = re.compile(r"[^\w\s\x00-\x7f]{32,}")


def fold(text: str) -> str:
    """Return ``text`` as it is compared: without case, width, other variants of letters, and NUL.

    Unicode's compatibility caseless matching (D146, with NFKC), but for single Korean letters.
    Databases end a text at NUL when they search it.
    """
    if text.isascii():
        return text.lower().replace("\0", " ")
    text = text.translate(_HALF_WIDE)
    if not unicodedata.is_normalized("NFC", text):
        text = _MANY_MARKS.sub(_in_order, text)
    decomposed = unicodedata.normalize("NFD", text)
    folded = _compatible(_compatible(decomposed.casefold()).casefold())
    return folded.replace("\0", " ")


def _compatible(text: str) -> str:
    return _ALL_BUT_LETTERS.sub(lambda part: unicodedata.normalize("NFKC", part[0]), text)


def _in_order(part: re.Match[str]) -> str:
    """Return a text decomposed, with its marks in canonical order (Unicode, D109).

    `unicodedata.normalize` finds the same order, but the time that it takes grows with the square
    of their number, and no other thread runs meanwhile.
    """
    decomposed = "".join(unicodedata.normalize("NFD", character) for character in part[0])
    groups = groupby(decomposed, key=lambda character: unicodedata.combining(character) > 0)
    return "".join(
        "".join(sorted(some, key=unicodedata.combining) if are_marks else some)
        for are_marks, some in groups
    )


def words_of(query: str) -> list[str]:
    """Return the folded words of a query, without those that are part of another word.

    Raises:
        InvalidRequest: the query is longer than `MAX_QUERY_CHARS`.
    """
    if len(query) > MAX_QUERY_CHARS:
        raise InvalidRequest(f"A search has at most {MAX_QUERY_CHARS} characters.")
    kept: list[str] = []
    for word in sorted(set(fold(query).split()), key=len, reverse=True):
        if not any(word in longer for longer in kept):
            kept.append(word)
    return kept


def matches(words: list[str]) -> ColumnElement[bool]:
    """Return the condition that each word occurs in the title or in a message."""
    return and_(*(or_(contains(conversations.c.search_title, word), _said(word)) for word in words))


def _said(word: str) -> ColumnElement[bool]:
    return exists().where(
        messages.c.conversation_id == conversations.c.id,
        message_contains(messages.c.search_text, word),
    )
