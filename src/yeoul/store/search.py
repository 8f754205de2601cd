"""Search: the folded form in which texts are compared, and the condition to find conversations.

Texts are stored a second time, folded, and a word matches if it occurs anywhere in one: a plain
scan. It finds a single Korean syllable, which a trigram index cannot, and stops at the first page
of matches. ``instr`` compares a word as a whole, where ``LIKE`` goes through it again at each
letter of a text; and within one text SQLite cannot be interrupted.
"""

from __future__ import annotations

import json
import re
import unicodedata
from itertools import groupby

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    cast,
    exists,
    func,
    or_,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from yeoul.errors import InvalidRequest
from yeoul.store.any_text import escape
from yeoul.store.contains import contains, may_contain
from yeoul.store.schema import conversations, messages

#: Longest query, in characters; databases bound the size of a pattern and of a statement.
MAX_QUERY_CHARS = 1_000
#: Seconds that a search may take, its wait for other searches included.
SEARCH_LIMIT_S = 2.0
#: The longest words, for each of which a database plans how to find it.
MOST_PLANNED = 4

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


def matches(words: list[str], dialect: str) -> ColumnElement[bool]:
    """Return the condition that each word occurs in the title or in a message."""
    if dialect == "postgresql":
        words = [escape(word) for word in words]
        each = [_is_said(word, _may_say(word)) for word in words[:MOST_PLANNED]]
    else:
        each = [_is_said(word) for word in words[:MOST_PLANNED]]
    return and_(*each, _all_are_said(words[MOST_PLANNED:], dialect))


def _is_said(word: str | ColumnElement[str], *may_be: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that one word occurs there; ``may_be`` rules messages out."""
    said = exists().where(
        messages.c.conversation_id == conversations.c.id,
        *may_be,
        contains(messages.c.search_text, word),
    )
    return or_(contains(conversations.c.search_title, word), said)


def _may_say(word: str) -> ColumnElement[bool]:
    return may_contain(messages.c.search_text, word) if len(word) > 1 else true()


def _all_are_said(words: list[str], dialect: str) -> ColumnElement[bool]:
    """Return the condition for any number of words, in a statement of always the same length."""
    if not words:
        return true()
    if dialect == "postgresql":
        each = func.unnest(cast(words, ARRAY(String))).table_valued("value").render_derived()
    else:
        each = func.json_each(json.dumps(words, ensure_ascii=False)).table_valued("value")
    return ~exists().select_from(each).where(~_is_said(each.c.value))
