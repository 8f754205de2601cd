"""How a script would read a prompt: a template, and tokens of words and of bytes.

There is no model behind it. It does what models do: roles stand in special tokens, a word of ASCII
is a token together with the space before it, and any other letter is bytes, a token each.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from yeoul.providers.base import Prompt, PromptToken

_SPECIAL = ("<|system|>", "<|user|>", "<|assistant|>", "<|tool|>", "<|end|>")
#: Ids of the tokens that are one byte, and of those that are words.
_FIRST_BYTE, _FIRST_WORD, _WORDS = 16, 1_000, 50_000
_PIECE = re.compile(r" ?[A-Za-z]+| ?[0-9]| ?[!-/:-@\[-`{-~]|\s|.", re.DOTALL)


def tokens_of(prompt: Prompt) -> list[PromptToken]:
    """Return the tokens of a prompt."""
    tokens = list[PromptToken]()
    for turn in prompt.turns:
        tokens += _special(turn.role), *_plain(f"\n{turn.content}"), _special("end"), *_plain("\n")
    return [*tokens, _special("assistant"), *_plain(f"\n{prompt.prefix}")]


def _special(name: str) -> PromptToken:
    written = f"<|{name}|>"
    return PromptToken(_SPECIAL.index(written), written.encode())


def _plain(text: str) -> Iterator[PromptToken]:
    for piece in _PIECE.findall(text):
        raw = piece.encode()
        if piece.isascii():
            yield PromptToken(_FIRST_WORD + zlib.crc32(raw) % _WORDS, raw)
        else:
            yield from (PromptToken(_FIRST_BYTE + byte, bytes([byte])) for byte in raw)
