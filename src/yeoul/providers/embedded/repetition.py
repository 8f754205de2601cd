"""Notices when a model has begun to say the same thing for ever, as small ones do. Pure."""

from __future__ import annotations

#: What is looked at, and the longest passage that counts as being repeated within it.
WINDOW_CHARS, MAX_PASSAGE_CHARS = 1500, 300
_CHECK_EVERY_CHARS = 250
_KEY_CHARS = 48


class Repetition:
    """Reads an answer as it grows."""

    def __init__(self) -> None:
        self._tail = ""
        self._unchecked = 0

    def noticed(self, text: str) -> bool:
        """Take more text; True if the last 1 500 characters are one passage over and over.

        A passage of at most 300 characters, so at least five times. Looks every 250 characters.
        """
        self._tail += text
        self._unchecked += len(text)
        if self._unchecked < _CHECK_EVERY_CHARS:
            return False
        self._unchecked = 0
        self._tail = self._tail[-WINDOW_CHARS:]
        return len(self._tail) == WINDOW_CHARS and _repeats(self._tail)


def _repeats(tail: str) -> bool:
    # The end of the text was last seen one passage ago, if it repeats at all.
    last_seen = tail.rfind(tail[-_KEY_CHARS:], 0, len(tail) - 1)
    passage = len(tail) - _KEY_CHARS - last_seen
    return last_seen >= 0 and passage <= MAX_PASSAGE_CHARS and tail[passage:] == tail[:-passage]
