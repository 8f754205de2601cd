"""Candidates for the text of a script: plausible, and always the same for the same text. Pure.

So tests, demonstrations and lessons need no model. All that a model's own candidates can be is
there: the chosen one first, further down or not among them, and texts whose candidates are unknown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import islice
from zlib import crc32

from yeoul.protocol.content import Token
from yeoul.providers.base import Piece, Text, Tokens

#: A token with the space before it, and about as long as those of models.
_TOKEN = re.compile(r"\s*\S{1,12}|\s+")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
#: What models have no token for, and put together from several: pictures, and all beyond the BMP.
_RARE = re.compile("[\u200d\u2600-\u27bf\U00010000-\U0010ffff]")
_ENGLISH = (
    "the a of and to in is that it with for as water river stone bank bridge flow stream deep quick"
    " slow still one not"
).split()
_KOREAN = (
    "물 강 여울 바다 돌 다리 은 는 이 가 을 를 의 에 에서 으로 와 도 만 그 그리고 흐르는 깊은 얕은"
    " 빠르게 천천히"
).split()


def with_candidates(batch: list[Piece], most: int) -> list[Piece]:
    """Return a batch with the tokens of its text, so many candidates each, behind each text."""
    told: list[Piece] = []
    for piece in batch:
        told.append(piece)
        if isinstance(piece, Text):
            told.append(Tokens(tuple(_token(text, most) for text in _TOKEN.findall(piece.text))))
    return told


def _token(text: str, most: int) -> Token:
    if _RARE.search(text):
        return text, None, ()
    chance = crc32(text.encode())
    place = 1 if chance % 5 == 0 else most if chance % 23 == 0 else 0
    # The best has 35 to 95 per cent, each further one half of what is left.
    best = 0.35 + 0.6 * (chance % 1000) / 1000
    logprobs = [math.log(best)]
    logprobs += [math.log((1 - best) / 2**rank) for rank in range(1, most + 1)]
    others = _others(text, chance)
    words = [text if rank == place else next(others) for rank in range(most)]
    return text, logprobs[place], tuple(zip(words, logprobs, strict=False))


def _others(text: str, chance: int) -> Iterator[str]:
    """Yield other words that might stand there, the same ones each time."""
    word = text.lstrip()
    space = text[: len(text) - len(word)]
    words = _KOREAN if _HANGUL.search(text) else _ENGLISH
    start = chance % len(words)
    for other in islice((*words, *words), start, start + len(words)):
        if other != word:
            yield space + other
