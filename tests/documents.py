"""The documents of the repository, and how tests take them apart."""

from __future__ import annotations

import re
from itertools import takewhile

from scripts.steps import ROOT

FOLDERS = ("docs", "bench")
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.md"))),
]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rows(document: str, first_column: str) -> list[list[str]]:
    """The rows of the tables whose first column is called so, each cell without its backticks."""
    found: list[list[str]] = []
    lines = document.splitlines()
    for number, line in enumerate(lines):
        if line.startswith(f"| {first_column} |") and lines[number + 1].startswith("|-"):
            table = takewhile(lambda row: row.startswith("|"), lines[number + 2 :])
            found += [row.replace("`", "")[2:-2].split(" | ") for row in table]
    assert found, f"there is no table of {first_column!r}"
    return found


def blocks(document: str, language: str = r"\w*") -> list[str]:
    """The contents of the code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", document, re.MULTILINE | re.DOTALL)


def prose(document: str) -> str:
    """A document without its code blocks."""
    return re.sub(r"^```.*?^```$", "", document, flags=re.MULTILINE | re.DOTALL)
