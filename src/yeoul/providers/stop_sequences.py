"""Ends an answer before the first of its stop sequences, for a provider that does not do so itself.

A sequence may come in several pieces. So the end of a text that may be the beginning of one is held
back until the next piece decides about it. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence


class StopSequences:
    """The stop sequences of one answer, and what is held back of its text."""

    def __init__(self, sequences: Sequence[str]) -> None:
        self._sequences = sequences
        self._longest = max(map(len, sequences))
        self._held = ""
        #: Whether a sequence has been found. Nothing may be added then.
        self.found = False

    def add(self, text: str) -> str:
        """Return what can be shown once ``text`` has come; "" if it has to wait."""
        text = self._held + text
        places = [place for each in self._sequences if (place := text.find(each)) >= 0]
        if places:
            self.found, self._held = True, ""
            return text[: min(places)]
        shown = self._shown(text)
        self._held = text[shown:]
        return text[:shown]

    def close(self) -> str:
        """Return what is held back of a text that has ended."""
        held, self._held = self._held, ""
        return held

    def _shown(self, text: str) -> int:
        """Return the length of a text without an end that may begin a sequence."""
        for start in range(max(0, len(text) - self._longest + 1), len(text)):
            if any(each.startswith(text[start:]) for each in self._sequences):
                return start
        return len(text)
