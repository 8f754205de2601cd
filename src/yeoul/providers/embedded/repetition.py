"""Detects a model that goes round in circles, as small ones do. Pure.

Three circles are known: a passage that comes word for word, a list that only grows by the same
letters (a, aa, aaa), and sentences in which nothing changes but numbers that count. What a person
may want line for line is left alone: numbers themselves, tables, code, CSV, JSON, sentences whose
numbers do more than count, such as products, and a count up to a number of the question. A false
alarm takes something away; a circle that is missed costs time, until the answer's limit of tokens.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from itertools import pairwise

#: Characters that are searched, and characters of the longest repeated passage found in them.
WINDOW_CHARS, MAX_PASSAGE_CHARS = 1500, 300
#: Characters of one paragraph in which sentences only count. It is less, because a number takes a
#: token for each digit, and because people ask for lists of such sentences, not for paragraphs.
PARAGRAPH_CHARS = 700
_CHECK_EVERY_CHARS = 125
_KEY_CHARS = 48
#: A text that is packed to less than this share of its bytes says nothing new. Of 80 000 windows of
#: code, data and documents, one was; a list that only grows is, a table of products is not.
_NOTHING_NEW = 0.055
#: Behind a sentence, or at the end of a line with the number of the next item of a list.
_SENTENCE_END = re.compile(r"[.!?。…][\"')\]*]*[ \t]+|\n\s*(?:\d+[.)]\s+)?")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MIN_WORDS = 3
#: What sentences rarely have, and lines of tables, code and data do.
_DATA = re.compile(r"[|{}<>=;\[\]\\_`]|\w\(|\D,\S|\S,[^\W\d]")
#: In a circle, sentences that came so often make up this share of what all sentences have.
_MIN_TIMES, _MIN_SHARE = 5, 0.85
#: The least share of a text that its sentences make up; the rest is between them.
_MIN_TEXT = 0.5
#: A number counts if it mostly grows by the same step.
_STEADY_SHARE = 0.8


class Repetition:
    """Reads the answer to a question as it grows."""

    def __init__(self, question: str = "") -> None:
        self._asked = max(_numbers(question), default=0.0)
        self._tail = ""
        self._unchecked = 0

    def noticed(self, text: str) -> bool:
        """Add text; return whether the answer has begun to go round in circles.

        The last 1 500 characters decide. A repeated passage has at most 300, so it came five times
        at least, and so did every sentence that counts. Within one paragraph, 700 characters of
        sentences that count are enough. Checks every 125 characters.
        """
        self._tail += text
        self._unchecked += len(text)
        if self._unchecked < _CHECK_EVERY_CHARS:
            return False
        self._unchecked = 0
        self._tail = tail = self._tail[-WINDOW_CHARS:]
        if len(tail) == WINDOW_CHARS and (
            _repeats(tail) or _says_nothing_new(tail) or self._counts(tail)
        ):
            return True
        end = tail[-PARAGRAPH_CHARS:]
        return len(end) == PARAGRAPH_CHARS and "\n" not in end and self._counts(end, moves=True)

    def _counts(self, tail: str, *, moves: bool = False) -> bool:
        """Return whether a few sentences come again and again, and their numbers only count.

        With ``moves`` one of them has to; else all may stay as they are.
        """
        circle = _circle(tail)
        columns = [column for rows in circle for column in zip(*rows, strict=True)]
        steps = [_step(column) for column in columns]
        if not circle or None in steps:
            return False
        moving = [column for column, step in zip(columns, steps, strict=True) if step]
        is_asked = any(max(column) <= self._asked for column in moving)
        return not is_asked and (bool(moving) or not moves)


def _repeats(tail: str) -> bool:
    # In a text that repeats, its last characters came one passage earlier too.
    last_seen = tail.rfind(tail[-_KEY_CHARS:], 0, len(tail) - 1)
    passage = len(tail) - _KEY_CHARS - last_seen
    return last_seen >= 0 and passage <= MAX_PASSAGE_CHARS and tail[passage:] == tail[:-passage]


def _says_nothing_new(tail: str) -> bool:
    data = tail.encode(errors="replace")
    return len(zlib.compress(data)) < _NOTHING_NEW * len(data)


def _circle(tail: str) -> list[list[list[float]]]:
    """Return the numbers of sentences that differ in nothing else: for each form, by sentence.

    Empty if these sentences are not nearly all of the text.
    """
    sentences = [each.strip() for each in _SENTENCE_END.split(tail)[1:-1]]  # the outer may be cut
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for sentence in sentences:
        form = _NUMBER.sub("0", sentence)
        if len(_WORD.findall(form)) >= _MIN_WORDS and not _DATA.search(form):
            alike[form].append(sentence)
    circling = [group for group in alike.values() if len(group) >= _MIN_TIMES]
    chars = sum(map(len, sentences))
    circling_chars = sum(len(sentence) for group in circling for sentence in group)
    if chars < _MIN_TEXT * len(tail) or circling_chars < _MIN_SHARE * chars:
        return []
    return [[_numbers(sentence) for sentence in group] for group in circling]


def _numbers(text: str) -> list[float]:
    return [float(found.replace(",", "")) for found in _NUMBER.findall(text)]


def _step(numbers: tuple[float, ...]) -> float | None:
    """Return by how much numbers mostly grow, or fall below 0; None if they follow no rule."""
    steps = Counter(round(after - before, 6) for before, after in pairwise(numbers))
    step, times = steps.most_common(1)[0]
    return step if times >= _STEADY_SHARE * steps.total() else None
