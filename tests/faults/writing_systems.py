"""Some letters and marks of every writing system that needs several bytes a character."""

from __future__ import annotations

import sys
import unicodedata

#: Systems told in one piece of text.
_EACH = 12


def pieces(count: int) -> list[str]:
    """Return texts that together speak so many writing systems, or all there are."""
    said = list(_systems().values())[:count]
    return ["".join(said[first : first + _EACH]) for first in range(0, len(said), _EACH)]


def _systems() -> dict[str, str]:
    """Return, by the first word of their names, the first and the last letter and mark of each."""
    letters: dict[str, list[str]] = {}
    for code in range(0x80, sys.maxunicode + 1):
        kind = unicodedata.category(chr(code))[0]
        name = unicodedata.name(chr(code), "")
        if kind in "LM" and name:
            letters.setdefault(f"{name.split()[0]} {kind}", []).append(chr(code))
    return {name: found[0] + found[-1] for name, found in letters.items()}
