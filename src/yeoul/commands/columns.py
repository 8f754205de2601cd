"""Columns of a list in a terminal, whatever people call themselves."""

from __future__ import annotations

import unicodedata


def column(text: str, columns: int) -> str:
    """Return a text in so many columns, shortened or filled up with spaces."""
    while width(text) > columns:
        text = text.removesuffix("…")[:-1] + "…"
    return text + " " * (columns - width(text))


def width(text: str) -> int:
    """Return how many columns a text takes; a Korean letter takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def harmless(line: str) -> str:
    """Return a line in which nothing ends it, turns it around, or speaks to a terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
