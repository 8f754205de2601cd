"""Detects a model that has begun to repeat itself for ever, as small ones do. Pure."""

from __future__ import annotations

#: Characters that are searched, and characters of the longest repeated passage found in them.
WINDOW_CHARS, MAX_PASSAGE_CHARS = 1500, 300
_CHECK_EVERY_CHARS = 250
_KEY_CHARS = 48


class Repetition:
    """Reads an answer as it grows."""

    def __init__(self) -> None:
        self._tail = ""
        self._unchecked = 0

    def noticed(self, text: str) -> bool:
        """Add text; return whether the last 1 500 characters repeat one passage over and over.

        The passage has at most 300 characters, so it came five times at least. Checks every 250
        characters.
        """
        self._tail += text
        self._unchecked += len(text)
        if self._unchecked < _CHECK_EVERY_CHARS:
            return False
        self._unchecked = 0
        self._tail = self._tail[-WINDOW_CHARS:]
        return len(self._tail) == WINDOW_CHARS and _repeats(self._tail)


def _repeats(tail: str) -> bool:
    # In a text that repeats, its last characters came one passage earlier too.
    last_seen = tail.rfind(tail[-_KEY_CHARS:], 0, len(tail) - 1)
    passage = len(tail) - _KEY_CHARS - last_seen
    return last_seen >= 0 and passage <= MAX_PASSAGE_CHARS and tail[passage:] == tail[:-passage]
