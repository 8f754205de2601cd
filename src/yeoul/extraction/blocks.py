"""The text of a file within a question: under its name, in a fence that nothing in it closes.

The page writes the same (`web/src/page/files/file-blocks.ts`). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import count

from yeoul.extraction.base import Extraction

#: For what a file's name and fence take beside its text, in characters.
FENCE_CHARACTERS = 600


def block_of(name: str, found: Extraction) -> str:
    """Return the text under its name, in a fence."""
    runs = (len(run) + 1 for run in re.findall(r"`{3,}", found.text))
    fence = "`" * max(runs, default=3)
    head = f"{name} ({found.part})" if found.part else name
    end = "" if found.text.endswith("\n") else "\n"
    return f"{head}\n{fence}{found.language}\n{found.text}{end}{fence}\n"


def language_of(name: str) -> str:
    """Return the language of a text file's fence: what its name ends in."""
    ending = re.search(r"\.(\w+)$", name, re.ASCII)
    return ending[1].lower() if ending else ""


def free_name(name: str, taken: Container[str]) -> str:
    """Return a name that no other file of the question has: ``bill 2.pdf`` beside ``bill.pdf``."""
    if name not in taken:
        return name
    ending = re.search(r"(?<=.)\.\w+$", name, re.ASCII)
    stem, dot = (name[: ending.start()], ending[0]) if ending else (name, "")
    numbered = (f"{stem} {number}{dot}" for number in count(2))
    return next(each for each in numbered if each not in taken)
